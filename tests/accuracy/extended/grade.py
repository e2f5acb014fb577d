"""A scan's result against the truth of its clip."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from detector.records import Episode, ScanFailure, ScanResult
from detector.scanner import judge
from detector.settings import Settings
from tests.accuracy import spec
from tests.accuracy.causes import Cause, cause, closest
from tests.accuracy.extended.clip import Clip, Family, Nature, Split
from tests.accuracy.extended.lettering import Box
from tests.accuracy.grade import AS_OF, expected_outcome

THRESHOLDS = (0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995)
_MOST_BEYOND_EM = 2.5
"""A place that is so much longer than what is hidden names nothing."""

Mark = Literal["exact", "reported", "undecided", "missed", "wrong", "wrong-undecided", "unsafe", "error"]
"""How a clip came out.

exact: the marker of the truth and no other. wrong: a number that is not the truth, in a clip that passed or
failed; wrong-undecided: such a number, left to a reviewer. unsafe: the true number passed although it was
never whole on the screen. reported: a misprint or an incomplete number that is a near miss or undecided.
undecided: an honest number that was not given, and the clip is undecided. missed: neither.
"""


@dataclass(frozen=True, slots=True)
class Grade:
    """One clip's row. ``outcomes``: the outcome for each of ``THRESHOLDS`` as ``judge.min_confidence``.

    ``named``: whether the place of what is hidden was given, as that of hidden characters or of a line that
    could not be read. ``confidences``: for each marker found
    its confidence and whether it is right.
    """

    name: str
    kind: str
    family: Family
    split: Split
    nature: Nature
    printed: str
    number: str | None
    px: int
    expected: str
    face: str = ""
    mark: Mark = "error"
    outcome: str = "error"
    outcomes: tuple[str, ...] = ()
    named: bool = False
    repaired: bool = False
    read: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    cause: Cause | None = None
    confidences: tuple[tuple[float, bool], ...] = ()

    @property
    def is_honest(self) -> bool:
        """Whether the number stands whole and the law passes it."""
        return (
            self.number is not None and self.expected == "pass" and self.nature in ("honest", "unbracketed")
        )

    @property
    def passed_wrongly(self) -> bool:
        """Whether the clip passed on a number that is not there."""
        return self.outcome == "pass" and self.mark == "wrong"


def grade(
    clip: Clip, family: Family, split: Split, result: ScanResult | ScanFailure, settings: Settings
) -> Grade:
    """How the scan of a clip came out."""
    truth = clip.truth
    row = Grade(
        clip.name, clip.kind, family, split, truth.nature, truth.printed, truth.number, clip.size_px,
        _expected(clip, settings), Path(clip.face.partition("#")[0]).stem,
    )  # fmt: skip
    if isinstance(result, ScanFailure):
        return replace(row, read=(f"{result.error.type}: {result.error.message}",))
    numbers = {marker.number for marker in result.markers}
    mark = _mark(clip, result, numbers)
    lost = mark in ("undecided", "missed", "wrong", "wrong-undecided") and truth.nature in (
        "honest",
        "appearing",
        "unbracketed",
    )
    return replace(
        row,
        mark=mark,
        outcome=result.outcome,
        outcomes=tuple(_outcomes(clip, result, settings)),
        named=bool(truth.hidden) and any(_names(place, clip) for place in _hidden_places(result)),
        repaired=truth.nature == "misprint" and bool(numbers - {truth.number}),
        read=_read(clip, result),
        codes=tuple(sorted({finding.code for finding in result.findings if finding.severity == "block"})),
        cause=cause((truth.printed,), result.opening) if lost else None,
        confidences=tuple((m.confidence or 0.0, _is_right(clip, m.number)) for m in result.markers),
    )


def _is_right(clip: Clip, number: str) -> bool:
    return number == clip.truth.number and clip.truth.nature != "hidden"


def _mark(clip: Clip, result: ScanResult, numbers: set[str]) -> Mark:
    truth = clip.truth
    if numbers - {truth.number}:
        return "wrong-undecided" if result.outcome == "undecided" else "wrong"
    if truth.nature == "hidden":
        found: dict[str, Mark] = {"pass": "unsafe", "undecided": "reported"}
        return found.get(result.outcome, "missed")
    if numbers:
        return "exact"
    if truth.number is None or truth.nature == "misprint":
        return "reported" if result.near_misses else "missed"
    return "undecided" if result.outcome == "undecided" else "missed"


def _expected(clip: Clip, settings: Settings) -> str:
    """What the law says of a perfect reading; of a number that is never whole, that it is undecided."""
    if clip.truth.nature == "hidden":
        return "undecided"
    if clip.truth.nature == "unbracketed" and clip.truth.number is not None:
        return "pass"  # Its number is not in doubt, whatever the law of this build says.
    whole = spec.Spec(
        clip.name,
        spec.Truth(printed=(clip.truth.printed,)),
        around=clip.texts,
        size=clip.size,
        seconds=clip.seconds,
    )
    return expected_outcome(whole, settings)


def _outcomes(clip: Clip, result: ScanResult, settings: Settings) -> Iterator[str]:
    """The outcome of what was seen for each threshold; the look itself is not repeated."""
    for threshold in THRESHOLDS:
        other = settings.model_copy(
            update={"judge": settings.judge.model_copy(update={"min_confidence": threshold})}
        )
        yield judge(Episode(clip.name, clip.name), result.opening, other, AS_OF).outcome


def _hidden_places(result: ScanResult) -> Iterator[Box]:
    """The boxes round what a result says may be hidden: characters of near misses, and lines not read."""
    coverage = result.opening.coverage
    unread = [region.quad for region in coverage.unread_regions] if coverage else []
    for quad in (*(place for miss in result.near_misses for place in miss.hidden), *unread):
        across, down = [point[0] for point in quad], [point[1] for point in quad]
        yield Box(min(across), min(down), max(across), max(down))


def _names(place: Box, clip: Clip) -> bool:
    """Whether a place meets what is hidden, a third of an em aside allowed, and is not much longer."""
    em, whole = clip.truth.em_px, clip.truth.hidden[0]
    for box in clip.truth.hidden[1:]:
        whole = whole.joined(box)
    near = whole.grown(em / 3)
    meets = (
        place.left < near.right
        and near.left < place.right
        and place.top < near.bottom
        and near.top < place.bottom
    )
    longest = max(whole.right - whole.left, whole.bottom - whole.top) + _MOST_BEYOND_EM * em
    return meets and max(place.right - place.left, place.bottom - place.top) <= longest


def _read(clip: Clip, result: ScanResult) -> tuple[str, ...]:
    markers = tuple(f"{m.printed} ({m.confidence:.3f})" for m in result.markers)
    misses = tuple(f"~{m.printed} ({m.reason}, {m.confidence:.3f})" for m in result.near_misses)
    likest = closest((clip.truth.printed,), result.opening)
    return (markers + misses) or ((f"?{likest}",) if likest else ())
