"""``detector scan`` with the real scanner over real video files."""

import json
import shutil
from pathlib import Path

import pytest

import detector
from tests.cli.conftest import Run

SAMPLES = Path(__file__).parents[2] / "sample_videos"


def test_the_number_of_workers_changes_no_byte(run: Run) -> None:
    inputs = (SAMPLES / "card.mp4", "gone.mp4", SAMPLES / "absent.mp4", "--as-of", "2026-11-23")
    one, two = run("scan", "-j", "1", *inputs), run("scan", "-j", "2", *inputs)
    assert one == two
    assert one.code == 4
    assert [json.loads(line)["outcome"] for line in one.out.splitlines()] == ["pass", "error", "fail"]


def test_evidence_lies_where_the_result_says_and_in_the_page(run: Run, tmp_path: Path) -> None:
    evidence, page = tmp_path / "evidence", tmp_path / "page.html"
    sample = SAMPLES / "card.mp4"
    ended = run("scan", sample, "--evidence", evidence, "--as-of", "2026-11-23")
    (marker,) = json.loads(ended.out)["markers"]
    names = {file.name for file in evidence.iterdir()}
    assert marker["evidence"] in names
    assert len(names) == 2
    run("scan", sample, "--evidence", evidence, "--as-of", "2026-11-23", "-o", page)
    assert {file.name for file in evidence.iterdir()} == names
    assert "data:image/png;base64," in page.read_text("utf-8")


def test_bad_inputs_are_rows_and_the_others_are_scanned(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("not a video")
    (tmp_path / "folder").mkdir()
    inputs = [tmp_path / name for name in ("empty.mp4", "text.mp4", "folder", "gone.mp4")]
    ended = run("scan", "-j", "1", *inputs, SAMPLES / "card.mp4", "--as-of", "2026-11-23")
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert ended.code == 4
    assert [row["outcome"] for row in rows] == ["error"] * 4 + ["pass"]
    assert [row["error"]["type"] for row in rows[:4]] == ["NotAVideo", "NotAVideo"] + ["InputNotFound"] * 2
    assert all(row["error"]["hint"] for row in rows[:4])
    assert ended.err == ""


ODD = ("EP01: 开始.mp4", "-x.mp4", "a%03d.jpg")


def test_odd_names_and_playlists_are_the_same_for_command_library_and_audit(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ODD:
        shutil.copy(SAMPLES / "card.mp4", name)
    Path("list.m3u8").write_text(f"#EXTM3U\n#EXTINF:2,\n{ODD[1]}\n#EXT-X-ENDLIST\n")
    inputs = [*ODD, "list.m3u8"]
    day = ("--as-of", "2026-11-23")
    named = run("scan", *day, "-j", "1", "--", *inputs)
    listed = run("scan", "-", *day, "-j", "1", stdin="\n".join(inputs).encode())
    assert named == listed
    rows = [json.loads(line) for line in named.out.splitlines()]
    assert [row["outcome"] for row in rows] == ["pass"] * 3 + ["error"]
    assert rows[3]["error"]["message"] == "list.m3u8: is a playlist, not a video"
    Path("list.csv").write_text("video\n" + "\n".join(inputs), "utf-8")
    assert run("audit", "list.csv", "--out", "run", *day, "-j", "1").code == 4
    audited = [json.loads(line) for line in Path("run/results.jsonl").read_text("utf-8").splitlines()]
    assert [row["outcome"] for row in audited] == [row["outcome"] for row in rows]
    assert "is a playlist" in audited[3]["error"]["message"]
    assert detector.scan(ODD[0], registry="none").markers[0].number == rows[0]["markers"][0]["number"]
    with pytest.raises(detector.DetectorError, match="is a playlist"):
        detector.scan("list.m3u8", registry="none")
