"""Bars and a heat map as SVG that stands in a page: no script, no network, both colour schemes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from detector.report.labels import printable

OUTCOMES = ("pass", "fail", "undecided", "error")
_WIDTH, _LABEL, _ROW, _BAR = 640, 220, 24, 16
_LONGEST_LABEL = 32


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart: its name, and outcome (or severity) → count; each has its colour."""

    name: str
    parts: Mapping[str, int]


def bars(rows: Sequence[Bar], title: str) -> str:
    """Stacked bars, one below the other, all to the same scale; empty for none."""
    if not rows:
        return ""
    most = max(1, *(sum(row.parts.values()) for row in rows))
    scale = (_WIDTH - _LABEL - 90) / most
    drawn: list[str] = []
    for place, row in enumerate(rows):
        left, top = float(_LABEL), place * _ROW
        longest = _LONGEST_LABEL if row.name.isascii() else _LONGEST_LABEL // 2
        label = row.name if len(row.name) <= longest else row.name[: longest - 1] + "…"
        drawn.append(_text(_LABEL - 8, top + 15, label, row.name, "end"))
        for part, count in row.parts.items():
            width = count * scale
            tooltip = escape(printable(f"{row.name} · {part}: {count:,}"))
            drawn.append(
                f'<rect class="{escape(part)}" x="{left:.1f}" y="{top + 4}" width="{max(width, 0.5):.1f}" '
                f'height="{_BAR}"><title>{tooltip}</title></rect>'
            )
            left += width
        drawn.append(_text(left + 6, top + 16, f"{sum(row.parts.values()):,}", "", "start"))
    height = len(rows) * _ROW
    return _figure(title, f'<svg viewBox="0 0 {_WIDTH} {height}" role="img">{"".join(drawn)}</svg>')


def _text(x: float, y: int, text: str, title: str, anchor: str) -> str:
    tooltip = f"<title>{escape(printable(title))}</title>" if title else ""
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{tooltip}{escape(printable(text))}</text>'


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
