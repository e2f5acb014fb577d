"""The parser on strings that were really seen, and on what a reader makes of them."""

from time import process_time
from typing import get_args

import pytest

from detector.law.text.near_miss import INCOMPLETE, REASONS, Reason, explanation
from detector.law.text.parser import parse
from detector.records import Issuer, Marker, NearMiss

NORMAL = "（浙）网微剧备字（2024）第00123号"


def only(text: str) -> Marker | NearMiss:
    (found,) = parse(text)
    return found


def marker(text: str) -> Marker:
    found = only(text)
    assert isinstance(found, Marker), found
    return found


def reason(text: str) -> str:
    found = only(text)
    assert isinstance(found, NearMiss), found
    return found.reason


def test_a_marker_has_all_its_parts() -> None:
    assert marker("登记备案号：(浙)网微剧备字[2024] 第00123号 全80集") == Marker(
        number=NORMAL,
        printed="(浙)网微剧备字[2024] 第00123号",
        series="网微剧备字",
        document="record",
        issuer=Issuer("province", "浙", "Zhejiang"),
        year=2024,
        serial="00123",
        category="ordinary",
        brackets="printed",
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("（七猫）网微剧备字（2025）第01177号", "（七猫）网微剧备字（2025）第01177号"),
        ("（番茄）网微剧备字（2026）第847205号", "（番茄）网微剧备字（2026）第847205号"),
        ("(总局)网剧审字(2022)第001号", "（总局）网剧审字（2022）第001号"),
        ("(总局)网络剧审字[2022]第001号", "（总局）网剧审字（2022）第001号"),
        ("(总局)网影审字(2022)第001号", "（总局）网影审字（2022）第001号"),
        ("(沪)网剧审字(2023)第001号", "（沪）网剧审字（2023）第001号"),
        ("V123456788888888", "V123456788888888"),
        ("（浙江省广播电视局）网微剧备字（2024）第1号", "（浙）网微剧备字（2024）第1号"),
        ("（國家廣播電視總局）網微劇審字（2024）第1號", "（总局）网微剧审字（2024）第1号"),
        ("（申）网微剧备字（2024）第1号", "（沪）网微剧备字（2024）第1号"),
        ("（紅果短劇）網微劇備字（2024）第1號", "（红果）网微剧备字（2024）第1号"),
        ("（bilibili）网微剧备字（2024）第1号", "（哔哩哔哩）网微剧备字（2024）第1号"),
        ("（黔）网微剧备字（2024）第1号", "（贵）网微剧备字（2024）第1号"),
        ("（粵）網微劇備字（2024）第00123號", "（粤）网微剧备字（2024）第00123号"),
        ("（内蒙）网微剧审字（2024）第1号", "（蒙）网微剧审字（2024）第1号"),
        ("（芒果tv）网微剧备字（2024）第1号", "（芒果TV）网微剧备字（2024）第1号"),
        ("（某某）网微剧备字（2024）第1号", "（某某）网微剧备字（2024）第1号"),
        ("（湖南芒果）网微剧备字（2024）第1号", "（湖南芒果）网微剧备字（2024）第1号"),
        ("（青云）网微剧备字（2024）第1号", "（青云）网微剧备字（2024）第1号"),
    ],
)
def test_genuine_numbers(text: str, number: str) -> None:
    assert marker(text).number == number
    assert marker(text).printed == text


@pytest.mark.parametrize(
    "text",
    [
        "【浙】网微剧备字［２０２４］第００１２３号",
        "〔浙〕网微剧备字『2024』第00123号",
        "《浙》网微剧备字〈2024〉第00123号",
        "｛浙}网微剧备字⟨2024⟩第00123号",
        "「浙〕网微剧备字(2024】第00123号",
        "（ 浙 ）\n网 微 剧 备 字\n（ 2 0 2 4 ）第 0 0 1 2 3 号",
        "（浙（网微剧备字（2024（第00123号",
        "浙）网微剧备字（2024第00123号",
        "（浙网微剧备字2024）第00123号",
        "(Zhejiang) Net Micro Drama Record No.(2024) No.00123",
        "(Zhejiang)NetMicroDramaRecordNo.(2024)No.00123",
        "[zhejiang] NET MICRO-DRAMA record, no (2024); no: 00123",
        "（浙）Net Micro Drama Record №（2024）№００１２３",
        "(Zhejiang) Net Micro Drama\nRecord No.(2024)\nNo.00123\n2024 Company",
    ],
)
def test_every_printed_form_has_one_normal_form(text: str) -> None:
    assert marker(text).number == NORMAL


