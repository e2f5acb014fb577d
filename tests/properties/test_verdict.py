"""What holds for every verdict."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from detector import law
from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed
from detector.law.evidence.certainty import current_markers, is_settled, reliable_markers
from detector.law.rule import Rule
from detector.law.rules import RULES
from detector.law.tables.loader import source
from detector.law.verdict.decision import decide
from detector.law.verdict.outcome import outcome_of
from detector.records import Alternative, Episode, FailOn, Finding, Severity, Sighting
from detector.registry_replies import Absent, Near, Period, Silent
from tests.law.cases import case_of, hidden_at, sighting
from tests.registry.entries import entry

TEXTS = st.sampled_from(
    [
        "（浙）网微剧备字（2024）第00123号",
        "（浙）网微剧备字（2024）第00128号",
        "（浙）网微剧备字\n（2024）第00123号",
        "（浙）网微剧备字",
        "（番茄）网微剧备字（2026）第847205号",
        "（番茄）网微剧审字（2026）第847205号",
        "（某某）网微剧备字（2026）第1号",
        "网微剧备字(2026)第001号",
        "网微剧上字(2026)第001号",
        "(沪)网剧审字(2023)第001号",
        "V123456788888888",
        "沪网微剧备字（2024）第00123号",
        "节目编号：2026-0815",
        "本故事纯属虚构",
        "（浙）",
        "",
    ]
)
SHARES = st.floats(0, 1)
SEVERITIES: tuple[Severity, ...] = ("block", "warn", "note")
FACTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["一号难求", "虚构"]),
        "category": st.sampled_from(["key", "ordinary", "other"]),
        "investment_cny": st.sampled_from([0, 299_999, 300_000, 800_000, 999_999, 1_000_000, 3_000_000]),
        "production": st.sampled_from(["live-action", "ai", "animation"]),
        "special_theme": st.booleans(),
        "front_page": st.booleans(),
        "promotion": st.booleans(),
        "published_on": st.dates(date(2022, 1, 1), date(2027, 1, 1)),
        "claimed_number": TEXTS,
        "producer_province": st.sampled_from(["浙江", "上海", "某地"]),
        "overlay": st.booleans(),
        "kind": st.sampled_from(["episode", "promo"]),
        "number": st.integers(1, 3),
        "duration_ms": st.sampled_from([60_000, 1_200_000]),
        "episodes": st.sampled_from([80, 81]),
        "joint_review": st.booleans(),
    },
)
YEAR = (
    Period("浙", date(2024, 1, 1), date(2024, 6, 30)),
    Period("番茄", date(2026, 1, 1), date(2026, 12, 31)),
)
NEAR = (Near("（快手）网微剧备字（2026）第847205号", "一号难求", "番茄 → 快手"),)
ANSWERS = st.one_of(
    st.just(Silent("locked")),
    st.builds(Absent, st.sampled_from([(), YEAR]), st.sampled_from([(), NEAR])),
    st.builds(
        entry,
        title=st.sampled_from(["一号难求", "一号难救", "虚构"]),
        status=st.sampled_from(["valid", "withdrawn"]),
        platforms=st.sampled_from([(), ("红果",), ("抖音", "某短剧")]),
        episodes=st.sampled_from([None, 2, 80]),
        episode_ms=st.sampled_from([None, 60_000]),
        category=st.sampled_from([None, "key", "ordinary", "other"]),
        issued_on=st.sampled_from([None, date(2023, 12, 31), date(2026, 1, 1)]),
    ),
)
FAIL_ON: st.SearchStrategy[FailOn] = st.sampled_from(["block", "warn"])
RANK = {"pass": 0, "undecided": 1, "fail": 2}


@st.composite
def sightings(draw: st.DrawFn) -> Sighting:
    first_ms = draw(st.integers(0, 9_000))
    others = draw(st.lists(st.builds(Alternative, TEXTS, SHARES), max_size=2))
    seen = sighting(
        draw(TEXTS),
        draw(st.integers(0, 5)),
        draw(SHARES),
        (first_ms, first_ms + draw(st.integers(0, 5_000))),
        tuple(others),
    )
    places = draw(st.sets(st.integers(0, len(seen.text)), max_size=2))
    return replace(seen, hidden=hidden_at(*sorted(places)))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    case = case_of(
        *draw(st.lists(sightings(), max_size=4)),
        platform=draw(st.sampled_from([None, "红果", "抖音", "某短剧"])),
        frames_seen=draw(st.integers(0, 40)),
        frames_due=draw(st.sampled_from([None, 41, 80])),
        as_of=draw(st.dates(date(2023, 1, 1), date(2027, 1, 1))),
        policy=draw(st.sampled_from(["default", "notice-minimum"])),
        **draw(FACTS),
    )
    if not draw(st.booleans()):
        return case
    return replace(case, replies={marker.number: draw(ANSWERS) for marker in case.markers})


@st.composite
def recorded_cases(draw: st.DrawFn) -> Case:
    """Cases with one number, surely read, of which a registry says something."""
    case = case_of(
        sighting(
            draw(
                st.sampled_from(["（浙）网微剧备字（2024）第00123号", "（番茄）网微剧备字（2026）第847205号"])
            )
        ),
        as_of=draw(st.dates(date(2024, 6, 1), date(2027, 1, 1))),
        **draw(FACTS),
    )
    return replace(case, replies={marker.number: draw(ANSWERS) for marker in case.markers})


findings = st.builds(
    Finding,
    st.sampled_from(["NMD101", "NMD201", "NMD301", "NMD901", "NMD905"]),
    st.just("some-name"),
    st.sampled_from(SEVERITIES),
    st.just("message"),
    SHARES,
    st.just(source("nrta-2024-35", Localized("", "")).source),
)


@given(st.lists(findings), findings, FAIL_ON)
def test_a_further_finding_never_improves_an_outcome(
    found: list[Finding], further: Finding, fail_on: FailOn
) -> None:
    assert RANK[outcome_of([*found, further], fail_on)] >= RANK[outcome_of(found, fail_on)]


@given(st.lists(findings))
def test_failing_on_warnings_never_improves_an_outcome_nor_fails_on_what_is_not_known(
    found: list[Finding],
) -> None:
    assert RANK[outcome_of(found, "warn")] >= RANK[outcome_of(found)]
    unknown = [finding for finding in found if finding.code.startswith("NMD9")]
    assert outcome_of(unknown, "warn") == ("undecided" if unknown else "pass")


@given(st.lists(findings, min_size=1))
def test_an_outcome_does_not_depend_on_the_order(found: list[Finding]) -> None:
    assert outcome_of(found) == outcome_of(found[::-1])


@given(cases())
def test_a_verdict_is_repeatable_sorted_and_in_range(case: Case) -> None:
    verdict = decide(case)
    assert verdict == decide(case)
    assert list(verdict.findings) == sorted(
        verdict.findings, key=lambda finding: (finding.code, finding.message)
    )
    assert all(0 <= finding.confidence <= 1 for finding in verdict.findings)


@given(cases())
def test_nothing_passes_without_one_surely_read_number(case: Case) -> None:
    """It is a number of the notice, or on a drama from before 2024 one of an older series.

    Where the policy asks for no number, an episode that shows nothing like one passes too.
    """
    verdict = decide(case)
    if "NMD113" in {finding.code for finding in verdict.findings}:
        assert is_number_needed(case) is False
        assert (case.markers, case.near_misses) == ((), ())
    elif verdict.outcome == "pass":
        markers = current_markers(case) or case.markers
        old = case.episode.published_on is not None and case.episode.published_on < date(2024, 1, 1)
        assert len(markers) == 1 or (old and markers == reliable_markers(case))
        assert case.provisions.is_current(markers[0].series) or old
        assert is_settled(case, markers[0])
        assert markers[0].issuer.kind != "unknown" or markers[0].document == "legacy"


@given(st.lists(sightings(), max_size=4))
def test_a_hidden_place_never_makes_a_number_surer(seen: list[Sighting]) -> None:
    covered, bare = case_of(*seen), case_of(*(replace(one, hidden=()) for one in seen))
    assert {marker.number for marker in covered.markers} <= {marker.number for marker in bare.markers}
    if any(miss.hidden for miss in covered.near_misses):
        assert decide(covered).outcome != "pass"


@given(st.lists(sightings(), max_size=4), st.data())
def test_the_order_of_sightings_does_not_matter(seen: list[Sighting], data: st.DataObject) -> None:
    one, other = case_of(*seen), case_of(*data.draw(st.permutations(seen)))
    assert (one.markers, one.near_misses) == (other.markers, other.near_misses)
    assert decide(one).outcome == decide(other).outcome


@given(cases())
def test_a_failure_is_never_based_on_what_was_not_seen(case: Case) -> None:
    unreadable = case.opening.frames_seen < case.policy.min_frames
    codes = {finding.code for finding in decide(case).findings}
    assert not (unreadable and codes & {"NMD101", "NMD102", "NMD103", "NMD107", "NMD108"})


@given(cases(), st.sets(st.sampled_from(RULES)))
def test_a_further_rule_never_improves_an_outcome(case: Case, fewer: set[Rule]) -> None:
    assert RANK[decide(case).outcome] >= RANK[decide(case, fewer).outcome]


def test_no_rule_reads_a_clock() -> None:
    for module in sorted(Path(law.__path__[0]).rglob("*.py")):
        text = module.read_text("utf-8")
        assert not re.search(r"\b(today|now|utcnow|monotonic|perf_counter)\(", text), module.name


@given(cases())
def test_a_finding_of_a_block_makes_a_failure_and_nothing_else_does(case: Case) -> None:
    verdict = decide(case)
    assert (verdict.outcome == "fail") == any(finding.severity == "block" for finding in verdict.findings)


@given(st.one_of(cases(), recorded_cases()), FACTS, st.sampled_from(["红果", "快手", "某短剧"]))
@settings(max_examples=300)
def test_a_further_fact_never_turns_a_failure_into_a_pass_silently(
    case: Case, facts: dict[str, Any], platform: str
) -> None:
    """What made it fail is still told, less gravely: the law of another day, a clip and no episode."""
    before = decide(case)
    for field, value in (facts | {"platform": platform}).items():
        if getattr(case.episode, field) is None and before.outcome == "fail":
            after = decide(replace(case, episode=replace(case.episode, **{field: value})))
            blocked = {finding.code for finding in before.findings if finding.severity == "block"}
            told = {finding.code for finding in after.findings}
            assert after.outcome != "pass" or blocked <= told, (field, value)


@given(cases())
def test_without_facts_no_rule_about_facts_speaks(case: Case) -> None:
    bare = replace(case, episode=Episode(case.episode.id, case.episode.video))
    codes = {finding.code for finding in decide(bare).findings}
    about_facts = {"NMD105", "NMD107", "NMD108", "NMD109", "NMD111", "NMD118", "NMD119", "NMD201", "NMD204"}
    about_facts |= {"NMD401", "NMD402", "NMD403", "NMD405", "NMD906", "NMD909", "NMD910", "NMD911"}
    about_facts |= {"NMD917", "NMD918"}
    assert not codes & about_facts
