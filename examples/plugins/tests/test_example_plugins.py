"""The example's parts, as an installed package brings them: ``pytest examples/plugins`` with it installed."""

from datetime import date
from pathlib import Path

import pytest
from detector_example.exa101_untitled_episode import RULE

import detector
from detector.cli import run
from detector.law.verdict.decision import build_case, decide
from detector.records import Episode, Opening, Policy
from detector.report import format_named
from detector.rule_manuals import SECTIONS, manual, remedy
from detector.settings import EngineSettings, JudgeSettings, RegistrySettings, Settings

SAMPLES = Path(__file__).parents[3] / "sample_videos"
DAY = date(2026, 8, 1)
NUMBER = "（浙）网微剧备字（2026）第99012号"


def settings(**more: object) -> Settings:
    return Settings.model_validate({"judge": {"rule_plugins": "filing"}, "registry": {"url": "none"}} | more)


@pytest.mark.parametrize(
    ("facts", "fires"), [({}, True), ({"title": "墙外有风"}, False), ({"series": "墙外有风"}, False)]
)
def test_the_rule_fires_and_stays_silent(facts: dict[str, str], fires: bool) -> None:
    opening = Opening("0" * 64, 15_000, 720, 1280, frames_seen=30, frames_lost=0, frames_due=30)
    policy = Policy("default", 3, 0.9, 0, 500, 10_000, 15, "block")
    verdict = decide(build_case(Episode("a", "a.mp4", **facts), opening, DAY, policy), (RULE,))
    assert [finding.code for finding in verdict.findings] == ["EXA101"] * fires


def test_its_manual_has_every_section_in_both_languages() -> None:
    for lang in ("en", "zh"):
        assert all(section.in_(lang) in manual(RULE).in_(lang) for section in SECTIONS)
        assert remedy(RULE, lang)


def test_a_scan_asks_the_rule_and_the_recipe_knows_of_it() -> None:
    with_rule = detector.scan(SAMPLES / "card.mp4", as_of=DAY, settings=settings())
    without = detector.scan(SAMPLES / "card.mp4", as_of=DAY, settings=settings(judge={}))
    assert "EXA101" in [finding.code for finding in with_rule.findings]
    assert "EXA101" not in [finding.code for finding in without.findings]
    assert with_rule.recipe.settings != without.recipe.settings


def test_the_engine_reads() -> None:
    read = detector.scan(
        SAMPLES / "card.mp4",
        as_of=DAY,
        settings=settings(engine=EngineSettings(name="plugin:general-boxes")),
    )
    assert [marker.number for marker in read.markers] == [NUMBER]
    assert [model.partition("@")[0] for model in read.recipe.models] == [
        "ppocrv6-det-small",
        "ppocrv6-rec-small",
        "marker-screen",
    ]


def test_the_registry_is_asked() -> None:
    address = f"list://{SAMPLES / 'registry.csv'}"
    result = detector.scan(
        SAMPLES / "late.mp4",
        settings=Settings(registry=RegistrySettings(url=address), judge=JudgeSettings()),
        as_of=date(2026, 11, 1),
    )
    assert "NMD303" in [finding.code for finding in result.findings]


def test_the_format_is_written(tmp_path: Path) -> None:
    out = tmp_path / "report.md"
    code = run(["scan", str(SAMPLES / "card.mp4"), "--format", "plugin:markdown", "-o", str(out)])
    assert (code, out.read_text("utf-8").count(NUMBER)) == (0, 1)
    assert format_named("plugin:markdown")