@pytest.mark.parametrize(
    ("text", "kind", "category"),
    [
        ("（总局）网微剧审字（2024）第1号", "nrta", "key"),
        ("（总局）网微剧备字（2024）第1号", "nrta", "ordinary"),
        ("（新）网微剧审字（2024）第1号", "province", "key"),
        ("（兵团）网微剧备字（2024）第1号", "province", "ordinary"),
        ("（番茄）网微剧备字（2024）第1号", "platform", "other"),
        ("（番茄）网微剧审字（2024）第1号", "platform", None),
        ("（某某）网微剧备字（2024）第1号", "unknown", None),
        ("（沪）网剧审字（2023）第1号", "province", None),
        ("(NRTA) Net Micro Drama Review No.(2024) No.1", "nrta", "key"),
        ("(General Administration) Net Micro Drama Review No.(2024) No.1", "nrta", "key"),
        ("(Zhe) Net Micro Drama Record No.(2024) No.1", "province", "ordinary"),
        ("(Inner Mongolia) Net Micro Drama Record No.(2024) No.1", "province", "ordinary"),
        ("(Tomato) Net Micro Drama Record No.(2024) No.1", "platform", "other"),
    ],
)
def test_the_issuer_decides_the_category(text: str, kind: str, category: str | None) -> None:
    assert (marker(text).issuer.kind, marker(text).category) == (kind, category)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("优酷网微剧备字〔2026〕第87728号", "（优酷）网微剧备字（2026）第87728号"),
        ("沪网微剧备字（2026）第1号", "（沪）网微剧备字（2026）第1号"),
        ("总局网微剧审字（2026）第1号", "（总局）网微剧审字（2026）第1号"),
        ("沪网剧审字（2023）第001号", "（沪）网剧审字（2023）第001号"),
        ("快 手 网 微 剧 备 字（2026）第1号", "（快手）网微剧备字（2026）第1号"),
        ("备案号：优酷网微剧备字（2026）第1号", "（优酷）网微剧备字（2026）第1号"),
        ("本剧备案号为优酷网微剧备字（2026）第1号", "（优酷）网微剧备字（2026）第1号"),
        ("某某剧场 快手网微剧备字（2026）第1号", "（快手）网微剧备字（2026）第1号"),
        ("某某剧场\n快手网微剧备字（2026）第1号", "（快手）网微剧备字（2026）第1号"),
        ("《我的剧》浙网微剧备字（2024）第1号", "（浙）网微剧备字（2024）第1号"),
    ],
)
def test_a_known_issuer_that_stands_alone_needs_no_brackets(text: str, number: str) -> None:
    assert (marker(text).number, marker(text).brackets) == (number, "none")


@pytest.mark.parametrize(
    "text",
    [
        "（优酷网微剧备字（2026）第1号",
        "优酷）网微剧备字（2026）第1号",
        "优酷网微剧备字2026）第1号",
        "|优酷网微剧备字（2026）第1号",
    ],
)
def test_where_a_bracket_was_lost_it_is_not_known_whether_there_were_others(text: str) -> None:
    assert (marker(text).number, marker(text).brackets) == ("（优酷）网微剧备字（2026）第1号", "unknown")


def test_numbers_one_after_the_other_are_told_apart_without_brackets() -> None:
    for between in ("", "、", " "):
        first, second = parse(f"{NORMAL}{between}优酷网微剧备字（2026）第2号")
        assert isinstance(first, Marker)
        assert isinstance(second, Marker)
        assert (first.number, second.number) == (NORMAL, "（优酷）网微剧备字（2026）第2号")


def test_an_issuer_behind_a_title_or_on_the_row_below_another_one_is_the_only_one() -> None:
    for before in ("《快手》", "（抖音）\n", "（全80集）", "（快手极速版）"):
        assert marker(f"{before}（快手）网微剧备字（2024）第1号").issuer.abbreviation == "快手"


def test_labelled_and_unlabelled_v_numbers() -> None:
    for before in ("备案号：", "上线备案号", "備案號為", "登记号 ", "（全80集）"):
        assert marker(f"{before}V123456788888888").document == "legacy"


@pytest.mark.parametrize("text", ["抖音网微剧备受关注", "抖音网微剧", "快手网微剧第3集"])
def test_an_issuer_before_words_of_a_series_is_no_number(text: str) -> None:
    assert parse(text) == ()


