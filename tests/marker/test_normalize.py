"""One form of each character, for both halves, and the way back to what was printed."""

import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.law.tables.loader import shipped
from detector.law.text.parser import parse
from detector.marker.brackets import CLOSING, OPENING, mate
from detector.marker.normalize import Gap, fold, fold_character, fold_text, printed_forms
from detector.records import Marker
from detector.vision.runtime.model_files import Network, manifest

SPELT = [*OPENING, *CLOSING, *"２②²Ⅱ〇№—－網滬\u3000\n\u200b\ufe0f", "網微", "号 ", "\n\n"]
texts = st.one_of(st.text(), st.lists(st.sampled_from(SPELT)).map("".join))


@cache
def alphabet() -> frozenset[str]:
    """The characters that any of the recognisers can read."""
    readers = [m for m in manifest() if m.stage in ("recognizer", "glyph_classifier")]
    networks = [Network(model, 1) for model in readers if model.file.endswith(".onnx")]
    return frozenset(c for network in networks for c in network.alphabet() if c)


def parsed(text: str) -> bool:
    """Whether a text is a marker."""
    return any(isinstance(found, Marker) for found in parse(text))


def test_both_halves_fold_every_character_of_every_recognizer_alike() -> None:
    assert len(alphabet()) > 18_000
    for character in alphabet():
        one = fold_character(character).strip()
        assert fold(f"字{character}2").text == f"字{one}2" == fold_text(f"字{character}2"), character
        assert fold_character(one) == one, character


def test_both_halves_know_the_same_brackets_and_digits() -> None:
    """What vision holds for a bracket or a digit is one to the law too, in a whole number."""
    for character in alphabet():
        folded = fold_character(character)
        assert parsed(f"{character}天地)网微剧备字(2024)第123号") == (folded == "("), character
        assert parsed(f"(天地{character}网微剧备字(2024)第123号") == (folded in ("(", ")")), character
        assert parsed(f"(浙)网微剧备字(2024)第1{character}3号") == (folded in set("0123456789") | {" "}), (
            character
        )


@pytest.mark.parametrize(
    "printed",
    [
        "︵浙︶网微剧备字︵2024︶第00123号",
        "︗浙︘网微剧备字︻2024︼第00123号",
        "⁽浙⁾网微剧备字₍2024₎第00123号",
        "<浙>网微剧备字❬2024❭第00123号",
        "（浙）網微劇備字（２０２４）第００１２３號",
        "（浙）网微剧备字（𝟐𝟎𝟐𝟒）第𝟬𝟬𝟭𝟮𝟯号",
    ],
)
def test_a_number_in_other_brackets_width_or_script_is_whole(printed: str) -> None:
    (found,) = parse(printed)
    assert isinstance(found, Marker)
    assert (found.number, found.printed) == ("（浙）网微剧备字（2024）第00123号", printed)


@pytest.mark.parametrize("serial", ["①②③", "1²3", "₁₂₃", "Ⅻ", "⑫", "½", "〇12", "1O3"])
def test_a_numeral_of_another_kind_is_no_digit(serial: str) -> None:
    (found,) = parse(f"（浙）网微剧备字（2024）第{serial}号")
    assert not isinstance(found, Marker)


def test_names_in_traditional_script_are_the_names() -> None:
    for row in shipped().issuers:
        assert {fold_text(variant) for variant in row.variants} <= {row.abbreviation}
    assert (
        fold_text("騰訊視頻 愛奇藝 優酷 嗶哩嗶哩 小紅書 視頻號 淘寶")
        == "腾讯视频爱奇艺优酷哔哩哔哩小红书视频号淘宝"
    )
    assert fold_text("廣東省廣播電視局 國家 臺灣 許可證編號 單") == "广东省广播电视局国家台湾许可证编号单"


@pytest.mark.parametrize("bracket", [*OPENING, *CLOSING])
def test_each_bracket_has_one_mate_of_its_style(bracket: str) -> None:
    assert mate(mate(bracket)) == bracket
    assert {fold_character(bracket), fold_character(mate(bracket))} == {"(", ")"}
    assert bracket in printed_forms(fold_character(bracket))


def test_the_table_of_brackets_is_complete() -> None:
    """What Unicode calls a bracket of CJK, of another width or set vertically is in the table."""
    blocks = (range(0x3008, 0x301C), range(0xFE10, 0xFE70), range(0xFF00, 0xFFF0), range(0x2768, 0x2776))
    marks = [chr(code) for block in blocks for code in block]
    missing = {c for c in marks if unicodedata.category(c) in ("Ps", "Pe")} - {*OPENING, *CLOSING}
    assert not missing


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text) == fold(text).text
    assert fold(fold(text).text).text == fold(text).text


@given(texts)
def test_offsets_lead_back_to_what_was_printed(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origins) == len(folded.gaps)
    assert list(folded.origins) == sorted(folded.origins)
    for place, (letter, origin) in enumerate(zip(folded.text, folded.origins, strict=True)):
        assert letter in fold_character(text[origin])
        assert folded.between(place, place + 1) == text[origin]
    if folded.text:
        assert fold_text(folded.between(0, len(folded.text))) == folded.text


@given(texts, texts)
def test_a_text_is_folded_character_by_character(one: str, other: str) -> None:
    assert fold_text(one + other) == fold_text(one) + fold_text(other)


def test_gaps_are_told_apart() -> None:
    assert fold("号\u200b 1\n2").gaps == (Gap.LINE, Gap.SPACE, Gap.LINE)
