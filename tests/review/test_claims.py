"""Claims for a shift, on SQLite and PostgreSQL: kept from others, until they end."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from detector.errors import LeaseLost
from detector.review.case_queue import CaseFilter, CaseQueue
from detector.review.cases import Decision, Reviewer
from detector.review.claims import Claims
from detector.service.storage.database import Store
from detector.service.storage.schema import CASE
from detector.serving.decide_route import DecideRequest, decide_once
from detector.settings.service import ServiceSettings
from tests.report.samples import FAILED, PASSED, UNDECIDED
from tests.review.staged_cases import ANN, BOB, CYD, cases_of, made

ALL = CaseFilter()
MINE = CaseFilter(claimed_by="a")


def claims_of(store: Store) -> Claims:
    return Claims(store, ServiceSettings())


def jobs(store: Store, wanted: CaseFilter = MINE) -> list[str]:
    return [row["job"] for row in CaseQueue(store).page(wanted, None, 100).rows]


def test_what_one_has_claimed_the_others_do_not_get(store: Store) -> None:
    cases, claims, queue = cases_of(store), claims_of(store), CaseQueue(store)
    urgent, failed, last = made(store, UNDECIDED), made(store, FAILED), made(store, FAILED)
    assert claims.claim(ANN, ALL, 2) == 2
    assert jobs(store) == [urgent, failed]
    assert claims.of("a").count == 2
    assert 9 < claims.of("a").left_ms / 3_600_000 <= 10
    row = cases.get(urgent, BOB).row
    assert queue.next_case(ALL, row, "b") == last
    assert queue.next_case(ALL, row, "a") == failed
    assert (queue.count_open(ALL), queue.count_open(ALL, "b")) == (3, 1)
    assert not cases.lease(urgent, BOB)
    assert cases.get(urgent, BOB).claimed_by == "Ann"
    assert cases.get(urgent, ANN).claimed_by is None
    with pytest.raises(LeaseLost, match="Ann has claimed this case"):
        cases.decide(urgent, BOB, Decision("release"))
    with pytest.raises(LeaseLost, match="Ann has claimed this case"):
        decide_once(cases, urgent, BOB, DecideRequest(action="release"))
    assert claims.claim(BOB, ALL, 100) == 1
    assert cases.lease(urgent, ANN)
    assert claims.give_back("a") == 2
    assert claims.of("a").count == 0


def test_a_claim_ends_with_its_time(store: Store) -> None:
    cases, claims, job = cases_of(store), claims_of(store), made(store, FAILED)
    assert claims.claim(ANN, ALL, 1) == 1
    with store.writing() as connection:
        connection.execute(sa.update(CASE).values(claimed_until_ms=1))
    assert jobs(store) == []
    assert claims.of("a").count == 0
    assert claims.claim(BOB, ALL, 1) == 1
    assert not cases.lease(job, ANN)


def test_the_first_of_two_reviewers_gives_up_the_claim_by_deciding(store: Store) -> None:
    cases, claims, job = cases_of(store), claims_of(store), made(store, FAILED)
    claims.claim(ANN, ALL, 1)
    assert cases.lease(job, ANN)
    cases.decide(job, ANN, Decision("block"))
    cases.release(job, ANN)
    assert claims.claim(ANN, ALL, 1) == 0  # she cannot be the second
    assert claims.claim(BOB, ALL, 1) == 1
    assert not cases.lease(job, CYD)
    assert cases.lease(job, BOB)
    assert cases.decide(job, BOB, Decision("block")).row["verdict"] == "fail"
    assert claims.of("b").count == 0


def test_an_undone_release_is_still_claimed(store: Store) -> None:
    cases, claims, job = cases_of(store), claims_of(store), made(store, FAILED)
    claims.claim(ANN, ALL, 1)
    assert cases.lease(job, ANN)
    cases.decide(job, ANN, Decision("release"))
    assert claims.of("a").count == 0
    cases.undo(job, ANN)
    assert jobs(store) == [job]


def test_filters_and_ticks_say_which(store: Store) -> None:
    claims = claims_of(store)
    red = [made(store, FAILED, platform="红果", series="戏", number=number) for number in (1, 2, 3)]
    made(store, UNDECIDED)
    spot = made(store, PASSED)
    assert claims.claim(ANN, CaseFilter(platform="红果"), 1) == 1
    assert claims.claim(ANN, CaseFilter(rule="NMD102"), 100, red[1:]) == 2
    assert jobs(store) == red
    assert claims.claim(ANN, CaseFilter(settled=True), 100) == 0
    assert claims.claim(BOB, CaseFilter(outcome="pass"), 100) == 1
    assert jobs(store, CaseFilter(claimed_by="b")) == [spot]
    assert claims.claim(CYD, ALL, 100, [red[0], "0" * 32]) == 0


def test_a_case_that_somebody_looks_at_is_not_claimed(store: Store) -> None:
    cases, claims, job = cases_of(store), claims_of(store), made(store, FAILED)
    assert cases.lease(job, BOB)
    assert claims.claim(ANN, ALL, 1) == 0


def test_many_who_claim_at_once_get_each_case_once(store: Store) -> None:
    claims = claims_of(store)
    for _ in range(20):
        made(store, FAILED)
    people = [Reviewer(str(number), f"R{number}") for number in range(5)]
    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(lambda who: claims.claim(who, ALL, 5), people)) <= 20
    held = [job for who in people for job in jobs(store, CaseFilter(claimed_by=who.id))]
    assert len(held) == len(set(held))
    assert sum(claims.of(who.id).count for who in people) == len(held)
