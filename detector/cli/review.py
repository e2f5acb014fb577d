"""``detector review``: the reviewers' desk over an audit or videos, and the audit log of decisions."""

import hashlib
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from detector.cli.help_language import HELP_FLAGS
from detector.cli.language import said
from detector.cli.options import (
    ConfigOption,
    LawDayOption,
    MaxAgeOption,
    PolicyOption,
    RegistryOption,
    given,
    registry_flags,
)
from detector.cli.output import sink
from detector.cli.serve_token import DatabaseOption, FolderOption
from detector.errors import ExtraMissing, StoreError

if TYPE_CHECKING:
    from detector.records import ScanFailure, ScanResult
    from detector.settings import Settings


class _OpenByDefault(TyperGroup):
    """A group with the default command ``open``: ``review RUN`` is ``review open RUN``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  (the class is not public)
        """Insert ``open`` where the first argument is not a command."""
        if args and args[0] not in self.commands and args[0] not in (*HELP_FLAGS, "--version"):
            args = ["open", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_OpenByDefault, rich_markup_mode=None)
log = typer.Typer(help="The audit log of decisions.", rich_markup_mode=None)
app.add_typer(log, name="log")


@app.callback()
def review() -> None:
    """Open the reviewers' desk on an audit's folder or videos: `detector review RUN|VIDEO...`."""


@app.command("open")
def open_(  # noqa: PLR0913  (every option of a command is a parameter)
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN|VIDEO...", help="A folder written by `audit --out`, or videos."),
    ],
    *,
    port: Annotated[int, typer.Option(min=0, max=65_535, metavar="N", help="Default: a free one.")] = 0,
    browser: Annotated[
        bool, typer.Option(help="Open the link in a browser; default: only print it.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Keep decisions in DIR. Default: RUN/review; for videos in your data folder."
        ),
    ] = None,
    database: DatabaseOption = None,
    as_of: LawDayOption = None,
    policy: PolicyOption = None,
    registry: RegistryOption = None,
    max_registry_age: MaxAgeOption = None,
    config: ConfigOption = None,
) -> None:
    """Open the desk on this machine only, and print a link that signs you in once.

    For example: `detector review open audit-2026-11`.

    It ends with Ctrl-C or SIGTERM. `detector review RUN` is the same. Exit code: 0 ended so, 2 wrong usage,
    4 an input could not be read, 5 set-up, 6 the registry.
    """
    from detector.settings import load

    try:
        from detector.serving import local_review
    except ModuleNotFoundError as error:
        raise ExtraMissing(
            f"the desk needs the package {error.name}", "pip install 'micro-drama-detector[service]'"
        ) from None
    run = inputs[0] if inputs[0].is_dir() else None
    if run and registry is None:
        from detector.auditor.stored_results import audited_registry

        registry = audited_registry(run)
    state = (folder or (run / "review" if run else _folder_of(inputs))).absolute()
    # Both are given, so that no variable of the environment can name another database than the options do.
    service = {"port": port, "folder": str(state), "database": database or str(state / _DATABASE)}
    flags = given({"service": service, "judge": {"policy": policy}})
    settings, _ = load(config, flags | registry_flags(registry, max_registry_age))
    evidence = run / "evidence" if run else state / "evidence"

    def show_link(link: str) -> None:
        sys.stderr.write(said(f"decisions are kept in {database or state}") + "\n")
        sys.stdout.write(link + "\n")
        sys.stdout.flush()
        if browser:
            import webbrowser

            webbrowser.open(link)

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is temporary is removed then, too
    is_ours = folder is None and run is None  # a folder that was chosen stays in any case
    has_decisions = state.exists()  # of an earlier time, as long as the log was not looked at
    try:
        items = _items(inputs, settings, as_of or date.today(), evidence)
        has_decisions = local_review.review(settings, items, evidence, show_link)
    finally:
        if is_ours and not has_decisions:
            shutil.rmtree(state, ignore_errors=True)


_DATABASE = "service.db"


def _folder_of(videos: list[Path]) -> Path:
    """The folder in the user's data folder that keeps the decisions on these videos."""
    from platformdirs import user_data_path

    names = "\n".join(str(video.absolute()) for video in videos)
    digest = hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()
    return user_data_path("detector", appauthor=False) / "review" / digest[:16]


def _items(
    inputs: list[Path], settings: "Settings", day: date, evidence: Path
) -> "Iterator[tuple[ScanResult | ScanFailure, Path | None]]":
    """The results of an audit, or of videos scanned now, with the paths of the videos."""
    if inputs[0].is_dir():
        from detector.auditor.stored_results import audited_results
        from detector.video.remote_io import is_remote

        run = inputs[0]
        for result in audited_results(run, settings):
            # A catalogue may give paths relative to its own folder, which is not recorded; mostly it is the
            # one with the run's folder.
            video = result.episode.video
            places = () if is_remote(video) else (Path(video), run.parent / video, run / video)
            # False for a name that no file can have, not an error.
            yield result, next((path.resolve() for path in places if os.path.isfile(path)), None)  # noqa: PTH113
        return
    from detector.records import Episode
    from detector.scanner import Scanner
    from detector.video.container import open_file

    scanner = Scanner(settings, evidence=evidence)
    for path in inputs:
        open_file(str(path)).close()  # raises for what is no file
        yield scanner.try_scan(Episode(path.stem, str(path)), day), path.resolve()


@log.callback()
def log_() -> None:
    """Check the audit log of decisions."""


@log.command("verify")
def verify(
    *,
    head: Annotated[
        list[str] | None,
        typer.Option(metavar="N:HASH", help="A head noted earlier; may be repeated."),
    ] = None,
    database: DatabaseOption = None,
    folder: FolderOption = None,
    config: ConfigOption = None,
) -> None:
    """Check every entry of the log, and print its head as N:HASH, to be noted elsewhere.

    For example: `detector review log verify --folder desk`.

    Exit code: 0 the log is intact, 2 wrong usage, 5 an entry was changed, added or removed, or there is
    no log.
    """
    from detector.review.audit_log import AuditLog, parse_head
    from detector.service.storage.database import Store
    from detector.service.storage.paths import store_address
    from detector.settings import load

    if folder and not database:
        database = str(folder / _DATABASE)
    address = store_address(load(config, given({"service": {"database": database}}))[0])
    if "://" not in address and not os.path.isfile(address):  # noqa: PTH113  (false for a name no file can have)
        raise StoreError(
            f"{address}: there is no log of decisions", "give --folder as `detector review` names it"
        )
    store = Store(address)
    try:
        with sink() as out:
            end = AuditLog(store).verify([parse_head(text) for text in head or ()])
            out.write(f"{end.seq}:{end.hash}\n")
    finally:
        store.close()
