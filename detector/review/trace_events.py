"""The events of a trace (``detector.trace/1``) that the desk shows. Whoever writes them is not trusted.

Fields that are not shown are not looked at.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

MAX_EVENTS = 5_000
MAX_BYTES = 4 << 20
"""So much is kept of a trace: chosen, not measured; ten frames with eight texts have 200 events, 150 KB."""

_ENDINGS = ("verdict", "failed", "timings")
_MAX_ENDINGS, _MAX_ENDING_BYTES = 8, 1 << 20
"""So much may be kept beyond that."""

Ms = Annotated[int, Field(ge=0, le=10**9)]
Number = Annotated[int, Field(ge=0, le=10**9)]
Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
Characters = list[list[tuple[str, float]]]
"""The likeliest characters of each place, each with its share."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False, str_max_length=4_000)


class Threshold(_Record):
    """A setting and its value."""

    name: str
    value: float


class Begun(_Record):
    """The first event."""

    event: Literal["scan"]
    schema_: Literal["detector.trace/1"] = Field(alias="schema")
    version: str
    settings: str


class Pass(_Record):
    """The video is opened."""

    event: Literal["pass"]
    defers: bool


class Sampled(_Record):
    """A sampled frame."""

    event: Literal["frame"]
    at_ms: Ms


class Box(_Record):
    """A line that detection found."""

    event: Literal["box"]
    at_ms: Ms
    track: Number
    quad: Quad
    score: float
    is_new: bool


class Prefilter(_Record):
    """What the small network sees, and what follows; those of earlier versions read a ``text``."""

    event: Literal["prefilter"]
    at_ms: Ms
    track: Number
    score: float
    text: str = ""
    chance: Literal["likely", "unclear", "hardly"]
    threshold: Threshold


class Deferred(_Record):
    """A text was kept unread."""

    event: Literal["deferred"]
    at_ms: Ms
    track: Number
    threshold: Threshold


class Stood(_Record):
    """A text is gone, a stroke of it changed, or a digit may be hidden in it."""

    event: Literal["track_gone", "track_changed", "hidden_digit"]
    at_ms: Ms
    track: Number
    quad: Quad
    threshold: Threshold


class Reading(_Record):
    """What was read in a box."""

    event: Literal["reading"]
    at_ms: Ms
    track: Number
    quad: Quad
    text: str
    confidence: float
    characters: Characters
    dropped: bool
    threshold: Threshold


class Voter(_Record):
    """One reading in a vote."""

    track: Number | None = None
    text: str
    weight: float


class Vote(_Record):
    """One text over time; with ``at_ms`` so far."""

    event: Literal["vote"]
    at_ms: Ms | None = None
    sighting: Number
    text: str
    confidence: float
    first_ms: Ms
    last_ms: Ms
    quad: Quad
    votes: list[Voter]


class StopCheck(_Record):
    """Whether more frames, and which deferred texts, could change the verdict."""

    event: Literal["stop_check"]
    at_ms: Ms
    stopped: bool
    texts: Literal["none", "doubtful", "near", "all"]
    threshold: Threshold


class LookAhead(_Record):
    """Whether all that may be a marker stands as it was read, while it settles."""

    event: Literal["look_ahead"]
    at_ms: Ms
    changed: list[Number]
    threshold: Threshold


class Mean(_Record):
    """What was read on a mean picture."""

    event: Literal["mean"]
    sighting: Number
    text: str
    characters: Characters
    threshold: Threshold


class Duration(_Record):
    """When a brief text came and went."""

    event: Literal["duration"]
    sighting: Number
    times_ms: list[Ms]


class Candidate(_Record):
    """A text that a place may show."""

    text: str
    prior: float
    log_likelihoods: list[float]
    share: float


class Rescored(_Record):
    """The texts that a place may show."""

    event: Literal["rescored"]
    sighting: Number
    read: str
    text: str
    candidates: list[Candidate]


