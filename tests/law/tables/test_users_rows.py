"""A user's text adds rows to the tables, or replaces them, without code."""

from dataclasses import replace
from datetime import date

import pytest

from detector.errors import SettingsError
from detector.i18n import Localized
from detector.law.tables.loader import extended, shipped
from detector.law.verdict.decision import build_case, decide
from tests.law.cases import case_of, screen_of
from tests.law.tables.test_loader import CLASS, LIMIT

LAW = shipped()
SOURCE = """[[source]]
id = "nrta-2027"
title = "A notice of 2027"
url = ""
"""
PLATFORM = """[[prefix]]
prefix = "星光"
operator = "Xingguang"
apps = ["星光"]
english_names = ["Starlight"]
evidence = "observed"

[[app]]
app = "星光"
other_names = ["星光短剧"]
"""


def test_a_users_text_adds_a_platform_without_code() -> None:
    number = "（星光）网微剧备字（2026）第00001号"
    before = case_of(*screen_of(number), platform="星光短剧")
    assert [marker.issuer.kind for marker in before.markers] == ["unknown"]
    law = extended("mine.toml", PLATFORM)
    for platform, codes in [("星光短剧", set()), ("快手", {"NMD201"})]:
        episode = replace(before.episode, platform=platform)
        case = build_case(episode, before.opening, date(2026, 8, 1), before.policy, law)
        assert [marker.category for marker in case.markers] == ["other"]
        assert {finding.code for finding in decide(case).findings} == codes


FORM = """[[series]]
series = "网微剧编字"
other_forms = []
document = "record"
era = "current"
english = ""
paper = "programme number of a class-three drama"
first_year = 2026
source = "nrta-order-16"
clause = "a form as if it were published"
evidence = "official"
"""


def test_a_form_that_is_published_is_a_row_and_no_code() -> None:
    before = case_of(*screen_of("（红果）网微剧编字（2026）第00123号"), production="live-action")
    assert {finding.code for finding in decide(before).findings} == {"NMD908"}
    case = build_case(
        before.episode, before.opening, before.as_of, before.policy, extended("mine.toml", FORM)
    )
    assert [(marker.series, marker.category) for marker in case.markers] == [("网微剧编字", "other")]
    assert (decide(case).outcome, decide(case).findings) == ("pass", ())


LABEL = """[[label]]
label = "短剧登记码"
paper = "some paper"
stands = "anywhere"
in_force_from = 2026-10-01
in_force_until = 2026-10-31
source = "nrta-order-16"
clause = "a label as if it were used"
evidence = "observed"
"""


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 9, 30), "NMD101"),
        (date(2026, 10, 1), "NMD908"),
        (date(2026, 10, 31), "NMD908"),
        (date(2026, 11, 1), "NMD101"),
    ],
)
def test_a_label_is_a_row_with_its_days(day: date, code: str) -> None:
    case = case_of(*screen_of("短剧登记码：HG0001"))
    case = build_case(case.episode, case.opening, day, case.policy, extended("mine.toml", LABEL))
    assert {finding.code for finding in decide(case).findings} == {code}


@pytest.mark.parametrize("pattern", ["'('", "'第[0-9]+号'"])
def test_a_form_is_an_expression_with_a_year(pattern: str) -> None:
    row = f"""[[form]]
form = "mine"
pattern = {pattern}
in_force_from = 2026-09-01
source = "nrta-order-16"
clause = "none"
evidence = "inferred"
"""
    with pytest.raises(SettingsError, match="pattern"):
        extended("mine.toml", row)


OVERLAY = """[[app]]
app = "快手"
other_names = []
overlay = "observed"
overlay_source = "a picture of the app"
"""


def test_an_app_that_draws_the_number_is_a_row() -> None:
    before = case_of(platform="快手", production="live-action")
    assert {finding.code for finding in decide(before).findings} == {"NMD101"}
    law = extended("mine.toml", OVERLAY)
    case = build_case(before.episode, before.opening, before.as_of, before.policy, law)
    assert {finding.code for finding in decide(case).findings} == {"NMD909"}
    with pytest.raises(SettingsError, match="overlay_source"):
        extended("mine.toml", OVERLAY.partition("overlay_source")[0])


def test_episodes_are_shorter_than_20_minutes_since_order_16() -> None:
    assert LAW.duration(date(2026, 8, 31)) is None
    row = LAW.duration(date(2026, 9, 1))
    assert row is not None
    assert row.shorter_than_ms == 20 * 60 * 1000


def test_a_users_text_adds_another_duration_without_code() -> None:
    law = extended(
        "mine.toml",
        """[[duration]]
id = "2028"
in_force_from = 2028-01-01
shorter_than_ms = 900_000
source = "nrta-order-16"
clause = "shorter episodes"
evidence = "news"
""",
    )
    case = case_of(*screen_of("（浙）网微剧备字（2024）第1号"), duration_ms=900_000, as_of=date(2028, 1, 1))
    assert "NMD402" not in {finding.code for finding in decide(case).findings}
    (finding,) = (
        finding for finding in decide(replace(case, provisions=law)).findings if finding.code == "NMD402"
    )
    assert finding.source.clause == "shorter episodes"


def test_a_users_text_adds_a_limit_without_code() -> None:
    law = extended("mine.toml", LIMIT + SOURCE)
    new, ai = law.limit("live-action", date(2027, 1, 1)), law.limit("ai", date(2027, 1, 1))
    assert new is not None
    assert ai is not None
    assert (new.id, ai.id) == ("2027", "2026-ai")
    before = law.limit("live-action", date(2026, 12, 31))
    assert before is not None
    assert before.id == "2026"
    assert law.source("nrta-2027", Localized("new costs", "新标准")).title == "A notice of 2027"
    assert law.added == LIMIT + SOURCE


