"""The demo: the clips that come with the program, and their report."""

from pathlib import Path

from detector.cli import demo
from tests.cli.conftest import Run


def test_the_demo_scans_its_clips_and_writes_the_report(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    ended = run("demo", "--no-browser", "-o", report)
    assert ended.code == 0
    assert f"the report: {report}" in ended.out
    html = report.read_text("utf-8")
    for clip in demo.CLIPS:
        assert f"{clip}.mp4" in ended.out
        assert f"{clip}.mp4" in html
    assert "data:image/" in html
