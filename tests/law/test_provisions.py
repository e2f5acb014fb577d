"""The tables hold what the notice and the evidence say, and wrong rows are refused by name."""

import pytest

from detector.errors import SettingsError
from detector.law.provisions import (
    app_named,
    app_rows,
    is_current,
    issuer_named,
    issuer_rows,
    longest_issuer_at_end,
    prefix_row,
    prefix_rows,
    series_row,
    source,
)
from detector.law.rows import AppRow, PrefixRow, read_rows

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"


def test_all_provinces_the_corps_and_nrta_are_there() -> None:
    assert {row.abbreviation for row in issuer_rows()} == {*PROVINCES, "兵团", "总局"}


@pytest.mark.parametrize(
    ("other", "canonical"),
    [("黔", "贵"), ("滇", "云"), ("秦", "陕"), ("陇", "甘"), ("蜀", "川"), ("内蒙", "蒙")],
)
def test_other_names_of_provinces(other: str, canonical: str) -> None:
    found = issuer_named(other)
    assert found is not None
    assert found.abbreviation == canonical


def test_english_names_count_in_english_only() -> None:
    assert issuer_named("Shaanxi") is None
    shaanxi, shanxi = issuer_named("SHAANXI", english=True), issuer_named("shanxi", english=True)
    assert shaanxi is not None
    assert shanxi is not None
    assert (shaanxi.abbreviation, shanxi.abbreviation) == ("陕", "晋")


def test_no_english_name_means_two_issuers() -> None:
    names = [(name, row.abbreviation) for row in issuer_rows() for name in (row.name, *row.other_names)]
    names += [(name, row.prefix) for row in prefix_rows() for name in row.english_names]
    for name, abbreviation in names:
        found = issuer_named(name, english=True)
        assert found is not None
        assert found.abbreviation == abbreviation


def test_the_longest_name_wins() -> None:
    assert longest_issuer_at_end("某视频号") == "视频号"
    assert longest_issuer_at_end("内蒙") == "内蒙"
    assert longest_issuer_at_end("号") == ""


def test_a_prefix_may_be_valid_on_apps_of_another_name() -> None:
    row = prefix_row("番茄")
    assert row is not None
    assert {"番茄", "红果"} <= set(row.apps)
    assert app_named("红果短剧") == "红果"
    assert app_named("DOUYIN") == "抖音"
    assert app_named("nobody") is None


def test_every_app_of_a_prefix_has_a_row() -> None:
    named = {app for row in prefix_rows() for app in row.apps}
    assert named == {row.app for row in app_rows()}


def test_series_have_one_canonical_name() -> None:
    row = series_row("网络剧审字")
    assert row is not None
    assert row.series == "网剧审字"
    assert is_current("网微剧备字")
    assert not is_current("网剧审字")
    assert not is_current("V")
    assert series_row("剧审字") is None


def test_a_source_has_title_and_clause() -> None:
    assert source("nrta-order-16", "Article 27").url.startswith("https://www.nrta.gov.cn/")
    with pytest.raises(SettingsError, match="nobody"):
        source("nobody", "")


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
        (GOOD + '[[app]]\napp = "番茄"\nother_names = ["", 1]\n', "row 2: other_names: .* no list of texts"),
        (GOOD + GOOD, "row 2: app: '红果' stands in an earlier row"),
    ],
)
def test_wrong_rows_are_refused(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=f"apps.toml: .*{message}"):
        read_rows("apps.toml", text, "app", AppRow)


def test_a_wrong_choice_is_refused() -> None:
    text = (
        '[[prefix]]\nprefix = "a"\noperator = "b"\napps = ["c"]\nenglish_names = ["d"]\nevidence = "rumour"\n'
    )
    with pytest.raises(SettingsError, match="row 1: evidence: 'rumour' is none of observed, likely"):
        read_rows("platforms.toml", text, "prefix", PrefixRow)
