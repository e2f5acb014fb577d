"""Where results go: standard output, or a file that is replaced only once everything is written."""

import errno
import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from detector.cli.exit_codes import ExitCodeCounter
from detector.errors import OutputNotWritable
from detector.records import ScanFailure, ScanResult

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from detector.report import Glossary

_BROKEN_PIPE = 141  # what a shell gives for a program that a closed pipe has ended
_STDOUT = "standard output"
STDOUT = Path("-")
"""What a user writes in the place of a file for standard output."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class _Output(io.FileIO):
    """A file whose failures end a command as they should, whoever writes to it.

    A reader that closes the pipe ends it silently, anything else is an ``OutputNotWritable``. After that
    nothing more is written, so that no flush at the end has anything to complain of.
    """

    def __init__(self, place: Path | int, name: str) -> None:
        """A descriptor as ``place`` stays open."""
        super().__init__(place, "w", closefd=not isinstance(place, int))
        self.told_name = name
        self.has_ended = False

    def write(self, content: "ReadableBuffer", /) -> int:
        if self.has_ended:
            return memoryview(content).nbytes
        try:
            return super().write(content)
        except BrokenPipeError:
            self.has_ended = True
            raise typer.Exit(_BROKEN_PIPE) from None
        except OSError as error:
            self.has_ended = True
            raise _not_writable(self.told_name, error) from None


@contextmanager
def guarded_stdout() -> Iterator[None]:
    """For the time of a command, standard output is one whose failures end the command.

    Raises ``OutputNotWritable``, or ``typer.Exit`` where nobody reads any more.
    """
    stdout = sys.stdout
    try:
        # Closed standard output is a file that cannot be written to: else the next file that is opened would
        # be taken for it.
        descriptor = os.open(os.devnull, os.O_RDONLY) if stdout is None else stdout.fileno()
    except OSError:  # a program that calls this one has put something else in its place
        yield
        return
    raw = _Output(descriptor, _STDOUT)
    guarded = io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", line_buffering=raw.isatty())
    if stdout is not None:
        stdout.flush()
        guarded.reconfigure(encoding=stdout.encoding, errors=stdout.errors)
    sys.stdout = guarded
    try:
        yield
        guarded.flush()
    finally:
        with suppress(OutputNotWritable, typer.Exit):
            guarded.flush()
        raw.has_ended = True
        sys.stdout = stdout


@contextmanager
def sink(file: Path | None = None) -> Iterator[TextIO]:
    """A text stream in UTF-8 that changes no line ends: ``file``; without one, or for ``-``, standard output.

    What cannot be encoded (a file's name in broken UTF-8) is written as an escape. An interrupted run
    leaves the former content of ``file``. Raises ``OutputNotWritable``; a reader that closes the pipe ends
    the program silently.
    """
    if file and file != STDOUT:
        with atomic_file(file) as temporary:
            raw = io.BufferedWriter(_Output(temporary, str(file)))
            with io.TextIOWrapper(raw, "utf-8", errors="backslashreplace", newline="") as out:
                yield out
        return
    stdout = sys.stdout
    if isinstance(stdout, io.TextIOWrapper):
        stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    yield stdout
    stdout.flush()


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
    from detector.report import format_named

    counter = ExitCodeCounter()
    with sink(file) as out:
        counted = counter.counted(results)
        format_named(format_name)(counted, out, words)
        for _ in counted:  # what a plug-in's format did not ask for is scanned, and counts, all the same
            pass
    return counter.exit_code


@contextmanager
def atomic_file(file: Path) -> Iterator[Path]:
    """A path to write to, which replaces ``file`` at the end. Raises ``OutputNotWritable``.

    A link stays a link, and its target is replaced. What is no file, such as ``/dev/null`` or a named pipe,
    is written to directly.
    """
    temporary: Path | None = None
    try:
        if file.exists() and not (file.is_file() or file.is_dir()):
            yield file
            return
        file = file.resolve()
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
        raise _not_writable(str(file), error) from None
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)


def _not_writable(name: str, error: OSError) -> OutputNotWritable:
    if error.errno in _FULL:
        hint = "the disk is full, or a quota used up: make space, or write elsewhere"
    elif name == _STDOUT:
        hint = "write to a file with -o, or check where the output is sent"
    else:
        hint = "give -o a file in a folder that you may write to"
    return OutputNotWritable(f"{name}: {error.strerror or error}", hint)
