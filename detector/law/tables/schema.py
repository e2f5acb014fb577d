"""The rows of the law's tables: one frozen record for each kind, its first field the row's key.

A field's type is its check (see ``detector.law.tables.toml_rows``); one that may be ``None`` may be absent.
``source`` is the id of a row in the table of sources, ``clause`` the place in it (``clause_zh`` in Chinese,
where findings show it), ``evidence`` how it is known. ``in_force_from`` is the first day on which a row
holds; it holds until a later row of the same kind takes its place.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from detector.i18n import Localized
from detector.records import Category, FailOn, Production

Evidence = Literal["official", "republication", "news", "developer", "observed", "inferred"]
"""The official text was read; a local authority's or a newspaper's copy of it; a platform's own developer
pages; seen on live dramas; our inference."""

Fact = Literal["special_theme", "front_page", "promotion"]
AiWordUse = Literal["technology", "generation", "deficient", "statement", "credit", "speech"]


@dataclass(frozen=True, slots=True)
class IssuerRow:
    """An authority: NRTA, a province or the Corps.

    ``variants`` are the abbreviation in traditional script, ``regions`` the names of the province,
    ``full_names`` its and its authority's longer and older ones.
    """

    abbreviation: str
    kind: Literal["nrta", "province"]
    name: str
    other_names: tuple[str, ...]
    variants: tuple[str, ...]
    regions: tuple[str, ...]
    full_names: tuple[str, ...] | None

    @property
    def all_regions(self) -> tuple[str, ...]:
        """Its names but abbreviations: 浙江, 浙江省."""
        return (*self.regions, *(self.full_names or ()))

    @property
    def display_name(self) -> Localized:
        """Its name for readers: Zhejiang and 浙江."""
        return Localized(self.name, self.regions[0] if self.regions else self.abbreviation)


@dataclass(frozen=True, slots=True)
class EndingRow:
    """What may stand behind the name of a place or of a platform, and change nothing of whose name it is."""

    name: str
    of: Literal["place", "platform"]


@dataclass(frozen=True, slots=True)
class NonIssuerRow:
    """Names of one kind that stand in an issuer's place and are none, and what may stand behind them."""

    id: str
    names: tuple[str, ...]
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrefixRow:
    """A platform's prefix, and the apps on which its numbers are valid.

    ``other_names`` are companies and brands that stand for it, ``seen`` is what the evidence shows, ``dated``
    the day on which the row was last compared with what is known.
    """

    prefix: str
    operator: str | None
    apps: tuple[str, ...]
    english_names: tuple[str, ...]
    evidence: Literal["observed", "developer", "likely"]
    other_names: tuple[str, ...] | None
    seen: str | None
    dated: date | None

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a row that could never be read on a screen or hold on an app."""
        # Letters, and neither brackets nor white space that a reader would not give back.
        has_letters = any(letter.isalpha() for letter in self.prefix)
        if not has_letters or any(letter.isspace() or letter in "()（）[]【】〔〕" for letter in self.prefix):
            raise ValueError(f"prefix: {self.prefix!r} is no name, as it stands between the brackets")
        if not self.apps:
            raise ValueError("apps: names none, so its numbers would be valid nowhere")


@dataclass(frozen=True, slots=True)
class AppRow:
    """An app, and the other names by which it goes.

    ``overlay`` is how it is known that the app draws the number over the video, ``overlay_source`` where;
    both are absent where nothing is known of it.
    """

    app: str
    other_names: tuple[str, ...]
    overlay: Evidence | None
    overlay_source: str | None

    def __post_init__(self) -> None:
        """Raise ``ValueError`` where only one of both is there."""
        if (self.overlay is None) != (self.overlay_source is None):
            raise ValueError("overlay_source: stands with overlay, and overlay with it")


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series of numbers and the document it belongs to.

    ``first_year`` is the earliest year that such a number can have; ``form_until`` the last day on which
    the law knows this form.
    """

    series: str
    other_forms: tuple[str, ...]
    document: Literal["review", "record", "legacy"]
    era: Literal["current", "legacy"]
    english: str
    paper: str
    first_year: int
    form_until: date | None
    source: str
    clause: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LabelRow:
    """What stands before a number of a paper whose number form is not published.

    ``stands``: ``alone`` where other licences' labels end in the same words. ``in_force_until`` is the last
    day on which the form of such a number is not known.
    """

    label: str
    paper: str
    stands: Literal["alone", "anywhere"]
    in_force_from: date
    in_force_until: date | None
    source: str
    clause: str
    clause_zh: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class FormRow:
    """A number that may be one of an unpublished form, by a regular expression for folded text.

    Its group ``issuer``, if any, must be a name of the tables; its group ``year`` must not be before the year
    of ``in_force_from``.
    """

    form: str
    pattern: str
    in_force_from: date
    in_force_until: date | None
    source: str
    clause: str
    clause_zh: str | None
    evidence: Evidence

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a pattern that is none, or has no year."""
        try:
            groups = re.compile(self.pattern).groupindex
        except re.error as error:
            raise ValueError(f"pattern: {error}") from None
        if "year" not in groups:
            raise ValueError("pattern: has no group 'year'")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """An instrument of the law. ``url`` is empty where the text is on no public page."""

    id: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class DateRow:
    """A day on which a duty begins or a period ends."""

    id: str
    day: date
    source: str
    clause: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LimitRow:
    """The costs in yuan from which a drama is ordinary or key; below ``ordinary_from_cny`` it is other."""

    id: str
    in_force_from: date
    productions: tuple[Production, ...]
    ordinary_from_cny: int
    key_from_cny: int
    source: str
    clause: str
    clause_zh: str | None
    evidence: Evidence

    def __post_init__(self) -> None:
        if not self.productions:
            raise ValueError("productions: names none, so the row would never hold")
        if self.ordinary_from_cny > self.key_from_cny:
            raise ValueError("key_from_cny: is less than ordinary_from_cny")

    def category(self, investment_cny: int) -> Category:
        """The category that a drama of this cost needs at least."""
        if investment_cny >= self.key_from_cny:
            return "key"
        return "ordinary" if investment_cny >= self.ordinary_from_cny else "other"


@dataclass(frozen=True, slots=True)
class DurationRow:
    """How long an episode may be: shorter than ``shorter_than_ms``."""

    id: str
    in_force_from: date
    shorter_than_ms: int
    source: str
    clause: str
    clause_zh: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """A fact that makes a drama need a category, whatever it cost."""

    id: str
    in_force_from: date
    fact: Fact
    category: Category
    source: str
    clause: str
    clause_zh: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ClassRow:
    """What a category is called and which paper it has."""

    id: str
    in_force_from: date
    category: Category
    name: str
    paper: str
    source: str
    clause: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class AiLabelRow:
    """A word by which a text is told to be the label of a drama made with AI, or to be none.

    ``use``: see the table. Without one a text that has these words is a label as it stands.
    """

    text: str
    use: AiWordUse | None
    source: str
    clause: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class AiLabelFormRow:
    """How long (ms) the label of a video stands, and how high, in hundredths of the frame's short side."""

    id: str
    in_force_from: date
    min_ms: int
    min_height_percent: int
    source: str
    clause: str
    clause_zh: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A named profile: what is asked of a marker beyond its being there and in order.

    ``number_on_first``: the first so many episodes need the number, 0 every one. ``min_marker_ms``: a marker
    seen for less is too brief. ``late_after_ms``: one that first appears after this is late.
    ``min_text_height_px``: a marker whose rows are lower is too small, in px of a frame whose short side is
    720 px; 0 asks for nothing. ``unbracketed_issuer``: how grave it is that an issuer stands without
    brackets; absent: ``warn``. ``source`` is absent where the profile stands on no instrument.
    """

    id: str
    about: str
    number_on_first: int
    min_marker_ms: int
    late_after_ms: int
    min_text_height_px: int
    unbracketed_issuer: FailOn | None
    source: str | None
    clause: str | None
    evidence: Evidence | None
