"""What in a registry cannot be right: one number on two dramas, one drama with two numbers or none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from detector.registry.matching import Key, key_of_entry
from detector.registry.snapshots import drama_key
from detector.registry_replies import Entry

Fault = Literal["number-on-two-dramas", "title-with-two-numbers", "title-replaced", "drama-without-number"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the number or numbers and the title or titles that it is about."""

    fault: Fault
    numbers: tuple[str, ...]
    titles: tuple[str, ...]


def problems(entries: Iterable[Entry], retitled: Iterable[tuple[Entry, str]]) -> Iterator[Problem]:
    """The faults of the entries of a day; ``retitled`` as the registry gives it.

    Numbers that differ in leading zeros alone are one number. A title has two numbers where the same issuer
    gave both to the same institution, or to one that is not known. Keeps a key for each entry in memory.
    """
    numbers: dict[Key, Entry] = {}
    dramas: dict[tuple[str | None, str], Entry] = {}
    for entry in entries:
        other = numbers.setdefault(key_of_entry(entry), entry)
        if other is not entry and drama_key(other) != drama_key(entry):
            yield Problem("number-on-two-dramas", (other.number, entry.number), (other.title, entry.title))
        if entry.status == "withdrawn":
            continue
        same = dramas.setdefault((entry.issuer, drama_key(entry)), entry)
        if same is not entry:
            yield Problem("title-with-two-numbers", (same.number, entry.number), (entry.title,))
    for entry, old in retitled:
        yield Problem("title-replaced", (entry.number,), (old, entry.title))


def without_number(dramas: Iterable[Entry], entries: Iterable[Entry]) -> Iterator[Problem]:
    """The dramas of a list that no entry has, by title, and by institution where both have one."""
    held: dict[str, set[str]] = {}
    for entry in entries:
        for title in (entry.title, *(alias.title for alias in entry.aliases)):
            name, institution = _parts(entry, title)
            held.setdefault(name, set()).add(institution)
    for drama in dramas:
        name, institution = _parts(drama, drama.title)
        found = held.get(name, set())
        if not found or (institution and "" not in found and institution not in found):
            yield Problem("drama-without-number", (), (drama.title,))


def _parts(entry: Entry, title: str) -> tuple[str, str]:
    name, _, institution = drama_key(Entry("", "", "", title, institution=entry.institution)).partition("\n")
    return name, institution
