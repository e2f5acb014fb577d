"""NMD507 improbable-serial: the serial is unlike all others that the catalogue has of the issuer and year."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import reliable_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The serial of {number} is unlike the {others} others of its issuer and year.",
    "{number}的序号与该编号主体该年度的其他{others}个编号均不相似。",
)

_LEAST = 20
_FAR = 10


def _check(case: Case) -> Iterator[Finding]:
    known = case.catalogue.serials if case.catalogue else {}
    for marker in reliable_markers(case):
        serials = known.get((marker.issuer.abbreviation, marker.year))
        if serials is None or (others := sum(serials.widths.values()) - 1) < _LEAST:
            continue
        largest, next_largest = serials.largest
        is_far = int(marker.serial) == largest > _FAR * next_largest
        if is_far or serials.widths.get(len(marker.serial), 0) == 1:
            yield RULE.finding(MESSAGE.filled(number=marker.number, others=others), marker.confidence or 0.0)


RULE = Rule(
    code="NMD507",
    name="improbable-serial",
    name_zh="序号异常",
    severity="note",
    source=source(
        "nrta-2024-35", Localized("one unique number for each drama", "节目唯一许可证号（登记备案号）")
    ),
    begins="recorded-only-from",
    check=_check,
)
