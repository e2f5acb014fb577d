"""From sightings to an outcome."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from detector.law.case import Case
from detector.law.rules import RULES
from detector.law.tables.loader import extended, shipped
from detector.law.tables.schema import PrefixRow
from detector.law.verdict.decision import decide
from detector.records import Finding
from tests.law.cases import case_of, hidden_at, policy_named, screen_of, sighting

LAW = shipped()
NORMAL = "（浙）网微剧备字（2024）第00123号"
LIMIT = """[[limit]]
id = "2027"
in_force_from = 2027-01-01
productions = ["live-action", "animation"]
ordinary_from_cny = 500_000
key_from_cny = 2_000_000
source = "nrta-2024-35"
clause = "new costs"
evidence = "news"
"""
BEFORE_ORDER_16 = date(2026, 8, 31)
"""From the next day on every number of the notice has a note (NMD110)."""


def test_a_sure_number_passes_without_findings() -> None:
    verdict = decide(case_of(*screen_of(NORMAL, "本故事纯属虚构"), as_of=BEFORE_ORDER_16))
    assert (verdict.outcome, verdict.findings) == ("pass", ())


def test_a_breach_fails_and_names_its_source() -> None:
    verdict = decide(case_of(frames_due=34))
    (finding,) = verdict.findings
    assert verdict.outcome == "fail"
    assert (finding.code, finding.severity) == ("NMD101", "block")
    assert finding.source.url == "https://www.nrta.gov.cn/art/2025/2/5/art_113_70148.html"
    assert finding.confidence == 0.8807, "31 of 34 instants, and what a reader may overlook"


def test_not_known_is_undecided() -> None:
    assert decide(case_of(frames_seen=1)).outcome == "undecided"


def test_a_block_outweighs_not_known() -> None:
    case = case_of(
        *screen_of("（番茄）网微剧备字（2026）第1号", "（七猫）网微剧备字（2026）第2号"),
        platform="快手",
        as_of=BEFORE_ORDER_16,
    )
    verdict = decide(case)
    assert [finding.code for finding in verdict.findings] == ["NMD201", "NMD201", "NMD902"]
    assert verdict.outcome == "fail"


def test_only_the_rules_of_the_day_are_asked() -> None:
    case = case_of()
    for rule in RULES:
        asked: list[Case] = []

        def watch(case: Case, asked: list[Case] = asked) -> Iterator[Finding]:
            asked.append(case)
            return iter(())

        watched = replace(rule, check=watch)
        first, last = rule.in_force_from(case.provisions), rule.in_force_until(case.provisions)
        if first:
            decide(replace(case, as_of=first - timedelta(days=1)), [watched])
        if last:
            decide(replace(case, as_of=last + timedelta(days=1)), [watched])
        assert asked == []
        decide(replace(case, as_of=first or date.min), [watched])
        decide(replace(case, as_of=last or date.max), [watched])
        assert len(asked) == 2


def test_an_ambiguity_is_as_sure_as_the_second_number() -> None:
    other = sighting("（沪）网微剧备字（2024）第1号", 3, 0.85)
    (finding,) = decide(case_of(sighting(NORMAL, 1, 0.95), other, as_of=BEFORE_ORDER_16)).findings
    assert (finding.code, finding.confidence) == ("NMD902", 0.85)


def test_several_numbers_are_told_with_place_and_time_and_how_they_conflict() -> None:
    first, second, third = (f"（{name}）网微剧备字（2024）第1号" for name in "沪浙粤")
    case = case_of(
        sighting(first, 1, times=(0, 2_000)),
        sighting(second, 5, times=(1_500, 4_000)),
        sighting(third, 1, times=(2_500, 4_960)),
        as_of=BEFORE_ORDER_16,
    )
    (finding,) = decide(case).findings
    for told in (
        f"{first} (category",
        "0.0–2.0 s at 20,40 px",
        "1.5–4.0 s at 20,200 px",
        "2.5–5.0 s at 20,40 px",
    ):
        assert told in finding.message
    assert f"{first} and {second} stand there at the same time." in finding.message
    assert f"{second} and {third} stand there at the same time." in finding.message
    assert f"{first} and {third} stand in one place, one after the other." in finding.message
    chinese = finding.wording("zh").message
    assert f"{first}与{second}同时出现。" in chinese
    assert f"{first}与{third}在同一位置先后出现。" in chinese


def test_numbers_in_different_places_at_different_times_are_no_named_conflict() -> None:
    other = sighting("（沪）网微剧备字（2024）第1号", 9, times=(5_000, 6_000))
    (finding,) = decide(case_of(sighting(NORMAL, 1), other, as_of=BEFORE_ORDER_16)).findings
    assert "same time" not in finding.message
    assert "one place" not in finding.message


def test_a_policy_decides_how_grave_an_unbracketed_issuer_is() -> None:
    case = case_of(sighting("优酷网微剧备字〔2026〕第87728号"), as_of=BEFORE_ORDER_16)
    assert [marker.number for marker in case.markers] == ["（优酷）网微剧备字（2026）第87728号"]
    outcomes = []
    for gravity in ("warn", "block"):
        verdict = decide(replace(case, policy=replace(case.policy, unbracketed_issuer=gravity)))
        (finding,) = verdict.findings
        assert (finding.code, finding.severity) == ("NMD114", gravity)
        outcomes.append(verdict.outcome)
    assert outcomes == ["pass", "fail"]


@pytest.mark.parametrize(
    ("printed", "after", "english", "chinese"),
    [
        ("（浙）网微剧备字（2024）第058号", 18, "a digit may be hidden after 058", "“058”之后疑有数字被遮挡"),
        ("（浙）网微剧备字（2024）第058号", 15, "a digit may be hidden after 第", "“第”之后疑有数字被遮挡"),
        (
            "（浙）网微剧备字\n（2024）第０58号",
            18,
            "a digit may be hidden after 05",
            "“05”之后疑有数字被遮挡",
        ),
        (
            "（九州）网微剧备字（2024）第058号",
            2,
            "a character may be hidden after 九",
            "“九”之后疑有字被遮挡",
        ),
        ("优酷网微剧备字（2024）第058号", 0, "a character may be hidden before 优", "“优”之前疑有字被遮挡"),
        ("（浙）网微剧备字（202）第058号", 9, "a digit may be hidden after (", "“(”之后疑有数字被遮挡"),
    ],
)
def test_a_hidden_place_is_told_by_what_stands_before_it(
    printed: str, after: int, english: str, chinese: str
) -> None:
    case = case_of(replace(sighting(f"备案号：{printed}"), hidden=hidden_at(4 + after)))
    assert case.markers == ()
    assert [miss.hidden for miss in case.near_misses] == [(hidden_at(4 + after)[0].quad,)]
    verdict = decide(case)
    (finding,) = verdict.findings
    assert (finding.code, verdict.outcome) == ("NMD916", "undecided")
    assert english in finding.message
    assert chinese in finding.wording("zh").message


GUESSED = [row for row in LAW.prefixes if row.evidence == "likely"]


@pytest.mark.parametrize("row", GUESSED, ids=lambda row: row.prefix)
def test_a_guessed_row_of_a_platform_blocks_nowhere(row: PrefixRow) -> None:
    number = sighting(f"（{row.prefix}）网微剧备字（2026）第00123号")
    for app in LAW.apps:
        verdict = decide(case_of(number, platform=app.app, as_of=BEFORE_ORDER_16))
        assert verdict.outcome == ("pass" if app.app in row.apps else "undecided"), app.app


def test_a_note_and_a_warning_let_an_episode_pass() -> None:
    verdict = decide(case_of(sighting(NORMAL), title="逆流之上的我"))
    found = [(finding.code, finding.severity) for finding in verdict.findings]
    assert (verdict.outcome, found) == ("pass", [("NMD107", "warn"), ("NMD110", "note")])


def test_a_warning_fails_where_warnings_fail_and_blocks_the_gates() -> None:
    case = case_of(sighting(NORMAL), title="逆流之上的我")
    verdict = decide(replace(case, policy=policy_named("default", "warn")))
    assert (verdict.outcome, [gate.permission for gate in verdict.gates]) == ("fail", ["blocked"] * 3)
    assert {gate.reasons for gate in verdict.gates} == {("NMD107",)}


def test_what_is_not_known_stays_undecided_where_warnings_fail() -> None:
    case = replace(case_of(frames_seen=1), policy=policy_named("default", "warn"))
    assert decide(case).outcome == "undecided"


def test_a_category_that_is_too_low_names_the_instrument_of_the_day() -> None:
    number = sighting("（番茄）网微剧备字（2025）第1号")
    titles = []
    for day in (date(2025, 12, 31), date(2026, 1, 1)):
        (finding,) = decide(case_of(number, investment_cny=1_000_000, as_of=day)).findings
        assert finding.code == "NMD401"
        titles.append((finding.source.title, finding.confidence))
    assert titles == [("广电办发〔2024〕35号", 0.98), ("关于调整微短剧分类分层标准的通知", 0.784)]


def test_a_catalogues_number_is_judged_less_surely_and_said_to_be_unseen() -> None:
    number = "（番茄）网微剧备字（2026）第1号"
    verdict = decide(case_of(overlay=True, claimed_number=number, platform="七猫", as_of=BEFORE_ORDER_16))
    foreign, drawn = verdict.findings
    assert (verdict.outcome, foreign.code, drawn.code) == ("fail", "NMD201", "NMD909")
    assert foreign.confidence == 0.8
    assert foreign.message.startswith(f"{number} (the catalogue's number, not seen) is")


def test_a_claim_without_lawful_form_is_said_where_the_app_draws_the_number() -> None:
    (finding,) = decide(case_of(overlay=True, claimed_number="网微剧备字(2026)第001号")).findings
    assert "网微剧备字(2026)第001号 is in no lawful form" in finding.message


def test_a_category_has_the_name_of_the_day() -> None:
    number = sighting("（番茄）网微剧备字（2025）第1号")
    findings = decide(case_of(number, special_theme=True)).findings
    assert "a number of category other (三类); a special theme demands key (一类)" in findings[1].message


def test_a_cost_that_demands_the_same_of_every_production_says_so() -> None:
    number = sighting("（番茄）网微剧备字（2025）第1号")
    bare = case_of(number, investment_cny=5_000_000)
    made_with_ai = replace(bare, episode=replace(bare.episode, production="ai"))
    said = [decide(case).findings for case in (bare, made_with_ai)]
    messages = [finding.message for findings in said for finding in findings if finding.code == "NMD401"]
    assert "a cost of 5,000,000 yuan (whatever the production)" in messages[0]
    assert "a cost of 5,000,000 yuan (AI)" in messages[1]


def test_a_users_limit_is_judged_by() -> None:
    case = case_of(
        sighting("（番茄）网微剧备字（2027）第1号"), investment_cny=600_000, production="animation"
    )
    later = replace(case, as_of=date(2027, 1, 1))
    assert "NMD401" not in {finding.code for finding in decide(later).findings}
    law = extended("mine.toml", LIMIT)
    assert "NMD401" in {finding.code for finding in decide(replace(later, provisions=law)).findings}
    assert "NMD401" not in {
        finding.code for finding in decide(replace(later, provisions=law, as_of=date(2026, 12, 31))).findings
    }
