"""An audit's report: one page that opens off-line, with its table, its charts and its pictures inside.

The table is drawn by Tabulator (MIT), which stands in the page as it comes; texts reach it as JSON.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html import escape
from importlib import resources
from string import Template
from typing import Any, Protocol, TextIO

from detector.records import Finding, ScanFailure, ScanResult
from detector.report import audit_messages as said
from detector.report import messages
from detector.report.charts import OUTCOMES, Bar, Cell, bars, heat_map
from detector.report.labels import Glossary, one_line, printable
from detector.report.summary import AuditSummary, Result

_MOST_BARS = 30
_GRAVEST_FIRST = ("block", "warn", "note")


@dataclass(frozen=True, slots=True)
class ResultPictures:
    """Where the pictures of a result are: links that a page can show, empty where there is none."""

    frame: str = ""
    crop: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page says of the whole.

    ``dramas`` are the rows of the heat map. ``manuals``: rule → its manual. ``sample``: percent and seed,
    with the interval of each outcome; ``None`` for a whole catalogue.
    """

    digest: AuditSummary
    as_of: date
    dramas: Sequence[tuple[str, Sequence[Cell]]] = ()
    manuals: Mapping[str, str] = field(default_factory=dict)
    sample: tuple[float, int, Mapping[str, tuple[float, float]]] | None = None


class PictureSource(Protocol):
    """Hands out the pictures of results; ``folder`` is where those are that did not fit into the page."""

    folder: str

    def look(self, result: Result) -> ResultPictures:
        """Where the result's pictures are."""


def write_page(
    rows: Iterable[tuple[int, Result]],
    overview: Overview,
    out: TextIO,
    glossary: Glossary,
    looks: PictureSource,
) -> None:
    """Write the page: ``rows`` are the places and results that its table holds."""
    table = [_row(place, result, glossary, looks.look(result)) for place, result in rows]
    digest = overview.digest
    heading = glossary.say(said.TITLE)
    out.write(
        _template("audit.html").substitute(
            lang={"en": "en", "zh": "zh-Hans"}[glossary.lang],
            title=heading,
            heading=heading,
            reconciled=escape(glossary.say(said.RECONCILED, rows=digest.total, day=overview.as_of)),
            counts=_counts(digest, glossary),
            sample=_sample(overview, glossary),
            charts=_charts(digest, glossary),
            heat=heat_map(overview.dramas, glossary.say(said.HEAT)),
            episodes=glossary.say(said.EPISODES),
            note=_note(len(table), digest.total, looks.folder, glossary),
            search=glossary.say(said.SEARCH),
            all=glossary.say(said.ALL),
            options="".join(_options(glossary)),
            close=glossary.say(said.CLOSE),
            data=_data(table, overview, glossary),
            css=_text("audit.css"),
            js=_text("audit.js"),
            tabulator_css=_text("tabulator.min.css"),
            tabulator_js=_text("tabulator.min.js"),
        )
    )


def _row(place: int, result: Result, glossary: Glossary, look: ResultPictures) -> dict[str, Any]:
    episode = result.episode
    row = {
        "place": place,
        "id": printable(episode.id),
        "video": printable(episode.video),
        "outcome": result.outcome,
        "drama": printable(episode.series or episode.title or ""),
        "number": episode.number,
        "platform": printable(episode.platform or ""),
        "picture": look.frame,
        "crop": look.crop,
    }
    if isinstance(result, ScanFailure):
        told = f"{result.error.message} → {result.error.hint}"
        return row | {"markers": "", "codes": result.error.type, "told": printable(told), "findings": []}
    return row | {
        "markers": _numbers(result, glossary),
        "codes": " ".join(dict.fromkeys(finding.code for finding in result.findings)),
        "told": " / ".join(_about(result, glossary)),
        "findings": [
            _finding(finding, glossary)
            for finding in sorted(result.findings, key=lambda one: _GRAVEST_FIRST.index(one.severity))
        ],
    }


def _numbers(result: ScanResult, glossary: Glossary) -> str:
    near = (glossary.say(messages.NEARLY, text=one_line(miss.printed)) for miss in result.near_misses)
    return " · ".join([*(printable(marker.number) for marker in result.markers), *near])


