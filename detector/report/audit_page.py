"""An audit's report: one page that opens off-line, with its table, its charts and its pictures inside.

The table is drawn by Tabulator (MIT), which is part of the page; texts reach it as JSON.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from string import Template
from typing import Any, Protocol, TextIO

from detector.records import ScanFailure
from detector.report import audit_messages as texts
from detector.report import messages
from detector.report.charts import OUTCOMES, Bar, Cell, bars, heat_map
from detector.report.labels import Glossary, one_line, printable
from detector.report.page_files import page_file
from detector.report.summary import AuditSummary, Result

_MAX_BARS = 30
_GRAVEST_FIRST = ("block", "warn", "note")


@dataclass(frozen=True, slots=True)
class ResultPictures:
    """Where the pictures of a result are: links that a page can show, empty where there is none.

    ``frame`` and ``crop`` are of a text. Where none was read, ``frames`` are those of the coverage's
    ``evidence``, and ``unread`` shows its regions that stayed unread, both in their order.
    """

    frame: str = ""
    crop: str = ""
    frames: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a run was: its catalogue, its day, its version, and the day of the registry's newest list.

    ``decisions``: id of an episode → what reviewers decided, in words.
    """

    catalogue: str
    made_on: date
    version: str
    registry_dated: date | None = None
    decisions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page says of the whole.

    ``run``: which run it was, ``None`` where that is not said. ``dramas`` are the rows of the heat map.
    ``manuals``: rule → its manual. ``sample``: percent and seed, with the interval of each outcome; ``None``
    for a whole catalogue.
    """

    summary: AuditSummary
    as_of: date
    dramas: Sequence[tuple[str, Sequence[Cell]]] = ()
    manuals: Mapping[str, str] = field(default_factory=dict)
    sample: tuple[float, int, Mapping[str, tuple[float, float]]] | None = None
    run: RunFacts | None = None


class PictureSource(Protocol):
    """Gives the pictures of results; ``folder`` has those that did not fit into the page."""

    folder: str

    def pictures_of(self, result: Result) -> ResultPictures:
        """Where the result's pictures are."""


def write_page(
    rows: Iterable[tuple[int, Result]],
    overview: Overview,
    out: TextIO,
    glossary: Glossary,
    pictures: PictureSource,
) -> None:
    """Write the page: ``rows`` are the places and results that its table holds."""
    decisions = overview.run.decisions if overview.run else {}
    table = [
        _row(place, result, glossary, pictures.pictures_of(result))
        | {"decision": decisions.get(result.episode.id, "")}
        for place, result in rows
    ]
    summary, say = overview.summary, glossary.say
    counts = (
        f'<span class="{outcome}">{escape(say(words, count=f"{summary.outcomes[outcome]:,}"))}</span>'
        for outcome, words in messages.COUNTS.items()
    )
    notes = []
    if len(table) < summary.total:
        notes.append(say(texts.ONLY_SHOWN, shown=len(table), total=summary.total))
    if pictures.folder:
        notes.append(say(texts.PICTURES, folder=pictures.folder))
    options = (
        f'<option value="{outcome}">{escape(say(words))}</option>'
        for outcome, words in messages.OUTCOMES.items()
    )
    out.write(
        Template(page_file("audit.html")).substitute(
            lang={"en": "en", "zh": "zh-Hans"}[glossary.lang],
            title=say(texts.TITLE),
            heading=say(texts.TITLE),
            conclusion=escape(_conclusion(summary, glossary)),
            run=escape(_about_run(overview, glossary)),
            reconciled=escape(say(texts.RECONCILED, rows=summary.total, day=overview.as_of)),
            counts="".join(counts),
            sample=_sample(overview, glossary),
            charts=_charts(summary, glossary),
            heat=heat_map(overview.dramas, say(texts.HEAT)),
            episodes=say(texts.EPISODES),
            note="".join(f"<p>{escape(note)}</p>" for note in notes),
            search=say(texts.SEARCH),
            all=say(texts.ALL),
            options="".join(options),
            close=say(texts.CLOSE),
            data=_data(table, overview, glossary),
            css=page_file("base.css") + page_file("audit.css"),
            js=page_file("audit.js"),
            tabulator_css=page_file("tabulator.min.css"),
            tabulator_js=page_file("tabulator.min.js"),
        )
    )