def test_a_v_number_is_legacy_and_names_nobody() -> None:
    found = marker("备案号： V1234567 88888888")
    assert (found.number, found.serial, found.document) == ("V123456788888888", "123456788888888", "legacy")
    assert (found.issuer, found.year, found.category) == (Issuer("unknown", None, None), None, None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("沪网微剧备字〔2026〕0123号", "no-第"),
        ("（浙）网微剧备字（2024）弟00123号", "no-第"),
        ("粤网剧审字(2026)第000000号", "zero-serial"),
        ("网微剧备字(2026)第001号", "no-issuer"),
        ("网剧审字(2022)第 001 号", "no-issuer"),
        ("（）网微剧备字（2024）第001号", "no-issuer"),
        ("（2024）网微剧备字（2024）第001号", "no-issuer"),
        ("网微剧上字(2026)第001号", "wrong-series"),
        ("(番茄) 网微剧备案字 (2026) 第597301号", "wrong-series"),
        ("（浙）网徽剧备字（2024）第00123号", "wrong-series"),
        ("（浙）网徽剧备宇（2024）第00123号", "wrong-series"),
        ("（浙）网激刷备字（2024）第00123号", "wrong-series"),
        ("（浙）网络微短剧备字（2024）第00123号", "wrong-series"),
        ("(问)网微副各字【2025】第00894号", "wrong-series"),
        ("（总局）网动审字（2022）第001号", "wrong-series"),
        ("(Zhejiang) Net Micro Drama Recond No.(2024) No.00123", "wrong-series"),
        ("(Zhejiang) Net Mlcro Dram1 Record No.(2024) No.00123", "wrong-series"),
        ("（浙）网-剧备字（2024）00123号", "wrong-series"),
        ("（浙）网微剧备字第（2024）00123号", "stray-text"),
        ("（浙）网微剧备字（2024）年第00123号", "stray-text"),
        ("（浙）网微剧备字第00123号", "no-year"),
        ("（浙）网微剧备字（）第00123号", "no-year"),
        ("（浙）网微剧备字（24）第00123号", "bad-year"),
        ("（浙）网微剧备字（2O24）第00123号", "bad-year"),
        ("（浙）网微剧备字（二〇二四）第00123号", "bad-year"),
        ("（浙）网微剧备字（2024）第号", "no-serial"),
        ("（浙）网微剧备字（2024）第OO123号", "letter-in-serial"),
        ("（浙）网微剧备字（2024）第00l23号", "letter-in-serial"),
        ("（浙）网微剧备字（2024）第0**23号", "letter-in-serial"),
        ("（浙）网微剧备字（2024）第\ufffd86号", "letter-in-serial"),
        ("(Zhejiang) Net Micro Drama Record No.(2024) No.0O123", "letter-in-serial"),
        ("（浙）网微剧备字（2024）第00123", "no-号"),
        ("（浙）网微剧备字（2024）第00123导演", "no-号"),
        ("（浙）网微剧备字（2024）第00123号-4", "goes-on"),
        ("（番茄）网微剧备字（2026）第84号205号", "goes-on"),
        ("（浙）网微剧备字（2024）第00123号之二", "goes-on"),
        ("（浙）网微剧备字（2024）第00123号-A", "goes-on"),
        ("（浙）网微剧备字（2024）第00123号附1", "goes-on"),
        ("（浙）网微剧备字（2024）第00123号、第00124号", "goes-on"),
        ("（浙）网微剧备字（2024）第00123号至00125号", "goes-on"),
        ("（浙）网微剧备字（2024）第00123号01", "unclear-end"),
        ("（浙）网微剧备字（2024）第00123号（二）", "unclear-end"),
        ("（浙）网微剧备字（2024）第00123号/1", "unclear-end"),
        ("（浙）网微剧备字（2024）第1234567890123号", "long-serial"),
        ("（抖音）网微剧备字（2024）第00123（快手）网微剧备字（2024）第00456号", "no-号"),
        ("(Tomato) Net Micro Drama Record No.(2024) No.00123-4", "goes-on"),
        ("(Tomato) Net Micro Drama Record No.(2024) No.00123 45", "unclear-end"),
        ("(Tomato) Net Micro Drama Record No.(2024) No.0012网", "unclear-end"),
        ("(Tomato) Net Micro Drama Record No.(2024) No.001)3", "unclear-end"),
        ("浙网微剧备字2024第00123号", "no-brackets"),
        ("（浙）网微剧备字2024第00123号", "no-brackets"),
        ("（某某网微剧备字（2024）第00123号", "no-brackets"),
        ("Zhejiang Net Micro Drama Record No.(2024) No.00123", "no-brackets"),
        ("某某网微剧备字（2024）第00123号", "no-issuer"),
        ("深圳网微剧备字（2024）第00123号", "not-an-issuer"),
        ("某京网微剧备字（2024）第00123号", "no-brackets"),
        ("腾讯优酷网微剧备字（2024）第00123号", "no-brackets"),
        ("某某剧场快手网微剧备字（2024）第00123号", "no-brackets"),
        ("某 某 剧 场 快 手 网 微 剧 备 字（2024）第00123号", "no-brackets"),
        ("腾讯·优酷网微剧备字（2024）第00123号", "no-brackets"),
        ("（某某）优酷网微剧备字（2024）第00123号", "no-brackets"),
        ("快手、优酷网微剧备字（2024）第00123号", "two-issuers"),
        ("（快手）优酷网微剧备字（2024）第00123号", "two-issuers"),
        ("（抖音）（快手）网微剧备字（2024）第00123号", "two-issuers"),
        ("（抖音）、（快手）网微剧备字（2024）第00123号", "two-issuers"),
        ("（抖音）和【快手】网微剧备字（2024）第00123号", "two-issuers"),
        ("（\n抖\n音\n）\n（\n快\n手\n）\n网\n微\n剧\n备\n字\n（2024）第00123号", "two-issuers"),
        ("（浙、沪）网微剧备字（2024）第00123号", "two-issuers"),
        ("（抖音/快手）网微剧备字（2024）第00123号", "two-issuers"),
        ("（抖音+快手）网微剧备字（2024）第00123号", "two-issuers"),
        ("（抖音×快手）网微剧备字（2024）第00123号", "two-issuers"),
        ("（北京上海）网微剧备字（2024）第00123号", "two-issuers"),
        ("（抖音 快手）网微剧备字（2024）第00123号", "two-issuers"),
        ("（抖音、某某）网微剧备字（2024）第00123号", "two-issuers"),
        ("(Douyin, Kuaishou) Net Micro Drama Record No.(2024) No.00123", "two-issuers"),
        ("(Douyin and Kuaishou) Net Micro Drama Record No.(2024) No.00123", "two-issuers"),
        ("（深圳市）网微剧备字（2024）第00123号", "not-an-issuer"),
        ("（臺灣）網微劇備字（2024）第00123號", "not-an-issuer"),
        ("（澳）网微剧备字（2024）第00123号", "not-an-issuer"),
        ("（重）网微剧审字（2024）第00123号", "not-an-issuer"),
        ("（播出平台简称）网微剧备字（2024）第00123号", "not-an-issuer"),
        ("（播出平台简称）网微剧备字（年份）第xxx号", "bad-year"),
        ("(abbr) Net Micro Drama Record No.(2024) No.00123", "not-an-issuer"),
        ("(Douyin) Wang Wei Ju Bei Zi (2024) Di 00123 Hao", "wrong-series"),
        ("(Douyin) Wǎng Wēi Jù Bèi Zì (2024) Dì 00123 Hào", "wrong-series"),
        ("(Douyin) Wangweiju Shenzi (2024) No. 00123", "wrong-series"),
        ("(Hu) Wang Ju Shen Zi (2023) Di 001 Hao", "wrong-series"),
        ("备案号：（2024）第00123号", "no-series"),
        ("備案號：第00123號", "no-series"),
        ("（抖音）（2024）第00123号", "no-series"),
        ("备案号：（抖音）（2024）第00123号", "no-series"),
        ("备案号：抖音（2024）第00123号", "no-series"),
        ("备案号：〔2024〕00123号", "no-series"),
        ("（抖音）短剧备字（2024）第00123号", "wrong-series"),
        ("网微剧备案（2024）第00123号", "wrong-series"),
        ("）优酷网微剧备字（2024）第00123号", "no-brackets"),
        ("1优酷网微剧备字（2024）第00123号", "no-brackets"),
        ("优酷网微剧备字2024第00123号", "no-brackets"),
        ("某番茄）网微剧备字（2024）第00123号", "no-brackets"),
        ("（浙）网微剧备字", "truncated"),
        ("（浙）网微剧备", "truncated"),
        ("（浙）网微剧备字（20", "truncated"),
        ("（浙）网微剧备字（2024）第", "truncated"),
        ("（浙）网微剧备字\n第1集", "truncated"),
        ("剧备字（2024）第00123号", "truncated"),
        ("(Zhejiang) Net Micro Drama Record", "truncated"),
        ("V000000000000000", "zero-serial"),
        ("备案号：V12345678888888", "bad-v-number"),
        ("备案号：3301232024010012", "bad-v-number"),
        ("登记備案號 330123202401001", "bad-v-number"),
    ],
)
def test_near_misses(text: str, why: str) -> None:
    assert reason(text) == why


