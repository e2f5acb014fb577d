"""Where results go, and the bar on a terminal."""

import os
import pty
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from detector.cli.output import sink
from detector.cli.progress import with_import_progress, with_progress
from detector.errors import OutputNotWritable


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    with sink(file) as out:
        out.write("网\r\n\udcff")
        assert not file.exists()
    assert file.read_bytes() == "网\r\n\\udcff".encode()


def test_a_new_file_may_be_read_as_the_user_wishes(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with sink(tmp_path / "out.txt") as out:
            out.write("x")
    finally:
        os.umask(before)
    assert (tmp_path / "out.txt").stat().st_mode & 0o777 == 0o640


def test_a_failure_on_the_way_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    file.write_text("old")
    with pytest.raises(ZeroDivisionError), sink(file) as out:
        out.write(str(1 // 0))
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_in_the_files_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(OutputNotWritable, match="out"), sink(tmp_path / "out") as out:
        out.write("x")
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "out.txt", tmp_path / "link"
    file.write_text("old")
    link.symlink_to(file)
    with sink(link) as out:
        out.write("new")
    assert link.is_symlink()
    assert file.read_text() == "new"


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with sink(pipe) as out:
        out.write("网")
    assert os.read(reader, 100) == "网".encode()
    os.close(reader)
    assert pipe.is_fifo()
    with sink(Path(os.devnull)) as out:
        out.write("x")
    assert Path(os.devnull).is_char_device()


def drawn(monkeypatch: pytest.MonkeyPatch, work: Callable[[], None]) -> bytes:
    """What stands on a terminal that is standard error during ``work``."""
    monkeypatch.setenv("TERM", "xterm")
    keeper, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        work()
        stderr.write("END")
    seen = b""
    while b"END" not in seen:
        seen += os.read(keeper, 65_536)
    os.close(keeper)
    return seen


@pytest.mark.parametrize(("total", "has_bar"), [(3, True), (1, False)])
def test_a_bar_stands_on_a_terminal_for_several_results(
    monkeypatch: pytest.MonkeyPatch, total: int, *, has_bar: bool
) -> None:
    def scan() -> None:
        assert list(with_progress(iter(range(total)), total)) == list(range(total))

    assert (b"scanning" in drawn(monkeypatch, scan)) is has_bar


def test_an_import_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def take() -> None:
        assert len(list(with_import_progress(iter(range(2_500)), lambda: 0.4))) == 2_500

    seen = drawn(monkeypatch, take).decode()
    assert "importing 2,000 rows" in seen
    assert "40%" in seen


def test_without_a_terminal_there_is_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(with_progress(range(5), 5)) == list(range(5))
    assert list(with_import_progress(iter(range(2_000)), lambda: 0.5)) == list(range(2_000))
    assert capsys.readouterr() == ("", "")
