"""The index of titles in a database finds what one in memory finds, through every change."""

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from detector.registry.address import open_registry
from detector.registry.memory import MemoryRegistry
from detector.registry.protocol import IssueRequest, Registry
from detector.registry.sql import sorted_keys, title_store
from detector.registry_replies import Alias, Entry
from tests.registry.entries import DAY, delivery, entry, rows, take
from tests.registry.sql.old_schema import downgrade
from tests.slow import slow

LATER = DAY + timedelta(days=10)
LETTERS = "重生之我是女王霸总的新娘春风不渡一号难求归来侯府闪婚老街神猫"


def titled(count: int) -> list[Entry]:
    chance = random.Random(7)
    titles = ["".join(chance.choices(LETTERS, k=chance.randint(2, 9))) for _ in range(count)]
    return [entry(f"（番茄）网微剧备字（2026）第{n}号", title) for n, title in enumerate(titles, 1)]


def with_history(registry: Registry) -> list[Entry]:
    """Titles in three lists: some get other titles and aliases, some another state, some end by a revert."""
    first = titled(160)
    take(registry, *first[:120])
    changed = [replace(one, title=f"{one.title}二", aliases=(Alias(one.title[::-1]),)) for one in first[:40]]
    withdrawn = [replace(one, status="withdrawn") for one in first[40:80]]
    registry.import_rows(rows(*changed, *withdrawn, *first[120:]), delivery(LATER, sha256="1" * 64))
    undone = registry.import_rows(
        rows(*(replace(one, title=f"新{one.title}") for one in first)), delivery(LATER, sha256="2" * 64)
    ).snapshot
    assert undone
    registry.revert(undone.id)
    return first


def likenesses(registry: Registry, asked: Sequence[str], day: date) -> list[list[float]]:
    return [[found.likeness for found in registry.similar(title, day)] for title in asked]


def spoilt(entries: Sequence[Entry]) -> list[str]:
    return [one.title[:-1] + "龘" for one in entries[::4]]


def test_titles_are_at_least_as_alike_as_in_memory(registry: Registry) -> None:
    memory = MemoryRegistry()
    asked = spoilt(with_history(memory))
    with_history(registry)
    for day in (DAY, LATER):
        found, expected = likenesses(registry, asked, day), likenesses(memory, asked, day)
        # An alias may be more like the text asked for than the title by whose letters the entry was found.
        assert all(mine >= theirs for mine, theirs in zip(found, expected, strict=True))


@pytest.mark.parametrize("place", ["address", *slow("database")])
def test_a_registry_of_an_earlier_version_gets_its_index(place: str, request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue(place)
    registry = open_registry(address)
    asked = spoilt(with_history(registry))
    before = [likenesses(registry, asked, day) for day in (DAY, LATER)]
    registry.close()
    downgrade(address, "0002")
    registry = open_registry(address)
    assert [likenesses(registry, asked, day) for day in (DAY, LATER)] == before
    take(registry, entry("（浙）网微剧备字（2024）第00123号", "烟火长安"), dated=LATER)
    assert registry.similar("烟火长安", LATER)[0].likeness == 1
    registry.close()


def test_parts_of_the_index_are_merged_so_that_a_look_up_reads_few(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(title_store, "_LARGEST_MERGED", 24)
    monkeypatch.setattr(title_store, "_WAITING", 5)
    monkeypatch.setattr(sorted_keys, "_IN_MEMORY", 100)
    registry = open_registry(address)
    take(registry, *titled(60))
    dramas = [replace(one, number="", serial="") for one in titled(100)[60:]]
    for first, drama in enumerate(dramas, 1):
        request = IssueRequest(
            "番茄", "网微剧备字", 2025, DAY, lambda serial: (f"第{serial}号", str(serial)), first
        )
        registry.issue([drama], request)
    for one in titled(100):
        assert registry.similar(one.title, DAY)[0].likeness == 1
    registry.close()
    with sqlite3.connect(address) as connection:
        sizes = [size for (size,) in connection.execute("SELECT size FROM title_segment ORDER BY segment")]
    assert sum(sizes) == 100
    assert len(sizes) <= 6
    assert sizes[0] == 60  # a list becomes one part, however long
    assert max(sizes[1:]) <= 24
    registry = open_registry(address)
    more = [replace(one, number=f"{one.number}甲", title=f"{one.title}二") for one in titled(100)]
    registry.import_rows(rows(*more), delivery(LATER))
    registry.close()
    with sqlite3.connect(address) as connection:
        assert connection.execute("SELECT size FROM title_segment").fetchall() == [(200,)]
