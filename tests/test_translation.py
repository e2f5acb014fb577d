"""Errors in Chinese, by the English in which they are raised."""

import pytest

from detector.translation import catalogue, in_chinese, translated, translated_word


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a.mp4: there is no such file", "a.mp4：文件不存在"),
        ("b.mp4: is a web page, not a video", "b.mp4：是网页，不是视频"),
        ("out.csv: No space left on device", "out.csv：磁盘空间不足"),
        ("rows.csv, line 3: title: is missing", "rows.csv第3行：title：缺失"),
        (
            "a.mp4: frames of 9 x 8 px are above the limit of 7 px",
            "a.mp4：画面尺寸超出上限（9×8像素，上限7像素）",
        ),
        ("columns ignored: 备注, 序号", "未使用的列：备注、序号"),
        ("sheets: 一月, 二月 and 3 more", "工作表或页：一月、二月等，另有3个"),
        ("a, b.mp4: there is no such file", "a, b.mp4：文件不存在"),
        ("invalid, expired or revoked token", "令牌无效，请重新输入"),
        ("Not Found", "页面不存在"),
    ],
)
def test_a_sentence_keeps_its_values(english: str, chinese: str) -> None:
    assert translated(english, "zh") == chinese
    assert translated(english, "en") == english


@pytest.mark.parametrize("text", ["", "第1集.mp4", "nothing like a sentence of ours"])
def test_what_the_catalogue_does_not_have_stays_as_it_is(text: str) -> None:
    assert in_chinese(text) == text


def test_a_name_within_a_sentence_is_no_word_to_translate() -> None:
    assert translated_word("title", "zh") == "剧名"
    assert translated_word("title", "en") == "title"
    assert in_chinese("title: is missing") == "title：缺失"


def test_a_long_text_of_a_stranger_takes_no_longer_than_its_length() -> None:
    text = "a: " * 2_000
    assert len(in_chinese(text)) > 2_000
    assert len(catalogue()) > 400