class RescoringDropped(_Record):
    """The pictures show none of the candidates."""

    event: Literal["rescoring_dropped"]
    sighting: Number
    text: str
    threshold: Threshold


class Multiline(_Record):
    """Lines joined to one text; with ``at_ms`` so far."""

    event: Literal["multiline"]
    at_ms: Ms | None = None
    text: str
    confidence: float
    quad: Quad


class DeferredRead(_Record):
    """The deferred texts that were read after all, and those that stay unread."""

    event: Literal["deferred_read"]
    tracks: list[Number]
    unread: list[Number]


class LookedAgain(_Record):
    """A doubtful line in a mirror, or a row within a large line."""

    event: Literal["mirror", "strip"]
    track: Number
    quad: Quad
    text: str


class Unread(_Record):
    """A line that was not surely read; ``superseded``: it was, at another moment."""

    event: Literal["unread"]
    track: Number
    quad: Quad
    text: str
    superseded: bool
    threshold: Threshold


class FoundCode(_Record):
    """A finding of the verdict."""

    code: str
    confidence: float


class Verdict(_Record):
    """The outcome."""

    event: Literal["verdict"]
    outcome: Literal["pass", "fail", "undecided"]
    findings: list[FoundCode]


class Failed(_Record):
    """The input could not be read."""

    event: Literal["failed"]
    type: str
    message: str


class Timings(_Record):
    """The last event."""

    event: Literal["timings"]
    total_s: float


class LeftOut(_Record):
    """So many events are not kept."""

    event: Literal["left_out"]
    events: Number


OfTrack = Box | Prefilter | Deferred | Stood | Reading | LookedAgain | Unread
OfSighting = Mean | Duration | Vote | Rescored | RescoringDropped
OfScan = (
    Pass | Sampled | StopCheck | LookAhead | Multiline | DeferredRead | Verdict | Failed | Timings | LeftOut
)
Event = OfTrack | OfSighting | OfScan
_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="event")])


@dataclass(frozen=True, slots=True)
class ReadTrace:
    """A trace that was read: how it began, its events, how many of them are none that are known."""

    begun: Begun
    events: Sequence[Event]
    unknown: int


class NoTrace(Exception):
    """The bytes are no trace."""


class BoundedTrace:
    """Keeps the first events of a trace, and those that end it."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._endings: list[bytes] = []
        self._size = self._left_out = 0

    def add(self, event: dict[str, Any]) -> None:
        """Keep an event, or count it."""
        line = json.dumps(event, separators=(",", ":")).encode("ascii")
        has_room = len(self._lines) < MAX_EVENTS and self._size + len(line) < MAX_BYTES
        if has_room and not self._left_out:
            self._lines.append(line)
            self._size += len(line) + 1
        elif event["event"] in _ENDINGS:
            self._endings.append(line)
        else:
            self._left_out += 1

    def content(self) -> bytes:
        """Its JSON lines. Where some are missing, ``left_out`` says so before those that end it."""
        missing = {"event": "left_out", "events": self._left_out}
        told = [json.dumps(missing).encode("ascii")] if self._left_out else []
        return b"".join(line + b"\n" for line in (*self._lines, *told, *self._endings))


def read_trace(content: bytes) -> ReadTrace:
    """The events of JSON lines. Raises ``NoTrace`` for other bytes, for too many, and for another schema."""
    lines = content.splitlines() if len(content) <= MAX_BYTES + _MAX_ENDING_BYTES else []
    if not 0 < len(lines) <= MAX_EVENTS + _MAX_ENDINGS:
        raise NoTrace
    try:
        first, *others = map(json.loads, lines)
        begun = Begun.model_validate(first)
    except (ValueError, RecursionError):
        raise NoTrace from None
    events, unknown = [], 0
    for other in others:
        try:
            events.append(_EVENT.validate_python(other))
        except ValidationError:
            unknown += 1
    return ReadTrace(begun, events, unknown)
