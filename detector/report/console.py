"""A short report for a person at a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from rich.console import Console
from rich.text import Text

from detector.records import Finding, Marker, NearMiss, ScanFailure, ScanResult
from detector.report.glossary import Glossary, confidence_in_words, one_line, printable

_OUTCOMES = {
    "pass": ("✓", "green", "passed"),
    "fail": ("✗", "red", "failed"),
    "undecided": ("?", "yellow", "undecided"),
    "error": ("!", "magenta", "could not be read"),
}
_SEVERITIES = {"block": "red", "warn": "yellow", "note": "cyan"}
_INDENT = "    "


def write(results: Iterable[ScanResult | ScanFailure], out: TextIO, glossary: Glossary) -> None:
    """A few lines for each result as it comes; at the end what was assumed, and a line of counts.

    Colour and width follow the terminal that ``out`` is; a file gets neither colour nor more than 80
    columns. No meaning rests on colour alone.
    """
    console = Console(file=out, highlight=False, emoji=False, markup=False)
    counts: Counter[str] = Counter()
    assumed: Counter[str] = Counter()
    for result in results:
        counts[result.outcome] += 1
        assumed.update(result.assumptions if isinstance(result, ScanResult) else ())
        symbol, colour, _ = _OUTCOMES[result.outcome]
        head = Text(f"{symbol} {result.outcome:<9} ", style=f"bold {colour}")
        console.print(head.append(printable(result.episode.video), style="default"), overflow="fold")
        _indent(_below(result, glossary), console)
        out.flush()
    judged = counts.total() - counts["error"]
    if assumed:
        console.print(Text("not known, so assumed or not judged:", style="dim"))
        _indent([_assumed(assumed, judged, glossary)], console)
    console.print(_summary(counts))


def _indent(paragraphs: Iterable[Text], console: Console) -> None:
    for paragraph in paragraphs:
        for line in _wrapped(paragraph, console):
            console.print(Text(_INDENT).append_text(line), soft_wrap=True)


def _assumed(counts: Counter[str], total: int, glossary: Glossary) -> Text:
    """The facts that were not known, each with the number of episodes where that is not all of them."""
    facts = (
        glossary.assumed(code)[0] + ("" if count == total else f" ({count} of {total})")
        for code, count in counts.items()
    )
    return Text(", ".join(facts), style="dim")


def _wrapped(paragraph: Text, console: Console) -> Iterator[Text]:
    if paragraph.no_wrap:
        yield paragraph
        return
    for line in paragraph.wrap(console, console.width - len(_INDENT), overflow="fold"):
        line.rstrip()
        yield line


def _summary(counts: Counter[str]) -> Text:
    total = sum(counts.values())
    line = Text(f"{total} episode{'' if total == 1 else 's'}: ", style="bold")
    parts = [
        Text(f"{counts[outcome]} {word}", style=colour)
        for outcome, (_, colour, word) in _OUTCOMES.items()
        if counts[outcome]
    ]
    return line.append(Text(", ").join(parts or [Text("nothing to scan")]))


def _below(result: ScanResult | ScanFailure, glossary: Glossary) -> Iterator[Text]:
    if isinstance(result, ScanFailure):
        yield Text(printable(result.error.message.removeprefix(f"{result.episode.video}: ")))
        if result.error.hint:
            yield _advice(result.error.hint)
        return
    for marker in result.markers:
        yield from _marker(marker, glossary)
    for miss in result.near_misses:
        yield from _near_miss(miss, glossary)
    if not result.markers and not result.near_misses:
        yield Text(f"no marker seen on {result.opening.frames_seen} frames", style="dim")
    for finding in result.findings:
        yield from _finding(finding, glossary)


def _marker(marker: Marker, glossary: Glossary) -> Iterator[Text]:
    yield Text(printable(marker.number), style="bold")
    yield Text(glossary.about_marker(marker))
    yield from _evidence(marker, glossary)


def _near_miss(miss: NearMiss, glossary: Glossary) -> Iterator[Text]:
    yield Text(f"nearly a marker: {one_line(miss.printed)}", style="bold")
    yield Text(glossary.about_near_miss(miss))
    yield from _evidence(miss, glossary)


def _evidence(text: Marker | NearMiss, glossary: Glossary) -> Iterator[Text]:
    if text.evidence:
        file = glossary.evidence / text.evidence if glossary.evidence else text.evidence
        yield Text(f"evidence {printable(str(file))}", style="dim", no_wrap=True)  # can be copied whole


def _finding(finding: Finding, glossary: Glossary) -> Iterator[Text]:
    head = Text(f"{finding.code} {finding.name} ({finding.severity})", style=_SEVERITIES[finding.severity])
    text = f": {printable(finding.message)} ({confidence_in_words(finding.confidence)})"
    yield head.append(text, style="default")
    if remedy := glossary.remedies.get(finding.code):
        yield _advice(remedy)


def _advice(text: str) -> Text:
    return Text(f"→ {printable(text)}", style="italic")
