"""Grades to tables."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rich.console import Console
from rich.table import Table

from tests.accuracy.grade import Grade, Mark
from tests.accuracy.kinds import KINDS

_MARKS: tuple[Mark, ...] = ("exact", "near", "missed", "wrong", "wrong-undecided", "error")
_LEAST_TIMES = 2
_BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0)


def show(grades: Sequence[Grade], console: Console) -> None:
    """All tables, then the clips that did not come out exact."""
    tables = (_kinds, _bar, _reliability, _outcomes, _causes, _confusions)
    for table in tables:
        console.print(table(grades))
    for grade in grades:
        if grade.mark != "exact":
            console.print(missed_line(grade), soft_wrap=True, markup=False, highlight=False)


def _kinds(grades: Sequence[Grade]) -> Table:
    table = new_table("kind", "clips", *(m.upper() if m == "wrong" else m for m in _MARKS), "outcome ok")
    for name in dict.fromkeys(grade.kind for grade in grades):
        label = f"{name} (hard)" if KINDS[name].hard else name
        _add_marks(table, label, [grade for grade in grades if grade.kind == name])
    table.add_section()
    _add_marks(table, "total", grades)
    return table


def _add_marks(table: Table, label: str, grades: Sequence[Grade]) -> None:
    marks = Counter(grade.mark for grade in grades)
    right = sum(grade.outcome == grade.expected_outcome for grade in grades)
    table.add_row(label, str(len(grades)), *(str(marks[mark] or "") for mark in _MARKS), str(right))


def _bar(grades: Sequence[Grade]) -> Table:
    with_markers = [grade for grade in grades if grade.markers]
    usual = [grade for grade in with_markers if not grade.harder]
    malformed = [grade for grade in grades if grade.kind == "malformed"]
    empty = [grade for grade in grades if grade.kind in ("decoys", "nothing")]
    repaired = sum(bool(grade.confidences) for grade in malformed)
    table = new_table("the bar", "found", "of", "share")
    _add_share(table, "markers of 14 px and more at 720 px width, shown for 0.8 s and more: exact", usual)
    easy = [grade for grade in usual if not KINDS[grade.kind].hard]
    _add_share(table, "- of these in kinds that are not hard", easy)
    _add_share(table, "- of these in hard kinds", [grade for grade in usual if KINDS[grade.kind].hard])
    _add_share(table, "the harder rest: exact", [grade for grade in with_markers if grade.harder])
    _add(table, "clips with a wrong number", sum(grade.mark == "wrong" for grade in grades), len(grades))
    settled = [grade for grade in grades if grade.outcome in ("pass", "fail")]
    overturned = sum(grade.outcome != grade.expected_outcome for grade in settled)
    _add(table, "clips passed or failed that should not be", overturned, len(grades))
    _add(
        table, "decoys and nothing: clips with a marker", sum(bool(g.confidences) for g in empty), len(empty)
    )
    _add(table, "malformed: reported", sum(grade.mark == "exact" for grade in malformed), len(malformed))
    _add(table, "malformed: repaired into a marker", repaired, len(malformed))
    return table


def _add_share(table: Table, label: str, grades: Sequence[Grade]) -> None:
    _add(table, label, sum(g.markers_exact for g in grades), sum(g.markers for g in grades))


def _add(table: Table, label: str, found: int, of: int) -> None:
    table.add_row(label, str(found), str(of), f"{found / of:.1%}" if of else "")


def _reliability(grades: Iterable[Grade]) -> Table:
    found = [pair for grade in grades for pair in grade.confidences]
    table = new_table("confidence of a marker", "exact", "of", "share")
    for low, high in pairwise(_BINS):
        inside = [right for sure, right in found if low <= sure < high or (high == 1.0 and sure == 1.0)]
        if inside:
            _add(table, f"{low} to {high}", sum(inside), len(inside))
    return table


def _outcomes(grades: Iterable[Grade]) -> Table:
    table = new_table("outcome expected, given", "clips")
    pairs = Counter((grade.expected_outcome, grade.outcome) for grade in grades)
    for (expected, given), count in sorted(pairs.items()):
        table.add_row(f"{expected}, {given}", str(count))
    return table


def _causes(grades: Iterable[Grade]) -> Table:
    table = new_table("lost at", "clips")
    for cause, count in Counter(grade.cause for grade in grades if grade.cause).most_common():
        table.add_row(cause, str(count))
    return table


def _confusions(grades: Iterable[Grade]) -> Table:
    """Characters that were misread at least twice, the most often misread first."""
    times = Counter[tuple[str, str]]()
    for grade in grades:
        times.update({(printed, read): number for printed, read, number in grade.read_as})
    shown = Counter[str]()
    for (printed, _), number in times.items():
        shown[printed] += number
    table = new_table("printed, read as", "times", "of")
    for (printed, read), number in times.most_common():
        if printed != read and number >= _LEAST_TIMES:
            table.add_row(f"{printed} {read}", str(number), str(shown[printed]))
    return table


def missed_line(grade: Grade) -> str:
    """A clip that did not come out exact: what it shows and what was read."""
    truth, read = (" | ".join(texts).replace("\n", "/") for texts in (grade.truth, grade.read))
    size = f"{grade.px_at_720:.0f} px, {grade.shown_ms / 1000:.1f} s"
    return f"{grade.mark} {grade.name} [{grade.cause}; {size}; {grade.outcome}]: {truth} <- {read}"


def new_table(first: str, *numbers: str) -> Table:
    """A table without rows: a column of names, the others of numbers."""
    table = Table(first, box=None, pad_edge=False)
    for heading in numbers:
        table.add_column(heading, justify="right", no_wrap=True)
    return table
