"""Which lines count as unread: both sides of each threshold; whole clips are in ``tests.coverage``."""

from collections.abc import Sequence

import numpy as np
import pytest

from detector.records import UnreadRegion
from detector.settings.vision import AbsenceSettings
from detector.video.frame import Frame
from detector.vision.absence import UnreadFinder
from detector.vision.data import Corners, Reading, TextBox
from detector.vision.tracking.deferred import DeferredText
from detector.vision.tracking.text_line import TextLine
from tests.drawing.text import Overlay, paint
from tests.vision.networks import reader
from tests.vision.pictures import shown

SETTINGS = AbsenceSettings(mirror_lines=0, large_lines=0)
FRAME = Frame(0, 0, shown(np.zeros((1280, 720, 3), np.uint8)), 0)
NOTICE = "本故事纯属虚构如有雷同"


def corners(left: int, top: int, wide: int, high: int) -> Corners:
    right, bottom = left + wide, top + high
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


ROW = corners(100, 600, 400, 30)


def line(
    text: str,
    confidence: float,
    place: Corners = ROW,
    at_ms: int = 0,
    *,
    legible: bool = True,
    stood_ms: int = 400,
) -> TextLine:
    """A line that was read once, by default seen on two samples."""
    box = TextBox(place, 1.0)
    tracked = TextLine(0, place, at_ms)
    tracked.found(FRAME, box)
    characters = tuple(((character, confidence),) for character in text)
    tracked.keep(FRAME, box, Reading(at_ms, place, characters, legible=legible))
    tracked.last_ms = at_ms + stood_ms
    return tracked


def clear(place: Corners, at_ms: int = 0) -> TextLine:
    """A line that the prefilter saw clearly to be no marker."""
    tracked = TextLine(1, place, at_ms)
    tracked.deferred = DeferredText(1)
    tracked.deferred.keep(FRAME, TextBox(place, 1.0), "hardly")
    return tracked


def unread(*lines: TextLine) -> Sequence[UnreadRegion]:
    return UnreadFinder(reader(), None, SETTINGS).find(lines).regions


def stretch(unsure: int) -> TextLine:
    """A long line of which so many characters in its middle are hardly read."""
    shares = [1.0] * 10 + [0.3] * unsure + [1.0] * (30 - unsure)
    tracked = TextLine(0, ROW, 0)
    characters = tuple((("字", share),) for share in shares)
    tracked.keep(FRAME, TextBox(ROW, 1.0), Reading(0, ROW, characters))
    tracked.last_ms = 400
    return tracked


@pytest.mark.parametrize(("unsure", "count"), [(2, 0), (3, 1)])
def test_a_line_is_unread_where_a_stretch_of_it_is(unsure: int, count: int) -> None:
    tracked = stretch(unsure)
    assert tracked.surest
    assert tracked.surest.confidence > SETTINGS.unsure_below
    assert len(unread(tracked)) == count


@pytest.mark.parametrize(("wide", "stood_ms", "count"), [(510, 2_000, 1), (490, 2_000, 0), (510, 800, 0)])
def test_a_long_row_that_stands_is_unread_if_little_is_read(wide: int, stood_ms: int, count: int) -> None:
    assert len(unread(line("ノ", 0.5, corners(50, 600, wide, 20), stood_ms=stood_ms))) == count


@pytest.mark.parametrize(("stood_ms", "count"), [(0, 0), (400, 1)])
def test_what_was_seen_on_one_sample_only_did_not_stay_unread(stood_ms: int, count: int) -> None:
    assert len(unread(line(NOTICE, 0.5, stood_ms=stood_ms))) == count


@pytest.mark.parametrize(("confidence", "count"), [(0.79, 1), (0.81, 0)])
def test_a_line_below_the_confidence_is_unread(confidence: float, count: int) -> None:
    assert len(unread(line(NOTICE, confidence))) == count


@pytest.mark.parametrize(("text", "count"), [(NOTICE[:7], 0), (NOTICE[:8], 1)])
def test_a_scrap_is_shorter_than_any_row_of_a_number(text: str, count: int) -> None:
    assert len(unread(line(text, 0.6))) == count


def test_it_says_where_when_and_why() -> None:
    (region,) = unread(line(NOTICE, 0.6, at_ms=400))
    assert region.quad == ((100, 600), (500, 600), (500, 630), (100, 630))
    assert (region.first_ms, region.last_ms, region.why) == (400, 800, "unsure")
    assert unread(line(NOTICE, 0.4, legible=False))[0].why == "illegible"
    assert unread(line(NOTICE, 0.6, corners(100, 100, 30, 400)))[0].why == "column"


def test_a_text_that_is_surely_read_at_another_moment_is_read() -> None:
    faded, whole = line(NOTICE, 0.6), line(NOTICE, 0.99, at_ms=800)
    assert not unread(faded, whole)
    assert unread(faded, line(NOTICE, 0.99, at_ms=2_000)), "too late to be the same text"
    assert unread(faded, line(NOTICE, 0.99, corners(100, 900, 400, 30))), "in another place"
    assert unread(faded, line("那天下午她没有来", 0.99, at_ms=800)), "another text in its place"


def test_a_box_that_cuts_a_row_is_read_with_the_row() -> None:
    cut = line("这件東明伯波友光系", 0.55, corners(100, 600, 400, 20))
    assert not unread(cut, clear(corners(90, 595, 420, 45)))
    assert unread(cut, clear(corners(90, 560, 420, 90))), "a title under it hides it"
    assert unread(cut, clear(corners(90, 595, 420, 45), at_ms=800)), "at another moment"


def test_regions_of_one_place_are_one() -> None:
    (region,) = unread(line(NOTICE, 0.6), line("（浙）网徽刷备字", 0.6, at_ms=4_000))
    assert (region.first_ms, region.last_ms) == (0, 4_400)


def drawn(text: str, *, mirrored: bool) -> TextLine:
    """A line as the reader reads it from a picture."""
    picture = np.full((200, 720, 3), 40, np.uint8)
    paint(picture, Overlay(text, size_px=36), 0)
    pixels = np.ascontiguousarray(picture[:, ::-1] if mirrored else picture)
    frame, box = Frame(0, 0, shown(pixels), 0), TextBox(corners(40, 74, 640, 52), 1.0)
    tracked = TextLine(0, box.corners, 0)
    tracked.found(frame, box)
    tracked.keep(frame, box, reader().recognize(frame, box))
    return tracked


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_mirror_is_seen_by_what_reads_in_it(*, mirrored: bool) -> None:
    finder = UnreadFinder(reader(), None, AbsenceSettings())
    found = finder.find([drawn("（浙）网微剧备字（2026）第99012号", mirrored=mirrored)])
    assert found.mirrored is mirrored
    assert [region.why for region in found.regions if region.why == "mirrored"] == ["mirrored"] * mirrored
    assert not found.upside_down
