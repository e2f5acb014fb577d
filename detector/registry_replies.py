"""What a registry says of a number: an ``Entry``, that it has none (``Absent``), or nothing (``Silent``).

The registry writes these records and the law reads them; neither imports the other. ``None`` and an empty
list mean "not known", never "no".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from detector.records import Category, Production

Status = Literal["valid", "withdrawn", "changed", "taken-down"]
Regime = Literal["notice-2024", "order-16"]
"""Whose words the list used for the category: 重点 / 普通 / 其他, or 一类 / 二类 / 三类."""


@dataclass(frozen=True, slots=True)
class Alias:
    """Another title of a drama; ``since`` is the first day on which it may be used, ``None`` for any day."""

    title: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One number as it was issued, and to whom.

    ``number`` is the normal form, ``printed`` what the list had. ``issuer`` is the abbreviation in the
    number, ``province`` that of the institution's seat. ``episode_ms`` is the average length of an episode,
    ``investment_cny`` the cost of the whole drama, ``platforms`` where the number is valid. ``status`` holds
    from ``status_since`` on. ``source`` says where the list has it from. The last four are texts of the
    dossier that a platform keeps.
    """

    number: str
    series: str
    serial: str
    title: str
    printed: str | None = None
    issuer: str | None = None
    year: int | None = None
    aliases: tuple[Alias, ...] = ()
    episodes: int | None = None
    episode_ms: int | None = None
    institution: str | None = None
    personnel: tuple[str, ...] = ()
    province: str | None = None
    category: Category | None = None
    regime: Regime | None = None
    production: Production | None = None
    investment_cny: int | None = None
    platforms: tuple[str, ...] = ()
    status: Status = "valid"
    status_since: date | None = None
    issued_on: date | None = None
    source: str | None = None
    summary: str | None = None
    review_opinion: str | None = None
    cost_allocation: str | None = None
    commitment: str | None = None

    def titles_on(self, day: date) -> tuple[str, ...]:
        """The title, then the aliases that may be used on this day."""
        aliases = (alias for alias in self.aliases if alias.since is None or alias.since <= day)
        return (self.title, *(alias.title for alias in aliases))

    def status_on(self, day: date) -> Status:
        """The status on this day: before a dated status began, the number was valid."""
        begun = self.status_since is None or self.status_since <= day
        return self.status if begun else "valid"


@dataclass(frozen=True, slots=True)
class Near:
    """A number of the registry one character off the one asked for; ``change`` says which, as ``8 → 6``."""

    number: str
    title: str
    change: str


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included, for which a registry has every number that an issuer issued."""

    issuer: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Absent:
    """The registry has no such number. ``complete`` are the periods for which it has all of the issuer's."""

    complete: tuple[Period, ...] = ()
    near: tuple[Near, ...] = ()


@dataclass(frozen=True, slots=True)
class Silent:
    """The registry could not be asked, and why. It says nothing about the number.

    ``reason_zh`` is the reason in Chinese, no part of what is compared.
    """

    reason: str
    hint: str = ""
    reason_zh: str = field(default="", compare=False)


Answer = Entry | Absent | Silent


@dataclass(frozen=True, slots=True)
class Reply:
    """The registry's answers on the markers of one episode: number in normal form → answer.

    ``state`` names the state of the registry that was asked, equal for equal contents; ``None`` where there
    was no registry or it was silent.
    """

    state: str | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
