"""Look-ups in the tables of the law that a user's rows may extend. No judgement."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, product
from typing import Literal, TypeVar

from detector.errors import SettingsError
from detector.i18n import Localized
from detector.law.tables.citation import Citation
from detector.law.tables.schema import (
    AiLabelFormRow,
    AiLabelRow,
    AppRow,
    ClassRow,
    DateRow,
    DurationRow,
    EndingRow,
    Fact,
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
from detector.marker.normalize import fold_text
from detector.records import Category, Issuer, Production

_Dated = TypeVar("_Dated", LimitRow, DurationRow, TriggerRow, ClassRow, AiLabelFormRow)


@dataclass(frozen=True, eq=False, repr=False)
class Provisions:
    """The tables that a user's text may extend. ``added`` is that text, empty where there is none."""

    series: tuple[SeriesRow, ...]
    labels: tuple[LabelRow, ...]
    forms: tuple[FormRow, ...]
    issuers: tuple[IssuerRow, ...]
    endings: tuple[EndingRow, ...]
    non_issuers: tuple[NonIssuerRow, ...]
    prefixes: tuple[PrefixRow, ...]
    apps: tuple[AppRow, ...]
    limits: tuple[LimitRow, ...]
    durations: tuple[DurationRow, ...]
    triggers: tuple[TriggerRow, ...]
    classes: tuple[ClassRow, ...]
    ai_labels: tuple[AiLabelRow, ...]
    ai_label_forms: tuple[AiLabelFormRow, ...]
    policies: tuple[PolicyRow, ...]
    sources: tuple[SourceRow, ...]
    dates: tuple[DateRow, ...]
    added: str = ""

    def day(self, row_id: str) -> date:
        """The day on which a duty begins or a period ends. Raises ``KeyError`` for an unknown id."""
        return self._days[row_id]

    @cached_property
    def _days(self) -> dict[str, date]:
        return {row.id: row.day for row in self.dates}

    def series_row(self, form: str) -> SeriesRow | None:
        """The series of which ``form`` is the name or another printed form."""
        return self._series.get(form)

    def is_current(self, series: str) -> bool:
        """Whether a canonical series belongs to the law on micro-dramas, not to older papers."""
        row = self.series_row(series)
        return row is not None and row.era == "current"

    def issuer_named(self, name: str, *, english: bool = False) -> Issuer | None:
        """The issuer with this printed name, in any case and spacing; ``None`` if no table knows it.

        ``english`` says that the name stands in an English rendering, where English names of authorities
        count too. Other names give the canonical abbreviation: 黔 and 贵州省 → 贵, ``Zhejiang`` → 浙,
        红果短剧 → 红果, ``Tomato`` → 番茄.
        """
        return self._issuer_of(name_key(name), english=english)

    def _issuer_of(self, key: str, *, english: bool) -> Issuer | None:
        found = self._issuers.get(key) or self._issuers_by_longer_names.get(key)
        if found is None and english:
            found = self._issuers_in_english.get(key)
        return found

    def is_no_issuer(self, name: str) -> bool:
        """Whether a name is known to be nobody's who gives numbers: a city (浙江省杭州市), a placeholder."""
        if self.issuer_named(name, english=True):
            return False
        key = name_key(name)
        rests = (key[len(region) :] for region in self._regions if key.startswith(region))
        return key in self._non_issuers or any(rest in self._non_issuers for rest in rests)

    def longest_issuer_at_end(self, text: str, *, english: bool = False) -> str:
        """The longest end of ``text`` that is an issuer's name; empty if none is. ``text`` has no spaces."""
        first, key = max(0, len(text) - self._longest_names[english]), name_key(text)
        # A key is as long as its name, but for hyphens: then the key of an end is an end of the key.
        is_even = len(key) == len(text)
        for start in range(first, len(text)):
            end = key[start:] if is_even else name_key(text[start:])
            if self._issuer_of(end, english=english):
                return text[start:]
        return ""

    def issuers_of_length(self, length: int) -> tuple[str, ...]:
        """The abbreviations and prefixes of so many characters, and what they are also abbreviated to."""
        return tuple(name for name in self._issuers if len(name) == length)

    def issuer_display_name(self, issuer: Issuer) -> Localized:
        """An issuer's name for readers: Zhejiang and 浙江; its abbreviation where no table has a name."""
        row = self.issuer_row(issuer.abbreviation or "")
        bare = issuer.abbreviation or ""
        return row.display_name if row else Localized(issuer.name or bare, bare)

    def issuer_row(self, abbreviation: str) -> IssuerRow | None:
        """The table's row of an authority, by its canonical abbreviation."""
        return next((row for row in self.issuers if row.abbreviation == abbreviation), None)

    def province_named(self, text: str) -> Issuer | None:
        """The province of a place (浙, 浙江省, 浙江省杭州市, ``Zhejiang``); ``None`` if no table knows it."""
        if not text:
            return None
        named = self.issuer_named(text, english=True)
        if named:
            return named if named.kind == "province" else None
        begins = [(region, row) for row in self.issuers for region in row.regions if text.startswith(region)]
        longest = max(begins, key=lambda found: len(found[0]), default=None)
        return Issuer(longest[1].kind, longest[1].abbreviation, longest[1].name) if longest else None

    def prefix_row(self, prefix: str) -> PrefixRow | None:
        """The table's row of a canonical platform prefix."""
        return next((row for row in self.prefixes if row.prefix == prefix), None)

    def platform_names(self, row: PrefixRow) -> tuple[str, ...]:
        """By what else than its prefix a platform goes: companies, brands, names of its app, Latin names."""
        app = next((app for app in self.apps if app.app == row.prefix), None)
        names = (*(row.other_names or ()), *(app.other_names if app else ()), *row.english_names)
        return tuple({name_key(name): name for name in names}.values())

    def app_named(self, name: str) -> str | None:
        """The canonical name of an app (``红果短剧`` → 红果); ``None`` if no table knows it."""
        return self._apps.get(name_key(name))

    def draws_number(self, platform: str) -> bool:
        """Whether the table says that the app with this name, or another of its names, draws the number."""
        return self.app_named(platform) in self._drawing_apps

    def limit(self, production: Production, day: date) -> LimitRow | None:
        """The costs that hold for a kind of production on a day; ``None`` before the first row."""
        return _in_force((row for row in self.limits if production in row.productions), day)

    def duration(self, day: date) -> DurationRow | None:
        """How long an episode may be on a day; ``None`` before the first row."""
        return _in_force(self.durations, day)

    def ai_label_form(self, day: date) -> AiLabelFormRow | None:
        """How long and how high the label of a video stands on a day; ``None`` before the first row."""
        return _in_force(self.ai_label_forms, day)

    def trigger(self, fact: Fact, day: date) -> TriggerRow | None:
        """What a fact means for the category on a day; ``None`` before the first row."""
        return _in_force((row for row in self.triggers if row.fact == fact), day)

    def class_name(self, category: Category, day: date) -> str:
        """What a category is called on a day: 重点, since Order 16 一类; before the first row as there."""
        rows = [row for row in self.classes if row.category == category]
        return (_in_force(rows, day) or min(rows, key=lambda row: row.in_force_from)).name

    def category_words(self, category: Category, day: date) -> Localized:
        """A category as messages call it on a day: key (重点) and 重点."""
        name = self.class_name(category, day)
        return Localized(f"{category} ({name})", name)

    def policy(self, name: str) -> PolicyRow:
        """The profile with this name. Raises ``SettingsError`` listing the known ones."""
        row = next((row for row in self.policies if row.id == name), None)
        if row is None:
            known = ", ".join(row.id for row in self.policies)
            raise SettingsError(f"there is no policy {name!r}", f"known are {known}")
        return row

    def source(self, source_id: str, clause: Localized) -> Citation:
        """The instrument with this id, and the clause in it. Raises ``SettingsError`` for an unknown id."""
        row = next((row for row in self.sources if row.id == source_id), None)
        if row is None:
            raise SettingsError(f"sources.toml: no row has the id {source_id!r}", "add the instrument")
        return Citation(title=row.title, clause=clause, url=row.url)

    def source_of(
        self, row: LimitRow | DurationRow | TriggerRow | AiLabelFormRow | LabelRow | FormRow
    ) -> Citation:
        """Instrument and clause of a row; the clause in Chinese too, where the row has it."""
        return self.source(row.source, Localized(row.clause, row.clause_zh or row.clause))

    @cached_property
    def _series(self) -> dict[str, SeriesRow]:
        return {form: row for row in self.series for form in (row.series, *row.other_forms)}

    @cached_property
    def _issuers(self) -> dict[str, Issuer]:
        known: dict[str, Issuer] = {}
        for row in self.issuers:
            names = (
                row.abbreviation,
                *row.variants,
                *(name for name in row.other_names if not name.isascii()),
            )
            known |= {name_key(name): Issuer(row.kind, row.abbreviation, row.name) for name in names}
        return known | {name_key(row.prefix): _platform(row) for row in self.prefixes}

    @cached_property
    def _issuers_by_longer_names(self) -> dict[str, Issuer]:
        """Provinces and NRTA by their full names and offices, platforms by the names users know them by."""
        known: dict[str, Issuer] = {}
        for row in self.issuers:
            for name in self._with_endings(row.all_regions, "place"):
                known[name_key(name)] = Issuer(row.kind, row.abbreviation, row.name)
        for prefix in self.prefixes:
            names = self._with_endings((prefix.prefix, *self.platform_names(prefix)), "platform")
            known |= {name_key(name): _platform(prefix) for name in names}
        return known

    @cached_property
    def _issuers_in_english(self) -> dict[str, Issuer]:
        return {
            name_key(name): Issuer(row.kind, row.abbreviation, row.name)
            for row in self.issuers
            for name in self._with_endings((row.name, *row.other_names), "place")
        }

    @cached_property
    def _non_issuers(self) -> frozenset[str]:
        whole = (name + end for row in self.non_issuers for name in row.names for end in ("", *row.endings))
        return frozenset(map(name_key, self._with_endings(whole, "place")))

    def _with_endings(self, names: Iterable[str], of: Literal["place", "platform"]) -> Iterator[str]:
        """Each name alone and with each ending of its kind."""
        endings = ("", *(row.name for row in self.endings if row.of == of))
        return (name + ending for name, ending in product(names, endings))

    @cached_property
    def _longest_names(self) -> tuple[int, int]:
        """The length of the longest Chinese name, and of the longest where English ones count too."""
        chinese = max(map(len, chain(self._issuers, self._issuers_by_longer_names)))
        return chinese, max(chinese, *map(len, self._issuers_in_english))

    @cached_property
    def _regions(self) -> tuple[str, ...]:
        return tuple(region for row in self.issuers for region in row.all_regions)

    @cached_property
    def _drawing_apps(self) -> frozenset[str]:
        return frozenset(row.app for row in self.apps if row.overlay is not None)

    @cached_property
    def _apps(self) -> dict[str, str]:
        return {name_key(name): row.app for row in self.apps for name in (row.app, *row.other_names)}


def _in_force(rows: Iterable[_Dated], day: date) -> _Dated | None:
    begun = (row for row in rows if row.in_force_from <= day)
    return max(begun, key=lambda row: row.in_force_from, default=None)


def _platform(row: PrefixRow) -> Issuer:
    return Issuer("platform", row.prefix, row.english_names[0] if row.english_names else row.prefix)


def name_key(name: str) -> str:
    """What is alike in all spellings of a name: no spaces, no hyphens, small letters, one script."""
    return fold_text(name).replace("-", "").casefold()
