"""What the registry says of the numbers that were surely read: the questions that the rules on it ask."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import reliable_markers
from detector.law.evidence.claimed_number import overlaid_markers
from detector.law.text.parser import parse
from detector.law.text.similarity import letters_and_digits, similarity
from detector.records import Marker
from detector.registry_replies import Absent, Entry, Near, Silent

SAME_TITLE_MIN_SIMILARITY = 0.75
"""From here on a title is the registered one misspelt, not another."""

_ONE_CHARACTER_OFF = Localized(" One character off: {near}.", "一字之差的编号：{near}。")
_NEAR_NUMBER = Localized("{number} {title} ({change})", "{number}“{title}”（{change}）")

_PARTS = re.compile(r"[\s:：·•・|｜/\-—–_《》「」『』【】()（）\[\]〈〉<>]+")
_DIGITS = "0-9一二三四五六七八九十百两ivxⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ"
_SUFFIX = re.compile(
    rf"(?:第[{_DIGITS}]+[季部集回话]|[{_DIGITS}]+季|season[{_DIGITS}]+|ep?[0-9]+|[上中下]部|大结局|全集|[0-9]+|[ⅰ-ⅹ]+)$"
)


def numbers_to_look_up(case: Case) -> tuple[Marker, ...]:
    """The numbers of which a registry is asked: those that were read, or the catalogue's in their place."""
    return case.markers or overlaid_markers(case)


def entries(case: Case) -> Iterator[tuple[Marker, Entry]]:
    """The reliable numbers, or the catalogue's in their place, that the registry has; each with its entry."""
    for marker in reliable_markers(case) or overlaid_markers(case):
        reply = case.replies.get(marker.number)
        if isinstance(reply, Entry):
            yield marker, reply


def unregistered_numbers(case: Case) -> Iterator[tuple[Marker, Absent]]:
    """The reliable numbers that the registry does not have, if it has none of those read."""
    if any(entries(case)):
        return
    for marker in reliable_markers(case) or overlaid_markers(case):
        reply = case.replies.get(marker.number)
        if isinstance(reply, Absent):
            yield marker, reply


def unanswered_numbers(case: Case) -> Iterator[tuple[Marker, Silent]]:
    """The numbers of which the registry could not say anything."""
    for marker in numbers_to_look_up(case):
        reply = case.replies.get(marker.number)
        if isinstance(reply, Silent):
            yield marker, reply


def catalogue_titles(case: Case) -> tuple[str, ...]:
    """The titles by which the catalogue knows the drama."""
    known = (case.episode.series, case.episode.title)
    return tuple(title for title in known if title and letters_and_digits(title))


def near_numbers_hint(near: tuple[Near, ...]) -> Localized:
    """The numbers one character off, as the end of a message; empty if there are none."""
    if not near:
        return Localized("", "")
    named = [_NEAR_NUMBER.filled(number=one.number, title=one.title, change=one.change) for one in near]
    joined = Localized("; ".join(one.en for one in named), "；".join(one.zh for one in named))
    return _ONE_CHARACTER_OFF.filled(near=joined)


def has_all_numbers(case: Case, marker: Marker, reply: Absent) -> bool:
    """Whether the registry has all numbers of the marker's issuer from the days on which it can be of."""
    if marker.year is None or marker.year > case.as_of.year:
        return False
    due = date(marker.year, 1, 1)
    last = max(due, min(date(marker.year, 12, 31), case.episode.published_on or case.as_of, case.as_of))
    for period in sorted(reply.complete, key=lambda known: known.first):
        if period.first <= due <= period.last:
            if period.last >= last:
                return True
            due = period.last + timedelta(days=1)
    return False


def differs_in_issuer(case: Case, marker: Marker, near: Near) -> bool:
    """Whether a number of the registry is the marker's but for the issuer."""
    found = parse(near.number, case.provisions)
    other = found[0] if found else None
    return isinstance(other, Marker) and other.issuer.abbreviation != marker.issuer.abbreviation


def registered_title_similarity(case: Case, entry: Entry) -> float:
    """How similar the catalogue's titles are to those of an entry on the case's day, 0 to 1."""
    return similarity_to_titles(case, entry.titles_on(case.as_of))


def similarity_to_titles(case: Case, registered: tuple[str, ...]) -> float:
    """How similar the catalogue's titles are to registered ones, 0 to 1.

    1 where one is the same, but for punctuation, the season or episode at its end, or a part set off by a
    sign. Both ways round, because a short title may stand within a long one.
    """
    best = 0.0
    for mine in catalogue_titles(case):
        for theirs in registered:
            if _forms(mine) & _forms(theirs):
                return 1.0
            best = max(best, min(similarity(mine, theirs), similarity(theirs, mine)))
    return best


def _forms(title: str) -> frozenset[str]:
    """A title as a whole and each part set off by a sign, with and without season or episode at its end."""
    whole = letters_and_digits(title)
    parts = (letters_and_digits(part) for part in _PARTS.split(title))
    found = {whole, *(part for part in parts if len(part) >= 2 and not _SUFFIX.fullmatch(part))}
    for letters in tuple(found):
        bare = letters
        while (shorter := _SUFFIX.sub("", bare)) not in ("", bare):
            bare = shorter
        found.add(bare)
    return frozenset(found - {""})
