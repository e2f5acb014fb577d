"""The dated tables of the law: issuers, platforms, series, categories, days, policies.

The facts stand in ``detector/law/tables/data/*.toml``, each with its source or its evidence. A user's text
may add rows to them or replace rows by key (:func:`extended`); a day can be moved, but none be added. Whoever
reads a table with a wrong row gets a ``SettingsError``.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from detector.errors import SettingsError
from detector.i18n import Localized
from detector.law.tables.citation import Citation
from detector.law.tables.consistency import check_together
from detector.law.tables.queries import Provisions
from detector.law.tables.schema import (
    AiLabelFormRow,
    AiLabelRow,
    AppRow,
    ClassRow,
    DateRow,
    DurationRow,
    EndingRow,
    FormRow,
    IssuerRow,
    LabelRow,
    LimitRow,
    NonIssuerRow,
    PolicyRow,
    PrefixRow,
    SeriesRow,
    SourceRow,
    TriggerRow,
)
from detector.law.tables.toml_rows import TableFile, key_field, read_rows

_TABLES: Mapping[str, tuple[str, str, type[Any]]] = {
    "series": ("series", "series.toml", SeriesRow),
    "label": ("labels", "unpublished.toml", LabelRow),
    "form": ("forms", "unpublished.toml", FormRow),
    "issuer": ("issuers", "issuers.toml", IssuerRow),
    "ending": ("endings", "issuers.toml", EndingRow),
    "non_issuer": ("non_issuers", "non_issuers.toml", NonIssuerRow),
    "prefix": ("prefixes", "platforms.toml", PrefixRow),
    "app": ("apps", "platforms.toml", AppRow),
    "limit": ("limits", "categories.toml", LimitRow),
    "duration": ("durations", "categories.toml", DurationRow),
    "trigger": ("triggers", "categories.toml", TriggerRow),
    "class": ("classes", "categories.toml", ClassRow),
    "policy": ("policies", "policies.toml", PolicyRow),
    "ai_label": ("ai_labels", "ai_labels.toml", AiLabelRow),
    "ai_label_form": ("ai_label_forms", "ai_label_forms.toml", AiLabelFormRow),
    "source": ("sources", "sources.toml", SourceRow),
    "date": ("dates", "dates.toml", DateRow),
}
"""Table → field of ``Provisions``, shipped file, kind of row."""


@cache
def shipped() -> Provisions:
    """The tables as they come with the program."""
    folder = resources.files("detector.law.tables").joinpath("data")
    rows: dict[str, Any] = {}
    for table, (field, file, row_type) in _TABLES.items():
        rows[field] = read_rows(TableFile(file, folder.joinpath(file).read_text("utf-8")), table, row_type)
    provisions = Provisions(**rows)
    check_together(TableFile("the shipped tables", ""), provisions)
    return provisions


def extended(file: str, text: str) -> Provisions:
    """The shipped tables with the rows of a user's TOML text, which replace shipped rows of the same key.

    ``file`` is the name for messages. Raises ``SettingsError`` naming file, line, row and field.
    """
    mine = TableFile(file, text)
    provisions = replace(shipped(), added=text)
    for table in mine.tables():
        if table not in _TABLES:
            raise SettingsError(f"{file}: {table}: is no known table", f"known are {', '.join(_TABLES)}")
        field, _, row_type = _TABLES[table]
        new = read_rows(mine, table, row_type)
        if table == "date":
            known = [row.id for row in provisions.dates]
            for number, row in enumerate(new, 1):
                if row.id not in known:
                    what = f"no rule asks for this day; known are {', '.join(known)}"
                    raise mine.refusal(table, number, "id", what)
        key = key_field(row_type)
        rows = {getattr(row, key): row for row in (*getattr(provisions, field), *new)}
        changed: dict[str, Any] = {field: tuple(rows.values())}
        provisions = replace(provisions, **changed)
    check_together(mine, provisions)
    return provisions


def source(source_id: str, clause: Localized) -> Citation:
    """A shipped instrument, and the clause in it. Raises ``SettingsError`` for an unknown id."""
    return shipped().source(source_id, clause)
