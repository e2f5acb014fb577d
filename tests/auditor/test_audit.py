"""Audits of whole catalogues: what is kept, what is done again, what is compared."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import detector
from detector.auditor.audit import open_audit, open_audit_aside
from detector.auditor.plan import plan
from detector.auditor.results import Row
from detector.auditor.sampling import RowSample
from detector.errors import InputError, LedgerUnusable, NewerSchema, UsageError
from detector.records import ScanFailure
from detector.report.summary import AuditSummary
from detector.settings import JudgeSettings
from detector.settings.vision import DecodeSettings
from tests.auditor.papers import (
    AS_OF,
    NUMBER,
    OTHER,
    audit_config,
    audited,
    catalogue,
    codes,
    scans,
    settings,
)

ROOT = Path(__file__).parents[2]


def mixed(folder: Path) -> Path:
    return catalogue(
        folder,
        {"text": NUMBER, "series": "春风不渡", "number": 1},
        {"text": NUMBER, "series": "春风不渡", "number": 2},
        {"text": "你好", "series": "春风不渡", "number": 3},
        {"text": NUMBER, "series": "一号难求", "number": 1},
        {"text": "crashes:", "series": "一号难求", "number": 2},
        {"text": "no video", "series": "一号难求", "number": 3},
        {"video": "absent.txt", "series": "一号难求", "number": 4},
        {"text": NUMBER, "series": "一号难求", "number": "many"},
        {"id": "e0", "text": NUMBER},
    )


@pytest.fixture(scope="module")
def mixed_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Row], AuditSummary]:
    """The mixed catalogue, audited once; tests that go on from it copy its folder."""
    folder = tmp_path_factory.mktemp("mixed")
    return folder, *audited(audit_config(mixed(folder), workers=2))


@pytest.fixture
def copied(mixed_run: tuple[Path, list[Row], AuditSummary], tmp_path: Path) -> Path:
    """A copy of the folder of the mixed run, to go on from."""
    return shutil.copytree(mixed_run[0], tmp_path / "copied")


@pytest.mark.parametrize(
    ("arguments", "options", "told"),
    [
        ((None,), {}, "NoneType is no path"),
        (("a.csv", 3), {}, "int is no path"),
        (("a.csv",), {"worker": 2}, "worker: audit has no option of this name"),
        (("a.csv",), {"as_of": "2026-11-01"}, "as_of: '2026-11-01' is no day"),
        (("a.csv",), {"settings": {}}, "settings: dict is no Settings"),
    ],
)
def test_a_wrong_call_is_told(arguments: tuple[Any, ...], options: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told) as refused:
        list(detector.audit(*arguments, **options))
    assert refused.value.hint.startswith("did you mean workers? ") is ("worker" in options)


def test_as_many_results_as_rows_and_every_bad_one_is_named(
    mixed_run: tuple[Path, list[Row], AuditSummary],
) -> None:
    folder, rows, digest = mixed_run
    assert [row.line for row in rows] == list(range(2, 11))
    assert [row.result.outcome for row in rows] == [*["fail"] * 4, *["error"] * 3, "fail", "error"]
    kinds = [row.result.error.type for row in rows if isinstance(row.result, ScanFailure)]
    assert kinds == ["WorkerLost", "NotAVideo", "InputNotFound", "BadRow"]
    assert "the id 'e0' stands in line 2 already" in rows[8].result.error.message  # type: ignore[union-attr]
    assert digest.total == 9
    lines = [json.loads(line) for line in (folder / "out" / "results.jsonl").read_text("utf-8").splitlines()]
    assert [line["episode"]["id"] for line in lines] == [*(f"e{n}" for n in range(8)), "e0"]
    assert [line["episode"]["video"] for line in lines][:2] == ["0.txt", "1.txt"]
    assert "sightings" not in lines[0]["opening"]
    (lost,) = (folder / "out" / "quarantine.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lost)["episode"]["id"] == "e4"


def test_a_fact_that_cannot_be_read_is_not_known_and_noted(
    mixed_run: tuple[Path, list[Row], AuditSummary],
) -> None:
    folder, rows, digest = mixed_run
    assert digest.noted == 1
    assert (rows[7].result.episode.number, rows[7].result.outcome) == (None, "fail")
    (line,) = (folder / "out" / "results.jsonl").read_text("utf-8").splitlines()[7:8]
    assert json.loads(line)["notes"] == ["column number: 'many' is no whole number from 0 to 100000"]


def test_rows_are_compared_with_one_another(mixed_run: tuple[Path, list[Row], AuditSummary]) -> None:
    _, rows, _ = mixed_run
    assert "NMD501" in codes(rows[0].result)
    assert codes(rows[2].result) == ["NMD101", "NMD503"]
    assert "NMD501" in codes(rows[3].result)
    gates = rows[0].result.gates  # type: ignore[union-attr]
    assert (gates[0].permission, gates[0].reasons) == ("blocked", ("NMD501",))


def test_equal_files_of_a_first_run_are_scanned_once(
    mixed_run: tuple[Path, list[Row], AuditSummary],
) -> None:
    # 0, 1, 3 and 7 have the same content; 4 crashed and was tried twice; 6 is not there
    assert sorted(scans(mixed_run[0])) == ["0.txt", "2.txt", "4.txt", "4.txt", "5.txt"]


def test_a_second_run_scans_only_what_changed(copied: Path) -> None:
    config = audit_config(copied / "catalogue.csv")
    before, _ = audited(config)  # a failure names its path, which the copy has changed
    so_far = len(scans(copied))
    first = (copied / "out" / "results.jsonl").read_bytes()
    assert audited(config)[0] == before
    assert (copied / "out" / "results.jsonl").read_bytes() == first
    assert len(scans(copied)) == so_far
    (copied / "2.txt").write_text(OTHER, "utf-8")
    (copied / "1.txt").touch()  # another time, the same content
    after, _ = audited(config)
    assert scans(copied)[so_far:] == ["2.txt"]
    assert "NMD101" not in codes(after[2].result)


def test_failed_files_are_tried_again_only_if_asked(copied: Path) -> None:
    file = copied / "catalogue.csv"
    audited(audit_config(file))  # as above
    so_far = len(scans(copied))
    audited(audit_config(file, retry_failed=True))
    assert sorted(scans(copied)[so_far:]) == ["4.txt", "4.txt", "5.txt"]
    (copied / "absent.txt").write_text(NUMBER, "utf-8")
    rows, _ = audited(audit_config(file))
    assert not isinstance(rows[6].result, ScanFailure)


def test_what_was_seen_is_judged_anew_by_another_day_policy_or_fact(tmp_path: Path) -> None:
    file = catalogue(tmp_path, {"text": NUMBER, "title": "戏"}, {"text": "no video"})
    asked = audit_config(file)
    before, _ = audited(asked)
    day = replace(asked, as_of=date(2026, 11, 1))
    strict = settings().model_copy(update={"judge": JudgeSettings(min_confidence=0.9999)})
    after, _ = audited(day)
    assert after[0].result.as_of == date(2026, 11, 1)  # type: ignore[union-attr]
    assert codes(after[0].result) != codes(before[0].result)
    assert [row.result.outcome for row in audited(replace(asked, settings=strict))[0]] == [
        "undecided",
        "error",
    ]
    catalogue(tmp_path, {"text": NUMBER, "title": "另一戏", "platform": "抖音"}, {"text": "no video"})
    assert codes(audited(asked)[0][0].result) == ["NMD918"]
    catalogue(tmp_path, {"text": NUMBER, "title": "戏"}, {"text": "no video"})
    assert audited(asked)[0] == before
    assert sorted(scans(tmp_path)) == ["0.txt", "1.txt"]
    longer = settings().model_copy(update={"decode": DecodeSettings(window_ms=30_000)})
    audited(replace(asked, settings=longer))
    assert sorted(scans(tmp_path)) == ["0.txt", "0.txt", "1.txt", "1.txt"]


def test_only_an_opening_that_is_too_short_for_the_question_is_read_again(tmp_path: Path) -> None:
    rows = [{"text": text, "video": name} for text, name in ((NUMBER, "stops.txt"), (OTHER, "whole.txt"))]
    rows += [{"text": "你好", "video": "defers.txt"}, {"text": "你们", "video": "whole2.txt"}]
    asked = audit_config(catalogue(tmp_path, *rows))
    before, _ = audited(asked)
    assert [row.result.outcome for row in before] == ["pass", "pass", "fail", "fail"]
    audited(replace(asked, as_of=date(2026, 8, 2)))
    assert len(scans(tmp_path)) == 4  # the same is asked of each opening as before
    # On another platform the number is a foreign one: further frames might show another.
    asked = audit_config(catalogue(tmp_path, *({**row, "platform": "抖音"} for row in rows)))
    with open_audit(asked) as one:
        one.load_catalogue()
        counts = one.reuse_results()
    assert (counts.judged, counts.too_short) == (3, 1)
    audited(asked)
    assert scans(tmp_path)[4:] == ["stops.txt"]


def test_an_unfinished_run_keeps_its_day_and_a_finished_one_does_not(tmp_path: Path) -> None:
    file = catalogue(tmp_path, {"text": NUMBER}, {"text": OTHER})
    with open_audit(audit_config(file)) as one:
        one.load_catalogue()
        next(one.scan())
    goes_on = audit_config(file, as_of=None)
    with open_audit(goes_on) as one:
        assert (one.resumed, one.config.day) == (AS_OF, AS_OF)
    rows, _ = audited(goes_on)
    assert {row.result.as_of for row in rows} == {AS_OF}  # type: ignore[union-attr]
    assert len(scans(tmp_path)) <= 3  # the second may have been under way
    with open_audit(goes_on) as one:
        assert (one.resumed, one.config.day) == (None, date.today())


def test_an_empty_catalogue_does_not_replace_a_finished_run(tmp_path: Path) -> None:
    file = catalogue(tmp_path, {"text": NUMBER})
    asked = audit_config(file)
    before, _ = audited(asked)
    file.write_text("id,video\n")
    with open_audit(asked) as one, pytest.raises(InputError, match="no rows"):
        one.load_catalogue()
    with open_audit(asked) as one:
        assert list(one.rows()) == before
    with open_audit(replace(asked, resume=False)) as one:
        assert one.load_catalogue() == 0


def test_a_damaged_record_is_dropped_and_its_video_scanned_again(tmp_path: Path) -> None:
    asked = audit_config(catalogue(tmp_path, {"text": NUMBER}, {"text": OTHER}, {"text": "你好"}))
    before, _ = audited(asked)
    with open_audit(asked) as one:
        for table, place in (("seen", 1), ("result", 2)):
            query = f"UPDATE {table} SET body = CAST(substr(body, 1, 40) || x'01' AS BLOB) WHERE id = "
            query += f"(SELECT {'result.seen' if table == 'seen' else 'result.id'} FROM row JOIN result "
            one.ledger.base.execute(query + f"ON result.id = row.result WHERE place = {place})")
    after, _ = audited(asked)
    assert [row.result for row in after] == [row.result for row in before]
    assert sorted(scans(tmp_path)[3:]) == ["0.txt", "1.txt"]


def test_no_resume_begins_anew(tmp_path: Path) -> None:
    file = catalogue(tmp_path, {"text": NUMBER})
    audited(audit_config(file))
    audited(audit_config(file, resume=False))
    assert len(scans(tmp_path)) == 2


def test_a_hanging_and_a_greedy_file_cost_themselves_alone(tmp_path: Path) -> None:
    file = catalogue(
        tmp_path, {"text": "sleeps:600"}, {"text": NUMBER}, {"text": "eats-memory:3000"}, {"text": OTHER}
    )
    rows, _ = audited(audit_config(file, settings=settings(deadline_s=5, memory_mb=1_500), workers=2))
    assert [row.result.outcome for row in rows] == ["error", "pass", "error", "pass"]
    told = [row.result.error.message for row in rows if isinstance(row.result, ScanFailure)]
    assert "did not end within 5 s" in told[0]
    assert "ran out of memory" in told[1]


RUN = """
import sys
from pathlib import Path
from tests.auditor.papers import audited, audit_config
if __name__ == "__main__":
    audited(audit_config(Path(sys.argv[1]), out=Path(sys.argv[2]), workers=2))
