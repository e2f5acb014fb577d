"""The tables hold what the notice and the evidence say, and wrong rows are refused by name."""

from datetime import date

import pytest

from detector.errors import SettingsError
from detector.i18n import Localized
from detector.law.tables.loader import shipped, source
from detector.law.tables.schema import AppRow, ClassRow, LimitRow, PrefixRow
from detector.law.tables.toml_rows import TableFile, read_rows
from detector.records import Category, Production

LAW = shipped()
PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"


def test_all_provinces_the_corps_and_nrta_are_there() -> None:
    assert {row.abbreviation for row in LAW.issuers} == {*PROVINCES, "兵团", "总局"}


@pytest.mark.parametrize(
    ("other", "canonical"),
    [("黔", "贵"), ("滇", "云"), ("秦", "陕"), ("陇", "甘"), ("蜀", "川"), ("内蒙", "蒙")],
)
def test_other_names_of_provinces(other: str, canonical: str) -> None:
    found = LAW.issuer_named(other)
    assert found is not None
    assert found.abbreviation == canonical


@pytest.mark.parametrize(
    ("name", "canonical"),
    [("浙江", "浙"), ("浙江省", "浙"), ("浙江省广播电视局", "浙"), ("廣東省廣播電視局", "粤"), ("上海", "沪"),
     ("申", "沪"), ("內蒙古自治區", "蒙"), ("寧夏", "宁"), ("重庆市", "渝"), ("新疆生产建设兵团", "兵团"),
     ("广电总局", "总局"),
     ("国家广播电视总局", "总局"), ("國家新聞出版廣電總局", "总局"), ("浙江剧", None), ("某省", None)],
)  # fmt: skip
def test_longer_older_and_traditional_names_of_authorities(name: str, canonical: str | None) -> None:
    found = LAW.issuer_named(name)
    assert (found and found.abbreviation) == canonical


@pytest.mark.parametrize(
    ("name", "canonical"),
    [("红果短剧", "红果"), ("紅果免費短劇", "红果"), ("抖音集团", "抖音"), ("B站", "哔哩哔哩"),
     ("bilibili", "哔哩哔哩"), ("騰訊視頻", "腾讯视频"), ("芒果", "芒果TV"), ("微信小程序", "微信"),
     ("喜番", "快手"), ("抖音短剧", "抖音"), ("淘宝微短剧", "淘宝"), ("B站APP", "哔哩哔哩"),
     ("某短剧", None), ("字节跳动", None), ("腾讯", None)],
)  # fmt: skip
def test_names_by_which_users_know_a_platform(name: str, canonical: str | None) -> None:
    found = LAW.issuer_named(name)
    assert (found and found.abbreviation) == canonical


@pytest.mark.parametrize(
    ("name", "is_none"),
    [("深圳", True), ("深圳市", True), ("浙江省杭州市", True), ("杭州市广播电视局", True), ("香港", True),
     ("臺灣", True), ("重", True), ("播出平台简称", True), ("Macao", True), ("浙江", False),
     ("北京市", False), ("某平台", False), ("九州", False), ("浙江剧", False)],
)  # fmt: skip
def test_who_can_be_no_issuer(name: str, is_none: bool) -> None:
    assert LAW.is_no_issuer(name) is is_none


def test_no_issuer_is_among_those_who_can_be_none() -> None:
    names = [name for row in LAW.issuers for name in (row.abbreviation, *row.other_names, *row.all_regions)]
    names += [name for row in LAW.prefixes for name in (row.prefix, *row.english_names)]
    names += [name for row in LAW.apps for name in (row.app, *row.other_names)]
    assert [name for name in names if LAW.is_no_issuer(name)] == []


def test_pinyin_that_two_provinces_share_names_neither() -> None:
    found = LAW.issuer_named("Zhe", english=True)
    assert found is not None
    assert found.abbreviation == "浙"
    for shared in ("Ji", "Jin", "Yu", "Gui", "Gan"):
        assert LAW.issuer_named(shared, english=True) is None


def test_english_names_count_in_english_only() -> None:
    assert LAW.issuer_named("Shaanxi") is None
    shaanxi, shanxi = LAW.issuer_named("SHAANXI", english=True), LAW.issuer_named("shanxi", english=True)
    assert shaanxi is not None
    assert shanxi is not None
    assert (shaanxi.abbreviation, shanxi.abbreviation) == ("陕", "晋")


