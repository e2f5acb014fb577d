"""What the rows of all tables must agree on: sources, apps, days, names."""

from collections.abc import Iterable, Iterator
from datetime import date

from detector.errors import SettingsError
from detector.law.tables.queries import Provisions, name_key
from detector.law.tables.schema import (
    AiLabelFormRow,
    AiLabelRow,
    AppRow,
    ClassRow,
    DurationRow,
    FormRow,
    IssuerRow,
    LabelRow,
    LimitRow,
    PolicyRow,
    PrefixRow,
    SeriesRow,
    TriggerRow,
)
from detector.law.tables.toml_rows import HINT, TableFile, key_field

_Dated = LimitRow | DurationRow | TriggerRow | ClassRow | AiLabelFormRow
_Sourced = _Dated | AiLabelRow | PolicyRow | SeriesRow | LabelRow | FormRow


def check_together(file: TableFile, provisions: Provisions) -> None:
    """Refuse a row that does not fit the others. Raises ``SettingsError``.

    ``file`` is the text that was read last; a row that stands there is named by its line.
    """
    ids = {row.id for row in provisions.sources}
    sourced: dict[str, tuple[_Sourced, ...]] = {
        "limit": provisions.limits,
        "duration": provisions.durations,
        "trigger": provisions.triggers,
        "class": provisions.classes,
        "ai_label": provisions.ai_labels,
        "ai_label_form": provisions.ai_label_forms,
        "policy": provisions.policies,
        "series": provisions.series,
        "label": provisions.labels,
        "form": provisions.forms,
    }
    for table, rows in sourced.items():
        for row in rows:
            if row.source is not None and row.source not in ids:
                key = getattr(row, key_field(type(row)))
                raise _refusal(file, table, key, ("source", f"no [[source]] has the id {row.source!r}"))
    apps = {row.app for row in provisions.apps}
    for prefix in provisions.prefixes:
        for app in set(prefix.apps) - apps:
            raise _refusal(file, "prefix", prefix.prefix, ("apps", f"no [[app]] is called {app!r}"))
    _refuse_same_day(file, provisions)
    issuers, prefixes = provisions.issuers, provisions.prefixes
    app_names = [*_names("app", provisions.apps, "app", "other_names")]
    _refuse_shared_names(file, app_names)
    own_apps = {row.prefix for row in prefixes}
    printed = [
        *_names("issuer", issuers, "abbreviation", "variants", "other_names", "regions", "full_names"),
        *_names("prefix", prefixes, "prefix", "other_names"),
        # The app of the same name lends the prefix its other names.
        *(("prefix", app, "other_names", name) for _, app, _, name in app_names if app in own_apps),
    ]
    _refuse_shared_names(file, printed)
    english = _names("issuer", issuers, "name", "other_names")
    _refuse_shared_names(file, [*english, *_names("prefix", prefixes, "english_names")])


def _refuse_same_day(file: TableFile, provisions: Provisions) -> None:
    """Of two rows on the same subject the later one holds, so no two may begin on one day."""
    rows: list[tuple[str, str, _Dated]] = [
        *(("limit", production, row) for row in provisions.limits for production in row.productions),
        *(("duration", "", row) for row in provisions.durations),
        *(("trigger", row.fact, row) for row in provisions.triggers),
        *(("class", row.category, row) for row in provisions.classes),
        *(("ai_label_form", "", row) for row in provisions.ai_label_forms),
    ]
    first: dict[tuple[str, str, date], str] = {}
    for table, subject, row in rows:
        other = first.setdefault((table, subject, row.in_force_from), row.id)
        if other != row.id:
            what = f"row {other!r} begins on the same day"
            raise _refusal(file, table, row.id, ("in_force_from", what))


_Name = tuple[str, str, str, str]
"""Table, the row's key, the field, and the name in it."""


def _names(
    table: str, rows: Iterable[IssuerRow | PrefixRow | AppRow], *fields_with_names: str
) -> Iterator[_Name]:
    for row in rows:
        for field in fields_with_names:
            value: str | tuple[str, ...] | None = getattr(row, field)
            for name in (value,) if isinstance(value, str) else value or ():
                yield table, getattr(row, key_field(type(row))), field, name


def _refuse_shared_names(file: TableFile, names: Iterable[_Name]) -> None:
    """Refuse a name that means two things: which of them would be read is no accident to be left open."""
    holders: dict[str, tuple[str, str]] = {}
    for table, key, field, name in names:
        holder = holders.setdefault(name_key(name), (table, key))
        if holder != (table, key):
            what = f"{name!r} stands for [[{holder[0]}]] {holder[1]!r} already"
            raise _refusal(file, table, key, (field, what))


def _refusal(file: TableFile, table: str, key: str, wrong: tuple[str, str]) -> SettingsError:
    """The error for the row with this key, by its line where the file holds it; ``wrong``: field and why."""
    rows = file.tables().get(table)
    for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
        if key in row.values():
            return file.refusal(table, number, *wrong)
    return SettingsError(f"{file.name}: [[{table}]] row {key!r}: {wrong[0]}: {wrong[1]}", HINT)
