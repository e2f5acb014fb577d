"""``detector parse``: the parser alone."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detector.cli.inputs import input_lines
from detector.cli.language import output_language
from detector.cli.options import LangOption, given
from detector.cli.output import sink
from detector.records import Marker, NearMiss

if TYPE_CHECKING:
    from detector.report import Glossary


def parse(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="The text, or - for lines on standard input.")
    ] = "-",
    *,
    format_: Annotated[
        Literal["console", "jsonl"] | None,
        typer.Option("--format", help="Default: console on a terminal, else jsonl."),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Find markers and near misses in a text, without any video.

    For example: `detector parse '（浙）网微剧备字（2024）第00123号'`.

    Exit code: 0, whatever was found.
    """
    from detector import wire
    from detector.law.text.parser import parse as parse_text
    from detector.settings import load

    format_name = format_ or ("console" if sys.stdout.isatty() else "jsonl")
    settings, _ = load(flags=given({"report": {"lang": lang}}))
    words: Glossary | None = None
    if format_name == "console":  # the words come with all rules, whose import takes longer than the parser's
        from detector.cli.glossary import glossary

        words = glossary(output_language(settings.report.lang, format_name))
    lines = (os.fsdecode(line).rstrip("\r\n") for line in input_lines()) if text == "-" else [text]
    with sink() as out:
        for line in lines:
            found = parse_text(line)
            if words is None:
                objects = ({"text": line, **wire.text_to_json(record)} for record in found)
                out.writelines(wire.dumps(plain) + "\n" for plain in objects)
            else:
                out.writelines(row + "\n" for row in _rows(line, found, words))
            out.flush()


def _rows(line: str, found: tuple[Marker | NearMiss, ...], words: "Glossary") -> Iterator[str]:
    from detector.report import messages
    from detector.report.labels import one_line

    for record in found:
        if isinstance(record, Marker):
            yield f"✓ {one_line(record.number)}"
            yield f"    {words.about_marker(record)}"
        else:
            yield f"✗ {words.say(messages.NEARLY, text=one_line(record.printed))}"
            yield f"    {words.about_near_miss(record)}"
    if not found:
        yield f"- {words.say(messages.NO_MARKER, text=one_line(line))}"
