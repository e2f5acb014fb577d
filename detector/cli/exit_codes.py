"""How a run ends: with an exit code, and after an error two lines on standard error."""

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import typer

from detector import errors
from detector.i18n import Lang, Localized
from detector.plugins import failure_of
from detector.records import ScanFailure, ScanResult
from detector.translation import translated

_OF_OUTCOME = {"pass": 0, "fail": 1, "undecided": 3}
_ERROR = Localized("error: {text}", "错误：{text}")
_HINT = Localized("hint: {text}", "提示：{text}")
_INTERRUPTED = 130


class ExitCodeCounter:
    """Counts the results that pass by and gives the exit code of the run.

    A registry that was silent leaves an episode undecided. Where that is so of every episode, nothing could
    be judged, and the exit code is the registry's.
    """

    def __init__(self) -> None:
        self._codes: set[int] = {0}
        self._results = self._unjudged = 0

    def counted(self, results: Iterable[ScanResult | ScanFailure]) -> Iterator[ScanResult | ScanFailure]:
        """The same results, counted."""
        for result in results:
            self.add(result)
            yield result

    def add(self, result: ScanResult | ScanFailure) -> None:
        """Count one result."""
        self._results += 1
        if isinstance(result, ScanFailure):
            code = getattr(errors, result.error.type, errors.DetectorError).exit_code
            # A wrong fact of one episode is an input that could not be read, not a wrong command.
            self._codes.add(code if code in errors.EXIT_ORDER else errors.InputError.exit_code)
        else:
            self._codes.add(_OF_OUTCOME[result.outcome])
            is_silent = any(finding.name == "silent-registry" for finding in result.findings)
            self._unjudged += result.outcome == "undecided" and is_silent

    @property
    def exit_code(self) -> int:
        """The gravest code of all that was counted."""
        if self._results and self._results == self._unjudged:
            return errors.RegistryError.exit_code
        return next(code for code in errors.EXIT_ORDER if code in self._codes)


def exit_code_of(command: Callable[[], int | None], lang: Lang = "en") -> int:
    """Run ``command``; turn whatever it raises into an exit code and lines on standard error, in ``lang``."""
    try:
        return command() or 0
    except errors.DetectorError as error:
        _print_error(lang, error.message, error.hint)
        return error.exit_code
    except typer.Exit as ended:
        return ended.exit_code
    except typer.TyperException as error:
        path = getattr(getattr(error, "ctx", None), "command_path", "detector")
        message = error.format_message().replace("Value error, ", "", 1)  # what pydantic puts before it
        _print_error(lang, message, f"`{path} --help` shows what can be written")
        return errors.UsageError.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except Exception as bug:  # noqa: BLE001  (the last resort: a user gets no traceback unasked)
        if os.environ.get("DETECTOR_DEBUG"):
            traceback.print_exc()
        failure = failure_of(
            bug, "please report it; with DETECTOR_DEBUG=1 in the environment it shows where it happened"
        )
        _print_error(lang, failure.message, failure.hint)
        return failure.exit_code


def _print_error(lang: Lang, message: str, hint: str) -> None:
    lines = [(_ERROR, message), *([(_HINT, hint)] if hint else [])]
    told = "".join(words.in_(lang).format(text=translated(text, lang)) + "\n" for words, text in lines)
    with suppress(OSError):  # a full standard error: the exit code must do
        sys.stderr.write(told)
