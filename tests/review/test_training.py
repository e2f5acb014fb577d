"""Training cases: known answers, compared and kept apart from all that decides."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from detector.errors import NoSuchResource, StateConflict
from detector.review.cases import Decision
from detector.review.training import Training
from detector.service.auth.tokens import LOCAL
from detector.service.jobs.queries import JobQueries
from detector.service.jobs.removal import Removal, StoredFiles
from detector.service.storage.database import Store
from detector.service.storage.schema import (
    CASE,
    DECISION,
    DELIVERY,
    ENDPOINT,
    SCAN_DECISION,
    TRAINING_ANSWER,
    TRAINING_CASE,
)
from detector.settings.service import ServiceSettings
from tests.report.samples import FAILED
from tests.review.staged_cases import ANN, BOB, CYD, cases_of, made


def decided(store: Store, action: str = "block") -> str:
    """A case that Ann has settled."""
    cases, job = cases_of(store, desk_second=False), made(store, FAILED)
    assert cases.lease(job, ANN)
    cases.decide(job, ANN, Decision(action, "misprint", "no 第"))  # type: ignore[arg-type]
    return job


def state_of(store: Store) -> list[object]:
    with store.reading() as connection:
        tables = (CASE, DECISION, SCAN_DECISION, DELIVERY)
        return [connection.execute(sa.select(table)).all() for table in tables]


def test_an_answer_is_compared_and_decides_nothing(store: Store) -> None:
    with store.writing() as connection:
        row = {"id": "e", "token": "local", "url": "https://a.example/", "secret": "s", "is_on": True}
        connection.execute(sa.insert(ENDPOINT).values(row | {"created_ms": 1}))
    training, job = Training(store), decided(store)
    training.mark(job, BOB, "第 is missing")
    before = state_of(store)
    assert before[3], "the decision itself was told"
    assert [training.next_case(who.id) for who in (ANN, BOB, CYD)] == [None, None, job]
    wrong = training.answer(job, CYD, "release")
    assert (wrong.action, wrong.expected, wrong.is_right) == ("release", "block", False)
    assert training.answer(job, CYD, "block") == wrong  # the first answer counts
    assert training.next_case("c") is None
    assert training.answers("c") == [wrong]
    assert training.answers("b") == []
    assert state_of(store) == before
    assert cases_of(store).audit_log.verify().seq == 1


def test_who_knows_the_answer_is_not_asked(store: Store) -> None:
    training, job = Training(store), decided(store)
    with pytest.raises(NoSuchResource):
        training.answer(job, CYD, "block")  # nobody chose it
    training.mark(job, BOB, "")
    for who in (ANN, BOB):
        assert not training.asks(job, who.id)
        with pytest.raises(NoSuchResource):
            training.answer(job, who, "block")
    training.unmark(job)
    with pytest.raises(NoSuchResource):
        training.answer(job, CYD, "block")


def test_only_a_settled_case_has_a_known_answer(store: Store) -> None:
    training, cases, job = Training(store), cases_of(store), made(store, FAILED)
    assert cases.lease(job, ANN)
    with pytest.raises(StateConflict):
        training.mark(job, BOB, "")
    cases.decide(job, ANN, Decision("block"))
    with pytest.raises(StateConflict):  # a second reviewer must agree
        training.mark(job, BOB, "")
    cases.undo(job, ANN)
    cases.decide(job, ANN, Decision("release"))
    training.mark(job, BOB, "")
    cases.undo(job, ANN)
    assert training.next_case("c") is None
    with pytest.raises(StateConflict):
        training.answer(job, CYD, "release")


def test_training_cases_go_with_their_scans(store: Store, tmp_path: Path) -> None:
    training, job = Training(store), decided(store)
    training.mark(job, BOB, "")
    training.answer(job, CYD, "block")
    here = tmp_path
    Removal(store, StoredFiles(here, here, here), ServiceSettings()).delete(JobQueries(store).get(job, LOCAL))
    with store.reading() as connection:
        for table in (TRAINING_CASE, TRAINING_ANSWER):
            assert connection.execute(sa.select(table)).all() == []
