"""NMD911 unmarked-promo: a promotional clip shows no number."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import no_number_was_read
from detector.law.evidence.unpublished_forms import unpublished_number
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The clip shows no number, so whether its drama has one is not known.",
    "宣传推广素材（投流素材）没有编号，无法确定所推广的剧是否有编号。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.kind == "promo" and no_number_was_read(case) and not unpublished_number(case):
        yield RULE.finding(MESSAGE, 1.0)


RULE = Rule(
    code="NMD911",
    name="unmarked-promo",
    name_zh="宣传推广素材未标编号",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("dramas without a number may not be promoted", "没有编号的剧不得宣传推广")
    ),
    begins=None,
    check=_check,
)
