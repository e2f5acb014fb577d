"""Where results go: standard output, or a file that appears only when it is whole."""

import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from detector.cli.exit_codes import ExitCodeCounter
from detector.errors import OutputNotWritable
from detector.records import ScanFailure, ScanResult

if TYPE_CHECKING:
    from detector.report import Glossary

_BROKEN_PIPE = 141  # what a shell gives for a program that the closed pipe has ended


@contextmanager
def sink(file: Path | None = None) -> Iterator[TextIO]:
    """A text stream in UTF-8 that changes no line ends: ``file``, or standard output without one.

    What cannot be encoded (a file's name in broken UTF-8) is written as an escape. An interrupted run
    leaves what stood in ``file`` before. Raises ``OutputNotWritable``; a reader that closes the pipe ends
    the program silently.
    """
    with _text_file(file) if file else _standard_output() as out:
        yield out


@contextmanager
def saving_openings(
    results: Iterable[ScanResult | ScanFailure], file: Path | None
) -> Iterator[Iterable[ScanResult | ScanFailure]]:
    """The same results; each is also written to ``file``, if there is one, with all that was sighted."""
    if file is None:
        yield results
        return
    with sink(file) as out:
        yield _written(results, out)


def write_report(
    results: Iterable[ScanResult | ScanFailure], format_name: str, file: Path | None, words: "Glossary"
) -> int:
    """Write results in a format to ``file`` or standard output; give the exit code of the run."""
    from detector.report import FORMATS

    tally = ExitCodeCounter()
    with sink(file) as out:
        FORMATS[format_name](tally.counted(results), out, words)
    return tally.exit_code


def _written(results: Iterable[ScanResult | ScanFailure], out: TextIO) -> Iterator[ScanResult | ScanFailure]:
    from detector import wire

    for result in results:
        out.write(wire.dumps(wire.result_to_stored(result)) + "\n")
        yield result


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    try:
        yield out
        out.flush()
    except BrokenPipeError:
        # Nobody reads any more; the interpreter's own flush at the end must not complain of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        raise typer.Exit(_BROKEN_PIPE) from None


@contextmanager
def atomic_file(file: Path) -> Iterator[Path]:
    """A path to write to; ``file`` has what was written there once all is. Raises ``OutputNotWritable``.

    A link stays one, and its target is replaced. What is no file, such as ``/dev/null`` or a named pipe, is
    written to itself.
    """
    if file.exists() and not (file.is_file() or file.is_dir()):
        yield file
        return
    file = file.resolve()
    try:
        handle, half = tempfile.mkstemp(dir=file.parent, prefix=".")
    except OSError as error:
        raise _not_writable(file, error) from None
    os.close(handle)
    try:
        yield Path(half)
        Path(half).chmod(0o666 & ~_umask())
        Path(half).replace(file)
    except OSError as error:
        raise _not_writable(file, error) from None
    finally:
        Path(half).unlink(missing_ok=True)


@contextmanager
def _text_file(file: Path) -> Iterator[TextIO]:
    with (
        atomic_file(file) as half,
        half.open("w", encoding="utf-8", errors="backslashreplace", newline="") as out,
    ):
        yield out


def _not_writable(file: Path, error: OSError) -> OutputNotWritable:
    return OutputNotWritable(f"{file}: {error.strerror}", "give -o a file in a folder that you may write to")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
