"""What a run ends with: an exit code, and for an error two lines on standard error."""

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator

import typer

from detector import errors
from detector.records import ScanFailure, ScanResult

_OF_OUTCOME = {"pass": 0, "fail": 1, "undecided": 3}
_BUG = 70
_INTERRUPTED = 130


class ExitCodeCounter:
    """Counts the results that pass by and gives the exit code of the run.

    A registry that was silent leaves an episode undecided. Where that is so of every episode, nothing could
    be judged, and the registry is what has to be mended.
    """

    def __init__(self) -> None:
        self._codes: set[int] = {0}
        self._results = self._unjudged = 0

    def counted(self, results: Iterable[ScanResult | ScanFailure]) -> Iterator[ScanResult | ScanFailure]:
        """The same results, counted."""
        for result in results:
            self._codes.add(_exit_code(result))
            self._results += 1
            self._unjudged += _was_silent(result)
            yield result

    @property
    def exit_code(self) -> int:
        """The gravest code of all that was counted."""
        if self._results and self._results == self._unjudged:
            return errors.RegistryError.exit_code
        return next(code for code in errors.EXIT_ORDER if code in self._codes)


def _was_silent(result: ScanResult | ScanFailure) -> bool:
    """Whether the episode is undecided and the registry's silence is one of the reasons."""
    if result.outcome != "undecided":
        return False
    return any(finding.name == "silent-registry" for finding in result.findings)


def _exit_code(result: ScanResult | ScanFailure) -> int:
    if isinstance(result, ScanFailure):
        code: int = getattr(errors, result.error.type, errors.DetectorError).exit_code
        return code
    return _OF_OUTCOME[result.outcome]


def exit_code_of(command: Callable[[], int | None]) -> int:
    """Run ``command``; turn whatever it raises into an exit code and lines on standard error."""
    try:
        return command() or 0
    except errors.DetectorError as error:
        _say(error.message, error.hint)
        return error.exit_code
    except typer.TyperException as error:
        path = getattr(getattr(error, "ctx", None), "command_path", "detector")
        _say(error.format_message(), f"`{path} --help` shows what can be written")
        return errors.UsageError.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except Exception as bug:  # noqa: BLE001  (the last stop: a user gets no traceback unasked)
        if os.environ.get("DETECTOR_DEBUG"):
            traceback.print_exc()
        _say(
            f"a bug in detector: {type(bug).__name__}: {bug}",
            "please report it; with DETECTOR_DEBUG=1 in the environment it shows where it happened",
        )
        return _BUG


def _say(message: str, hint: str) -> None:
    lines = [f"error: {message}"] + ([f"hint: {hint}"] if hint else [])
    sys.stderr.write("".join(line + "\n" for line in lines))
