"""What the rows of all tables must agree on: sources, apps, days, names."""

from collections.abc import Iterable, Iterator
from datetime import date

from detector.errors import SettingsError
from detector.law.tables.queries import Provisions, name_key
from detector.law.tables.schema import (
    AiLabelRow,
    ClassRow,
    DurationRow,
    LimitRow,
    PolicyRow,
    SeriesRow,
    TriggerRow,
)
from detector.law.tables.toml_rows import HINT, TableFile

_Dated = LimitRow | DurationRow | TriggerRow | ClassRow
_Sourced = _Dated | AiLabelRow | PolicyRow | SeriesRow
_TABLE_OF: dict[type, tuple[str, str]] = {
    LimitRow: ("limit", "id"),
    DurationRow: ("duration", "id"),
    TriggerRow: ("trigger", "id"),
    ClassRow: ("class", "id"),
    AiLabelRow: ("ai_label", "text"),
    PolicyRow: ("policy", "id"),
    SeriesRow: ("series", "series"),
}
"""Kind of row → its table, and the field that is its key."""


def check_together(file: TableFile, provisions: Provisions) -> None:
    """Refuse a row that does not fit the others. Raises ``SettingsError``.

    ``file`` is the text that was read last; a row that stands there is named by its line.
    """
    sources = {row.id for row in provisions.sources}
    dated: tuple[_Dated, ...] = (
        *provisions.limits,
        *provisions.durations,
        *provisions.triggers,
        *provisions.classes,
    )
    sourced: tuple[_Sourced, ...] = (
        *dated,
        *provisions.ai_labels,
        *provisions.policies,
        *provisions.series,
    )
    for row in sourced:
        if row.source is not None and row.source not in sources:
            table, key = _TABLE_OF[type(row)]
            what = f"no [[source]] has the id {row.source!r}"
            raise _refusal(file, table, getattr(row, key), ("source", what))
    apps = {row.app for row in provisions.apps}
    for prefix in provisions.prefixes:
        for app in set(prefix.apps) - apps:
            raise _refusal(file, "prefix", prefix.prefix, ("apps", f"no [[app]] is called {app!r}"))
    _refuse_same_day(file, dated)
    _refuse_shared_names(file, _printed_names(provisions))
    _refuse_shared_names(file, _english_names(provisions))
    _refuse_shared_names(file, _app_names(provisions))


_Name = tuple[str, str, str, str]
"""Table, the row's key, the field, and the name in it."""


def _printed_names(provisions: Provisions) -> Iterator[_Name]:
    for row in provisions.issuers:
        yield "issuer", row.abbreviation, "abbreviation", row.abbreviation
        for name in row.variants:
            yield "issuer", row.abbreviation, "variants", name
        for name in row.other_names:
            yield "issuer", row.abbreviation, "other_names", name
    for prefix in provisions.prefixes:
        yield "prefix", prefix.prefix, "prefix", prefix.prefix


def _english_names(provisions: Provisions) -> Iterator[_Name]:
    for row in provisions.issuers:
        for name in (row.name, *row.other_names):
            yield "issuer", row.abbreviation, "name", name
    for prefix in provisions.prefixes:
        for name in prefix.english_names:
            yield "prefix", prefix.prefix, "english_names", name


def _app_names(provisions: Provisions) -> Iterator[_Name]:
    for row in provisions.apps:
        yield "app", row.app, "app", row.app
        for name in row.other_names:
            yield "app", row.app, "other_names", name


def _refuse_shared_names(file: TableFile, names: Iterable[_Name]) -> None:
    """Refuse a name that means two things: which of them would be read is no accident to be left open."""
    holders: dict[str, tuple[str, str]] = {}
    for table, key, field, name in names:
        holder = holders.setdefault(name_key(name), (table, key))
        if holder != (table, key):
            what = f"{name!r} stands for [[{holder[0]}]] {holder[1]!r} already"
            raise _refusal(file, table, key, (field, what))


def _refuse_same_day(file: TableFile, rows: Iterable[_Dated]) -> None:
    holds: dict[tuple[object, date], str] = {}
    for row in rows:
        for subject in _subjects(row):
            other = holds.setdefault((subject, row.in_force_from), row.id)
            if other != row.id:
                what = f"row {other!r} begins on the same day"
                raise _refusal(file, _TABLE_OF[type(row)][0], row.id, ("in_force_from", what))


def _subjects(row: _Dated) -> Iterable[object]:
    """What a dated row is about: of two rows on the same subject the later one holds."""
    if isinstance(row, LimitRow):
        return [("limit", production) for production in row.productions]
    if isinstance(row, DurationRow):
        return ["duration"]
    return [("trigger", row.fact)] if isinstance(row, TriggerRow) else [("class", row.category)]


def _refusal(file: TableFile, table: str, key: str, wrong: tuple[str, str]) -> SettingsError:
    """The error for the row with this key, by its line where the file holds it; ``wrong``: field and why."""
    rows = file.tables().get(table)
    for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
        if key in row.values():
            return file.refusal(table, number, *wrong)
    return SettingsError(f"{file.name}: [[{table}]] row {key!r}: {wrong[0]}: {wrong[1]}", HINT)