def test_a_near_miss_prints_what_stands_there() -> None:
    assert only("备案号:沪网微剧备字〔2026〕\n0123号 全集").printed == "沪网微剧备字〔2026〕\n0123号"


LOOK_ALIKES = (
    "网络视听节目许可证：0110487号",
    "信息网络传播视听节目许可证 1907174",
    "京ICP备16032848号-4",
    "粤公网安备 44010402002051号",
    "广电办发〔2024〕35号",
    "杭房预许字（2026）第00455号",
    "中财国信审字（2025）第1122号",
    "致同审字（2026）第110A号",
    "广播电视节目制作经营许可证（京）字第12345号",
    "公安备案号：44010402002051",
)


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_look_alikes_are_nothing_also_with_a_character_off(text: str) -> None:
    assert parse(text) == ()
    for place in range(len(text)):
        assert parse(text[:place]) == ()
        assert parse(text[place:]) == ()
        for letter in ("", "网", "微", "剧", "备", "审", "字", "第", "号", "（", "浙", "0"):
            assert parse(text[:place] + letter + text[place + 1 :]) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "（2024）第00123号",
        "（京）剧审字（2023）第005号",
        "这部网剧备受关注，第1季第3集",
        "本网微剧备案（2024）已公示",
        "网络剧审核2024年第3号文件",
        "他在网微博上说剧审批了没有",
        "网络微短剧《我的剧》备案了吗",
        "a net micro drama is not good, no (really) no",
        "抖音号：V123456789",
        "订单号 AV1234567888888881",
        "V1234567888888889",
        "订单V123456789012345",
        "订单号：V123456789012345",
        "快递单号 V123456789012345",
        "公安备案号：4401040200205112",
        "ICP备案号：（2024）第00123号",
        "（某某）（2024）第00123号",
        "（抖音）第5号",
        "（浙）短剧备字（2024）第00123号",
        "网微剧审核第3号文件",
        "（沪）网食备字（2024）第00123号",
        "（沪）网游备字（2024）第00123号",
        "导演 Wang Wei，Ju Bei",
    ],
)
def test_ordinary_text_is_nothing(text: str) -> None:
    assert parse(text) == ()


