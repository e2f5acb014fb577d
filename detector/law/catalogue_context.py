"""What the rest of a catalogue shows: of the episode's drama, of its numbers, of its platform and issuers.

A rule of family 5xx compares an episode with it. The confidence of a number is never part of it: only
settled numbers are counted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from detector.law.text.similarity import letters_and_digits
from detector.records import Episode, IssuerKind, Marker

_EPISODE = re.compile(r"(?:第?[0-9一二三四五六七八九十百两]+[集话回]|ep?[0-9]+|大结局)$")


@dataclass(frozen=True, slots=True)
class DramaNumber:
    """A number on episodes of the drama, in one of its prints, by its :func:`number_key` and its issuer."""

    key: str
    number: str
    episodes: int
    kind: IssuerKind
    issuer: str | None


@dataclass(frozen=True, slots=True)
class OtherDrama:
    """Another drama that shows a number too, by its title, and on how many episodes."""

    title: str
    episodes: int


@dataclass(frozen=True, slots=True)
class SerialStatistics:
    """The serials of one issuer and year in the catalogue: how many numbers have how many digits.

    ``largest`` are the two largest values.
    """

    widths: Mapping[int, int]
    largest: tuple[int, int]


@dataclass(frozen=True, slots=True)
class CatalogueContext:
    """The catalogue as one episode sees it.

    ``numbers``: the drama's numbers, the one on most episodes first. ``other_dramas``: key of a number →
    other dramas with it, the one with most episodes first. ``issuers``: platform that gave numbers →
    episodes with them on the episode's own platform. ``serials``: issuer and year → the serials.
    """

    numbers: tuple[DramaNumber, ...] = ()
    other_dramas: Mapping[str, tuple[OtherDrama, ...]] = field(default_factory=dict)
    issuers: Mapping[str, int] = field(default_factory=dict)
    serials: Mapping[tuple[str | None, int | None], SerialStatistics] = field(default_factory=dict)


def drama_of(episode: Episode) -> str | None:
    """What the episodes of one drama have in common; ``None`` where it is not known.

    The series, else the title without the episode at its end. Punctuation and width make no difference.
    """
    if episode.series and (name := letters_and_digits(episode.series)):
        return name
    title = letters_and_digits(episode.title or "")
    bare = _EPISODE.sub("", title)
    if episode.number is not None:
        bare = bare.removesuffix(f"0{episode.number}").removesuffix(str(episode.number))
    return bare or title or None


def number_key(marker: Marker) -> str:
    """What two prints of one number have in common: zeros before the serial make no difference."""
    return f"{marker.issuer.abbreviation}|{marker.series}|{marker.year}|{marker.serial.lstrip('0')}"


def differs_in_one_digit(one: str, other: str) -> bool:
    """Whether two numbers are the same but for a single digit in the same place."""
    pairs = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    return len(one) == len(other) and len(pairs) == 1 and all(sign.isdigit() for sign in pairs[0])


def one_digit_outliers(catalogue: CatalogueContext) -> frozenset[str]:
    """The keys of numbers one digit off the main one, on half as many episodes at most."""
    return frozenset(
        other.key
        for main in catalogue.numbers[:1]
        for other in catalogue.numbers[1:]
        if 2 * other.episodes <= main.episodes and differs_in_one_digit(other.number, main.number)
    )
