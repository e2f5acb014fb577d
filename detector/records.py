"""The data, in the order in which it travels.

``Episode`` goes in; ``vision`` turns its pixels into an ``Opening``; ``law`` turns the opening into
``Marker`` and ``NearMiss`` and these into a ``Verdict``; a ``ScanResult`` or a ``ScanFailure`` comes out.

Every record is frozen and JSON-able. Units stand in names: ``_ms``: whole ms from the first presented frame,
``_px``: pixels of the frame as presented (after rotation), ``_cny``: whole yuan. ``None``: not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, Literal, Self, TypedDict

from detector.i18n import Lang

Outcome = Literal["pass", "fail", "undecided"]
Permission = Literal["allowed", "blocked", "needs-review"]
Severity = Literal["block", "warn", "note"]
FailOn = Literal["block", "warn"]
Category = Literal["key", "ordinary", "other"]
Production = Literal["live-action", "ai", "animation"]
Document = Literal["review", "record", "legacy"]
Kind = Literal["episode", "promo"]
IssuerKind = Literal["nrta", "province", "platform", "unknown"]
Brackets = Literal["printed", "none", "unknown"]
"""Whether brackets stand round a number's issuer; a reader may have lost them, then it is not known."""

Point = tuple[int, int]
Quad = tuple[Point, Point, Point, Point]
"""Corners of a text's box in px, clockwise from the corner where reading begins."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One video and the facts known of it before it is looked at.

    The first six fields name it. ``title`` is the episode's or the drama's, ``series`` the drama's. The
    others are facts on which the law depends: ``category`` is the one claimed, ``investment_cny`` the cost
    of the whole drama, ``promotion`` main promotion in a platform's investment invitation,
    ``published_on`` the day on which it went online, ``claimed_number`` the number that the catalogue
    gives, ``producer_province`` the producer's seat, ``overlay`` whether the platform draws the number in
    its app, over the video; ``kind`` tells a clip for promotion from an episode; ``episodes``: their number;
    ``joint_review`` whether a drama with a special theme passed the joint review.
    """

    id: str
    video: str
    title: str | None = None
    series: str | None = None
    number: int | None = None
    platform: str | None = None
    category: Category | None = None
    investment_cny: int | None = None
    production: Production | None = None
    special_theme: bool | None = None
    front_page: bool | None = None
    promotion: bool | None = None
    published_on: date | None = None
    claimed_number: str | None = None
    producer_province: str | None = None
    overlay: bool | None = None
    kind: Kind | None = None
    duration_ms: int | None = None
    episodes: int | None = None
    joint_review: bool | None = None


class Facts(TypedDict, total=False):
    """What may be known of a video before it is looked at: the fields of ``Episode``."""

    id: str
    title: str | None
    series: str | None
    number: int | None
    platform: str | None
    category: Category | None
    investment_cny: int | None
    production: Production | None
    special_theme: bool | None
    front_page: bool | None
    promotion: bool | None
    published_on: date | None
    claimed_number: str | None
    producer_province: str | None
    overlay: bool | None
    kind: Kind | None
    duration_ms: int | None
    episodes: int | None
    joint_review: bool | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another text that stood to be read in a sighting's place, and its share of the evidence (0 to 1)."""

    text: str
    share: float


@dataclass(frozen=True, slots=True)
class Hidden:
    """A place in a sighting where a character may be hidden, between others or at either end.

    ``after``: how many characters of the sighting's ``text`` stand before it; ``quad``: where it is.
    """

    after: int
    quad: Quad


@dataclass(frozen=True, slots=True)
class Sighting:
    """What stood in one place over time.

    ``text`` has the rows of a stacked text separated by a line feed. ``characters``: the confidence of each
    of its characters, 0 to 1; ``confidence``: their mean; ``readings``: the number of frames that were read.
    ``hidden``: places where a character may stand that was not read because something covers it.
    """

    text: str
    confidence: float
    first_ms: int
    last_ms: int
    quad: Quad
    readings: int
    characters: tuple[float, ...]
    alternatives: tuple[Alternative, ...] = ()
    hidden: tuple[Hidden, ...] = ()


