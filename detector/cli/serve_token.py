"""``detector serve token``: the tokens of the service's callers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from detector.cli.language import said_word
from detector.cli.options import ConfigOption
from detector.cli.output import sink

if TYPE_CHECKING:
    from detector.service.auth.tokens import Tokens
    from detector.service.storage.database import Store

app = typer.Typer(help="Create, list, rotate and revoke the tokens of callers.", rich_markup_mode=None)

DatabaseOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Path or postgresql:// URL. Default: in the folder."),
]
FolderOption: TypeAlias = Annotated[
    Path | None, typer.Option("--folder", metavar="DIR", help="Uploads, pictures, the default database.")
]
_TokenId: TypeAlias = Annotated[str, typer.Argument(metavar="ID", help="The id shown by `token list`.")]


@app.command("add")
def add(  # noqa: PLR0913  (every option of a command is a parameter)
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the caller.")],
    *,
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="SCOPE", help="scan (default), review or admin; may be repeated."),
    ] = None,
    rate: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Requests a minute. Default: as configured.")
    ] = None,
    quota: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Scans a day. Default: no limit.")
    ] = None,
    database: DatabaseOption = None,
    folder: FolderOption = None,
    config: ConfigOption = None,
) -> None:
    """Create a token and write it to standard output. It cannot be shown again.

    For example: `detector serve token add uploader --scope scan`.
    """
    from detector.service.auth.tokens import Token, parse_scopes

    with _tokens(database, folder, config) as tokens, sink() as out:
        scopes = parse_scopes(scope or ["scan"])
        out.write(tokens.add(Token("", name, scopes, rate, quota)) + "\n")


@app.command("list")
def list_(
    *, database: DatabaseOption = None, folder: FolderOption = None, config: ConfigOption = None
) -> None:
    """List all tokens, without their secrets.

    For example: `detector serve token list`.
    """
    from detector.report.labels import printable

    with _tokens(database, folder, config) as tokens, sink() as out:
        for token in tokens.list_all():
            created = datetime.fromtimestamp(token.created_ms / 1000, UTC).date()
            state = said_word("revoked" if token.revoked_ms else "active")
            scopes = ",".join(sorted(token.scopes))
            limits = f"{token.rate_per_minute or '-'}/min {token.scans_per_day or '-'}/day"
            line = f"{token.id}  {state:<7}  {created}  {scopes:<17}  {limits}  {token.name}"
            out.write(printable(line) + "\n")


@app.command("rotate")
def rotate(
    token: _TokenId,
    *,
    grace_hours: Annotated[
        float, typer.Option(min=0, metavar="H", help="Hours for which the old secret stays valid.")
    ] = 24,
    database: DatabaseOption = None,
    folder: FolderOption = None,
    config: ConfigOption = None,
) -> None:
    """Give a token a new secret and write it to standard output. It cannot be shown again.

    For example: `detector serve token rotate 24c06a442a45`.
    """
    with _tokens(database, folder, config) as tokens, sink() as out:
        out.write(tokens.rotate(token, grace_hours) + "\n")


@app.command("revoke")
def revoke(
    token: _TokenId,
    *,
    database: DatabaseOption = None,
    folder: FolderOption = None,
    config: ConfigOption = None,
) -> None:
    """Revoke a token; running services refuse it within two seconds.

    For example: `detector serve token revoke 24c06a442a45`.
    """
    with _tokens(database, folder, config) as tokens:
        tokens.revoke(token)


@contextmanager
def open_store(database: str | None, folder: Path | None, config: Path | None) -> Iterator["Store"]:
    """The service's database chosen by the options. Raises ``StoreError``."""
    from detector.cli.options import given
    from detector.service.storage.database import Store
    from detector.service.storage.paths import store_address
    from detector.settings import load

    flags = given({"service": {"database": database, "folder": folder and str(folder)}})
    settings, _ = load(config, flags)
    store = Store(store_address(settings))
    store.prepare()
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _tokens(database: str | None, folder: Path | None, config: Path | None) -> Iterator["Tokens"]:
    from detector.service.auth.tokens import Tokens

    with open_store(database, folder, config) as store:
        yield Tokens(store)
