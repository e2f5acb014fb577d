"""The HTML page."""

from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from detector.report import Glossary, html_page
from tests.report.samples import ALL, FAILED, FINDING, MARKER, NOTHING, PASSED, SOURCE, UNREADABLE
from tests.report.test_formats import written

VOID = {"meta", "img", "br"}


class Reader(HTMLParser):
    """Collects what a browser would load or follow, and checks that tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"src", "href"} and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    assert not reader.open
    return reader


def test_the_page_is_well_formed_and_loads_nothing() -> None:
    reader = read(written("html", *ALL))
    assert reader.tags.count("article") == 4
    assert "script" not in reader.tags
    assert set(reader.links) == {SOURCE.url}


def test_the_counts_stand_on_top() -> None:
    text = written("html", *ALL, PASSED)
    assert "2 passed" in text
    assert text.index("1 could not be read") < text.index("<article")


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;"]
)
def test_what_comes_from_outside_is_text_only(hostile: str) -> None:
    marker = replace(MARKER, number=hostile, evidence=hostile)
    finding = replace(FINDING, message=hostile, source=replace(SOURCE, title=hostile))
    results = (
        replace(PASSED, markers=(marker,)),
        replace(FAILED, findings=(finding,), near_misses=(replace(FAILED.near_misses[0], printed=hostile),)),
        replace(UNREADABLE, error=replace(UNREADABLE.error, message=hostile, hint=hostile)),
    )
    reader = read(written("html", *results))
    assert not {"script", "img", "b"} & set(reader.tags)


def test_a_source_is_a_link_only_to_the_web() -> None:
    finding = replace(FINDING, source=replace(SOURCE, url="javascript:alert(1)"))
    assert "javascript" not in written("html", replace(FAILED, findings=(finding,)))


def test_what_fails_comes_first_and_what_blocks_before_a_note() -> None:
    note = replace(FINDING, severity="note", message="harmless")
    text = written("html", PASSED, replace(FAILED, findings=(note, FINDING)))
    assert text.index("第 is missing.") < text.index("harmless") < text.index(MARKER.number)
    assert "law of 2026-11-23 · detector 0.1.0 · no registry was asked" in text


def test_what_was_assumed_can_be_opened() -> None:
    words = Glossary(assumptions={"kind-unknown": ("kind <b>", "taken for an episode")})
    text = written("html", replace(PASSED, assumptions=("kind-unknown",)), glossary=words)
    assert "details" in read(text).tags
    assert "optional" in text
    assert "<li>kind &lt;b&gt;: taken for an episode</li>" in text


def test_crops_are_inside_the_page_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_page, "_MAX_PICTURES", 2)
    crops = {"a.frame.jpg": b"picture"}
    seen = replace(PASSED, markers=(replace(MARKER, evidence="a.frame.jpg"),))
    lost = replace(PASSED, markers=(replace(MARKER, evidence="lost.frame.jpg"),))
    text = written("html", seen, lost, seen, seen, glossary=Glossary(crop=crops.get))
    assert text.count(b64encode(b"picture").decode()) == 2
    assert "evidence lost.frame.jpg" in text
    assert text.count("evidence a.frame.jpg") == 1


def test_where_no_marker_is_the_page_shows_what_was_seen() -> None:
    files = dict.fromkeys((name for _, name in _kept()), b"frame") | {f"{'1' * 32}.frame.jpg": b"line"}
    words = Glossary("zh", crop=files.get, frame=files.get)
    text = written("html", NOTHING, glossary=words)
    read(text)
    assert "<p>未见编号：已检查0至15.0秒，" in text
    line, frame = (b64encode(content).decode() for content in (b"line", b"frame"))
    assert f'{line}"><figcaption>3.2–4.0秒，识别置信度不足</figcaption>' in text
    assert [text.count(f'{frame}"><figcaption>{at}秒') for at in ("1.9", "5.6")] == [1, 1]
    assert f"1.9 s: evidence {'2' * 32}.frame.jpg" in written("html", NOTHING)


def _kept() -> tuple[tuple[int, str], ...]:
    assert NOTHING.opening.coverage
    return NOTHING.opening.coverage.evidence
