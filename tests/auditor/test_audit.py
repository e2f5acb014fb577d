"""Audits of whole catalogues: what is kept, what is done again, what is compared."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import detector
from detector.auditor.audit import open_audit
from detector.auditor.plan import plan
from detector.auditor.sampling import RowSample
from detector.errors import LedgerUnusable, NewerSchema
from detector.records import ScanFailure
from detector.settings import JudgeSettings
from tests.auditor.papers import NUMBER, OTHER, audit_config, audited, catalogue, codes, scans, settings

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


def test_as_many_results_as_rows_and_every_bad_one_is_named(tmp_path: Path) -> None:
    rows, digest = audited(audit_config(mixed(tmp_path)))
    assert [row.line for row in rows] == list(range(2, 11))
    assert [row.result.outcome for row in rows] == ["fail"] * 4 + ["error"] * 5
    kinds = [row.result.error.type for row in rows if isinstance(row.result, ScanFailure)]
    assert kinds == ["WorkerLost", "NotAVideo", "InputNotFound", "BadRow", "BadRow"]
    assert "the id 'e0' stands in line 2 already" in rows[8].result.error.message  # type: ignore[union-attr]
    assert digest.total == 9
    lines = [
        json.loads(line) for line in (tmp_path / "out" / "results.jsonl").read_text("utf-8").splitlines()
    ]
    assert [line["episode"]["id"] for line in lines] == [*(f"e{n}" for n in range(8)), "e0"]
    assert [line["episode"]["video"] for line in lines][:2] == ["0.txt", "1.txt"]
    assert "sightings" not in lines[0]["opening"]
    (lost,) = (tmp_path / "out" / "quarantine.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lost)["episode"]["id"] == "e4"


def test_rows_are_compared_with_one_another(tmp_path: Path) -> None:
    rows, _ = audited(audit_config(mixed(tmp_path)))
    assert "NMD501" in codes(rows[0].result)
    assert codes(rows[2].result) == ["NMD101", "NMD503"]
    assert "NMD501" in codes(rows[3].result)
    gates = rows[0].result.gates  # type: ignore[union-attr]
    assert (gates[0].permission, gates[0].reasons) == ("blocked", ("NMD501",))


def test_a_second_run_scans_only_what_changed(tmp_path: Path) -> None:
    file = mixed(tmp_path)
    before, _ = audited(audit_config(file))
    assert sorted(scans(tmp_path)) == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "4.txt", "5.txt"]
    first = (tmp_path / "out" / "results.jsonl").read_bytes()
    assert audited(audit_config(file))[0] == before
    assert (tmp_path / "out" / "results.jsonl").read_bytes() == first
    assert len(scans(tmp_path)) == 7
    (tmp_path / "2.txt").write_text(NUMBER, "utf-8")
    (tmp_path / "1.txt").touch()  # another time, the same content
    after, _ = audited(audit_config(file))
    assert scans(tmp_path)[7:] == ["2.txt"]
    assert "NMD101" not in codes(after[2].result)


@pytest.mark.parametrize("what", ["day", "facts", "recipe"])
def test_what_a_result_depends_on_is_part_of_its_key(tmp_path: Path, what: str) -> None:
    file = catalogue(tmp_path, {"text": NUMBER, "title": "戏"})
    audited(audit_config(file))
    asked = audit_config(file)
    if what == "day":
        asked = replace(asked, as_of=date(2026, 8, 2))
    elif what == "facts":
        catalogue(tmp_path, {"text": NUMBER, "title": "另一戏"})
    else:
        strict = settings().model_copy(update={"judge": JudgeSettings(min_confidence=0.95)})
        asked = replace(asked, settings=strict)
    audited(asked)
    assert scans(tmp_path) == ["0.txt", "0.txt"]


def test_a_row_that_moves_and_gets_another_name_is_not_scanned_again(tmp_path: Path) -> None:
    audited(audit_config(catalogue(tmp_path, {"text": NUMBER, "title": "戏"})))
    file = catalogue(tmp_path, {"text": NUMBER, "title": "戏", "id": "new", "video": "moved.txt"})
    rows, _ = audited(audit_config(file))
    assert (rows[0].result.episode.id, rows[0].result.episode.video) == ("new", "moved.txt")
    assert scans(tmp_path) == ["0.txt"]


def test_failed_files_are_tried_again_only_if_asked(tmp_path: Path) -> None:
    file = mixed(tmp_path)
    audited(audit_config(file))
    audited(audit_config(file, retry_failed=True))
    assert sorted(scans(tmp_path)[7:]) == ["4.txt", "4.txt", "5.txt"]
    (tmp_path / "absent.txt").write_text(NUMBER, "utf-8")
    rows, _ = audited(audit_config(file))
    assert not isinstance(rows[6].result, ScanFailure)


def test_no_resume_begins_anew(tmp_path: Path) -> None:
    file = catalogue(tmp_path, {"text": NUMBER})
    audited(audit_config(file))
    audited(audit_config(file, resume=False))
    assert len(scans(tmp_path)) == 2


def test_a_hanging_and_a_greedy_file_cost_themselves_alone(tmp_path: Path) -> None:
    file = catalogue(
        tmp_path, {"text": "sleeps:600"}, {"text": NUMBER}, {"text": "eats-memory:3000"}, {"text": OTHER}
    )
    rows, _ = audited(audit_config(file, settings=settings(deadline_s=5, memory_mb=1_500)))
    assert [row.result.outcome for row in rows] == ["error", "pass", "error", "pass"]
    told = [row.result.error.message for row in rows if isinstance(row.result, ScanFailure)]
    assert "did not end within 5 s" in told[0]
    assert "ran out of memory" in told[1]


RUN = """
import sys
from pathlib import Path
from tests.auditor.papers import audited, audit_config
if __name__ == "__main__":
    audited(audit_config(Path(sys.argv[1]), out=Path(sys.argv[2])))
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
        for n in range(150)  # more than three kills can come too late for on a busy machine
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


