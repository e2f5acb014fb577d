"""``detector parse``: the parser alone."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Annotated, Literal, TextIO

import typer

from detector.cli.language import output_language
from detector.cli.options import given
from detector.cli.output import sink
from detector.i18n import Lang
from detector.records import Marker, NearMiss

Write = Callable[[TextIO, str, tuple[Marker | NearMiss, ...]], None]


def parse(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="The text, or - for lines on standard input.")
    ] = "-",
    *,
    format_: Annotated[
        Literal["console", "jsonl"] | None,
        typer.Option("--format", help="Default: console on a terminal, else jsonl."),
    ] = None,
    lang: Annotated[
        Lang | None, typer.Option(help="Language of messages. Default: the locale's in reports for people.")
    ] = None,
) -> None:
    """Find markers and near misses in a text, without any video.

    Exit code: 0, whatever was found.
    """
    from detector.law.text.parser import parse as parse_text
    from detector.settings import load

    format_name = format_ or _default_format()
    settings, _ = load(flags=given({"report": {"lang": lang}}))
    write = (
        _write_jsonl
        if format_name == "jsonl"
        else _console(output_language(settings.report.lang, format_name))
    )
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


def _console(lang: Lang) -> Write:
    from detector.cli.glossary import glossary
    from detector.report import messages
    from detector.report.labels import one_line

    words = glossary(lang)

    def write(out: TextIO, line: str, found: tuple[Marker | NearMiss, ...]) -> None:
        for record in found:
            if isinstance(record, Marker):
                out.write(f"✓ {one_line(record.number)}\n    {words.about_marker(record)}\n")
            else:
                nearly = words.say(messages.NEARLY, text=one_line(record.printed))
                out.write(f"✗ {nearly}\n    {words.about_near_miss(record)}\n")
        if not found:
            out.write(f"- {words.say(messages.NO_MARKER, text=one_line(line))}\n")

    return write
