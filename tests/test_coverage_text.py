"""What was seen, in words: every reason has its phrase in both languages."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from detector.coverage_text import UNREAD_REASONS, what_was_seen
from detector.i18n import LANGS
from detector.records import Coverage, GapReason, Opening, Quad, UnreadReason, UnreadRegion

SEEN = Coverage(15_000, 15_000, sound_frames=76, legible_px=10)
OPENING = Opening("0" * 64, 15_000, 720, 1280, frames_seen=76, frames_lost=0, frames_due=76, coverage=SEEN)
QUAD: Quad = ((0, 0), (9, 0), (9, 9), (0, 9))


def said(**changes: Any) -> tuple[str, str]:  # noqa: ANN401  (fields of Coverage)
    parts = what_was_seen(replace(OPENING, coverage=replace(SEEN, **changes)))
    return ", ".join(part.en for part in parts), "，".join(part.zh for part in parts)


def unread(first_ms: int, why: UnreadReason = "illegible", evidence: str | None = None) -> UnreadRegion:
    return UnreadRegion(QUAD, first_ms, first_ms + 500, why, evidence)


def test_an_opening_that_was_wholly_seen() -> None:
    assert said() == (
        "0 to 15.0 s seen, 76 of 76 samples sound, text of 10 px legible",
        "已检查0至15.0秒，取样画面76/76帧正常，高度10像素以上的文字均可识别",
    )


def test_what_is_wrong_with_samples_is_counted_by_kind() -> None:
    english, chinese = said(
        sound_frames=68, corrupt_frames=1, blank_frames=2, dark_frames=3, repeated_frames=2
    )
    kinds = "1 damaged or absent, 2 of one colour, 3 near-black, 2 repeated for lost data"
    assert f"68 of 76 samples sound ({kinds})" in english
    assert "68/76帧正常（1帧损坏或缺失、2帧为纯色、3帧近乎全黑、2帧因数据丢失而重复前帧）" in chinese


def test_what_was_never_decoded_is_due_too() -> None:
    opening = replace(OPENING, coverage=replace(SEEN, decoded_ms=2_000, sound_frames=11))
    assert what_was_seen(opening)[1].en == "11 of 76 samples sound"


@pytest.mark.parametrize(
    ("gaps", "english", "chinese"),
    [
        ([(2_000, 8_000, "cut-off")], "the file ends at 2.0 s of 8.0 s", "文件应长8.0秒而在2.0秒处中断"),
        ([(3_100, 4_000, "lost-data")], "damaged from 3.1 to 4.0 s", "3.1至4.0秒画面损坏"),
        ([(-2_000, 0, "missing-start")], "first 2.0 s missing from the file", "文件缺少开头2.0秒"),
        (
            [(1_000, 1_500, "lost-data"), (3_000, 3_200, "lost-data"), (9_000, 9_400, "lost-data")],
            "damaged in 3 places from 1.0 to 9.4 s, 1.1 s in all",
            "1.0至9.4秒间3处画面损坏（共1.1秒）",
        ),
    ],
)
def test_what_the_file_does_not_show(
    gaps: list[tuple[int, int, GapReason]], english: str, chinese: str
) -> None:
    told = said(stated_ms=8_000, gaps=tuple(gaps))
    assert told[0].endswith(f"legible, {english}")
    assert told[1].endswith(f"识别，{chinese}")


def test_a_file_that_states_no_length_ends_early_all_the_same() -> None:
    told = said(stated_ms=None, gaps=((2_000, 15_000, "cut-off"),))
    assert told[0].endswith("the file ends at 2.0 s")
    assert told[1].endswith("文件在2.0秒处中断")


def test_lines_that_were_not_read_stand_together_by_reason() -> None:
    regions = (unread(3_210, evidence="a"), unread(3_240), unread(500, "unsure"), unread(900, "column"))
    english, chinese = said(unread_regions=regions)
    assert english.endswith(
        "2 lines unreadable at 3.2 s (picture), 1 line not surely read at 0.5 s, 1 column not read at 0.9 s"
    )
    assert chinese.endswith(
        "3.2秒处有2行文字无法辨认（附图），0.5秒处有1行文字识别置信度不足，0.9秒处有1列竖排文字未能识别"
    )


def test_many_times_are_a_stretch() -> None:
    english, chinese = said(unread_regions=tuple(unread(at) for at in (0, 1_000, 2_000, 3_000)))
    assert "4 lines unreadable from 0.0 to 3.0 s" in english
    assert "0.0至3.0秒间有4行文字无法辨认" in chinese


@pytest.mark.parametrize("why", get_args(UnreadReason))
def test_every_reason_has_words(why: UnreadReason) -> None:
    assert all(UNREAD_REASONS[why].in_(lang) for lang in LANGS)
    one, two = (said(unread_regions=(unread(0, why),) * count) for count in (1, 2))
    assert one[0].endswith(" at 0.0 s")
    assert one != two


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        ({"mirrored": True}, "the picture is mirrored", "画面左右颠倒"),
        ({"upside_down": True}, "the picture is upside down", "画面上下颠倒"),
        (
            {"times": "counted"},
            "times counted from the frame rate: the file has no timestamps",
            "时间按帧率推算（文件无时间戳）",
        ),
    ],
)
def test_what_else_casts_doubt(changes: dict[str, Any], english: str, chinese: str) -> None:
    told = said(**changes)
    assert told[0].endswith(english)
    assert told[1].endswith(chinese)


def test_one_picture_proves_nothing() -> None:
    assert said(still=True) == (
        "one still picture: it proves no absence, text of 10 px legible",
        "仅一张静态图片不足以证明没有编号，高度10像素以上的文字均可识别",
    )


def test_a_result_of_the_first_edition_says_what_it_does_not_know() -> None:
    old = replace(OPENING, frames_seen=70, legible_px=12, coverage=None)
    assert ", ".join(part.en for part in what_was_seen(old)) == (
        "70 of 76 samples seen, text of 12 px legible, "
        "gaps and unread text are not on record (earlier version)"
    )
    assert what_was_seen(old)[-1].zh == "画面缺损及未识别文字无记录（旧版检查）"