GapReason = Literal["cut-off", "lost-data", "missing-start"]
"""The file ends early; data inside it is lost or damaged; it begins in the middle of its own timeline."""

UnreadReason = Literal["illegible", "unsure", "column", "mirrored"]
"""Nothing legible came out; it was read below confidence; its end is hidden; a column was not read; it reads
as a number in a mirror only."""


@dataclass(frozen=True, slots=True)
class UnreadRegion:
    """A place that looked like a line of text for some time and was not surely read."""

    quad: Quad
    first_ms: int
    last_ms: int
    why: UnreadReason
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was seen of the window: the ground of every claim that something is *not* there.

    ``stated_ms``: how long the file says that its video is, ``None`` where it says nothing; ``decoded_ms``:
    how far pictures were decoded, at most to the window's end. ``gaps``: stretches without a sound picture,
    each ``[from_ms, to_ms, reason]``; what is missing before the first frame has negative times.
    The next five count the sampled instants whose picture was sound; damaged or absent; of one colour;
    near-black; an old one that was shown again because data is lost. ``times``: whether instants come from
    timestamps or, where the file has none, from frame numbers and a rate. ``still``: one picture only.
    ``legible_px``: see ``Opening``. ``evidence``: pictures kept of the window, each ``[at_ms, file name]``.
    """

    stated_ms: int | None
    decoded_ms: int
    gaps: tuple[tuple[int, int, GapReason], ...] = ()
    sound_frames: int = 0
    corrupt_frames: int = 0
    blank_frames: int = 0
    dark_frames: int = 0
    repeated_frames: int = 0
    legible_px: int = 0
    unread_regions: tuple[UnreadRegion, ...] = ()
    mirrored: bool = False
    upside_down: bool = False
    times: Literal["stamped", "counted"] = "stamped"
    still: bool = False
    evidence: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """The seam: all that ``vision`` saw in the examined window and all that ``law`` may know of the pixels.

    ``frames_due`` counts the instants at which the window was sampled, ``frames_seen`` those with a sound
    frame, ``frames_lost`` all damaged packets and frames. ``legible_px``: height of the smallest letters that
    would have been read; 0: not known. ``stopped_ms``: when the look ended early. ``unread``: texts left so.
    ``coverage`` is ``None`` where an earlier version saw it.
    """

    video_sha256: str
    window_ms: int
    width_px: int
    height_px: int
    frames_seen: int
    frames_lost: int
    frames_due: int
    sightings: tuple[Sighting, ...] = ()
    stopped_ms: int | None = None
    legible_px: int = 0
    unread: int = 0
    coverage: Coverage | None = None


@dataclass(frozen=True, slots=True)
class StillNeeded:
    """What more could change the verdict on an opening as far as it was seen: the law's answer to ``vision``.

    ``frames``: whether further frames could. ``texts``: which of the texts that were deferred unread could;
    ``near``: the doubtful ones, and those that stand near ``pieces``, the places of what may be a part of a
    marker.
    """

    frames: bool
    texts: Literal["none", "doubtful", "near", "all"]
    pieces: tuple[Quad, ...] = ()


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who gave the number. ``abbreviation`` and ``name`` are ``None`` where the number names nobody."""

    kind: IssuerKind
    abbreviation: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Marker:
    """A licence or record number in full form.

    ``number`` is the normal form, ``printed`` what stands on the screen. ``confidence`` to ``evidence`` are
    ``None`` where the marker was parsed from text alone. ``brackets``: those round the issuer; ``none`` for a
    V-number, whose form has neither.
    """

    number: str
    printed: str
    series: str
    document: Document
    issuer: Issuer
    year: int | None
    serial: str
    category: Category | None
    confidence: float | None = None
    first_ms: int | None = None
    last_ms: int | None = None
    quad: Quad | None = None
    evidence: str | None = None
    brackets: Brackets = "unknown"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A text that is nearly a marker, with the reason why (see ``detector.law.text.near_miss``).

    ``hidden``: places in it where a character may be hidden.
    """

    printed: str
    reason: str
    confidence: float | None = None
    first_ms: int | None = None
    last_ms: int | None = None
    quad: Quad | None = None
    evidence: str | None = None
    hidden: tuple[Quad, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands in the law."""

    title: str
    clause: str
    url: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a finding is prose: its message, and the clause of its source."""

    message: str
    clause: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's complaint. ``severity`` says how grave it is if true, ``confidence`` (0 to 1) how sure.

    ``message`` is in English, ``zh`` the same in Chinese. Where a result was stored in one language only,
    ``message`` is in that one and ``zh`` is ``None``.
    """

    code: str
    name: str
    severity: Severity
    message: str
    confidence: float
    source: Source
    zh: Wording | None = None

    def wording(self, lang: Lang) -> Wording:
        """Message and clause in a language, as far as they are known in it."""
        return self.zh if lang == "zh" and self.zh else Wording(self.message, self.source.clause)


