"""The dated tables of the law: issuers, platforms, series, categories, days. Look-ups only, no judgement.

The facts stand in ``detector/law/data/*.toml``, each with its source or its evidence. A user's text may add
rows to most of them or replace rows by key (:func:`extended`); series and days are bound to the grammar and
to the rules, so they are as shipped. Whoever reads a table with a wrong row gets a ``SettingsError``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from importlib import resources
from typing import Any, TypeVar

from detector.errors import SettingsError
from detector.law.rows import (
    AiLabelRow,
    AppRow,
    ClassRow,
    DateRow,
    Fact,
    IssuerRow,
    LabelRow,
    LimitRow,
    PrefixRow,
    SeriesRow,
    SourceRow,
    TriggerRow,
)
from detector.law.tables import HINT, key_field, read_rows, read_tables
from detector.records import Category, Issuer, Production, Source

_Row = TypeVar("_Row")
_Dated = TypeVar("_Dated", LimitRow, TriggerRow, ClassRow)
_DatedRow = LimitRow | TriggerRow | ClassRow


@dataclass(frozen=True, eq=False)
class Provisions:
    """The tables that a user's text may extend. ``added`` is that text, empty where there is none."""

    issuers: tuple[IssuerRow, ...]
    prefixes: tuple[PrefixRow, ...]
    apps: tuple[AppRow, ...]
    limits: tuple[LimitRow, ...]
    triggers: tuple[TriggerRow, ...]
    classes: tuple[ClassRow, ...]
    ai_labels: tuple[AiLabelRow, ...]
    sources: tuple[SourceRow, ...]
    added: str = ""

    def issuer_named(self, name: str, *, english: bool = False) -> Issuer | None:
        """The issuer with this printed name, in any case and spacing; ``None`` if no table knows it.

        ``english`` says that the name stands in an English rendering, where English names count too. Other
        names give the canonical abbreviation: 黔 → 贵, ``Zhejiang`` → 浙, ``Tomato`` → 番茄.
        """
        key = _key(name)
        found = self._issuers.get(key)
        if found is None and english:
            found = self._issuers_in_english.get(key)
        return found

    def longest_issuer_at_end(self, text: str, *, english: bool = False) -> str:
        """The longest end of ``text`` that is an issuer's name; empty if none is. ``text`` has no spaces."""
        longest = self._longest_english_name if english else self._longest_name
        tails = (text[start:] for start in range(max(0, len(text) - longest), len(text)))
        return next((tail for tail in tails if self.issuer_named(tail, english=english)), "")

    def issuer_row(self, abbreviation: str) -> IssuerRow | None:
        """The table's row of an authority, by its canonical abbreviation."""
        return next((row for row in self.issuers if row.abbreviation == abbreviation), None)

    def province_named(self, text: str) -> Issuer | None:
        """The province of a place (浙, 浙江省, 浙江省杭州市, ``Zhejiang``); ``None`` if no table knows it."""
        named = self.issuer_named(text, english=True)
        if named:
            return named if named.kind == "province" else None
        begins = [(region, row) for row in self.issuers for region in row.regions if text.startswith(region)]
        longest = max(begins, key=lambda found: len(found[0]), default=None)
        return Issuer(longest[1].kind, longest[1].abbreviation, longest[1].name) if longest else None

    def prefix_row(self, prefix: str) -> PrefixRow | None:
        """The table's row of a canonical platform prefix."""
        return next((row for row in self.prefixes if row.prefix == prefix), None)

    def app_named(self, name: str) -> str | None:
        """The canonical name of an app (``红果短剧`` → 红果); ``None`` if no table knows it."""
        return self._apps.get(_key(name))

    def limit(self, production: Production, day: date) -> LimitRow | None:
        """The costs that hold for a kind of production on a day; ``None`` before the first row."""
        return _in_force((row for row in self.limits if production in row.productions), day)

    def trigger(self, fact: Fact, day: date) -> TriggerRow | None:
        """What a fact means for the category on a day; ``None`` before the first row."""
        return _in_force((row for row in self.triggers if row.fact == fact), day)

    def class_name(self, category: Category, day: date) -> str:
        """What a category is called on a day: 重点, since Order 16 一类; before the first row, in English."""
        row = _in_force((row for row in self.classes if row.category == category), day)
        return row.name if row else category

    def source(self, source_id: str, clause: str) -> Source:
        """The instrument with this id, and the clause in it. Raises ``SettingsError`` for an unknown id."""
        row = next((row for row in self.sources if row.id == source_id), None)
        if row is None:
            raise SettingsError(f"sources.toml: no row has the id {source_id!r}", "add the instrument")
        return Source(title=row.title, clause=clause, url=row.url)

    @cached_property
    def _issuers(self) -> dict[str, Issuer]:
        known: dict[str, Issuer] = {}
        for row in self.issuers:
            names = (
                row.abbreviation,
                *row.variants,
                *(name for name in row.other_names if not name.isascii()),
            )
            known |= {_key(name): Issuer(row.kind, row.abbreviation, row.name) for name in names}
        return known | {_key(row.prefix): _platform(row) for row in self.prefixes}

    @cached_property
    def _issuers_in_english(self) -> dict[str, Issuer]:
        known: dict[str, Issuer] = {}
        for row in self.issuers:
            for name in (row.name, *row.other_names):
                known[_key(name)] = Issuer(row.kind, row.abbreviation, row.name)
        return known | {_key(name): _platform(row) for row in self.prefixes for name in row.english_names}

    @cached_property
    def _longest_name(self) -> int:
        return max(map(len, self._issuers))

    @cached_property
    def _longest_english_name(self) -> int:
        return max(self._longest_name, *map(len, self._issuers_in_english))

    @cached_property
    def _apps(self) -> dict[str, str]:
        return {_key(name): row.app for row in self.apps for name in (row.app, *row.other_names)}


