"""Tables of what was found, by kind; a held-out split tells counts alone."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from tests.coverage.cases import Graded, faults

OUTCOMES = ("pass", "fail", "undecided", "error")


def show(rows: Sequence[Graded], order: Sequence[str], console: Console, notes: Sequence[str] = ()) -> None:
    """Outcomes and faults by kind, in this order, then the ``notes``."""
    table = Table(box=None, header_style="bold")
    table.add_column("kind")
    for heading in ("files", *OUTCOMES, "faults"):
        table.add_column(heading, justify="right")
    table.add_column("of these")
    for kind in (*order, "all"):
        those = [row for row in rows if kind in {row.case.kind, "all"}]
        if those:
            table.add_row(kind, *_cells(those))
    console.print(table)
    for note in notes:
        console.print(note)


def _cells(rows: Sequence[Graded]) -> Iterable[str]:
    outcomes = Counter(row.row.outcome for row in rows)
    kinds = Counter(row.fault for row in rows if row.fault)
    told = [f"{count} {fault}" for fault, count in kinds.most_common()]
    if only_read := sum(row.is_only_read for row in rows):
        told.append(f"({only_read} read without a pass)")
    yield str(len(rows))
    yield from (str(outcomes[outcome] or "") for outcome in OUTCOMES)
    yield str(sum(kinds.values()) or "")
    yield ", ".join(told)


def show_details(rows: Sequence[Graded], console: Console) -> None:
    """Each fault by its file: what was expected, what came."""
    for graded in faults(rows):
        case, row = graded.case, graded.row
        said = "; ".join((*row.numbers, *row.codes, *row.near_misses)) or row.message
        truth = case.number or "no number"
        console.print(
            f"{case.name} ({case.argument}): {graded.fault}; {case.expected}, {truth}; said: {said}",
            soft_wrap=True,
        )
