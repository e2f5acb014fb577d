"""The report on a terminal."""

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from detector.i18n import LANGS
from detector.records import Gate, Wording
from detector.report import Glossary
from tests.report.samples import ALL, COVERAGE, FAILED, MARKER, NOTHING, PASSED, UNDECIDED, UNREADABLE
from tests.report.test_formats import written


def test_a_pass_shows_number_category_issuer_time_and_confidence() -> None:
    assert written("console", PASSED).splitlines() == [
        "✓ pass      passed.mp4",
        "    （浙）网微剧备字（2024）第00123号",
        "    ordinary drama (普通) · province Zhejiang · 0.2–5.0 s · confidence 0.998",
        "1 episode: 1 passed",
    ]


def test_a_failure_says_what_to_do() -> None:
    words = Glossary(remedies={"NMD102": "Show the number as given."}, reasons={"no-第": "第 is missing"})
    assert written("console", FAILED, glossary=words).splitlines() == [
        "✗ fail      failed.mp4",
        "    nearly a marker: 沪网微剧备字 / 〔2026〕0123号",
        "    第 is missing · 0.0–2.0 s · confidence 0.970",
        "    30 of 30 samples seen, gaps and unread text are not on record (earlier",
        "    version)",
        "    NMD102 malformed-marker (block): 第 is missing. (confidence 0.970)",
        "    → Show the number as given.",
        "1 episode: 1 failed",
    ]


def test_a_near_miss_says_where_a_character_may_be_hidden() -> None:
    places = tuple(((x, 40), (x + 9, 42), (x + 9, 60), (x, 58)) for x in (120, 300))
    covered = replace(FAILED, near_misses=(replace(FAILED.near_misses[0], hidden=places),))
    english, chinese = (written("console", covered, glossary=Glossary(lang)).splitlines() for lang in LANGS)
    assert english[2] == ("    no-第 · hidden place at 120,40, 300,40 px · 0.0–2.0 s · confidence 0.970")
    assert chinese[2].startswith("    no-第 · 遮挡位置120,40、300,40像素 · ")


def test_where_no_marker_is_it_says_what_was_seen_and_where_the_pictures_are() -> None:
    text = written("console", NOTHING, glossary=Glossary(evidence=Path("proofs")))
    assert text.splitlines()[1:8] == [
        "    no marker seen: 0 to 15.0 s seen, 30 of 30 samples sound, text of 10 px",
        "    legible, 1 line not surely read at 3.2 s (picture), 1 line unreadable at 3.2",
        "    s",
        f"    not surely read, 3.2–4.0 s: evidence proofs/{'1' * 32}.frame.jpg",
        f"    1.9 s: evidence proofs/{'2' * 32}.frame.jpg",
        f"    5.6 s: evidence proofs/{'3' * 32}.frame.jpg",
        "    NMD901 unreadable-opening (warn): Too few frames. (confidence 1.000)",
    ]
    assert written("console", NOTHING, glossary=Glossary("zh")).splitlines()[1:4] == [
        "    未见编号：已检查0至15.0秒，取样画面30/30帧正常，高度10像素以上的文字均可识",
        "    别，3.2秒处有1行文字识别置信度不足（附图），3.2秒处有1行文字无法辨认",
        f"    3.2–4.0秒，识别置信度不足：证据 {'1' * 32}.frame.jpg",
    ]


def test_what_a_finding_says_is_not_said_twice() -> None:
    cut = replace(COVERAGE, stated_ms=8_000, gaps=((2_000, 8_000, "cut-off"),), unread_regions=())
    opening = replace(UNDECIDED.opening, coverage=cut)
    doubt = replace(
        UNDECIDED.findings[0],
        message="The file ends at 2.0 s of 8.0 s: what follows is not known.",
        zh=Wording("文件应长8.0秒而在2.0秒处中断，其后情况不明。", ""),
    )
    result = replace(UNDECIDED, opening=opening, findings=(doubt,))
    assert written("console", result).count("ends at 2.0 s") == 1
    assert written("console", result, glossary=Glossary("zh")).count("2.0秒处中断") == 1
    assert "the file ends at 2.0 s of 8.0 s" in written("csv", result)


def test_what_was_seen_stands_beside_a_marker_only_if_that_is_not_sure() -> None:
    unsure = replace(UNDECIDED.findings[0], code="NMD903")
    seen = replace(PASSED.opening, coverage=COVERAGE)
    passed = replace(PASSED, opening=seen)
    assert "samples" not in written("console", passed)
    assert "30 of 30 samples sound" in written("console", replace(passed, findings=(unsure,)))


def test_an_error_says_what_happened_and_what_to_do() -> None:
    assert written("console", UNREADABLE).splitlines()[:3] == [
        "! error     gone.mp4",
        "    there is no such file",
        "    → check the path",
    ]


def test_the_last_line_counts_the_outcomes() -> None:
    last = written("console", *ALL, PASSED).splitlines()[-1]
    assert last == "5 episodes: 2 passed, 1 failed, 1 undecided, 1 could not be read"


def test_optional_facts_are_counted_once_for_all() -> None:
    one, two = (
        replace(PASSED, assumptions=codes) for codes in (("kind-unknown",), ("kind-unknown", "title-unknown"))
    )
    assert written("console", one, two, UNREADABLE).splitlines()[-2:] == [
        "not stated, optional: 2 facts (--format html or json lists them)",
        "3 episodes: 2 passed, 1 could not be read",
    ]


def test_facts_that_launch_waits_for_are_named_where_the_permission_is_said() -> None:
    words = Glossary(assumptions={"platform-unknown": ("platform", ""), "investment-unknown": ("cost", "")})
    waiting = Gate("launch", "needs-review", ("platform-unknown", "investment-unknown", "NMD108"))
    result = replace(PASSED, assumptions=tuple(words.assumptions), gates=(waiting,))
    said = " ".join(written("console", result, glossary=words).split())
    assert (
        "launch: needs review (NMD108, the number is well-formed; to clear it, state: platform, cost)" in said
    )
    assert "optional" not in said
    assert "well-formed" not in written("console", replace(result, markers=()), glossary=words)


def test_wide_letters_stay_within_80_columns() -> None:
    finding = replace(FAILED.findings[0], message="网络微短剧" * 30)
    text = written("console", replace(FAILED, findings=(finding,)))
    assert max(map(cell_len, text.splitlines())) <= 80
    assert "".join(text.split()).count("网络微短剧") == 30


def test_evidence_can_be_copied_whole() -> None:
    marker = replace(MARKER, evidence=f"{'0' * 64}.frame.jpg")
    text = written("console", replace(PASSED, markers=(marker,)), glossary=Glossary(evidence=Path("proofs")))
    assert f"proofs/{'0' * 64}.frame.jpg" in text


def test_a_terminal_that_says_one_column_gets_lines_that_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1")
    assert len(written("console", PASSED).splitlines()) < 30
