"""The report on a terminal."""

from dataclasses import replace
from pathlib import Path

from rich.cells import cell_len

from detector.report import Glossary
from tests.report.samples import ALL, FAILED, MARKER, PASSED, UNREADABLE
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
        "    NMD102 malformed-marker (block): 第 is missing. (confidence 0.970)",
        "    → Show the number as given.",
        "1 episode: 1 failed",
    ]


def test_an_error_says_what_happened_and_what_to_do() -> None:
    assert written("console", UNREADABLE).splitlines()[:3] == [
        "! error     gone.mp4",
        "    there is no such file",
        "    → check the path",
    ]


def test_the_last_line_counts_the_outcomes() -> None:
    last = written("console", *ALL, PASSED).splitlines()[-1]
    assert last == "5 episodes: 2 passed, 1 failed, 1 undecided, 1 could not be read"


def test_what_was_assumed_is_said_once_for_all() -> None:
    words = Glossary(assumptions={"kind-unknown": ("kind", ""), "title-unknown": ("title", "")})
    one, two = (replace(PASSED, assumptions=codes) for codes in (("kind-unknown",), tuple(words.assumptions)))
    assert written("console", one, two, UNREADABLE, glossary=words).splitlines()[-3:] == [
        "not known, so assumed or not judged:",
        "    kind, title (1 of 2)",
        "3 episodes: 2 passed, 1 could not be read",
    ]


def test_wide_letters_stay_within_80_columns() -> None:
    finding = replace(FAILED.findings[0], message="网络微短剧" * 30)
    text = written("console", replace(FAILED, findings=(finding,)))
    assert max(map(cell_len, text.splitlines())) <= 80
    assert "".join(text.split()).count("网络微短剧") == 30


def test_evidence_can_be_copied_whole() -> None:
    marker = replace(MARKER, evidence=f"{'0' * 64}.frame.jpg")
    text = written("console", replace(PASSED, markers=(marker,)), glossary=Glossary(evidence=Path("proofs")))
    assert f"proofs/{'0' * 64}.frame.jpg" in text
