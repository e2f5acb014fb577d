"""``detector serve``: the ingest service."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from detector.cli import serve_token
from detector.cli.options import (
    ConfigOption,
    FailOnOption,
    MaxAgeOption,
    PolicyOption,
    ProvisionsOption,
    RegistryOption,
    given,
    registry_flags,
)
from detector.cli.serve_token import DatabaseOption, FolderOption
from detector.errors import ExtraMissing

app = typer.Typer(rich_markup_mode=None)
app.add_typer(serve_token.app, name="token")


@app.callback(invoke_without_command=True)
def serve(  # noqa: PLR0913  (every option of a command is a parameter)
    context: typer.Context,
    *,
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Default: 127.0.0.1; others need a token.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, metavar="N", help="Default: 8300; 0: a free one.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("-j", "--workers", min=1, metavar="N", help="Default: one per core.")
    ] = None,
    roots: Annotated[
        list[Path] | None,
        typer.Option("--root", metavar="DIR", help="Allow videos below this folder; may be repeated."),
    ] = None,
    hosts: Annotated[
        list[str] | None,
        typer.Option("--from-host", metavar="HOST", help="Allow videos from this host; may be repeated."),
    ] = None,
    evidence: Annotated[
        Literal["review", "all", "none"] | None,
        typer.Option(help="Scans of which pictures are kept. Default: review, those that do not pass."),
    ] = None,
    database: DatabaseOption = None,
    folder: FolderOption = None,
    policy: PolicyOption = None,
    fail_on: FailOnOption = None,
    provisions: ProvisionsOption = None,
    registry: RegistryOption = None,
    max_registry_age: MaxAgeOption = None,
    config: ConfigOption = None,
) -> None:
    """Run the ingest service and the reviewers' desk until SIGTERM or Ctrl-C.

    For example: `detector serve --root /srv/videos --port 8300`.

    Exit code: 0 ended by a signal, 2 wrong usage, 5 set-up, 6 the registry.
    """
    if context.invoked_subcommand is not None:
        return
    from detector.settings import load

    service: dict[str, object] = {
        "host": host,
        "port": port,
        "workers": workers,
        "evidence": evidence,
        "database": database,
    }
    service |= {"folder": folder and str(folder), "hosts": hosts or None}
    service["roots"] = [str(root) for root in roots] if roots else None
    judge = {"policy": policy, "fail_on": fail_on, "provisions": provisions and str(provisions)}
    flags = given({"service": service, "judge": judge}) | registry_flags(registry, max_registry_age)
    settings, _ = load(config, flags)
    try:
        from detector.serving import server
    except ModuleNotFoundError as error:
        told = f"the service needs the package {error.name}"
        raise ExtraMissing(told, "pip install 'micro-drama-detector[service]'") from None
    server.serve(settings)
