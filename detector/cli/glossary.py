"""The words of the law that reports show: names, reasons and remedies in one language."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from detector.i18n import Lang, Localized
from detector.law.rule import MANUAL_SECTIONS
from detector.law.rules import RULES
from detector.law.tables.loader import shipped
from detector.law.text.near_miss import REASONS
from detector.law.verdict.assumptions import ASSUMPTIONS
from detector.report import Glossary

_MEND = MANUAL_SECTIONS[-1]
_FULL_STOP = Localized(". ", "。")


def glossary(lang: Lang, evidence: Path | None = None) -> Glossary:
    """The words for rules, reasons and names; ``evidence`` is the folder with the pictures."""
    words = Glossary(
        lang,
        remedies={rule.code: remedy(rule.manual, lang) for rule in RULES},
        rules={rule.code: Localized(rule.name, rule.name_zh).in_(lang) for rule in RULES},
        reasons={str(reason): text.in_(lang) for reason, text in REASONS.items()},
        assumptions={str(code): (one.fact.in_(lang), one.so.in_(lang)) for code, one in ASSUMPTIONS.items()},
        issuers={row.abbreviation: row.said_name.in_(lang) for row in shipped().issuers},
        evidence=evidence,
    )
    if evidence is None:
        return words
    from detector.evidence import read_crop

    return replace(words, crop=partial(read_crop, evidence))


def remedy(manual: Localized, lang: Lang) -> str:
    """The first sentence of a manual's section on what to do."""
    rows = manual.in_(lang).partition(f"\n{_MEND.in_(lang)}\n")[2].split()
    stop = _FULL_STOP.in_(lang)
    text = Localized(" ", "").in_(lang).join(rows)
    return text.partition(stop)[0].removesuffix(stop.strip()) + stop.strip()
