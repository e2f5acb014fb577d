"""From sightings to an outcome."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from detector.law.case import Case
from detector.law.rules import RULES
from detector.law.verdict import decide
from detector.records import Finding
from tests.law.cases import case_of, screen_of, sighting

NORMAL = "（浙）网微剧备字（2024）第00123号"


def test_a_sure_number_passes_without_findings() -> None:
    verdict = decide(case_of(*screen_of(NORMAL, "本故事纯属虚构")))
    assert (verdict.outcome, verdict.findings) == ("pass", ())


def test_a_breach_fails_and_names_its_source() -> None:
    verdict = decide(case_of(frames_due=34))
    (finding,) = verdict.findings
    assert verdict.outcome == "fail"
    assert (finding.code, finding.severity) == ("NMD101", "block")
    assert finding.source.url == "https://www.nrta.gov.cn/art/2025/2/5/art_113_70148.html"
    assert finding.confidence == 0.9117


def test_not_known_is_undecided() -> None:
    assert decide(case_of(frames_seen=1)).outcome == "undecided"


def test_a_block_outweighs_not_known() -> None:
    case = case_of(
        *screen_of("（番茄）网微剧备字（2026）第1号", "（七猫）网微剧备字（2026）第2号"), platform="快手"
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
        first, last = rule.in_force_from, rule.in_force_until
        if first > date.min:
            decide(replace(case, as_of=first - timedelta(days=1)), [watched])
        if last:
            decide(replace(case, as_of=last + timedelta(days=1)), [watched])
        assert asked == []
        decide(replace(case, as_of=first), [watched])
        decide(replace(case, as_of=last or date.max), [watched])
        assert len(asked) == 2


def test_an_ambiguity_is_as_sure_as_the_second_number() -> None:
    other = sighting("（沪）网微剧备字（2024）第1号", 3, 0.85)
    (finding,) = decide(case_of(sighting(NORMAL, 1, 0.95), other)).findings
    assert (finding.code, finding.confidence) == ("NMD902", 0.85)


def test_likely_prefixes_are_less_sure_than_observed_ones() -> None:
    likely = decide(case_of(sighting("（快手）网微剧备字（2026）第1号"), platform="七猫")).findings
    observed = decide(case_of(sighting("（番茄）网微剧备字（2026）第1号"), platform="七猫")).findings
    assert likely[0].confidence < observed[0].confidence == 0.98
