"""Decisions at the desk, on SQLite and PostgreSQL: leases, undo, second reviewers, a log that tells."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from detector.errors import LeaseLost, LogTampered, NoSuchResource, StateConflict, StoreError, UsageError
from detector.review.agreement import cohens_kappa, verdict_of
from detector.review.audit_log import AuditLog, Head, parse_head, verify_chain
from detector.review.case_queue import CaseFilter, CaseQueue
from detector.review.cases import Decision, Reviewer
from detector.review.intake import open_missing_cases
from detector.review.standing import decided_action
from detector.review.throughput import shift_of
from detector.service.storage.database import Store
from detector.service.storage.schema import CASE, CASE_RULE, DECISION, JOB
from tests.report.samples import FAILED, PASSED, UNDECIDED, UNREADABLE
from tests.review.staged_cases import ANN, BOB, CYD, cases_of, made

BLOCK, RELEASE = Decision("block"), Decision("release")


def open_jobs(store: Store, **wanted: str) -> list[str]:
    return [row["job"] for row in CaseQueue(store).page(CaseFilter(**wanted), None, 100).rows]  # type: ignore[arg-type]


def test_a_pass_is_settled_by_one_and_the_result_stays_as_it_was(store: Store) -> None:
    cases, job = cases_of(store), made(store, FAILED)
    with store.reading() as connection:
        before = connection.execute(sa.select(JOB)).mappings().one()
    assert cases.lease(job, ANN)
    case = cases.decide(job, ANN, Decision("release", "misread", "第 is there"))
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
    assert cases.lease(job, ANN)
    case = cases.decide(job, ANN, BLOCK)
    assert (case.row["verdict"], case.row["waits_for_other_than"]) == (None, "a")
    assert not cases.decide(job, ANN, BLOCK).row["verdict"]  # twice the same person is one
    assert open_jobs(store) == [job]
    cases.release(job, ANN)
    assert cases.lease(job, BOB)
    assert cases.decide(job, BOB, RELEASE).row["verdict"] is None  # they disagree: a third must decide
    cases.release(job, BOB)
    assert cases.lease(job, CYD)
    assert cases.decide(job, CYD, BLOCK).row["verdict"] == "fail"


def test_alone_one_is_enough_for_a_block(store: Store) -> None:
    cases, job = cases_of(store, desk_second=False), made(store, UNDECIDED)
    assert cases.lease(job, ANN)
    assert cases.decide(job, ANN, BLOCK).row["verdict"] == "fail"


def test_a_decision_can_be_undone_until_the_lease_ends(store: Store) -> None:
    cases, job = cases_of(store), made(store, PASSED)
    with pytest.raises(LeaseLost):
        cases.decide(job, ANN, RELEASE)
    assert cases.lease(job, ANN)
    cases.decide(job, ANN, Decision("edit", fields={"number": "（浙）网微剧备字（2024）第00124号"}))
    cases.decide(job, ANN, RELEASE)
    with pytest.raises(StateConflict):
        cases.decide(job, ANN, BLOCK)
    case = cases.undo(job, ANN)
    assert (case.row["is_open"], case.consensus.corrections) == (
        True,
        (("number", "（浙）网微剧备字（2024）第00124号"),),
    )
    assert cases.undo(job, ANN).consensus.corrections == ()
    with pytest.raises(StateConflict):
        cases.undo(job, ANN)
    cases.decide(job, ANN, RELEASE)
    with store.writing() as connection:
        connection.execute(sa.update(CASE).values(lease_until_ms=1))
    with pytest.raises(LeaseLost, match="over"):
        cases.undo(job, ANN)
    assert [entry.action for entry in cases.get(job, ANN).history] == [
        "edit",
        "release",
        "undo",
        "undo",
        "release",
    ]


def test_a_case_is_leased_to_one_of_many_at_once(store: Store) -> None:
    cases, job = cases_of(store), made(store, FAILED)
    people = [Reviewer(str(number), f"R{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda who: cases.lease(job, who), people))
    assert sum(got) == 1
    holder, other = people[got.index(True)], people[got.index(False)]
    with pytest.raises(LeaseLost, match=holder.name):
        cases.decide(job, other, RELEASE)
    with pytest.raises(NoSuchResource):
        cases.get("0" * 32, other)


def test_entries_of_many_at_once_are_one_chain(store: Store) -> None:
    cases = cases_of(store)
    jobs = [made(store, PASSED) for _ in range(12)]
    for job in jobs:
        assert cases.lease(job, ANN)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda job: cases.decide(job, ANN, RELEASE), jobs))
    assert AuditLog(store).verify().seq == 12


def log_of(store: Store, entries: int = 3) -> AuditLog:
    cases = cases_of(store)
    for _ in range(entries):
        job = made(store, PASSED)
        assert cases.lease(job, ANN)
        cases.decide(job, ANN, Decision("release", note="good"))
    return cases.audit_log


def tamper(store: Store, statement: sa.Executable) -> None:
    with store.writing() as connection:
        name = "decision_no_update" if store.is_file else "decision_kept ON decision"
        connection.execute(sa.text(f"DROP TRIGGER IF EXISTS {name}"))
        if store.is_file:
            connection.execute(sa.text("DROP TRIGGER IF EXISTS decision_no_delete"))
        connection.execute(statement)


def test_tampering_in_the_database_is_found(store: Store) -> None:
    audit_log = log_of(store)
    head = audit_log.verify()
    assert head.seq == 3
    assert [entry.note for entry in audit_log.entries()] == ["good"] * 3
    with store.reading() as connection:
        rows = [
            dict(row) for row in connection.execute(sa.select(DECISION).order_by(DECISION.c.seq)).mappings()
        ]
    for change, told in CHANGES:
        changed = [{**row, **change} if row["seq"] == 2 else row for row in rows]
        with pytest.raises(LogTampered, match=told):
            verify_chain(changed, head)
    for gone in (1, 2, 3):
        with pytest.raises(LogTampered, match=f"entry {gone}: it is missing"):
            verify_chain([row for row in rows if row["seq"] != gone], head)
    with pytest.raises(LogTampered, match="entry 3: it is not the last entry that was written"):
        verify_chain(rows, Head(3, "0" * 64))
    tamper(store, sa.delete(DECISION).where(DECISION.c.seq == 3))
    with pytest.raises(LogTampered, match="entry 3: it is missing"):
        audit_log.verify()


CHANGES: list[tuple[dict[str, object], str]] = [
    ({"note": "bad"}, "entry 2: it was changed"),
    ({"at_ms": 1}, "entry 2: it was changed"),
    ({"after": '{"vote":"fail"}'}, "entry 2: it was changed"),
    ({"after": '{ "vote": "pass"}'}, "entry 2: it was changed"),
    ({"after": "{"}, "entry 2: it was changed"),
    ({"previous": "0" * 64}, "entry 2: it does not follow"),
]


def test_a_chain_made_anew_differs_from_a_noted_head(store: Store) -> None:
    audit_log = log_of(store)
    noted = parse_head("2:" + "ab" * 32)
    with pytest.raises(LogTampered, match="entry 2: it is not the one whose head was noted"):
        audit_log.verify([noted])
    with pytest.raises(LogTampered, match="entry 4: it is missing"):
        audit_log.verify([Head(4, "ab" * 32)])
    assert audit_log.verify([audit_log.verify()]).seq == 3
    for wrong in ("", "0:" + "a" * 64, "1:x", "a"):
        with pytest.raises(UsageError):
            parse_head(wrong)


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
    assert open_jobs(store) == [doubt, failed, gone]  # what passed is for spot checks
    assert open_jobs(store, outcome="pass") == [passed]
    assert open_jobs(store, platform="红果") == [doubt]
    assert open_jobs(store, rule="nmd102") == [failed]
    assert open_jobs(store, outcome="error") == [gone]
    assert open_jobs(store, drama="戏") == [doubt]
    assert [row["job"] for row in queue.page(CaseFilter(below=990), None, 9).rows] == [failed]
    assert [row["job"] for row in queue.siblings("戏")] == [doubt, passed]
    first = queue.page(CaseFilter(), None, 2)
    assert [row["job"] for row in queue.page(CaseFilter(), first.cursor, 2).rows] == [gone]
    rows = {row["job"]: row for row in queue.page(CaseFilter(), None, 9).rows}
    assert queue.next_case(CaseFilter(), rows[doubt], "a") == failed
    assert queue.next_case(CaseFilter(), rows[gone], "a") == doubt
    assert queue.previous_case(CaseFilter(), rows[failed]) == doubt
    assert queue.previous_case(CaseFilter(), rows[doubt]) is None
    assert cases_of(store).lease(failed, BOB)
    assert queue.next_case(CaseFilter(), rows[doubt], "a") == gone  # another's is not offered
    assert queue.count_open(CaseFilter()) == 3


def test_jobs_of_before_the_desk_get_into_its_queue(store: Store) -> None:
    job = made(store, FAILED)
    with store.writing() as connection:
        connection.execute(sa.delete(CASE))
        connection.execute(sa.delete(CASE_RULE))
    assert (open_missing_cases(store), open_missing_cases(store)) == (1, 0)
    assert open_jobs(store, rule="NMD102") == [job]


def test_one_returns_an_episode_or_has_it_scanned_again(store: Store) -> None:
    cases = cases_of(store)
    for action in ("return", "rescan"):
        job = made(store, UNDECIDED)
        assert cases.lease(job, ANN)
        marked = Decision(action, findings={"NMD901": False})
        case = cases.decide(job, ANN, marked)
        assert (case.row["verdict"], case.row["is_open"]) == (action, False)
        assert case.history[0].after == {"vote": action, "findings": {"NMD901": False}}
    assert open_jobs(store) == []


def test_entries_of_the_first_edition_are_shown_as_what_they_do(store: Store) -> None:
    cases, job = cases_of(store), made(store, FAILED)
    assert cases.lease(job, ANN)
    assert cases.decide(job, ANN, Decision("confirm")).row["verdict"] is None
    assert cases.lease(job, ANN)
    (entry,) = cases.get(job, ANN).history
    assert (entry.action, decided_action(entry)) == ("confirm", "block")
    assert [verdict_of("undecided", "confirm"), verdict_of("error", "reject")] == ["pass", "fail"]
    assert cases.audit_log.verify().seq == 1


def test_episodes_of_one_drama_with_one_cause_are_found(store: Store) -> None:
    first, second, _other = (made(store, FAILED, series=name) for name in ("戏", "戏", "别"))
    made(store, UNDECIDED, series="戏")
    row = cases_of(store).get(first, ANN).row
    assert CaseQueue(store).same_cause(row, "NMD102", "a") == {second}


def test_a_shift_counts_cases_that_were_not_undone(store: Store) -> None:
    cases = cases_of(store)
    assert shift_of(store, "a").decided == 0
    for _ in range(2):
        job = made(store, PASSED)
        assert cases.lease(job, ANN)
        cases.decide(job, ANN, Decision("edit", fields={"title": "戏"}))
        cases.decide(job, ANN, RELEASE)
    cases.undo(job, ANN)
    assert shift_of(store, "a").decided == 1
    assert shift_of(store, "b").decided == 0


def test_kappa() -> None:
    assert cohens_kappa([]) is None
    assert cohens_kappa([("pass", "pass")]) is None
    assert cohens_kappa([("pass", "pass"), ("fail", "fail")]) == 1
    # Cohen 1960's form, by hand: 20 both, 5 and 10 apart, 15 both: (0.7 - 0.5) / (1 - 0.5)
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohens_kappa(pairs) == pytest.approx(0.4)


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
    wrong = verify("--folder", str(tmp_path / "wrong"))
    assert wrong.returncode == 5
    assert not (tmp_path / "wrong").exists()
    store.close()
