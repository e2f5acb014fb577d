"""A scan's result against the truth of its clip."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from detector.records import Coverage, Episode, Opening, ScanFailure, ScanResult, Sighting
from detector.scanner import judge
from detector.settings import Settings
from tests.accuracy.causes import Cause, cause, closest
from tests.accuracy.spec import Kind, Spec

AS_OF = date(2026, 11, 23)
Mark = Literal["exact", "near", "missed", "wrong", "wrong-undecided", "error"]
"""How a clip came out.

exact: every marker of the clip and no other; without markers: nothing; malformed: a near miss and no marker.
wrong: a number that is not there, and an outcome that relies on it (pass or fail). wrong-undecided: such a
number, but the outcome is undecided. near: not exact, but a near miss or an undecided outcome says that
something is there. missed: not even that.
"""


@dataclass(frozen=True, slots=True)
class Grade:
    """One clip's row. ``read``: the markers and near misses found, else the likest text that was seen.

    ``confidences`` has, for each marker found, its confidence and whether the number is right. ``read_as``
    has printed character, character read, and how often, over all readings.
    """

    name: str
    kind: str
    harder: bool
    px_at_720: float
    shown_ms: int
    markers: int
    truth: tuple[str, ...]
    expected_outcome: str
    mark: Mark = "error"
    outcome: str = "error"
    read: tuple[str, ...] = ()
    markers_exact: int = 0
    cause: Cause | None = None
    confidences: tuple[tuple[float, bool], ...] = ()
    read_as: tuple[tuple[str, str, int], ...] = ()


def grade(kind: Kind, spec: Spec, result: ScanResult | ScanFailure, settings: Settings) -> Grade:
    """How the scan of a clip came out."""
    truth = spec.truth
    row = Grade(
        name=spec.name,
        kind=kind.name,
        harder=spec.is_harder,
        px_at_720=round(spec.px_at_720, 1),
        shown_ms=spec.shown_ms,
        markers=len(truth.numbers),
        truth=truth.numbers or truth.printed,
        expected_outcome=expected_outcome(spec, settings),
    )
    if isinstance(result, ScanFailure):
        return replace(row, read=(f"{result.error.type}: {result.error.message}",))
    numbers = {marker.number for marker in result.markers}
    mark = _mark(spec, result, numbers)
    sought = truth.printed if mark != "exact" and (truth.numbers or truth.malformed) else ()
    return replace(
        row,
        mark=mark,
        outcome=result.outcome,
        read=_read(result, truth.printed),
        markers_exact=len(numbers & set(truth.numbers)),
        cause=cause(sought, result.opening) if sought else None,
        confidences=tuple((m.confidence or 0.0, m.number in truth.numbers) for m in result.markers),
    )


def _mark(spec: Spec, result: ScanResult, numbers: set[str]) -> Mark:
    due = set(spec.truth.numbers)
    if numbers - due:
        return "wrong-undecided" if result.outcome == "undecided" else "wrong"
    if spec.truth.malformed:
        return "exact" if result.near_misses else "missed"
    if numbers == due and (due or not result.near_misses):
        return "exact"
    return "near" if result.near_misses or result.outcome == "undecided" else "missed"


def _read(result: ScanResult, printed: tuple[str, ...]) -> tuple[str, ...]:
    markers = (f"{m.printed} ({m.confidence:.3f})" for m in result.markers)
    misses = (f"~{m.printed} ({m.reason}, {m.confidence:.3f})" for m in result.near_misses)
    found = (*markers, *misses)
    likest = closest(printed, result.opening)
    return found or ((f"?{likest}",) if likest else ())


def expected_outcome(spec: Spec, settings: Settings) -> str:
    """What the law says of a perfect reading of the clip."""
    texts = (*spec.truth.printed, *(overlay.text for overlay in spec.around))
    frames = max(settings.judge.min_frames, round(2 * spec.seconds))
    box = ((0, 0), (1, 0), (1, 1), (0, 1))
    opening = Opening(
        video_sha256="",
        window_ms=settings.decode.window_ms,
        width_px=spec.size[0],
        height_px=spec.size[1],
        frames_seen=frames,
        frames_lost=0,
        frames_due=frames,
        coverage=Coverage(round(1000 * spec.seconds), settings.decode.window_ms, sound_frames=frames),
        sightings=tuple(Sighting(text, 1.0, 0, 1_000, box, frames, (1.0,) * len(text)) for text in texts),
    )
    return judge(Episode(spec.name, spec.name), opening, settings, AS_OF).outcome