@dataclass(frozen=True, slots=True)
class Policy:
    """How much must be seen before something is said, and what is asked of a marker.

    ``min_frames``: frames looked at before absence counts as absence. ``min_confidence`` (0 to 1): a marker
    or near miss read less surely than this is not settled. The others are those of the profile ``name`` (see
    ``detector.law.tables.schema.PolicyRow``), unless a setting overrides them. ``fail_on``:
    from what severity on. ``unbracketed_issuer``: how grave it is that an issuer has no brackets.
    """

    name: str
    min_frames: int
    min_confidence: float
    number_on_first: int
    min_marker_ms: int
    late_after_ms: int
    min_text_height_px: int
    fail_on: FailOn
    unbracketed_issuer: FailOn = "warn"


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether one thing may be done with an episode.

    ``reasons`` are the codes of the findings that decide it; where an episode passes, the codes of the
    assumptions that stand in the way; for a front page also ``nrta-recheck``, ``no-key-number`` or
    ``no-number-seen`` (see ``detector.law.verdict.gates``); empty where nothing is in the way.
    """

    name: Literal["launch", "promote", "front_page"]
    permission: Permission
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of a case, what may be done with the episode, and what was taken for granted."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    gates: tuple[Gate, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What must be equal to repeat a result: ``models`` as ``name@sha256``, ``registry`` its state."""

    version: str
    settings: str
    models: tuple[str, ...]
    registry: str | None = None


class _JsonResult:
    """What a result and a failure have in common: the JSON of ``detector.result/1``, there and back."""

    __slots__ = ()

    def to_dict(self, lang: Lang = "en", *, sightings: bool = False) -> dict[str, Any]:
        """The dict that JSON has, its prose in one language.

        With ``sightings`` it has all that was seen, and both languages, as `detector rejudge` needs it.
        """
        wire = _wire()
        plain: dict[str, Any] = wire.result_to_stored(self) if sightings else wire.result_to_json(self, lang)
        return plain

    def to_json(self, lang: Lang = "en", *, sightings: bool = False) -> str:
        """The same as one line without spaces; equal results give equal text."""
        line: str = _wire().dumps(self.to_dict(lang, sightings=sightings))
        return line

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Read :meth:`to_dict` back. Raises ``NewerSchema``, or ``InputError`` naming the field."""
        result: Self = _wire().read_result(cls, plain)
        return result


def _wire() -> Any:  # noqa: ANN401  (a module)
    # It stands above the records and validates them with pydantic, which no import of records pays for.
    return import_module("detector.wire")


@dataclass(frozen=True, slots=True)
class ScanResult(_JsonResult):
    """One examined episode. ``assumptions`` are codes of ``detector.law.verdict.assumptions``."""

    episode: Episode
    outcome: Outcome
    markers: tuple[Marker, ...]
    near_misses: tuple[NearMiss, ...]
    findings: tuple[Finding, ...]
    opening: Opening
    as_of: date
    recipe: Recipe
    gates: tuple[Gate, ...] = ()
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an input could not be examined: the error's class name, what happened, what to do."""

    type: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class ScanFailure(_JsonResult):
    """One episode that could not be examined."""

    episode: Episode
    error: Failure
    outcome: Literal["error"] = "error"
