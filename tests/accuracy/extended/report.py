"""Rows to tables: kinds, the bar, calibration, the operating curve."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import mean

from rich.console import Console
from rich.table import Table

from tests.accuracy.extended.grade import THRESHOLDS, Grade, Mark
from tests.accuracy.extended.run import Row
from tests.accuracy.report import new_table

_MARKS: tuple[Mark, ...] = (
    "exact", "reported", "undecided", "missed", "wrong", "wrong-undecided", "unsafe", "error",
)  # fmt: skip
_BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0)
_Test = Callable[[Grade], bool]


def show(rows: Sequence[Row], console: Console, *, details: bool) -> None:
    """All tables; the clips that did not come out as they should one by one only with ``details``."""
    grades = [row.grade for row in rows]
    plain = [grade for grade in grades if grade.family not in ("hidden", "appearing")]
    console.print(_kinds(grades), _bar(grades))
    console.print(_reliability(grades, "confidence of a marker"))
    console.print(_reliability(plain, "where nothing is hidden or appears"))
    console.print(_operating_curve(grades))
    if details:
        console.print(_faces(plain))
    if rows:
        drawing, scanning = mean(row.draw_s for row in rows), mean(row.scan_s for row in rows)
        console.print(
            f"a clip takes {drawing:.1f} CPU s to draw and {scanning:.1f} to scan (mean of {len(rows)})"
        )
    for grade in grades if details else ():
        if not _as_due(grade):
            console.print(line_of(grade), soft_wrap=True, markup=False, highlight=False)


def _as_due(grade: Grade) -> bool:
    """Whether there is nothing to complain of."""
    if grade.nature == "hidden":
        return grade.mark == "reported" and grade.named
    if grade.nature == "misprint" or grade.number is None:
        return grade.mark in ("exact", "reported")
    return grade.mark == "exact" and grade.outcome == grade.expected


def line_of(grade: Grade) -> str:
    """One clip in a line: what it shows and what was read."""
    read = " | ".join(grade.read).replace("\n", "/")
    printed = grade.printed.replace("\n", "/")
    place = (", place named" if grade.named else ", place not named") if grade.nature == "hidden" else ""
    why = " ".join(filter(None, (grade.cause or "", *grade.codes)))
    return f"{grade.mark} {grade.name} [{grade.px} px; {grade.outcome}{place}; {why}]: {printed} <- {read}"


def _kinds(grades: Sequence[Grade]) -> Table:
    table = new_table(
        "kind",
        "clips",
        *(m.upper() if m in ("wrong", "unsafe") else m for m in _MARKS),
        "as due",
        "pass",
        "fail",
        "named",
    )
    for family in dict.fromkeys(grade.family for grade in grades):
        for kind in dict.fromkeys(grade.kind for grade in grades if grade.family == family):
            _add_kind(table, kind, [grade for grade in grades if grade.kind == kind])
        _add_kind(table, f"= {family}", [grade for grade in grades if grade.family == family])
        table.add_section()
    _add_kind(table, "total", grades)
    return table


def _add_kind(table: Table, label: str, grades: Sequence[Grade]) -> None:
    marks = Counter(grade.mark for grade in grades)
    outcomes = Counter(grade.outcome for grade in grades)
    hidden = [grade for grade in grades if grade.nature == "hidden"]
    named = f"{sum(grade.named for grade in hidden)}/{len(hidden)}" if hidden else ""
    counts = (
        *(marks[mark] for mark in _MARKS),
        sum(map(_as_due, grades)),
        outcomes["pass"],
        outcomes["fail"],
    )
    table.add_row(label, str(len(grades)), *(str(count or "") for count in counts), named)


def _faces(grades: Sequence[Grade]) -> Table:
    """The clips in which nothing is hidden, by typeface."""
    table = new_table("face", "clips", "as due", "undecided", "wrong")
    for face in sorted({grade.face for grade in grades}):
        own = [grade for grade in grades if grade.face == face]
        undecided = sum(grade.outcome == "undecided" for grade in own)
        wrong = sum(grade.mark in ("wrong", "wrong-undecided") for grade in own)
        table.add_row(face, *map(str, (len(own), sum(map(_as_due, own)), undecided, wrong)))
    return table


def _bar(grades: Sequence[Grade]) -> Table:
    """The measures of the issue, each with what it counts."""
    table = new_table("the bar", "clips", "of", "share")
    honest = [grade for grade in grades if grade.is_honest]
    plain = [grade for grade in honest if grade.nature == "honest"]
    _add(table, "honest: exact", honest, lambda grade: grade.mark == "exact")
    _add(table, "honest: pass", honest, lambda grade: grade.mark == "exact" and grade.outcome == "pass")
    _add(table, "honest: undecided", honest, lambda grade: grade.outcome == "undecided")
    _add(table, "honest: fail (false fail)", honest, lambda grade: grade.outcome == "fail")
    _add(table, "- without unbracketed issuers: exact", plain, lambda grade: grade.mark == "exact")
    _add(
        table,
        "- without unbracketed issuers: pass",
        plain,
        lambda grade: grade.outcome == "pass" and grade.mark == "exact",
    )
    appearing = [grade for grade in grades if grade.nature == "appearing"]
    _add(table, "appearing: the whole number", appearing, lambda grade: grade.mark == "exact")
    _add(table, "appearing: fail", appearing, lambda grade: grade.outcome == "fail")
    _add(table, "all: wrong pass", grades, lambda grade: grade.passed_wrongly)
    _add(table, "all: wrong number, undecided", grades, lambda grade: grade.mark == "wrong-undecided")
    hidden = [grade for grade in grades if grade.nature == "hidden"]
    _add(table, "hidden: undecided", hidden, lambda grade: grade.outcome == "undecided")
    _add(table, "hidden: pass, wrong number", hidden, lambda grade: grade.passed_wrongly)
    _add(table, "hidden: pass, number true but not seen whole", hidden, lambda grade: grade.mark == "unsafe")
    _add(table, "hidden: fail", hidden, lambda grade: grade.outcome == "fail")
    _add(table, "hidden: place named", hidden, lambda grade: grade.named)
    misprints = [grade for grade in grades if grade.nature == "misprint"]
    _add(
        table,
        "misprint: given as printed, or reported",
        misprints,
        lambda grade: grade.mark in ("exact", "reported"),
    )
    _add(table, "misprint: repaired", misprints, lambda grade: grade.repaired)
    _add(table, "misprint: pass", misprints, lambda grade: grade.outcome == "pass" and grade.mark != "exact")
    return table


def _add(table: Table, label: str, grades: Sequence[Grade], test: _Test) -> None:
    found = sum(map(test, grades))
    table.add_row(label, str(found), str(len(grades)), f"{found / len(grades):.1%}" if grades else "")


def _reliability(grades: Iterable[Grade], title: str) -> Table:
    """Markers by their confidence: how many are right, and the expected calibration error over the bands."""
    found = [pair for grade in grades for pair in grade.confidences]
    table = new_table(title, "right", "of", "share right", "mean confidence", "difference")
    error = 0.0
    for low, high in pairwise(_BANDS):
        inside = [(sure, right) for sure, right in found if low <= sure < high or high == sure == 1.0]
        if not inside:
            continue
        share, sure = mean(right for _, right in inside), mean(sure for sure, _ in inside)
        error += len(inside) / len(found) * abs(share - sure)
        counts = str(sum(right for _, right in inside)), str(len(inside))
        table.add_row(f"{low} to {high}", *counts, f"{share:.1%}", f"{sure:.3f}", f"{share - sure:+.3f}")
    table.add_row("expected calibration error", "", str(len(found)), "", "", f"{error:.4f}")
    return table


def _operating_curve(grades: Sequence[Grade]) -> Table:
    """The same openings judged with other thresholds: what less certainty costs and gains."""
    table = new_table(
        "judge.min_confidence", "honest undecided", "of", "share", "honest pass", "wrong pass", "of"
    )
    seen = [grade for grade in grades if grade.outcomes]
    honest = [grade for grade in seen if grade.is_honest]
    for place, threshold in enumerate(THRESHOLDS):
        undecided = sum(grade.outcomes[place] == "undecided" for grade in honest)
        passed = sum(grade.outcomes[place] == "pass" and grade.mark == "exact" for grade in honest)
        wrong = sum(grade.outcomes[place] == "pass" and _is_wrong_as_pass(grade) for grade in seen)
        share = f"{undecided / len(honest):.1%}" if honest else ""
        counts = str(undecided), str(len(honest)), share, str(passed), str(wrong), str(len(seen))
        table.add_row(str(threshold), *counts)
    return table


def _is_wrong_as_pass(grade: Grade) -> bool:
    return grade.mark in ("wrong", "wrong-undecided") or (
        grade.nature == "misprint" and grade.mark != "exact"
    )
