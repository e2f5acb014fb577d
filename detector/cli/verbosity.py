"""How much a run tells on standard error: ``--quiet``, ``--verbose`` and ``--log-level`` of every command."""

import logging
import sys
from collections.abc import Callable
from contextvars import ContextVar
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from detector.cli.language import said

_QUIET: ContextVar[bool] = ContextVar("whether nothing but errors is told", default=False)


def is_quiet() -> bool:
    """Whether neither progress nor remarks are wanted."""
    return _QUIET.get()


def inform(line: str) -> None:
    """Tell a person something in passing, on standard error and in the language of the run."""
    if not is_quiet():
        sys.stderr.write(said(line) + "\n")
        sys.stderr.flush()


def with_verbosity(app: typer.Typer) -> Callable[..., int | None]:
    """The commands of an app, each with the three options."""
    commands = typer.main.get_command(app)
    _add(commands)
    return commands


def set_loud() -> None:
    """Begin a run as one without these options."""
    _QUIET.set(False)


def _add(command: object) -> None:
    if isinstance(command, TyperGroup):
        for below in command.commands.values():
            _add(below)
    elif isinstance(command, TyperCommand):
        command.params += _options()


def _set_quiet(value: bool) -> None:  # noqa: FBT001  (typer calls it so)
    if value:
        _QUIET.set(True)


def _set_verbose(value: bool) -> None:  # noqa: FBT001  (typer calls it so)
    if value:
        _log_from("info")


def _set_level(value: str | None) -> None:
    if value is not None:
        _log_from(value)


def _every_command(
    *,
    _quiet: Annotated[
        bool,
        typer.Option("--quiet", callback=_set_quiet, help="Tell nothing but errors on standard error."),
    ] = False,
    _verbose: Annotated[
        bool,
        typer.Option("--verbose", callback=_set_verbose, help="Tell more: the same as --log-level info."),
    ] = False,
    _level: Annotated[
        Literal["debug", "info", "warning", "error"] | None,
        typer.Option("--log-level", callback=_set_level, help="Log to standard error from this level on."),
    ] = None,
) -> None:
    """The options that every command has."""


def _options() -> list[Any]:
    app = typer.Typer(add_completion=False)
    app.command()(_every_command)
    found = [one for one in typer.main.get_command(app).params if one.name != "help"]
    for option in found:
        option.expose_value = False  # the command itself takes none of them
    return found


def _log_from(level: str) -> None:
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s", force=True)
    logging.getLogger().setLevel(level.upper())
