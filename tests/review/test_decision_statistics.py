"""What decisions teach: precision, agreement, and a sample that two decide without knowing of each other."""

from pathlib import Path

import pytest

from detector.review.case_queue import CaseFilter
from detector.review.cases import Decision, is_sampled
from detector.review.decision_statistics import Share, decision_statistics
from detector.review.desk import ReviewDesk, create_desk
from detector.scanner import judging_context
from detector.service.sources.fetch import Sources
from detector.service.storage.database import Store
from detector.settings import Settings
from tests.report.samples import FAILED, PASSED, UNDECIDED
from tests.review.staged_cases import ANN, BOB, made

BLOCK, RELEASE = Decision("block"), Decision("release")


def desk_at(store: Store, folder: Path, percent: float = 0) -> ReviewDesk:
    told = {"service": {"folder": str(folder), "desk_sample_percent": percent}, "registry": {"url": "none"}}
    settings = Settings.model_validate(told)
    return create_desk(settings, judging_context(settings), store, Sources(settings.service, folder))


def decide(desk: ReviewDesk, job: str, *choices: Decision) -> None:
    for reviewer, choice in zip((ANN, BOB), choices, strict=False):
        assert desk.cases.lease(job, reviewer)
        desk.cases.decide(job, reviewer, choice)
        desk.cases.release(job, reviewer)


def test_figures_come_from_what_is_settled(store: Store, tmp_path: Path) -> None:
    desk = desk_at(store, tmp_path)
    assert decision_statistics(desk, "a").rules == []
    for choices in ((BLOCK, BLOCK), (RELEASE,), (BLOCK, RELEASE), ()):
        decide(desk, made(store, FAILED), *choices)
    decide(desk, made(store, PASSED), RELEASE)
    decide(desk, made(store, UNDECIDED), RELEASE)
    found = decision_statistics(desk, "a")
    assert found.rules == [Share("NMD102", 1, 2)]  # who disagree have settled nothing
    assert {(one.name, one.matching, one.total) for one in found.bands} == {
        ("0.95–0.99", 1, 2),
        ("0.99–1.00", 1, 1),
    }
    assert found.undecided == []  # no text was read there, so there is no confidence
    assert (found.pairs, found.sampled) == (2, 0)
    assert (found.mine, found.mine_same) == (2, 1)
    assert found.kappa == pytest.approx(0)


def test_a_mark_on_a_finding_counts_before_the_verdict(store: Store, tmp_path: Path) -> None:
    desk = desk_at(store, tmp_path)
    decide(desk, made(store, FAILED), Decision("release", findings={"NMD102": True}))  # right, but exempt
    decide(desk, made(store, FAILED), RELEASE)
    assert decision_statistics(desk, "a").rules == [Share("NMD102", 1, 2)]


def test_wilsons_interval() -> None:
    low, high = Share("", 8, 10).interval
    assert low == pytest.approx(0.4902, abs=1e-3)
    assert high == pytest.approx(0.9433, abs=1e-3)
    assert Share("", 0, 3).interval[0] == pytest.approx(0, abs=1e-9)


def test_two_decide_a_drawn_case_blindly(store: Store, tmp_path: Path) -> None:
    desk, job = desk_at(store, tmp_path, percent=100), made(store, PASSED)
    decide(desk, job, RELEASE)
    case = desk.cases.get(job, BOB)
    assert (case.row["is_open"], case.row["waits_for_other_than"], case.is_blind) == (True, "a", True)
    assert not desk.cases.get(job, ANN).is_blind
    assert [row["job"] for row in desk.case_queue.page(CaseFilter(), None, 9).rows] == [job]
    assert desk.cases.lease(job, BOB)
    assert desk.cases.decide(job, BOB, RELEASE).row["verdict"] == "pass"
    assert not desk.cases.get(job, BOB).is_blind
    found = decision_statistics(desk, "a")
    assert (found.sampled, found.kappa_sampled) == (1, None)


def test_the_sample_is_drawn_by_the_case() -> None:
    jobs = [f"{number * 2_654_435_761 % 2**32:08x}" for number in range(10_000)]
    assert sum(is_sampled(job, 5) for job in jobs) == pytest.approx(500, rel=0.2)
    assert not any(is_sampled(job, 0) for job in jobs)
    assert all(is_sampled(job, 100) for job in jobs)
