"""``detector platforms``: whose numbers are valid on which apps, and how that is known."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detector.cli.language import output_language
from detector.cli.options import LangOption, given
from detector.cli.output import sink
from detector.i18n import Localized, listed

if TYPE_CHECKING:
    from detector.law.tables.queries import Provisions
    from detector.law.tables.schema import PrefixRow

_EVIDENCE = {
    "observed": Localized("seen on a drama", "实际节目中见到"),
    "developer": Localized("the platform's developer pages", "平台开发者文档"),
    "likely": Localized("guessed, not verified", "推测，未经核实"),
}
_HEAD = Localized(
    "{prefix} · valid on {apps} · operator {operator}",
    "{prefix} · 适用于{apps} · 运营方：{operator}",
)
_NOT_KNOWN = Localized("not known", "未核实")
_NAMES = Localized("also named {names}", "又称{names}")
_KNOWN_BY = Localized("{evidence}: {seen}", "{evidence}：{seen}")
_DATED = Localized("{evidence} (checked {day})", "{evidence}（{day}核对）")


def platforms(
    *,
    unverified: Annotated[
        bool, typer.Option("--unverified", help="Only those whose prefix and apps are guessed.")
    ] = False,
    format_: Annotated[
        Literal["console", "jsonl"], typer.Option("--format", help="For people, or one JSON object a line.")
    ] = "console",
    lang: LangOption = None,
) -> None:
    """List the platforms: prefix of their numbers, apps, other names, and how that is known.

    For example: `detector platforms --unverified`.

    The rows are those of the shipped table and of the file that the setting judge.provisions names.
    """
    from detector import wire
    from detector.scanner import provisions_of
    from detector.settings import load

    settings, _ = load(flags=given({"report": {"lang": lang}}))
    spoken = output_language(settings.report.lang, format_)
    tables = provisions_of(settings)
    rows = [row for row in tables.prefixes if row.evidence == "likely" or not unverified]
    with sink() as out:
        for row in rows:
            if format_ == "jsonl":
                out.write(wire.dumps(_plain(row, tables)) + "\n")
            else:
                out.writelines(line.in_(spoken) + "\n" for line in _lines(row, tables))


def _plain(row: "PrefixRow", tables: "Provisions") -> dict[str, object]:
    return {
        "prefix": row.prefix,
        "other_names": tables.platform_names(row),
        "operator": row.operator,
        "apps": row.apps,
        "evidence": row.evidence,
        "seen": row.seen,
        "dated": row.dated.isoformat() if row.dated else None,
    }


def _lines(row: "PrefixRow", tables: "Provisions") -> list[Localized]:
    operator = row.operator or _NOT_KNOWN
    lines = [_HEAD.filled(prefix=row.prefix, apps=listed(row.apps), operator=operator)]
    names = tables.platform_names(row)
    if names:
        lines.append(_NAMES.filled(names=listed(names)))
    known = _EVIDENCE[row.evidence]
    dated = _DATED.filled(evidence=known, day=row.dated) if row.dated else known
    lines.append(_KNOWN_BY.filled(evidence=dated, seen=row.seen) if row.seen else dated)
    return [lines[0], *(Localized(f"    {line.en}", f"    {line.zh}") for line in lines[1:])]
