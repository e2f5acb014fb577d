"""A short report for a person at a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from rich.cells import set_cell_size
from rich.console import Console
from rich.text import Text

from detector.records import Coverage, Marker, NearMiss, ScanFailure, ScanResult
from detector.report import messages
from detector.report.labels import Glossary, one_line, printable
from detector.report.line_breaking import breaks

_OUTCOMES = {
    "pass": ("✓", "green"),
    "fail": ("✗", "red"),
    "undecided": ("?", "yellow"),
    "error": ("!", "magenta"),
}
_OUTCOME_CELLS = 9
_SEVERITIES = {"block": "red", "warn": "yellow", "note": "cyan"}
_INDENT = "    "
_LEAST_WIDTH = 20
"""Columns. On a terminal that says that it has fewer, lines run on: nobody reads a letter a line."""


def write(results: Iterable[ScanResult | ScanFailure], out: TextIO, glossary: Glossary) -> None:
    """A few lines for each result as it comes; at the end a count of facts not stated, and one of outcomes.

    Colour and width follow the terminal that ``out`` is; a file gets neither colour nor more than 80
    columns. No meaning rests on colour alone.
    """
    console = Console(file=out, highlight=False, emoji=False, markup=False)
    console.width = max(console.width, _LEAST_WIDTH)
    counts: Counter[str] = Counter()
    optional: set[str] = set()
    for result in results:
        counts[result.outcome] += 1
        optional.update(glossary.optional_facts(result) if isinstance(result, ScanResult) else ())
        symbol, colour = _OUTCOMES[result.outcome]
        outcome = set_cell_size(glossary.say(messages.OUTCOMES[result.outcome]), _OUTCOME_CELLS)
        head = Text(f"{symbol} {outcome} ", style=f"bold {colour}")
        console.print(head.append(printable(result.episode.video), style="default"), overflow="fold")
        _print_indented(_details(result, glossary), console)
        out.flush()
    if optional:
        console.print(Text(glossary.say(messages.OPTIONAL_COUNT, count=len(optional)), style="dim"))
    console.print(_summary(counts, glossary))


def _print_indented(paragraphs: Iterable[Text], console: Console) -> None:
    for paragraph in paragraphs:
        width = console.width - len(_INDENT)
        rows = [] if paragraph.no_wrap else breaks(paragraph.plain, width)
        for line in paragraph.divide(rows):
            if not paragraph.no_wrap:
                line.rstrip()
            console.print(Text(_INDENT).append_text(line), soft_wrap=True)


def _summary(counts: Counter[str], glossary: Glossary) -> Text:
    total = counts.total()
    head = glossary.say(messages.EPISODE if total == 1 else messages.EPISODES, count=total)
    line = Text(glossary.say(messages.SAYS, head=head, text=""), style="bold")
    parts = [
        Text(glossary.say(messages.COUNTS[outcome], count=counts[outcome]), style=colour)
        for outcome, (_, colour) in _OUTCOMES.items()
        if counts[outcome]
    ]
    comma = Text(glossary.say(messages.COMMA))
    return line.append(comma.join(parts or [Text(glossary.say(messages.NOTHING_TO_SCAN))]))


def _details(result: ScanResult | ScanFailure, glossary: Glossary) -> Iterator[Text]:
    if isinstance(result, ScanFailure):
        message, hint = glossary.failure(result)
        yield Text(printable(message))
        if hint:
            yield _advice(hint)
        return
    for marker in result.markers:
        yield from _seen(
            printable(marker.number), glossary.about_marker(marker, result.as_of), marker, glossary
        )
    for miss in result.near_misses:
        nearly = glossary.say(messages.NEARLY, text=one_line(miss.printed))
        yield from _seen(nearly, glossary.about_near_miss(miss), miss, glossary)
    if seen := glossary.about_coverage(result):
        yield Text(seen, style="dim")
    yield from _pictures_of_absence(result.opening.coverage, glossary)
    if stopped := glossary.stopped(result.opening):
        yield Text(stopped, style="dim")
    if gates := glossary.about_gates(result):
        yield Text(gates)
    for finding in result.findings:
        head = Text(glossary.about_rule(finding), style=_SEVERITIES[finding.severity])
        message = glossary.say(messages.SAYS, head="", text=glossary.about_finding(finding))
        yield head.append(message, style="default")
        if remedy := glossary.remedies.get(finding.code):
            yield _advice(remedy)


def _seen(head: str, about: str, text: Marker | NearMiss, glossary: Glossary) -> Iterator[Text]:
    yield Text(head, style="bold")
    yield Text(about)
    if text.evidence:
        yield _one_line(glossary.say(messages.EVIDENCE, file=_file(text.evidence, glossary)))


def _pictures_of_absence(coverage: Coverage | None, glossary: Glossary) -> Iterator[Text]:
    if coverage is None:
        return
    pictures = [
        (glossary.about_unread(region), region.evidence)
        for region in coverage.unread_regions
        if region.evidence
    ]
    pictures += [(glossary.say(messages.AT, at=at_ms / 1000), name) for at_ms, name in coverage.evidence]
    for what, name in pictures:
        yield _one_line(glossary.say(messages.EVIDENCE_OF, what=what, file=_file(name, glossary)))


def _file(name: str, glossary: Glossary) -> str:
    return printable(str(glossary.evidence / name if glossary.evidence else name))


def _one_line(text: str) -> Text:
    return Text(text, style="dim", no_wrap=True)  # not broken, so that a path can be copied


def _advice(text: str) -> Text:
    return Text(f"→ {printable(text)}", style="italic")
