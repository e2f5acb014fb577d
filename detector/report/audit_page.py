"""An audit's report: one page that opens off-line, with its table, its charts and its pictures inside.

The table is drawn by Tabulator (MIT), which is part of the page; texts reach it as JSON.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from string import Template
from typing import TextIO

from detector.report import audit_messages as texts
from detector.report import messages
from detector.report.audit_table import (
    FILES_FOLDER,
    GRAVEST_FIRST,
    AuditTable,
    Beside,
    audit_table,
    error_kind,
    kinds_told,
    script_json,
)
from detector.report.charts import OUTCOMES, Bar, Cell, bars, heat_map
from detector.report.labels import Glossary, printable
from detector.report.page_files import page_file
from detector.report.summary import AuditSummary, Result

_MAX_BARS = 30


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


def write_page(
    rows: Iterable[tuple[int, Result]],
    overview: Overview,
    out: TextIO,
    glossary: Glossary,
    beside: Beside,
) -> None:
    """Write the page: ``rows`` are the places and results that its table holds.

    Raises ``OutputNotWritable``.
    """
    decisions = overview.run.decisions if overview.run else {}
    table = audit_table(rows, glossary, beside, decisions)
    summary, say = overview.summary, glossary.say
    counts = (
        f'<span class="{outcome}">{escape(say(words, count=f"{summary.outcomes[outcome]:,}"))}</span>'
        for outcome, words in messages.COUNTS.items()
    )
    notes = []
    if len(table) < summary.total:
        notes.append(say(texts.ONLY_SHOWN, shown=len(table), total=summary.total))
    if beside.is_used or table.files:
        notes.append(say(texts.BESIDE, folder=FILES_FOLDER))
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
            rows_js=page_file("audit_rows.js"),
            js=page_file("audit.js"),
            tabulator_css=page_file("tabulator.min.css"),
            tabulator_js=page_file("tabulator.min.js"),
        )
    )


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
            key=lambda item: GRAVEST_FIRST.index(summary.rules[item[0]].severity),
        )
    ]
    errors = [
        Bar(error_kind(kind, glossary), {"error": count})
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


def _data(table: AuditTable, overview: Overview, glossary: Glossary) -> str:
    say = glossary.say
    words = {
        "outcomes": {outcome: say(label) for outcome, label in messages.OUTCOMES.items()},
        "columns": {name: say(label) for name, label in texts.COLUMNS.items()},
        "pages": {name: say(label) for name, label in texts.PAGES.items()},
        "manual": say(texts.MANUAL),
        "nothing": say(texts.NOTHING),
        "loading": say(texts.LOADING),
        "searching": say(texts.SEARCHING),
        "absent": say(texts.ABSENT),
        "colon": say(messages.SAYS, head="", text=""),
    }
    plain = {
        "rows": table.inside,
        "files": table.files,
        "folder": FILES_FOLDER,
        "kinds": kinds_told(table),
        "is_decided": bool(overview.run and overview.run.decisions),
        "manuals": dict(overview.manuals),
        "words": words,
    }
    return script_json(plain)
