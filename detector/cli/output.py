"""Where results go: standard output, or a file that is replaced only once everything is written."""

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

_BROKEN_PIPE = 141  # what a shell gives for a program that a closed pipe has ended


@contextmanager
def sink(file: Path | None = None) -> Iterator[TextIO]:
    """A text stream in UTF-8 that changes no line ends: ``file``, or standard output without one.

    What cannot be encoded (a file's name in broken UTF-8) is written as an escape. An interrupted run
    leaves the former content of ``file``. Raises ``OutputNotWritable``; a reader that closes the pipe ends
    the program silently.
    """
    if file:
        with (
            atomic_file(file) as temporary,
            temporary.open("w", encoding="utf-8", errors="backslashreplace", newline="") as out,
        ):
            yield out
        return
    stdout = sys.stdout
    if isinstance(stdout, io.TextIOWrapper):
        stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    try:
        yield stdout
        stdout.flush()
    except BrokenPipeError:
        # Nobody reads any more; the interpreter's own flush at the end must not complain of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
        raise typer.Exit(_BROKEN_PIPE) from None


@contextmanager
def saving_openings(
    results: Iterable[ScanResult | ScanFailure], file: Path | None
) -> Iterator[Iterable[ScanResult | ScanFailure]]:
    """The same results; each is also written to ``file``, if there is one, with all that was sighted."""
    if file is None:
        yield results
        return
    with sink(file) as out:
        yield _saved(results, out)


def _saved(results: Iterable[ScanResult | ScanFailure], out: TextIO) -> Iterator[ScanResult | ScanFailure]:
    from detector import wire

    for result in results:
        out.write(wire.dumps(wire.result_to_stored(result)) + "\n")
        yield result


def write_report(
    results: Iterable[ScanResult | ScanFailure], format_name: str, file: Path | None, words: "Glossary"
) -> int:
    """Write results in a format to ``file`` or standard output; give the exit code of the run."""
    from detector.report import FORMATS

    counter = ExitCodeCounter()
    with sink(file) as out:
        FORMATS[format_name](counter.counted(results), out, words)
    return counter.exit_code


@contextmanager
def atomic_file(file: Path) -> Iterator[Path]:
    """A path to write to, which replaces ``file`` at the end. Raises ``OutputNotWritable``.

    A link stays a link, and its target is replaced. What is no file, such as ``/dev/null`` or a named pipe,
    is written to directly.
    """
    if file.exists() and not (file.is_file() or file.is_dir()):
        yield file
        return
    file = file.resolve()
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".")
        os.close(handle)
        temporary = Path(name)
        yield temporary
        # mkstemp lets the owner alone read; the file gets the permissions that the user's umask gives.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(file)
    except OSError as error:
        hint = "give -o a file in a folder that you may write to"
        raise OutputNotWritable(f"{file}: {error.strerror}", hint) from None
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)
