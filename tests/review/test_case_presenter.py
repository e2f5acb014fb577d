"""What the page of a case shows of a result, without the page."""

from dataclasses import replace

from detector.law.tables.loader import shipped
from detector.records import Quad
from detector.review.case_presenter import present_case
from detector.scanner import JudgingContext
from tests.report.samples import FAILED, NEAR_MISS

PLACE: Quad = ((120, 40), (135, 40), (135, 60), (120, 60))


def test_places_where_a_character_may_be_hidden_are_outlined() -> None:
    covered = replace(FAILED, near_misses=(replace(NEAR_MISS, reason="hidden-character", hidden=(PLACE,)),))
    (text,) = present_case(covered, {}, JudgingContext(shipped()), "zh")["texts"]
    assert text["hidden"] == ["120,40 135,40 135,60 120,60"]
    assert text["reason"] == "编号主体、年份或序号中疑有字被遮挡"
