"""Where results go, and the bar on a terminal."""

import os
import pty
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import pytest

from detector.cli.output import sink
from detector.cli.progress import with_import_progress, with_progress
from detector.errors import OutputNotWritable
from tests.slow import slow

FULL = Path("/dev/full")
SAMPLE = Path(__file__).parents[2] / "sample_videos" / "card.mp4"
on_full_device = pytest.mark.skipif(not FULL.is_char_device(), reason="there is no /dev/full")


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


def test_lines_for_a_log_tell_how_far_a_run_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(with_progress(range(5), 5, lines=True)) == list(range(5))
    assert capsys.readouterr().err.startswith("5 of 5 scanned, ")


def ended(
    arguments: Sequence[object],
    stdout: IO[bytes] | int = subprocess.PIPE,
    before: Callable[[], None] | None = None,
    stderr: IO[bytes] | int = subprocess.PIPE,
) -> subprocess.CompletedProcess[bytes]:
    """How a process of the command ends; ``before`` is called in it at first."""
    command = [sys.executable, "-m", "detector", *map(str, arguments)]
    return subprocess.run(
        command, stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL, preexec_fn=before, check=False
    )


COMMANDS = [
    ("--help",),
    ("rules",),
    ("scan", "gone.mp4", "--format", "html"),
    ("parse", "浙网微剧备字（2024）第00123号"),
    ("scan", "gone.mp4"),
    ("--version",),
    ("rules", "NMD101"),
    ("doctor", "--format", "json"),
    ("scan", "gone.mp4", "--format", "console"),
]


@on_full_device
@pytest.mark.parametrize("arguments", [*COMMANDS[:3], *slow(*COMMANDS[3:])], ids=" ".join)
def test_a_full_standard_output_is_told(arguments: tuple[str, ...]) -> None:
    with FULL.open("wb") as full:
        run = ended(arguments, stdout=full)
    first, hint, *others = run.stderr.decode().splitlines()
    assert (run.returncode, others) == (5, [])
    assert first == "error: standard output: No space left on device"
    assert hint.startswith("hint: ")
    assert FULL.is_char_device()


@pytest.mark.parametrize("arguments", [*COMMANDS[:3], *slow(*COMMANDS[3:])], ids=" ".join)
def test_a_closed_pipe_ends_silently(arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        run = ended(arguments, stdout=pipe)
    assert (run.returncode, run.stderr) == (141, b"")


@pytest.mark.parametrize("arguments", COMMANDS[2:5], ids=" ".join)
def test_a_closed_standard_output_is_told(arguments: tuple[str, ...]) -> None:
    run = ended(arguments, before=lambda: os.close(1))
    assert run.returncode == 5
    assert run.stderr.startswith(b"error: standard output: ")


@on_full_device
def test_the_exit_code_is_there_without_standard_error() -> None:
    with FULL.open("wb") as full:
        assert ended(["rules", "NMD000"], stderr=full).returncode == 2
    assert ended(["rules", "NMD000"], before=lambda: os.close(2)).returncode == 2
    two = ended(["scan", "gone.mp4", "gone too.mp4"], before=lambda: os.close(2))
    assert (two.returncode, two.stdout.count(b"\n")) == (4, 2)


@on_full_device
def test_a_full_device_is_told_by_the_option_that_names_it() -> None:
    for options in (
        ["-o", FULL],
        ["--trace", FULL, "-o", os.devnull],
        ["--openings", FULL, "-o", os.devnull],
    ):
        run = ended(["scan", SAMPLE, *options])
        assert run.returncode == 5
        assert run.stderr.startswith(b"error: /dev/full: No space left on device\n")


def limited() -> None:
    """No file may grow above so many bytes: what a full disk is to a program."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


@pytest.mark.parametrize("format_name", ["jsonl", "html", "csv", "console"])
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, format_name: str) -> None:
    file = tmp_path / "out"
    file.write_text("old")
    run = ended(["scan", "gone.mp4", "--format", format_name, "-o", file], before=limited)
    told, hint = run.stderr.decode().splitlines()
    assert run.returncode == 5
    assert told.startswith(f"error: {file}: ")
    assert "disk is full" in hint
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_disk_under_a_workbook_says_why(tmp_path: Path) -> None:
    script = "; ".join(
        (
            "from pathlib import Path",
            "from detector.cli.registry_export import write_table",
            "import resource",
            "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))",
            f"write_table(['a'], [['x']], 'xlsx', Path({str(tmp_path / 'out.xlsx')!r}))",
        )
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "OutputNotWritable" in done.stderr
    assert "disk is full" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_failure_of_something_else_is_not_taken_for_the_outputs(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), sink() as out:
        out.write((tmp_path / "other.txt").read_text())


def test_a_line_in_the_place_of_a_file_is_standard_output(tmp_path: Path) -> None:
    run = ended(["scan", tmp_path / "gone.mp4", "-o", "-"])
    assert run.stdout == ended(["scan", tmp_path / "gone.mp4"]).stdout
    assert not Path("-").exists()
