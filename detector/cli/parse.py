"""``detector parse``: the parser alone."""

import os
import sys
from collections.abc import Iterator
from typing import Annotated, Literal, TextIO

import typer

from detector.cli.output import sink
from detector.records import Marker, NearMiss


def parse(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="The text, or - for lines on standard input.")
    ] = "-",
    *,
    format_: Annotated[
        Literal["console", "jsonl"] | None,
        typer.Option("--format", help="Default: console on a terminal, else jsonl."),
    ] = None,
) -> None:
    """Find markers and near misses in a text, without any video.

    Exit code: 0, whatever was found.
    """
    from detector.law.parse import parse as parse_text

    write = _write_jsonl if (format_ or _default_format()) == "jsonl" else _write_console
    with sink() as out:
        for line in _lines() if text == "-" else [text]:
            found = parse_text(line)
            write(out, line, found)
            out.flush()


def _default_format() -> Literal["console", "jsonl"]:
    return "console" if sys.stdout.isatty() else "jsonl"


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        yield os.fsdecode(line).rstrip("\r\n")


def _write_jsonl(out: TextIO, line: str, found: tuple[Marker | NearMiss, ...]) -> None:
    from detector import wire

    out.writelines(wire.dumps({"text": line, **wire.text_to_json(record)}) + "\n" for record in found)


def _write_console(out: TextIO, line: str, found: tuple[Marker | NearMiss, ...]) -> None:
    from detector.law.reasons import REASONS
    from detector.report.glossary import Glossary, one_line

    words = Glossary(reasons=dict[str, str](REASONS.items()))
    for record in found:
        if isinstance(record, Marker):
            out.write(f"✓ {one_line(record.number)}\n    {words.about_marker(record)}\n")
        else:
            out.write(f"✗ nearly a marker: {one_line(record.printed)}\n    {words.about_near_miss(record)}\n")
    if not found:
        out.write(f"- no marker: {one_line(line)}\n")