def test_no_english_name_means_two_issuers() -> None:
    names = [(name, row.abbreviation) for row in LAW.issuers for name in (row.name, *row.other_names)]
    names += [(name, row.prefix) for row in LAW.prefixes for name in row.english_names]
    for name, abbreviation in names:
        found = LAW.issuer_named(name, english=True)
        assert found is not None
        assert found.abbreviation == abbreviation


def test_the_longest_name_wins() -> None:
    assert LAW.longest_issuer_at_end("某视频号") == "视频号"
    assert LAW.longest_issuer_at_end("内蒙") == "内蒙"
    assert LAW.longest_issuer_at_end("号") == ""


def test_a_prefix_may_be_valid_on_apps_of_another_name() -> None:
    row = LAW.prefix_row("番茄")
    assert row is not None
    assert {"番茄", "红果"} <= set(row.apps)
    assert LAW.app_named("红果短剧") == "红果"
    assert LAW.app_named("DOUYIN") == "抖音"
    assert LAW.app_named("nobody") is None


def test_every_app_of_a_prefix_has_a_row() -> None:
    named = {app for row in LAW.prefixes for app in row.apps}
    assert named == {row.app for row in LAW.apps}


def test_series_have_one_canonical_name() -> None:
    row = LAW.series_row("网络剧审字")
    assert row is not None
    assert row.series == "网剧审字"
    assert LAW.is_current("网微剧备字")
    assert not LAW.is_current("网剧审字")
    assert not LAW.is_current("V")
    assert LAW.series_row("剧审字") is None


def test_a_source_has_title_and_clause() -> None:
    assert source("nrta-order-16", Localized("Article 27", "第二十七条")).url.startswith(
        "https://www.nrta.gov.cn/"
    )
    with pytest.raises(SettingsError, match="nobody"):
        source("nobody", Localized("", ""))


GOOD = '[[app]]\napp = "红果"\nother_names = []\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[app]", "no valid TOML"),
        ("", r"no \[\[app\]\] rows"),
        ("app = [1]", r"no \[\[app\]\] rows"),
        (GOOD + '[[app]]\napp = "番茄"\n', "row 2: other_names: is missing"),
        (GOOD + '[[app]]\napp = "番茄"\nother_names = []\nurl = ""\n', "row 2: url: is no known field"),
        (GOOD + "[[app]]\napp = 7\nother_names = []\n", "row 2: app: 7 is no text"),
        (GOOD + '[[app]]\napp = " "\nother_names = []\n', "row 2: app: ' ' is no text"),
        (GOOD + '[[app]]\napp = "番茄"\nother_names = ["", 1]\n', "row 2: other_names: '' is no text"),
        (GOOD + '[[app]]\napp = "番茄"\nother_names = "x"\n', "row 2: other_names: 'x' is no list of texts"),
        (GOOD + GOOD, "row 2: app: '红果' stands in an earlier row"),
    ],
)
def test_wrong_rows_are_refused(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=f"apps.toml: .*{message}"):
        read_rows(TableFile("apps.toml", text), "app", AppRow)


def test_a_wrong_choice_is_refused() -> None:
    text = (
        '[[prefix]]\nprefix = "a"\noperator = "b"\napps = ["c"]\nenglish_names = ["d"]\nevidence = "rumour"\n'
    )
    with pytest.raises(
        SettingsError, match="row 1: evidence: 'rumour' is none of observed, developer, likely"
    ):
        read_rows(TableFile("platforms.toml", text), "prefix", PrefixRow)


