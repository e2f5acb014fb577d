"""What every registry does: in memory, in a file, on a server."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from detector.errors import UsageError
from detector.registry.memory import MemoryRegistry
from detector.registry.protocol import REPEATED, EntryRow, IssueRequest, Registry, RejectedRow
from detector.registry_replies import Absent, Alias, Entry, Near, Period
from tests.registry.entries import DAY, delivery, entry, marker, numbers, rows, take

A = "（番茄）网微剧备字（2026）第847205号"
B = "（番茄）网微剧备字（2026）第847206号"
C = "（浙）网微剧备字（2024）第00123号"
LATER = DAY + timedelta(days=10)
ALL_2026 = Period("番茄", date(2026, 1, 1), date(2026, 12, 31))

FULL = entry(
    C,
    "春风不渡：第二季",
    aliases=(Alias("春风不渡2"), Alias("又见春风", date(2026, 5, 1))),
    episodes=80,
    episode_ms=90_000,
    institution="样例影业（虚构）有限公司",
    personnel=("甲某", "乙某"),
    province="浙",
    category="ordinary",
    regime="notice-2024",
    production="live-action",
    investment_cny=5_000_000_000,
    platforms=("红果", "抖音"),
    status="taken-down",
    status_since=date(2026, 10, 1),
    issued_on=date(2024, 3, 1),
    source="公告第3号",
    summary="很长的梗概" * 120,
    review_opinion="同意",
    cost_allocation="制作费 60 %",
    commitment="承诺书.pdf",
)


def test_an_empty_registry_says_so(registry: Registry) -> None:
    take(registry, RejectedRow(2, "编号", "no number"))
    assert registry.snapshot(DAY) is None
    assert registry.find(marker(A), DAY) == Absent()
    assert registry.similar("一号难求", DAY) == ()
    assert list(registry.entries(DAY)) == []
    assert registry.contents(DAY).entries == 0


def test_an_entry_comes_back_with_every_field(registry: Registry) -> None:
    assert all(getattr(FULL, field.name) is not None for field in fields(Entry))
    take(registry, FULL, entry(A))
    assert registry.find(marker(C), DAY) == FULL
    assert list(registry.entries(DAY)) == [FULL, entry(A)]


def test_leading_zeros_make_no_difference_unless_both_are_there(registry: Registry) -> None:
    take(registry, entry(C))
    short = marker("（浙）网微剧备字（2024）第123号")
    assert registry.find(short, DAY) == entry(C)
    both = entry("（浙）网微剧备字（2024）第0123号", "别的剧")
    take(registry, both)
    assert registry.find(marker(both.number), DAY) == both
    assert isinstance(registry.find(short, DAY), Absent)


@pytest.mark.parametrize(
    ("asked", "change"),
    [
        ("（番茄）网微剧备字（2026）第847285号", "8 → 0"),
        ("（番茄）网微剧备字（2026）第84725号", "+0"),
        ("（番茄）网微剧备字（2026）第8472055号", "-5"),
        ("（番茄）网微剧备字（2025）第847205号", "2025 → 2026"),
        ("（番茄）网微剧审字（2026）第847205号", "网微剧审字 → 网微剧备字"),
        ("（七猫）网微剧备字（2026）第847205号", "七猫 → 番茄"),
    ],
)
def test_a_number_one_character_off_is_named_with_that_character(
    registry: Registry, asked: str, change: str
) -> None:
    take(registry, entry(A), entry(C))
    assert registry.find(marker(asked), DAY) == Absent((), (Near(A, "一号难求", change),))


@pytest.mark.parametrize(
    "asked",
    [
        "（番茄）网微剧备字（2026）第847299号",
        "（七猫）网微剧备字（2025）第847205号",
        "（七猫）网微剧备字（2026）第847206号",
        "（番茄）网微剧备字（2019）第847205号",
    ],
)
def test_a_number_two_characters_off_is_not(registry: Registry, asked: str) -> None:
    take(registry, entry(A))
    assert registry.find(marker(asked), DAY) == Absent()


def test_of_many_similar_numbers_the_first_five_are_named(registry: Registry) -> None:
    similar = [entry(f"（番茄）网微剧备字（2026）第84720{digit}号") for digit in range(6)]
    take(registry, *similar)
    found = registry.find(marker("（番茄）网微剧备字（2026）第847209号"), DAY)
    assert isinstance(found, Absent)
    assert [near.number for near in found.near] == numbers(similar[:5])


def test_titles_are_found_in_spite_of_lost_letters(registry: Registry) -> None:
    take(registry, entry(A, "重生之我是女王"), entry(B, "爱你"), FULL)
    best = registry.similar("重生乙我是女王", DAY)
    assert (best[0].entry.number, best[0].title) == (A, "重生之我是女王")
    assert best[0].likeness == pytest.approx(6 / 7)
    assert numbers([registry.similar("爱尔", DAY)[0].entry]) == [B]
    assert registry.similar("又见春风", DAY)[0].entry == FULL
    assert [found.entry.number for found in registry.similar("春风", DAY)] == [C]
    assert registry.similar("", DAY) == ()


def test_the_best_titles_come_first_and_no_more_than_asked_for(registry: Registry) -> None:
    many = [
        entry(f"（番茄）网微剧备字（2026）第{serial}号", f"霸总的{serial}号新娘") for serial in range(1, 30)
    ]
    take(registry, *many)
    best = registry.similar("霸总的7号新娘", DAY, 3)
    assert len(best) == 3
    assert best[0].entry.serial == "7"
    assert [found.likeness for found in best] == sorted((found.likeness for found in best), reverse=True)


def test_a_day_sees_what_was_known_on_it(registry: Registry) -> None:
    first = take(registry, entry(A), entry(C)).snapshot
    second = take(registry, entry(A, status="withdrawn"), entry(B), dated=LATER).snapshot
    assert first
    assert second
    assert (second.added, second.changed, second.ended) == (1, 1, 0)
    before = LATER - timedelta(days=1)
    assert registry.snapshot(before) == first
    assert registry.find(marker(A), before) == entry(A)
    assert registry.find(marker(B), before) == Absent((), (Near(A, "一号难求", "6 → 5"),))
    assert numbers(registry.entries(before)) == [C, A]
    assert registry.snapshot(LATER) == second
    assert registry.find(marker(A), LATER) == entry(A, status="withdrawn")
    assert numbers(registry.entries(LATER)) == [C, A, B]
    assert [found.title for found in registry.similar("一号难求", before)] == ["一号难求", "一号难求"]
    assert len(registry.similar("一号难求", LATER)) == 3


def test_a_day_before_the_first_list_sees_the_first_list(registry: Registry) -> None:
    take(registry, entry(A))
    take(registry, entry(B), dated=LATER)
    assert numbers(registry.entries(DAY - timedelta(days=300))) == [A]


def test_the_same_list_twice_changes_nothing(registry: Registry) -> None:
    first = take(registry, entry(A), FULL)
    again = take(registry, entry(A), FULL)
    assert first.snapshot
    assert again.snapshot is None
    assert again.rejected == ()
    assert registry.contents(DAY).snapshots == (first.snapshot,)


def test_the_same_list_on_a_later_day_says_that_it_is_still_true(registry: Registry) -> None:
    take(registry, entry(A))
    again = take(registry, entry(A), dated=LATER).snapshot
    assert again
    assert (again.added, again.changed, again.dated) == (0, 0, LATER)
    assert registry.snapshot(LATER) == again


def test_a_list_older_than_the_registry_is_refused(registry: Registry) -> None:
    take(registry, entry(A), dated=LATER)
    with pytest.raises(UsageError, match="already of 2026-11-11"):
        take(registry, entry(B), dated=DAY)
    assert numbers(registry.entries(LATER)) == [A]


def test_one_bad_row_and_nothing_is_imported(registry: Registry) -> None:
    take(registry, entry(A))
    bad = RejectedRow(3, "标题", "is empty")
    receipt = take(registry, entry(B), bad, entry(C), dated=LATER)
    assert (receipt.snapshot, receipt.rows, receipt.rejected) == (None, 3, (bad,))
    assert numbers(registry.entries(LATER)) == [A]
    assert len(registry.contents(LATER).snapshots) == 1


def test_bad_rows_are_left_out_if_so_wanted(registry: Registry) -> None:
    bad = RejectedRow(3, "标题", "is empty")
    receipt = take(registry, entry(B), bad, skip_rejected=True)
    assert receipt.snapshot
    assert (receipt.snapshot.rows, receipt.snapshot.added, receipt.snapshot.skipped) == (2, 1, 1)
    assert numbers(registry.entries(DAY)) == [B]


@pytest.mark.parametrize("between", [0, 1_200])
def test_a_number_with_two_meanings_is_a_bad_row_wherever_it_stands(registry: Registry, between: int) -> None:
    others = [entry(f"（浙）网微剧备字（2025）第{serial}号") for serial in range(1, between + 1)]
    receipt = take(registry, entry(A), *others, entry(A), entry(A, "别的剧"))
    assert receipt.rejected == (RejectedRow(between + 4, "", REPEATED),)
    assert receipt.snapshot is None


def test_what_a_complete_list_leaves_out_is_listed_no_more(registry: Registry) -> None:
    elsewhere = entry("（番茄）网微剧备字（2025）第1号")
    dated = entry("（番茄）网微剧备字（2026）第2号", issued_on=date(2027, 1, 2))
    take(registry, entry(A), entry(B), entry(C), elsewhere, dated)
    receipt = take(registry, entry(A), dated=LATER, complete=(ALL_2026,))
    assert receipt.snapshot
    assert receipt.snapshot.ended == 1
    assert numbers(registry.entries(LATER)) == sorted(numbers([elsewhere, dated, entry(A), entry(C)]))
    gone = registry.find(marker(B), LATER)
    assert gone == Absent((ALL_2026,), (Near(A, "一号难求", "6 → 5"),))
    assert registry.find(marker(B), DAY) == entry(B)


def test_completeness_is_told_for_its_issuer_from_its_day_on(registry: Registry) -> None:
    take(registry, entry(A))
    take(registry, entry(A), dated=LATER, complete=(ALL_2026,))
    unknown = marker("（番茄）网微剧备字（2026）第1号")
    assert registry.find(unknown, DAY) == Absent()
    assert registry.find(unknown, LATER) == Absent((ALL_2026,))
    assert registry.find(marker("（七猫）网微剧备字（2026）第1号"), LATER) == Absent()
    assert registry.contents(LATER).complete == (ALL_2026,)


def test_contents_are_counted(registry: Registry) -> None:
    take(registry, entry(A, category="other"), entry(B), FULL)
    found = registry.contents(DAY)
    assert found.entries == 3
    assert found.by_issuer == {"浙": 1, "番茄": 2}
    assert found.by_category == {"": 1, "ordinary": 1, "other": 1}
    assert found.by_status == {"taken-down": 1, "valid": 2}


def test_equal_histories_have_equal_names(registry: Registry) -> None:
    take(registry, entry(A))
    take(registry, entry(B), dated=LATER, sha256="1" * 64)
    assert [past.id for past in registry.contents(LATER).snapshots] == [
        "87108f780294a335",
        "4969c243f7a01909",
    ]


@pytest.mark.parametrize("hostile", ["'; DROP TABLE entry; --", '"x" OR 1=1', "%_\\", "𠀀\U0001f600"])
def test_no_text_is_taken_for_a_command(registry: Registry, hostile: str) -> None:
    strange = entry(A, hostile, institution=hostile, platforms=(hostile,))
    take(registry, strange, entry(B))
    assert registry.find(marker(A), DAY) == strange
    registry.similar(hostile, DAY)
    assert registry.contents(DAY).entries == 2


def test_a_v_number_has_neither_issuer_nor_year(registry: Registry) -> None:
    old = entry("V123456788888888")
    take(registry, old)
    assert registry.find(marker(old.number), DAY) == old
    near = registry.find(marker("V123456788888889"), DAY)
    assert near == Absent((), (Near(old.number, "一号难求", "9 → 8"),))


def test_rows_are_asked_for_one_after_the_other(registry: Registry) -> None:
    def broken() -> object:
        yield from rows(entry(A))
        raise RuntimeError("the reader fails")

    with pytest.raises(RuntimeError):
        registry.import_rows(broken(), delivery())  # type: ignore[arg-type]
    assert registry.contents(DAY).entries == 0


def dossier(title: str, institution: str = "样例影业") -> Entry:
    """A drama without a number."""
    return Entry("", "", "", title, institution=institution, episodes=80, category="other")


def request(first: int = 1, dated: date = DAY) -> IssueRequest:
    return IssueRequest(
        "番茄",
        "网微剧备字",
        2026,
        dated,
        lambda n: (f"（番茄）网微剧备字（2026）第{n:05}号", f"{n:05}"),
        first,
    )


def test_numbers_are_issued_in_their_order_above_all_that_were_known(registry: Registry) -> None:
    take(registry, entry("（番茄）网微剧备字（2026）第00041号", "旧剧"), entry(C))
    issued = registry.issue([dossier("甲"), dossier("乙")], request())
    assert [one.serial for one in issued.entries] == ["00042", "00043"]
    assert issued.snapshot
    assert (issued.snapshot.kind, issued.snapshot.added, issued.repeated) == ("issue", 2, frozenset())
    assert registry.find(marker("（番茄）网微剧备字（2026）第42号"), DAY) == issued.entries[0]
    assert issued.entries[0].issued_on == DAY


def test_a_drama_gets_one_number_however_often_it_is_asked_for(registry: Registry) -> None:
    first = registry.issue([dossier("春风 不渡")], request())
    again = registry.issue([dossier("乙"), dossier("春风不渡！")], request())
    assert again.entries[1] == first.entries[0]
    assert again.repeated == {first.entries[0].number}
    assert registry.issue([dossier("乙")], request()).snapshot is None
    assert registry.issue([dossier("春风不渡", "别家")], request()).repeated == frozenset()
    with pytest.raises(UsageError, match="stands twice"):
        registry.issue([dossier("丙"), dossier("丙")], request())


def test_a_number_is_never_used_again(registry: Registry) -> None:
    (first,) = registry.issue([dossier("甲")], request(first=7)).entries
    assert first.serial == "00007"
    take(registry, entry(C), dated=LATER, complete=(Period("番茄", DAY, LATER),))
    assert isinstance(registry.find(marker(first.number), LATER), Absent)
    (second,) = registry.issue([dossier("乙")], request(dated=LATER)).entries
    assert second.serial == "00008"
    assert registry.issue([dossier("甲")], request(dated=LATER)).entries[0].number == first.number


def test_an_import_is_undone_with_all_that_it_did(registry: Registry) -> None:
    take(registry, entry(A), entry(B), entry(C))
    good = registry.snapshot(LATER)
    bad = take(
        registry,
        entry(A, "错名"),
        entry("（番茄）网微剧备字（2026）第1号"),
        dated=LATER,
        complete=(ALL_2026,),
    ).snapshot
    assert bad
    (issued,) = registry.issue([dossier("甲")], request(dated=LATER)).entries
    undone = registry.revert(bad.id)
    assert (undone.kind, undone.file) == ("revert", bad.id)
    assert (undone.added, undone.changed, undone.ended) == (1, 1, 1)
    assert list(registry.entries(LATER)) == sorted(
        [entry(C), entry(A), entry(B), issued], key=lambda e: e.number
    )
    assert registry.contents(LATER).complete == ()
    assert registry.snapshot(DAY) == good
    assert numbers(registry.entries(DAY)) == [C, A, B]
    with pytest.raises(UsageError, match="was undone already"):
        registry.revert(bad.id)
    again = take(registry, entry(A, "改名"), dated=LATER).snapshot
    assert again
    assert (again.added, again.changed) == (0, 1)


def test_only_the_newest_import_is_undone(registry: Registry) -> None:
    first, second = take(registry, entry(A)).snapshot, take(registry, entry(B), dated=LATER).snapshot
    assert first
    assert second
    issued = registry.issue([dossier("甲")], request(dated=LATER)).snapshot
    assert issued
    for name, reason in (
        (first.id, "was imported upon it"),
        (issued.id, "no import"),
        ("0", "no such snapshot"),
    ):
        with pytest.raises(UsageError, match=reason):
            registry.revert(name)
    registry.revert(second.id)
    registry.revert(first.id)
    assert [one.title for one in registry.entries(LATER)] == ["甲"]
    assert [one.title for one in registry.entries(DAY - timedelta(days=9))] == ["甲"]


def test_the_history_has_who_made_each_change_and_the_sheets_with_entries(registry: Registry) -> None:
    sheets = ("九月", "", "八月", "九月")
    listed = [
        EntryRow(2, entry(f"（七猫）网微剧备字（2026）第{serial}号"), sheet)
        for serial, sheet in enumerate(sheets, 1)
    ]
    wrong = RejectedRow(2, "", "is empty", "坏")
    imported = registry.import_rows([*listed, wrong], delivery(skip_rejected=True, by="甲某")).snapshot
    assert imported
    registry.issue([dossier("甲")], replace(request(), by="乙某"))
    registry.revert(imported.id, "丙某")
    take(registry, entry(B))
    assert [(one.kind, one.by, one.sheets) for one in registry.contents(DAY).snapshots] == [
        ("import", "甲某", ("九月", "八月")),
        ("issue", "乙某", ()),
        ("revert", "丙某", ()),
        ("import", None, ()),
    ]


def test_who_imports_a_list_does_not_change_the_name_of_the_state(registry: Registry) -> None:
    first, second = take(MemoryRegistry(), entry(A), by="甲某").snapshot, take(registry, entry(A)).snapshot
    assert first
    assert second
    assert first.id == second.id


def test_a_number_that_had_another_title_is_told(registry: Registry) -> None:
    take(registry, entry(A, "旧名"), entry(B, "又名"))
    take(registry, entry(A, "新名"), entry(B, "改名", aliases=(Alias("又名"),)), dated=LATER)
    assert [(found.number, old) for found, old in registry.retitled(LATER)] == [(A, "旧名")]
    assert list(registry.retitled(DAY)) == []