def test_all_numbers_of_a_text_are_found_in_order() -> None:
    text = f"某某公司 {NORMAL}（番茄）网微剧备字（2026）第847205号 V123456788888888 网微剧上字(2026)第1号"
    found = parse(text)
    assert [getattr(record, "number", None) for record in found] == [
        NORMAL,
        "（番茄）网微剧备字（2026）第847205号",
        "V123456788888888",
        None,
    ]
    assert [text.index(record.printed) for record in found] == sorted(
        text.index(record.printed) for record in found
    )


@pytest.mark.parametrize(
    "tail",
    [
        " -4",
        " 4",
        "\n4",
        "（全80集）",
        "\n-4",
        "号",
        "一第2集",
        "2024年出品",
        "01:23",
        "之最强王者",
        "、全80集",
        "（快手）",
        "-AI",
        "1080P",
        "12+",
        "/全80集",
    ],
)
def test_what_follows_the_number_is_not_part_of_it(tail: str) -> None:
    assert marker(NORMAL + tail).printed == NORMAL


def test_the_length_of_a_serial_is_not_judged_but_for_nonsense() -> None:
    for digits in (1, 12):
        assert marker(f"（浙）网微剧备字（2024）第{'7' * digits}号").serial == "7" * digits


def test_a_legacy_year_is_not_judged_here() -> None:
    assert marker("（浙）网微剧备字（9999）第1号").year == 9999


def test_every_reason_is_explained() -> None:
    assert set(REASONS) == set(get_args(Reason))
    assert set(REASONS) >= INCOMPLETE
    assert explanation("no-第") == REASONS["no-第"]


PIECES = [
    *"(）1a\n",
    "网微剧",
    "网剧",
    "网微剧备字（",
    "（浙）网微剧备字（2024）第",
    "剧备字",
    "（浙",
    "V1",
    "(浙)",
]
PIECES += ["Net Micro Drama Record No.", "网微剧备字（2024）第" + "1" * 500, "备案号：V"]


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_the_time_is_linear(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        began = process_time()
        parse(text)
        return process_time() - began

    seconds(1_000)
    few = min(seconds(20_000) for _ in range(3))
    # A slow moment of the machine is measured again; a time that is not linear stays too long.
    assert any(seconds(100_000) < 20 * few + 0.05 for _ in range(5))