"""


def begun(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    script = folder / "run.py"
    script.write_text(RUN)
    return subprocess.Popen(
        [sys.executable, str(script), str(folder / "catalogue.csv"), str(out)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def test_killed_three_times_and_resumed_gives_the_bytes_of_an_unbroken_run(tmp_path: Path) -> None:
    rows = [
        {
            "text": f"{NUMBER[:-6]}{n:03}号" if n % 7 else "你好",
            "series": f"戏{n // 10}",
            "number": n % 10 + 1,
        }
        for n in range(90)  # more than three kills can come too late for on a busy machine
    ]
    rows[20]["text"] = "crashes:"
    file = catalogue(tmp_path, *rows)
    audited(audit_config(file, out=tmp_path / "unbroken"))
    whole = len(scans(tmp_path))
    wait = random.Random(0)
    for _ in range(3):
        so_far = len(scans(tmp_path))
        run = begun(tmp_path, tmp_path / "broken")
        while len(scans(tmp_path)) < so_far + 8 + wait.randrange(6) and run.poll() is None:
            time.sleep(0.005)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    assert begun(tmp_path, tmp_path / "broken").wait() == 0
    for name in ("results.jsonl", "quarantine.jsonl"):
        assert (tmp_path / "broken" / name).read_bytes() == (tmp_path / "unbroken" / name).read_bytes()
    # Each kill costs at most what was under way: the fed ones of two workers.
    assert len(scans(tmp_path)) - whole <= len(rows) + 3 * 6 + 2


def test_a_full_disk_is_told_and_what_was_done_before_is_kept(tmp_path: Path) -> None:
    asked = audit_config(catalogue(tmp_path, *({"text": f"{NUMBER[:-6]}{n:03}号"} for n in range(30))))

    def run_out_of_space() -> None:
        with open_audit(asked) as one:
            one.load_catalogue()
            (pages,) = one.ledger.base.execute("PRAGMA page_count").fetchone()
            one.ledger.base.execute(f"PRAGMA max_page_count = {pages + 4}")
            for _ in one.scan():
                pass

    with pytest.raises(LedgerUnusable, match="full") as raised:
        run_out_of_space()
    assert "is there space" in raised.value.hint
    kept = len(scans(tmp_path))
    rows, _ = audited(asked)
    assert [row.result.outcome for row in rows] == ["pass"] * 30
    assert kept < len(scans(tmp_path)) < 30 + kept  # only some are scanned again


def test_two_audits_do_not_share_a_folder(tmp_path: Path) -> None:
    asked = audit_config(catalogue(tmp_path, {"text": NUMBER}))
    with open_audit(asked), pytest.raises(LedgerUnusable, match="locked"), open_audit(asked):
        pass


@pytest.mark.parametrize("fault", ["damaged", "newer", "foreign", "earlier"])
def test_a_ledger_that_cannot_be_used_is_named_and_left_alone(tmp_path: Path, fault: str) -> None:
    asked = audit_config(catalogue(tmp_path, {"text": NUMBER}))
    file = asked.out / "ledger.sqlite"
    if fault in ("damaged", "newer"):
        with open_audit(asked) as one:
            one.ledger.base.execute("PRAGMA user_version = 99")
    else:
        asked.out.mkdir()
        with closing(sqlite3.connect(file)) as base:
            tables = ("row", "result", "across") if fault == "earlier" else ("customer",)
            for table in tables:
                base.execute(f"CREATE TABLE {table}(name TEXT)")
            base.execute(f"PRAGMA user_version = {int(fault == 'earlier')}")
    if fault == "damaged":
        file.write_bytes(b"no ledger at all" * 999)
    content = file.read_bytes()
    with (
        pytest.raises(NewerSchema if fault == "newer" else LedgerUnusable, match=r"ledger\.sqlite"),
        open_audit(asked),
    ):
        pass
    assert file.read_bytes() == content


def test_a_sample_is_the_same_every_time_and_a_larger_one_holds_it(tmp_path: Path) -> None:
    file = catalogue(tmp_path, *({"text": NUMBER} for _ in range(50)))
    small, large, other = (
        [row.result.episode.id for row in audited(audit_config(file, sample=sample))[0]]
        for sample in (RowSample(0.2, 1), RowSample(0.5, 1), RowSample(0.2, 2))
    )
    assert 3 < len(small) < 20
    assert set(small) < set(large)
    assert small != other
    rows, _ = audited(audit_config(file, sample=RowSample(limit=3)))
    assert len(rows) == 3


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_plan_says_what_is_left_and_writes_nothing(tmp_path: Path, copied: Path, is_begun: bool) -> None:
    folder = copied if is_begun else tmp_path / "new"
    folder.mkdir(exist_ok=True)
    asked = audit_config(mixed(folder))
    before = {file: file.read_bytes() for file in sorted((folder / "out").rglob("*")) if file.is_file()}
    with open_audit_aside(asked) as one:
        one.load_catalogue()
        found = plan(one)
    after = {file: file.read_bytes() for file in sorted((folder / "out").rglob("*")) if file.is_file()}
    assert after == before
    assert (folder / "out").exists() == is_begun
    assert (found.rows, found.bad, found.gone) == (9, 1, 1)
    # In the copy the paths of the two failures are others, so that they are tried again.
    assert (found.known, found.to_scan) == ((5, 2) if is_begun else (0, 7))
    assert found.measured > 0
    assert found.hours is not None


def test_the_function_gives_rows_in_order_and_keeps_nothing_unasked(tmp_path: Path) -> None:
    file = mixed(tmp_path)
    rows = list(
        detector.audit(
            file,
            open_scanner=audit_config(file).open_scanner,
            settings=settings(),
            as_of=audit_config(file).as_of,
        )
    )
    assert [row.line for row in rows] == list(range(2, 11))
    assert not (tmp_path / "out").exists()


def test_ctrl_c_ends_at_once_and_keeps_what_was_done(tmp_path: Path) -> None:
    rows = [{"text": f"{NUMBER[:-6]}{n:03}号", "series": f"戏{n}"} for n in range(5)]
    catalogue(tmp_path, *rows, *({"text": f"sleeps:60{n}", "series": f"慢{n}"} for n in range(2)))
    run = begun(tmp_path, tmp_path / "out")
    while len(scans(tmp_path)) < 7:
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(timeout=30) != 0  # long before the slow ones would have ended
    with open_audit(audit_config(tmp_path / "catalogue.csv", out=tmp_path / "out")) as one:
        one.load_catalogue()
        # The two slow ones, and the last quick one where its result was on its way as Ctrl-C came.
        one.reuse_results()
        assert one.ledger.count("result IS NULL") in (2, 3)