def test_a_users_row_replaces_the_shipped_one_of_the_same_key() -> None:
    law = extended("mine.toml", '[[app]]\napp = "红果"\nother_names = ["新红果"]\n')
    assert (law.app_named("新红果"), law.app_named("红果短剧")) == ("红果", None)
    assert LAW.app_named("红果短剧") == "红果"


NEW_SERIES = """[[series]]
series = "微短剧发字"
other_forms = []
document = "review"
era = "current"
english = "Micro Drama Licence"
paper = "number of a 微短剧发行许可证"
first_year = 2026
source = "nrta-order-16"
clause = "the form, once it is published"
evidence = "inferred"
"""


def test_a_users_text_adds_a_form_of_numbers_without_code() -> None:
    law = extended("mine.toml", NEW_SERIES)
    for number in ("（浙）微短剧发字（2026）第00012号", "(Zhejiang) Micro Drama Licence No.(2026) No.00012"):
        before = case_of(*screen_of(number))
        assert before.markers == ()
        case = build_case(before.episode, before.opening, before.as_of, before.policy, law)
        assert [(marker.series, marker.category) for marker in case.markers] == [("微短剧发字", "key")]
        assert decide(case).outcome == "pass"


def test_a_platform_needs_no_english_name() -> None:
    law = extended("mine.toml", PLATFORM.replace('"Starlight"', ""))
    found = law.issuer_named("星光")
    assert found is not None
    assert found.name == "星光"


def test_an_empty_text_adds_nothing() -> None:
    assert extended("mine.toml", "").limits == LAW.limits


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[limits]]\n", "limits: is no known table"),
        ("[[limit]]\n", "row 1: id: is missing"),
        ("limit = 1\n", "no .*limit.* rows"),
        ("[[limit", "no valid TOML"),
        (LIMIT, r"line 7: \[\[limit\]\] row 1: source: no .*source.* has the id 'nrta-2027'"),
        (
            PLATFORM.partition("[[app]]")[0],
            r"line 4: \[\[prefix\]\] row 1: apps: no .*app.* is called '星光'",
        ),
        (
            CLASS.replace("2027", "2026").replace("01-01", "09-01"),
            r"line 3: \[\[class\]\] row 1: in_force_from: row 'class-one'",
        ),
        ('[[confusable]]\npair = "ab"\n', "confusable: is no known table"),
        (PLATFORM + '[[app]]\napp = "月光"\n', r"line 11: \[\[app\]\] row 2: other_names: is missing"),
        (PLATFORM.replace('apps = ["星光"]', "apps = []"), r"line 4: .* row 1: apps: names none"),
        (
            PLATFORM.replace('prefix = "星光"', 'prefix = "（星光）"'),
            "line 2: .*prefix: '（星光）' is no name",
        ),
        (
            PLATFORM.replace('prefix = "星光"', 'prefix = "浙"'),
            r"line 2: .*'浙' stands for \[\[issuer\]\] '浙'",
        ),
        (PLATFORM.replace("Starlight", "Tomato"), "line 5: .*english_names: 'Tomato' stands for .* '番茄'"),
        (PLATFORM.replace("星光短剧", "红果短剧"), "line 10: .*other_names: '红果短剧' stands for .* '红果'"),
        ("app = [{ app = 7, other_names = [] }]\n", r"\[\[app\]\] row 1: app: 7 is no text"),
    ],
)
def test_a_users_wrong_text_is_refused(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=f"^mine.toml: .*{message}"):
        extended("mine.toml", text)


MOVED = """[[date]]
id = "order-16-from"
day = 2027-01-01
source = "nrta-order-16"
clause = "put off"
evidence = "official"
"""


def test_a_users_text_moves_a_day_without_code() -> None:
    number, law = "（浙）网微剧备字（2026）第00012号", extended("mine.toml", MOVED)
    before = case_of(*screen_of(number, "本故事纯属虚构"))
    codes = {
        (tables, day): {
            finding.code
            for finding in decide(
                build_case(before.episode, before.opening, day, before.policy, tables)
            ).findings
        }
        for tables in (LAW, law)
        for day in (date(2026, 8, 31), date(2026, 9, 1), date(2026, 12, 31), date(2027, 1, 1))
    }
    old_form = {
        tables: [day for (held, day), found in codes.items() if held is tables and "NMD110" in found]
        for tables in (LAW, law)
    }
    assert old_form[LAW] == [date(2026, 9, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert old_form[law] == [date(2027, 1, 1)]


def test_a_day_that_no_rule_asks_for_is_refused() -> None:
    with pytest.raises(
        SettingsError, match=r"mine.toml: line 2: \[\[date\]\] row 1: id: no rule asks for this day"
    ):
        extended("mine.toml", MOVED.replace("order-16-from", "order-17-from"))


@pytest.mark.parametrize(("day", "is_old"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_a_form_is_old_from_the_day_after_its_last(day: date, *, is_old: bool) -> None:
    series = NEW_SERIES.replace("first_year = 2026", "first_year = 2026\nform_until = 2026-12-31")
    law = extended("mine.toml", series)
    before = case_of(*screen_of("（浙）微短剧发字（2026）第00012号"))
    case = build_case(before.episode, before.opening, day, before.policy, law)
    assert ("NMD110" in {finding.code for finding in decide(case).findings}) is is_old