def test_two_audits_do_not_share_a_folder(tmp_path: Path) -> None:
    asked = audit_config(catalogue(tmp_path, {"text": NUMBER}))
    with open_audit(asked), pytest.raises(LedgerUnusable, match="locked"), open_audit(asked):
        pass


@pytest.mark.parametrize("fault", ["damaged", "newer"])
def test_a_ledger_that_cannot_be_used_is_named(tmp_path: Path, fault: str) -> None:
    asked = audit_config(catalogue(tmp_path, {"text": NUMBER}))
    with open_audit(asked) as one:
        one.ledger.base.execute("PRAGMA user_version = 99")
    if fault == "damaged":
        (asked.out / "ledger.sqlite").write_bytes(b"no ledger at all" * 999)
    with (
        pytest.raises(NewerSchema if fault == "newer" else LedgerUnusable, match=r"ledger\.sqlite"),
        open_audit(asked),
    ):
        pass


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


def test_a_plan_says_what_is_left_and_keeps_what_it_measured(tmp_path: Path) -> None:
    file = mixed(tmp_path)
    asked = audit_config(file)
    with open_audit(asked) as one:
        one.load_catalogue()
        found = plan(one, asked)
    assert (found.rows, found.bad) == (9, 2)
    assert found.known + found.to_scan == 7
    assert found.measured > 0
    assert found.hours is not None
    done = len(scans(tmp_path))
    assert 0 < done <= 7
    audited(asked)
    assert len(scans(tmp_path)) <= 7 + 3  # what was under way when the measuring ended


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
    rows = [{"text": NUMBER, "series": f"戏{n}"} for n in range(5)]
    catalogue(tmp_path, *rows, *({"text": "sleeps:600", "series": f"慢{n}"} for n in range(2)))
    run = begun(tmp_path, tmp_path / "out")
    while len(scans(tmp_path)) < 7:
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(timeout=30) != 0  # long before the slow ones would have ended
    with open_audit(audit_config(tmp_path / "catalogue.csv", out=tmp_path / "out")) as one:
        one.load_catalogue()
        # The two slow ones, and the last quick one where its result was on its way as Ctrl-C came.
        assert one.reuse_results() in (2, 3)
