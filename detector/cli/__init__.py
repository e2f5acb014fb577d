"""The command ``detector``: one command a file; flags → settings → call → report → exit code.

What is imported here is imported by ``detector --help``, so the commands import the heavy parts when they
run.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from detector import __version__
from detector.cli import (
    audit,
    demo,
    diff,
    doctor,
    parse,
    platforms,
    registry,
    rejudge,
    review,
    rules,
    scan,
    serve,
)
from detector.cli.exit_codes import exit_code_of
from detector.cli.help_language import HELP_FLAGS, with_chinese_help
from detector.cli.language import set_run_language
from detector.cli.output import guarded_stdout
from detector.cli.verbosity import Level, set_up_logging, with_flags_first
from detector.errors import UsageError
from detector.process_start import set_up_process

app = typer.Typer(
    name="detector",
    rich_markup_mode=None,  # plain help is twice as fast, and can be copied into a README
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": HELP_FLAGS},
)
app.command("demo")(demo.demo)
app.command("scan")(scan.scan)
app.command("audit")(audit.audit)
app.command("diff")(diff.diff)
app.command("rejudge")(rejudge.rejudge)
app.add_typer(review.app, name="review")
app.add_typer(registry.app, name="registry")
app.command("parse")(parse.parse)
app.command("rules")(rules.rules)
app.command("platforms")(platforms.platforms)
app.add_typer(serve.app, name="serve")
app.command("doctor")(doctor.doctor)


def _version(asked: bool) -> None:  # noqa: FBT001  (typer calls it so)
    if asked:
        typer.echo(f"detector {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def detector(
    context: typer.Context,
    *,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Show errors alone: no progress, no notes.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say what is done, on standard error.")
    ] = False,
    log_level: Annotated[
        Level | None, typer.Option("--log-level", help="From which level on to log. Default: warning.")
    ] = None,
) -> None:
    """Read the licence marker in the opening of micro-drama episodes, and judge it.

    Results go to standard output, everything else to standard error. The options may also stand after the
    command. `detector demo` shows it at work.
    """
    set_up_logging(log_level, quiet=quiet, verbose=verbose)
    if context.invoked_subcommand is None:
        hint = (
            "write `detector scan VIDEO`, or `detector demo` to see it at work; `detector --help` lists all"
        )
        raise UsageError("no command", hint)


def run(arguments: Sequence[str]) -> int:
    """Run the command line ``arguments`` (without the program's name) and return the exit code."""
    lang = set_run_language(arguments)
    commands: Callable[..., int | None] = app
    if lang == "zh" and not set(HELP_FLAGS).isdisjoint(arguments):
        commands = with_chinese_help(app)

    def command() -> int | None:
        with guarded_stdout():
            return commands(with_flags_first(arguments), prog_name="detector", standalone_mode=False)

    return exit_code_of(command, lang)


def main() -> NoReturn:
    """The console command."""
    if sys.stderr is None:  # closed by whoever started this
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (for the process's life)
    set_up_process()
    sys.exit(run(sys.argv[1:]))