CLASS = """[[class]]
id = "x"
in_force_from = 2027-01-01
category = "key"
name = "甲类"
paper = "a paper"
source = "nrta-order-16"
clause = "a clause"
evidence = "official"
"""
LIMIT = """[[limit]]
id = "2027"
in_force_from = 2027-01-01
productions = ["live-action", "animation"]
ordinary_from_cny = 500_000
key_from_cny = 2_000_000
source = "nrta-2027"
clause = "new costs"
evidence = "news"
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2027-01-01", '"soon"', "in_force_from: 'soon' is no date"),
        ("2027-01-01", "2027-01-01T00:00:00", "in_force_from: .* is no date"),
        ('"official"', '"rumour"', "evidence: 'rumour' is none of official"),
        ('"key"', '"重点"', "category: '重点' is none of key, ordinary, other"),
        ('"a paper"', "[]", r"paper: \[\] is no text"),
        ('clause = "a clause"\n', "", "clause: is missing"),
    ],
)
def test_wrong_classes_are_refused(old: str, new: str, message: str) -> None:
    assert old in CLASS
    with pytest.raises(SettingsError, match=rf"^mine.toml: line \d+: \[\[class\]\] row 1: {message}"):
        read_rows(TableFile("mine.toml", CLASS.replace(old, new)), "class", ClassRow)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("500_000", '"500"', "ordinary_from_cny: '500' is no whole number"),
        ("500_000", "-1", "ordinary_from_cny: -1 is no whole number"),
        ("500_000", "true", "ordinary_from_cny: True is no whole number"),
        ("500_000", "2_000_001", "key_from_cny: is less than ordinary_from_cny"),
        ('"live-action", "animation"', "", "productions: names none"),
        ('"animation"', '"puppets"', "productions: 'puppets' is none of live-action"),
    ],
)
def test_wrong_limits_are_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(SettingsError, match=rf"^mine.toml: line \d+: \[\[limit\]\] row 1: {message}"):
        read_rows(TableFile("mine.toml", LIMIT.replace(old, new, 1)), "limit", LimitRow)


@pytest.mark.parametrize(
    ("production", "on", "other", "ordinary", "key"),
    [
        ("live-action", date(2024, 2, 5), 299_999, 300_000, 1_000_000),
        ("live-action", date(2025, 12, 31), 299_999, 300_000, 1_000_000),
        ("live-action", date(2026, 1, 1), 999_999, 1_000_000, 3_000_000),
        ("animation", date(2026, 7, 1), 999_999, 1_000_000, 3_000_000),
        ("ai", date(2025, 12, 31), 299_999, 300_000, 1_000_000),
        ("ai", date(2026, 6, 30), 999_999, 1_000_000, 3_000_000),
        ("ai", date(2026, 7, 1), 299_999, 300_000, 800_000),
        ("live-action", date(2026, 9, 1), 999_999, 1_000_000, 3_000_000),
    ],
)
def test_limits_to_the_day_and_to_the_yuan(
    production: Production, on: date, other: int, ordinary: int, key: int
) -> None:
    limit = LAW.limit(production, on)
    assert limit is not None
    expected: list[tuple[int, Category]] = [
        (0, "other"), (other, "other"), (ordinary, "ordinary"), (key - 1, "ordinary"), (key, "key"),
    ]  # fmt: skip
    assert [(cost, limit.category(cost)) for cost, _ in expected] == expected


def test_before_the_notice_there_is_no_limit() -> None:
    assert LAW.limit("ai", date(2024, 2, 4)) is None
    assert LAW.trigger("special_theme", date(2024, 2, 4)) is None


def test_a_category_has_the_name_of_its_time() -> None:
    assert LAW.class_name("key", date(2024, 2, 4)) == "重点"
    assert LAW.class_name("key", date(2026, 8, 31)) == "重点"
    assert LAW.class_name("key", date(2026, 9, 1)) == "一类"


def test_the_days_of_the_law() -> None:
    assert shipped().day("back-filing-until") == date(2024, 5, 31)
    assert shipped().day("recorded-only-from") == date(2024, 6, 1)
    assert shipped().day("ai-label-from") == date(2025, 9, 1)
    assert shipped().day("order-16-from") == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("place", "province"),
    [("浙", "浙"), ("浙江省杭州市", "浙"), ("Zhejiang", "浙"), ("内蒙古自治区", "蒙"), ("新疆", "新"),
     ("新疆生产建设兵团", "兵团"), ("黔", "贵"), ("番茄", None), ("某地", None), ("总局", None), ("", None)],
)  # fmt: skip
def test_a_province_by_any_of_its_names(place: str, province: str | None) -> None:
    found = LAW.province_named(place)
    assert (found.abbreviation if found else None) == province
