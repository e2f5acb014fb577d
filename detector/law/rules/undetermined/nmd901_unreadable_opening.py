"""NMD901 unreadable-opening: too little of the opening was seen to say that no number stands there."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import MIN_COVERAGE, is_readable
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "Too little was seen to look for a number: {seen} of {due} frames; "
    "at least {least} and {share} of the opening are needed.",
    "可用画面过少，无法查找编号：应看{due}帧，仅看到{seen}帧；至少需要{least}帧且不少于片头的{share}。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.markers or is_readable(case):
        return
    opening = case.opening
    message = MESSAGE.filled(
        seen=opening.frames_seen,
        due=opening.frames_due,
        least=case.policy.min_frames,
        share=f"{MIN_COVERAGE:.0%}",
    )
    yield RULE.finding(message, 1.0)


RULE = Rule(
    code="NMD901",
    name="unreadable-opening",
    name_zh="片头无法检查",
    severity="warn",
    source=source("nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标明编号")),
    begins=None,
    check=_check,
)
