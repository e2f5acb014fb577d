"""Decisions at the desk, on SQLite and PostgreSQL: leases, undo, second reviewers, a log that tells."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from detector.errors import LeaseLost, LogTampered, NoSuchResource, StateConflict, StoreError, UsageError
from detector.review.agreement import effect, kappa
from detector.review.audit_log import AuditLog, Head, checked, head_of
from detector.review.case_queue import CaseQueue, Wanted
from detector.review.cases import Choice, Reviewer
from detector.review.intake import catch_up
from detector.service.storage.database import Store
from detector.service.storage.schema import CASE, CASE_RULE, DECISION, JOB
from tests.report.samples import FAILED, PASSED, UNDECIDED, UNREADABLE
from tests.review.staged_cases import ANN, BOB, CYD, cases_of, made

CONFIRM, REJECT, UNSURE = Choice("confirm"), Choice("reject"), Choice("undecided")


def open_jobs(store: Store, **wanted: str) -> list[str]:
    return [row["job"] for row in CaseQueue(store).page(Wanted(**wanted), None, 100).rows]  # type: ignore[arg-type]


def test_a_pass_is_settled_by_one_and_the_result_stays_as_it_was(store: Store) -> None:
    cases, job = cases_of(store), made(store, FAILED)
    with store.reading() as connection:
        before = connection.execute(sa.select(JOB)).mappings().one()
    assert cases.take(job, ANN)
    case = cases.decide(job, ANN, Choice("reject", "misread", "第 is there", {}))
    assert (case.row["verdict"], case.row["is_open"], case.can_undo) == ("pass", False, True)
    assert open_jobs(store) == []
    assert open_jobs(store, rule="NMD102") == []
    with store.reading() as connection:
        assert connection.execute(sa.select(JOB)).mappings().one() == before
    (entry,) = case.history
    assert (entry.name, entry.reason, entry.note) == ("Ann", "misread", "第 is there")
    assert entry.before == {"machine": "fail", "verdict": None, "fields": {}}


def test_a_block_needs_two_who_agree(store: Store) -> None:
    cases, job = cases_of(store), made(store, FAILED)
    assert cases.take(job, ANN)
    case = cases.decide(job, ANN, CONFIRM)
    assert (case.row["verdict"], case.row["waits_for_other_than"]) == (None, "a")
    assert not cases.decide(job, ANN, CONFIRM).row["verdict"]  # twice the same person is one
    assert open_jobs(store) == [job]
    cases.release(job, ANN)
    assert cases.take(job, BOB)
    assert cases.decide(job, BOB, REJECT).row["verdict"] is None  # they disagree: a third must decide
    cases.release(job, BOB)
    assert cases.take(job, CYD)
    assert cases.decide(job, CYD, CONFIRM).row["verdict"] == "fail"


def test_alone_one_is_enough_for_a_block(store: Store) -> None:
    cases, job = cases_of(store, desk_second=False), made(store, UNDECIDED)
    assert cases.take(job, ANN)
    assert cases.decide(job, ANN, REJECT).row["verdict"] == "fail"


def test_undo_holds_until_the_lease_ends(store: Store) -> None:
    cases, job = cases_of(store, desk_lease_s=1), made(store, PASSED)
    with pytest.raises(LeaseLost):
        cases.decide(job, ANN, CONFIRM)
    assert cases.take(job, ANN)
    cases.decide(job, ANN, Choice("edit", fields={"number": "（浙）网微剧备字（2024）第00124号"}))
    cases.decide(job, ANN, CONFIRM)
    with pytest.raises(StateConflict):
        cases.decide(job, ANN, REJECT)
    case = cases.undo(job, ANN)
    assert (case.row["is_open"], case.standing.fields) == (
        True,
        (("number", "（浙）网微剧备字（2024）第00124号"),),
    )
    assert cases.undo(job, ANN).standing.fields == ()
    with pytest.raises(StateConflict):
        cases.undo(job, ANN)
    cases.decide(job, ANN, CONFIRM)
    time.sleep(1.1)
    with pytest.raises(LeaseLost, match="over"):
        cases.undo(job, ANN)
    assert [entry.action for entry in cases.one(job, ANN).history] == [
        "edit",
        "confirm",
        "undo",
        "undo",
        "confirm",
    ]


def test_a_case_is_leased_to_one_of_many_at_once(store: Store) -> None:
    cases, job = cases_of(store), made(store, FAILED)
    people = [Reviewer(str(number), f"R{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda who: cases.take(job, who), people))
    assert sum(got) == 1
    holder, other = people[got.index(True)], people[got.index(False)]
    with pytest.raises(LeaseLost, match=holder.name):
        cases.decide(job, other, CONFIRM)
    with pytest.raises(NoSuchResource):
        cases.one("0" * 32, other)


def test_entries_of_many_at_once_are_one_chain(store: Store) -> None:
    cases = cases_of(store)
    jobs = [made(store, PASSED) for _ in range(12)]
    for job in jobs:
        assert cases.take(job, ANN)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda job: cases.decide(job, ANN, CONFIRM), jobs))
    assert AuditLog(store).verify().seq == 12


def log_of(store: Store, entries: int = 3) -> AuditLog:
    cases = cases_of(store)
    for _ in range(entries):
        job = made(store, PASSED)
        assert cases.take(job, ANN)
        cases.decide(job, ANN, Choice("confirm", note="good"))
    return cases.journal


def tamper(store: Store, statement: sa.Executable) -> None:
    with store.writing() as connection:
        name = "decision_no_update" if store.is_file else "decision_kept ON decision"
        connection.execute(sa.text(f"DROP TRIGGER IF EXISTS {name}"))
        if store.is_file:
            connection.execute(sa.text("DROP TRIGGER IF EXISTS decision_no_delete"))
        connection.execute(statement)


def test_tampering_in_the_database_is_found(store: Store) -> None:
    journal = log_of(store)
    head = journal.verify()
    assert head.seq == 3
    assert [entry.note for entry in journal.every()] == ["good"] * 3
    with store.reading() as connection:
        rows = [
            dict(row) for row in connection.execute(sa.select(DECISION).order_by(DECISION.c.seq)).mappings()
        ]
    for change, told in CHANGES:
        changed = [{**row, **change} if row["seq"] == 2 else row for row in rows]
        with pytest.raises(LogTampered, match=told):
            checked(changed, head)
    for gone in (1, 2, 3):
        with pytest.raises(LogTampered, match=f"entry {gone}: it is not there"):
            checked([row for row in rows if row["seq"] != gone], head)
    with pytest.raises(LogTampered, match="entry 3: it is not the one with which the log ended"):
        checked(rows, Head(3, "0" * 64))
    tamper(store, sa.delete(DECISION).where(DECISION.c.seq == 3))
    with pytest.raises(LogTampered, match="entry 3: it is not there"):
        journal.verify()


CHANGES: list[tuple[dict[str, object], str]] = [
    ({"note": "bad"}, "entry 2: it was changed"),
    ({"at_ms": 1}, "entry 2: it was changed"),
    ({"after": '{"vote":"fail"}'}, "entry 2: it was changed"),
    ({"after": '{ "vote": "pass"}'}, "entry 2: it was changed"),
    ({"after": "{"}, "entry 2: it was changed"),
    ({"previous": "0" * 64}, "entry 2: it does not follow"),
]


def test_a_chain_made_anew_differs_from_a_noted_head(store: Store) -> None:
    journal = log_of(store)
    noted = head_of("2:" + "ab" * 32)
    with pytest.raises(LogTampered, match="entry 2: it is not the one whose head was noted"):
        journal.verify([noted])
    with pytest.raises(LogTampered, match="entry 4: it is not there"):
        journal.verify([Head(4, "ab" * 32)])
    assert journal.verify([journal.verify()]).seq == 3
    for wrong in ("", "0:" + "a" * 64, "1:x", "a"):
        with pytest.raises(UsageError):
            head_of(wrong)


def test_the_database_refuses_to_change_the_log(store: Store) -> None:
    log_of(store, 1)
    for change in (sa.update(DECISION).values(note="x"), sa.delete(DECISION)):
        with pytest.raises(StoreError, match="append-only"), store.writing() as connection:
            connection.execute(change)


def test_the_gravest_come_first_and_filters_hold(store: Store) -> None:
    passed = made(store, PASSED, platform="红果", series="戏", number=2)
    failed = made(store, FAILED, platform="抖音")
    gone = made(store, UNREADABLE)
    doubt = made(store, UNDECIDED, platform="红果", series="戏", number=1)
    queue = CaseQueue(store)
    assert open_jobs(store) == [doubt, failed, gone, passed]
    assert open_jobs(store, platform="红果") == [doubt, passed]
    assert open_jobs(store, rule="nmd102") == [failed]
    assert open_jobs(store, outcome="error") == [gone]
    assert open_jobs(store, drama="戏") == [doubt, passed]
    assert [row["job"] for row in queue.page(Wanted(below=990), None, 9).rows] == [failed]
    assert [row["job"] for row in queue.siblings("戏")] == [doubt, passed]
    first = queue.page(Wanted(), None, 3)
    assert [row["job"] for row in queue.page(Wanted(), first.cursor, 3).rows] == [passed]
    rows = {row["job"]: row for row in queue.page(Wanted(), None, 9).rows}
    assert queue.next_of(Wanted(), rows[doubt], "a") == failed
    assert queue.next_of(Wanted(), rows[passed], "a") == doubt
    assert queue.before(Wanted(), rows[failed]) == doubt
    assert queue.before(Wanted(), rows[doubt]) is None
    assert cases_of(store).take(failed, BOB)
    assert queue.next_of(Wanted(), rows[doubt], "a") == gone  # another's is not offered
    assert queue.count() == 4


def test_jobs_of_before_the_desk_get_into_its_queue(store: Store) -> None:
    job = made(store, FAILED)
    with store.writing() as connection:
        connection.execute(sa.delete(CASE))
        connection.execute(sa.delete(CASE_RULE))
    assert (catch_up(store), catch_up(store)) == (1, 0)
    assert open_jobs(store, rule="NMD102") == [job]


def test_what_a_decision_makes_of_a_result() -> None:
    assert [effect("fail", "confirm"), effect("fail", "reject")] == ["fail", "pass"]
    assert [effect("pass", "confirm"), effect("pass", "reject")] == ["pass", "fail"]
    assert [effect("undecided", "confirm"), effect("error", "reject")] == ["pass", "fail"]
    assert effect("fail", "undecided") == "undecided"


def test_kappa() -> None:
    assert kappa([]) is None
    assert kappa([("pass", "pass")]) is None
    assert kappa([("pass", "pass"), ("fail", "fail")]) == 1
    # Cohen 1960's form, by hand: 20 both, 5 and 10 apart, 15 both: (0.7 - 0.5) / (1 - 0.5)
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)


def test_the_command_names_the_entry(tmp_path: Path) -> None:
    def verify(*more: str) -> "subprocess.CompletedProcess[str]":
        command = [
            sys.executable,
            "-m",
            "detector",
            "review",
            "log",
            "verify",
            "--folder",
            str(tmp_path),
            *more,
        ]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    store = Store(str(tmp_path / "service.db"))
    store.prepare()
    log_of(store, 2)
    whole = verify()
    assert whole.returncode == 0
    assert verify("--head", whole.stdout.strip()).stdout == whole.stdout
    tamper(store, sa.update(DECISION).where(DECISION.c.seq == 1).values(who="z"))
    found = verify()
    assert found.returncode == 5
    assert "entry 1: it was changed" in found.stderr
    store.close()
