"""Takes from the law's part the words that reports show."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from detector.law.assumptions import ASSUMPTIONS
from detector.law.reasons import REASONS
from detector.law.rules import RULES
from detector.report import Glossary


def glossary(evidence: Path | None) -> Glossary:
    """The words for rules and reasons, and the way to the pictures in ``evidence``."""
    words = Glossary(
        remedies={rule.code: remedy(rule.manual) for rule in RULES},
        reasons=dict[str, str](REASONS.items()),
        assumptions={code: (assumed.fact.en, assumed.so.en) for code, assumed in ASSUMPTIONS.items()},
        evidence=evidence,
    )
    if evidence is None:
        return words
    from detector.evidence import read_crop

    return replace(words, crop=partial(read_crop, evidence))


def remedy(manual: str) -> str:
    """The first sentence of a manual's section Mend."""
    section = " ".join(manual.partition("\nMend\n")[2].split())
    return section.partition(". ")[0].removesuffix(".") + "."
