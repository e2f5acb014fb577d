"""What every format has in common."""

import io
import re
from dataclasses import replace

import pytest

from detector.cli import options
from detector.i18n import Lang
from detector.records import Gate, ScanFailure, ScanResult
from detector.report import FORMATS, Glossary, format_named
from tests.report.samples import ALL, PASSED, UNREADABLE


def written(name: str, *results: ScanResult | ScanFailure, glossary: Glossary | None = None) -> str:
    out = io.StringIO(newline="")
    format_named(name)(iter(results), out, glossary or Glossary())
    return out.getvalue()


every_format = pytest.mark.parametrize("name", FORMATS)


def test_every_format_can_be_asked_for() -> None:
    assert tuple(FORMATS) == options.FORMATS


@every_format
def test_every_episode_its_outcome_and_number_are_told(name: str) -> None:
    text = written(name, *ALL)
    for result in ALL:
        assert result.episode.video in text
        assert result.outcome in text
    assert "（浙）网微剧备字（2024）第00123号" in text
    assert "NMD102" in text
    assert "there is no such file" in text


@every_format
def test_equal_results_give_equal_bytes(name: str) -> None:
    assert written(name, *ALL) == written(name, *ALL)


@every_format
def test_nothing_to_report_is_no_error(name: str) -> None:
    assert "pass" not in re.sub(r"<style>.*</style>", "", written(name), flags=re.DOTALL)


@every_format
def test_a_file_name_in_broken_utf8_can_be_written(name: str) -> None:
    episode = replace(PASSED.episode, video=b"\xff.mp4".decode("utf-8", "surrogateescape"))
    text = written(name, replace(PASSED, episode=episode))
    assert rb"\udcff.mp4" in text.encode("utf-8", "backslashreplace")


@pytest.mark.parametrize("name", ["console", "html"])
def test_a_file_name_cannot_steer_what_shows_it(name: str) -> None:
    hostile = "\x1b[2J\u202egpj.mp4"
    failure = replace(UNREADABLE, episode=replace(UNREADABLE.episode, video=hostile))
    text = written(name, failure)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert r"\x1b[2J\u202egpj.mp4" in text


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "launch, promotion: allowed · front page: blocked (no key (重点) number)"),
        ("zh", "可以上线传播、引流推送 · 不得首页首屏推荐（无重点微短剧编号）"),
    ],
)
def test_reports_for_people_say_what_may_be_done(lang: Lang, said: str) -> None:
    allowed = (Gate("launch", "allowed", ()), Gate("promote", "allowed", ()))
    result = replace(PASSED, gates=(*allowed, Gate("front_page", "blocked", ("no-key-number",))))
    for name in ("console", "html"):
        assert said in written(name, result, glossary=Glossary(lang))
