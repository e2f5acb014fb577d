"""NMD903 unsettled-marker: a number was read, but not surely enough to rely on it."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import (
    contradictions,
    current_markers,
    is_settled,
    known_form_misses,
    malformed_misses,
)
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker, NearMiss

CONTRADICTED = Localized(
    "{share} of the evidence in one place reads {number} instead.",
    "同一处有{share}的识别结果为{number}。",
)
UNSURE = Localized(
    "The number cannot be relied on: the surest reading is {printed}, incomplete or unsure.",
    "编号识别不可靠：最可靠的结果为{printed}，不完整或置信度不足。",
)


def _check(case: Case) -> Iterator[Finding]:
    for doubt in {doubt.number: doubt for doubt in contradictions(case)}.values():
        message = CONTRADICTED.filled(share=f"{doubt.share:.0%}", number=doubt.number)
        yield RULE.finding(message, doubt.share)
    counting = current_markers(case)
    only_misses = () if case.markers or malformed_misses(case) else known_form_misses(case)
    # What may be covered in a number is told by a rule of its own.
    uncovered = tuple(miss for miss in only_misses if not miss.hidden)
    unsure: tuple[Marker | NearMiss, ...] = counting or uncovered
    if not unsure or any(is_settled(case, marker) for marker in counting):
        return
    surest = max(unsure, key=lambda record: record.confidence or 0.0)
    printed = " ".join(surest.printed.split())
    confidence = surest.confidence or 0.0
    yield RULE.finding(
        UNSURE.filled(printed=printed), confidence if is_settled(case, surest) else 1.0 - confidence
    )


RULE = Rule(
    code="NMD903",
    name="unsettled-marker",
    name_zh="编号识别不可靠",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in an obvious place", "编号须标注在明显位置")
    ),
    begins=None,
    check=_check,
)