def _about(result: ScanResult, glossary: Glossary) -> Iterator[str]:
    yield from map(glossary.about_marker, result.markers)
    yield from map(glossary.about_near_miss, result.near_misses)
    if not result.markers and not result.near_misses:
        yield glossary.nothing_seen(result.opening)


def _finding(finding: Finding, glossary: Glossary) -> dict[str, str]:
    clause = finding.wording(glossary.lang).clause
    return {
        "code": finding.code,
        "severity": finding.severity,
        "head": glossary.about_rule(finding),
        "message": glossary.about_finding(finding),
        "remedy": glossary.remedies.get(finding.code, ""),
        "source": glossary.say(messages.CLAUSE, title=finding.source.title, clause=clause),
        "url": finding.source.url,
    }


def _counts(digest: AuditSummary, glossary: Glossary) -> str:
    return "".join(
        f'<span class="{outcome}">{escape(glossary.say(words, count=f"{digest.outcomes[outcome]:,}"))}</span>'
        for outcome, words in messages.COUNTS.items()
    )


def _sample(overview: Overview, glossary: Glossary) -> str:
    if overview.sample is None:
        return ""
    percent, seed, shares = overview.sample
    told = [
        glossary.say(said.SHARE, outcome=glossary.say(messages.OUTCOMES[outcome]), low=low, high=high)
        for outcome, (low, high) in shares.items()
    ]
    head = glossary.say(said.SAMPLE, percent=percent, seed=seed)
    return f"<p>{escape(head)} {escape(glossary.listed(told))}</p>"


def _charts(digest: AuditSummary, glossary: Glossary) -> str:
    rules = [
        Bar(_rule(code, digest, glossary), {digest.rules[code].severity: count})
        for code, count in digest.findings.most_common(_MOST_BARS)
    ]
    errors = [Bar(kind, {"error": count}) for kind, count in digest.errors.most_common(_MOST_BARS)]
    unknown = glossary.say(said.UNKNOWN)
    largest = sorted(digest.by_platform.items(), key=lambda item: (-item[1].total(), item[0]))[:_MOST_BARS]
    platforms = [Bar(name or unknown, _stacked(counts)) for name, counts in largest]
    months = [Bar(name, _stacked(digest.by_month[name])) for name in sorted(digest.by_month)[-_MOST_BARS:]]
    charts = ((rules, said.RULES), (platforms, said.PLATFORMS), (months, said.MONTHS), (errors, said.ERRORS))
    return "\n".join(bars(rows, glossary.say(title)) for rows, title in charts)


def _rule(code: str, digest: AuditSummary, glossary: Glossary) -> str:
    return f"{code} {glossary.rules.get(code, digest.rules[code].name)}"


def _stacked(counts: Mapping[str, int]) -> dict[str, int]:
    return {outcome: counts[outcome] for outcome in OUTCOMES if counts.get(outcome)}


def _note(shown: int, total: int, folder: str, glossary: Glossary) -> str:
    told = []
    if shown < total:
        told.append(glossary.say(said.ONLY_SHOWN, shown=shown, total=total))
    if folder:
        told.append(glossary.say(said.PICTURES, folder=folder))
    return "".join(f"<p>{escape(text)}</p>" for text in told)


def _options(glossary: Glossary) -> Iterator[str]:
    for outcome, words in messages.OUTCOMES.items():
        yield f'<option value="{outcome}">{escape(words.in_(glossary.lang))}</option>'


def _data(table: list[dict[str, Any]], overview: Overview, glossary: Glossary) -> str:
    words = {
        "outcomes": {outcome: said_so.in_(glossary.lang) for outcome, said_so in messages.OUTCOMES.items()},
        "columns": {name: said_so.in_(glossary.lang) for name, said_so in said.COLUMNS.items()},
        "manual": glossary.say(said.MANUAL),
        "nothing": glossary.say(said.NOTHING),
    }
    plain = {"rows": table, "manuals": dict(overview.manuals), "words": words}
    # Nothing in it can end the element that holds it, and no letter is lost.
    told = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    told = told.encode("utf-8", "backslashreplace").decode()
    return told.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@cache
def _text(name: str) -> str:
    return resources.files("detector.report").joinpath("pages", name).read_text("utf-8")


@cache
def _template(name: str) -> Template:
    return Template(_text(name))