def _row(place: int, result: Result, glossary: Glossary, pictures: ResultPictures) -> dict[str, Any]:
    """One row of the table, by the names that ``audit.js`` reads."""
    episode = result.episode
    row: dict[str, Any] = {
        "place": place,
        "id": printable(episode.id),
        "video": printable(episode.video),
        "outcome": result.outcome,
        "drama": printable(episode.series or episode.title or ""),
        "number": episode.number,
        "platform": printable(episode.platform or ""),
        "pictures": [[link, ""] for link in (pictures.frame, pictures.crop) if link],
    }
    if isinstance(result, ScanFailure):
        reason = printable(" → ".join(glossary.failure(result)))
        kind = " ".join(dict.fromkeys((_error_kind(result.error.type, glossary), result.error.type)))
        return row | {"markers": "", "codes": printable(kind), "told": reason, "findings": []}
    numbers = [printable(marker.number) for marker in result.markers]
    numbers += [glossary.say(messages.NEARLY, text=one_line(miss.printed)) for miss in result.near_misses]
    about = [glossary.about_marker(marker, result.as_of) for marker in result.markers]
    about += map(glossary.about_near_miss, result.near_misses)
    if seen := glossary.about_coverage(result):
        about.append(seen)
    if coverage := result.opening.coverage:
        times = (glossary.say(messages.AT, at=at_ms / 1000) for at_ms, _ in coverage.evidence)
        unread = zip(pictures.unread, map(glossary.about_unread, coverage.unread_regions), strict=False)
        shown = (*zip(pictures.frames, times, strict=False), *unread)
        row["pictures"] += [[link, caption] for link, caption in shown if link]
    findings = []
    for finding in sorted(result.findings, key=lambda one: _GRAVEST_FIRST.index(one.severity)):
        clause = finding.wording(glossary.lang).clause
        findings.append(
            {
                "code": finding.code,
                "name": glossary.rules.get(finding.code, finding.name),
                "severity": finding.severity,
                "head": glossary.about_rule(finding),
                "message": glossary.about_finding(finding),
                "remedy": glossary.remedies.get(finding.code, ""),
                "source": glossary.say(messages.CLAUSE, title=finding.source.title, clause=clause),
                "url": finding.source.url,
            }
        )
    return row | {
        "markers": " · ".join(numbers),
        "codes": glossary.listed(dict.fromkeys(f"{one['name']} {one['code']}" for one in findings)),
        "told": " / ".join(about),
        "findings": findings,
    }


def _conclusion(summary: AuditSummary, glossary: Glossary) -> str:
    """The outcome of the run in one line: how many pass, and what blocks most often."""
    passed, rows = summary.outcomes["pass"], summary.total
    line = glossary.say(texts.CONCLUSION, passed=passed, rows=rows, share=passed / max(1, rows))
    blocking = (code for code, _ in summary.findings.most_common() if summary.rules[code].severity == "block")
    if code := next(blocking, None):
        name = glossary.rules.get(code, summary.rules[code].name)
        line += glossary.say(texts.MOST_OFTEN, name=name, count=summary.findings[code])
    return line


def _about_run(overview: Overview, glossary: Glossary) -> str:
    run, say = overview.run, glossary.say
    if run is None:
        return ""
    facts = [say(texts.CATALOGUE, name=run.catalogue), say(texts.MADE_ON, day=run.made_on)]
    facts.append(say(texts.VERSION, version=run.version))
    dated = run.registry_dated
    facts.append(say(texts.REGISTRY, day=dated) if dated else say(texts.NO_REGISTRY))
    if run.decisions:
        facts.append(say(texts.DECIDED, count=len(run.decisions)))
    return printable(" · ".join(facts))


def _sample(overview: Overview, glossary: Glossary) -> str:
    if overview.sample is None:
        return ""
    percent, seed, shares = overview.sample
    intervals = [
        glossary.say(texts.SHARE, outcome=glossary.say(messages.OUTCOMES[outcome]), low=low, high=high)
        for outcome, (low, high) in shares.items()
    ]
    head = glossary.say(texts.SAMPLE, percent=percent, seed=seed)
    return f"<p>{escape(head)} {escape(glossary.listed(intervals))}</p>"


def _charts(summary: AuditSummary, glossary: Glossary) -> str:
    def stacked(counts: Mapping[str, int]) -> dict[str, int]:
        return {outcome: counts[outcome] for outcome in OUTCOMES if counts.get(outcome)}

    rules = [
        Bar(
            f"{code} {glossary.rules.get(code, summary.rules[code].name)}",
            {summary.rules[code].severity: count},
        )
        for code, count in sorted(
            summary.findings.most_common(_MAX_BARS),
            key=lambda item: _GRAVEST_FIRST.index(summary.rules[item[0]].severity),
        )
    ]
    errors = [
        Bar(_error_kind(kind, glossary), {"error": count})
        for kind, count in summary.errors.most_common(_MAX_BARS)
    ]
    unknown = glossary.say(texts.UNKNOWN)
    largest = sorted(summary.by_platform.items(), key=lambda item: (-item[1].total(), item[0]))[:_MAX_BARS]
    platforms = [Bar(name or unknown, stacked(counts)) for name, counts in largest]
    months = [Bar(name, stacked(summary.by_month[name])) for name in sorted(summary.by_month)[-_MAX_BARS:]]
    charts = (
        (rules, texts.RULES),
        (platforms, texts.PLATFORMS),
        (months, texts.MONTHS),
        (errors, texts.ERRORS),
    )
    labels = {
        part: glossary.say(label) for part, label in {**messages.OUTCOMES, **messages.SEVERITIES}.items()
    }
    return "\n".join(bars(rows, glossary.say(title), labels) for rows, title in charts)


def _error_kind(kind: str, glossary: Glossary) -> str:
    """Why an input could not be read, in words; the class of the error where there are none."""
    known = texts.ERROR_KINDS.get(kind)
    return glossary.say(known) if known else kind


def _data(table: list[dict[str, Any]], overview: Overview, glossary: Glossary) -> str:
    words = {
        "outcomes": {outcome: glossary.say(label) for outcome, label in messages.OUTCOMES.items()},
        "columns": {name: glossary.say(label) for name, label in texts.COLUMNS.items()},
        "manual": glossary.say(texts.MANUAL),
        "nothing": glossary.say(texts.NOTHING),
        "colon": glossary.say(messages.SAYS, head="", text=""),
    }
    plain = {"rows": table, "manuals": dict(overview.manuals), "words": words}
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    text = text.encode("utf-8", "backslashreplace").decode()  # names of files may be broken UTF-8
    # Inside <script>, < could end the element, and the two separators end a line of JavaScript.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
