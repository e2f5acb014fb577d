"""Bars and a heat map as HTML that stands in a page: no script, no network, both colour schemes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from detector.report.labels import printable

OUTCOMES = ("pass", "fail", "undecided", "error")


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart: its name, and outcome (or severity) → count; each has its colour."""

    name: str
    parts: Mapping[str, int]


def bars(rows: Sequence[Bar], title: str, labels: Mapping[str, str]) -> str:
    """Stacked bars, one below the other, all to the same scale; empty for none.

    ``labels``: what the parts are called.
    """
    if not rows:
        return ""
    most = max(1, *(sum(row.parts.values()) for row in rows))
    drawn: list[str] = []
    for row in rows:
        parts = "".join(
            f'<i class="{escape(part)}" style="width:{100 * count / most:.2f}%" '
            f'title="{escape(printable(f"{row.name} · {labels[part]} {count:,}"))}"></i>'
            for part, count in row.parts.items()
        )
        total = f"{sum(row.parts.values()):,}"
        drawn.append(f"<dt>{escape(printable(row.name))}</dt><dd><span>{parts}</span> {total}</dd>")
    return _figure(title, f'<dl class="bars">{"".join(drawn)}</dl>')


@dataclass(frozen=True, slots=True)
class Cell:
    """One episode in the heat map: its name for the reader, its outcome, its row in the table."""

    name: str
    outcome: str
    place: int


def heat_map(dramas: Iterable[tuple[str, Sequence[Cell]]], title: str) -> str:
    """A row a drama, a square an episode; a click on one opens it. Empty for none."""
    rows = []
    for name, cells in dramas:
        squares = "".join(
            f'<i class="{escape(cell.outcome)}" data-place="{cell.place}" tabindex="0" '
            f'title="{escape(printable(f"{name} · {cell.name}"))}"></i>'
            for cell in cells
        )
        rows.append(f"<tr><th>{escape(printable(name))}</th><td>{squares}</td></tr>")
    return _figure(title, f'<table class="heat">{"".join(rows)}</table>') if rows else ""


def _figure(title: str, body: str) -> str:
    return f"<figure><figcaption>{escape(title)}</figcaption>{body}</figure>"
