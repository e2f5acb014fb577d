"""The words of the law that reports show: names, reasons and remedies in one language."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from detector.i18n import Lang, Localized
from detector.law.rule import Rule
from detector.law.rules import RULES
from detector.law.tables.loader import shipped
from detector.law.text.near_miss import REASONS
from detector.law.verdict.assumptions import ASSUMPTIONS
from detector.report import Glossary
from detector.rule_manuals import remedy

_FRAME_PX = 320


def glossary(lang: Lang, evidence: Path | None = None, rules: tuple[Rule, ...] = RULES) -> Glossary:
    """The words for rules, reasons and names; ``evidence`` is the folder with the pictures."""
    words = Glossary(
        lang,
        remedies={rule.code: remedy(rule, lang) for rule in rules},
        rules={rule.code: Localized(rule.name, rule.name_zh).in_(lang) for rule in rules},
        reasons={str(reason): said.in_(lang) for reason, said in REASONS.items()},
        assumptions={
            str(code): (said.fact.in_(lang), said.consequence.in_(lang)) for code, said in ASSUMPTIONS.items()
        },
        issuers={row.abbreviation: row.display_name.in_(lang) for row in shipped().issuers},
        class_name=shipped().class_name,
        evidence=evidence,
    )
    if evidence is None:
        return words
    from detector.evidence import read_crop, read_small

    return replace(
        words,
        crop=partial(read_crop, evidence),
        frame=partial(read_small, evidence, height_px=_FRAME_PX),
    )