_TABLES: Mapping[str, tuple[str, str, type[Any]]] = {
    "issuer": ("issuers", "issuers.toml", IssuerRow),
    "prefix": ("prefixes", "platforms.toml", PrefixRow),
    "app": ("apps", "platforms.toml", AppRow),
    "limit": ("limits", "categories.toml", LimitRow),
    "trigger": ("triggers", "categories.toml", TriggerRow),
    "class": ("classes", "categories.toml", ClassRow),
    "ai_label": ("ai_labels", "ai_labels.toml", AiLabelRow),
    "source": ("sources", "sources.toml", SourceRow),
}
"""Table → field of ``Provisions``, shipped file, kind of row."""


@cache
def shipped() -> Provisions:
    """The tables as they come with the program."""
    rows: dict[str, Any] = {
        field: read_rows(file, _text(file), table, row_type)
        for table, (field, file, row_type) in _TABLES.items()
    }
    provisions = Provisions(**rows)
    _check_together("the shipped tables", provisions)
    return provisions


def extended(file: str, text: str) -> Provisions:
    """The shipped tables with the rows of a user's TOML text, which replace shipped rows of the same key.

    ``file`` is the name for messages. Raises ``SettingsError`` naming file, row and field.
    """
    provisions = replace(shipped(), added=text)
    for table in read_tables(file, text):
        if table not in _TABLES:
            raise SettingsError(f"{file}: {table}: is no known table", f"known are {', '.join(_TABLES)}")
        field, _, row_type = _TABLES[table]
        new = read_rows(file, text, table, row_type)
        rows: dict[str, Any] = {field: _overlaid(getattr(provisions, field), new, row_type)}
        provisions = replace(provisions, **rows)
    _check_together(file, provisions)
    return provisions


def _overlaid(old: tuple[_Row, ...], new: tuple[_Row, ...], row_type: type[_Row]) -> tuple[_Row, ...]:
    key = key_field(row_type)
    rows = {getattr(row, key): row for row in old}
    return tuple((rows | {getattr(row, key): row for row in new}).values())


def _check_together(file: str, provisions: Provisions) -> None:
    """Refuse a row whose source, app or day does not fit the other rows."""
    dated: tuple[_DatedRow, ...] = (*provisions.limits, *provisions.triggers, *provisions.classes)
    sourced: tuple[_DatedRow | AiLabelRow, ...] = (*dated, *provisions.ai_labels)
    sources = {row.id for row in provisions.sources}
    for row in sourced:
        if row.source not in sources:
            key = getattr(row, key_field(type(row)))
            raise SettingsError(f"{file}: row {key!r}: source: no [[source]] has the id {row.source!r}", HINT)
    apps = {row.app for row in provisions.apps}
    for prefix in provisions.prefixes:
        for app in set(prefix.apps) - apps:
            place = f"{file}: [[prefix]] row {prefix.prefix!r}"
            raise SettingsError(f"{place}: apps: no [[app]] is called {app!r}", HINT)
    _refuse_same_day(file, dated)


def _refuse_same_day(file: str, rows: Iterable[_DatedRow]) -> None:
    holds: dict[tuple[object, date], str] = {}
    for row in rows:
        for subject in _subjects(row):
            other = holds.setdefault((subject, row.in_force_from), row.id)
            if other != row.id:
                message = f"row {row.id!r}: in_force_from: row {other!r} begins on the same day"
                raise SettingsError(f"{file}: {message}", HINT)


def _subjects(row: _DatedRow) -> Iterable[object]:
    """What a dated row is about: of two rows on the same subject the later one holds."""
    if isinstance(row, LimitRow):
        return [("limit", production) for production in row.productions]
    return [("trigger", row.fact)] if isinstance(row, TriggerRow) else [("class", row.category)]


def _in_force(rows: Iterable[_Dated], day: date) -> _Dated | None:
    begun = (row for row in rows if row.in_force_from <= day)
    return max(begun, key=lambda row: row.in_force_from, default=None)


def _platform(row: PrefixRow) -> Issuer:
    return Issuer("platform", row.prefix, row.english_names[0])


def _key(name: str) -> str:
    return "".join(name.split()).replace("-", "").casefold()


def _text(file: str) -> str:
    return resources.files("detector.law").joinpath("data", file).read_text("utf-8")


@cache
def series_rows() -> tuple[SeriesRow, ...]:
    """The series of numbers, current and legacy."""
    return read_rows("series.toml", _text("series.toml"), "series", SeriesRow)


@cache
def label_rows() -> tuple[LabelRow, ...]:
    """The labels of papers whose number forms are not published."""
    return read_rows("series.toml", _text("series.toml"), "label", LabelRow)


@cache
def _days() -> dict[str, DateRow]:
    return {row.id: row for row in read_rows("dates.toml", _text("dates.toml"), "date", DateRow)}


def day(row_id: str) -> date:
    """The day on which a duty begins or a period ends. Raises ``KeyError`` for an unknown id."""
    return _days()[row_id].day


def source(source_id: str, clause: str) -> Source:
    """A shipped instrument, and the clause in it. Raises ``SettingsError`` for an unknown id."""
    return shipped().source(source_id, clause)


def series_row(form: str) -> SeriesRow | None:
    """The series of which ``form`` is the name or another printed form."""
    return next((row for row in series_rows() if form in (row.series, *row.other_forms)), None)


def is_current(series: str) -> bool:
    """Whether a canonical series belongs to the notice on micro-dramas, not to older papers."""
    row = series_row(series)
    return row is not None and row.era == "current"
