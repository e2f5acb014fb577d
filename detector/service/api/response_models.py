"""Models of responses."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from detector.records import Failure, Finding, Gate, Marker, NearMiss, Opening, Recipe, UnreadReason
from detector.registry.protocol import SnapshotKind
from detector.service.presenters import Suggestion
from detector.service.storage.schema import DecisionAction, DecisionState, Lane, State


class EpisodeNames(BaseModel):
    """Which episode was scanned."""

    id: str
    video: str
    title: str | None
    series: str | None
    number: int | None
    platform: str | None


class ResultView(BaseModel):
    """``detector.result/1`` with a suggestion. For the outcome ``error`` it has only ``error``."""

    schema_: Literal["detector.result/1"] = Field(alias="schema")
    episode: EpisodeNames
    outcome: Literal["pass", "fail", "undecided", "error"]
    suggestion: Suggestion
    markers: list[Marker] | None = None
    near_misses: list[NearMiss] | None = None
    findings: list[Finding] | None = None
    opening: Opening | None = None
    as_of: date | None = None
    recipe: Recipe | None = None
    gates: list[Gate] = []
    assumptions: list[str] = []
    facts: dict[str, Any] = {}
    error: Failure | None = None


class DecisionView(BaseModel):
    """What a reviewer decided. It goes before the result's suggestion once its state is ``final``."""

    action: DecisionAction = Field(
        description="let it run, keep it back, give it back to its uploader, scan a new copy; or cannot tell"
    )
    by: str = Field(description="the name of the reviewer's token")
    by_id: str = Field(description="the id of the reviewer's token")
    at: str
    reason: str | None
    note: str
    state: DecisionState = Field(description="awaiting-second: another reviewer must agree")


class ScanView(BaseModel):
    """One scan: its state, its result once it has ended, and the decision that stands for it."""

    schema_: Literal["detector.scan/1"] = Field(alias="schema")
    id: str
    data_id: str | None
    batch: str | None
    lane: Lane
    state: State
    reason: str | None = Field(description="why it was set aside, or why its last worker was lost")
    attempts: int
    created_at: str
    begun_at: str | None
    ended_at: str | None
    result: ResultView | None
    decision: DecisionView | None = Field(description="null: nobody has decided, or all was undone")


class ScanPage(BaseModel):
    """Scans, newest first, and the cursor of the next page if there is one."""

    scans: list[ScanView]
    cursor: str | None


class BatchView(BaseModel):
    """A batch, and how many of its scans are in which state."""

    id: str
    scans: int
    created_at: str
    states: dict[State, int]
    has_ended: bool


class TextView(BaseModel):
    """The markers and near misses in a text."""

    texts: list[dict[str, Any]]


class RejudgeView(BaseModel):
    """A result judged again; ``change`` says what changed and why, empty if nothing did."""

    change: str
    result: ResultView


class Picture(BaseModel):
    """A picture of a scan's evidence.

    ``of`` is the text that it shows, empty where none was read; ``why`` says why not, of a place that looks
    like a line of text. ``at_ms``: when what it shows began to stand there.
    """

    name: str
    kind: Literal["frame", "crop"]
    of: str
    at_ms: int
    why: UnreadReason | None


class Pictures(BaseModel):
    """The pictures of a scan."""

    pictures: list[Picture]


class RuleView(BaseModel):
    """A rule; ``manual`` only where a single rule was requested."""

    code: str
    name: str
    severity: Literal["block", "warn", "note"]
    in_force_from: date | None
    in_force_until: date | None
    source: dict[str, str]
    manual: str | None = None


class RuleList(BaseModel):
    """All rules."""

    rules: list[RuleView]


class PlatformView(BaseModel):
    """A prefix of numbers, its operator if that was verified, and the apps on which its numbers are valid."""

    prefix: str
    operator: str | None
    apps: list[str]
    evidence: str


class PlatformList(BaseModel):
    """All known platforms."""

    platforms: list[PlatformView]


class WebhookView(BaseModel):
    """An endpoint. ``secret`` is shown only when it is created or rotated."""

    id: str
    url: str
    is_on: bool
    only_callbacks: bool
    created_at: str
    old_secret_until: str | None = None
    secret: str | None = None


class WebhookList(BaseModel):
    """The endpoints of this token."""

    webhooks: list[WebhookView]


class DeliveryView(BaseModel):
    """One webhook: its endpoint, its scan, and the state of its delivery."""

    id: str
    webhook: str
    scan: str
    type: Literal["scan.ended", "scan.decided"]
    state: Literal["queued", "delivered", "dead"]
    attempts: int
    status: int | None
    reason: str | None
    next_at: str | None
    created_at: str
    ended_at: str | None


class DeliveryList(BaseModel):
    """Deliveries, newest first."""

    deliveries: list[DeliveryView]


class LookupView(BaseModel):
    """The registry's answer for a number, or the entries with the most similar titles."""

    asked: str
    entry: dict[str, Any] | None
    absent: dict[str, Any] | None
    candidates: list[dict[str, Any]]


class SnapshotView(BaseModel):
    """The registry's state after an import, and where it came from."""

    id: str
    dated: date
    file: str
    sha256: str
    rows: int
    added: int
    changed: int
    ended: int
    skipped: int
    kind: SnapshotKind
    by: str | None = Field(description="the name of the token that imported it")
    sheets: list[str] | None = Field(
        description="the sheets or pages with entries; empty for a file without any"
    )


class ImportView(BaseModel):
    """The outcome of an import."""

    snapshot: SnapshotView | None
    rows: int
    rejected: list[dict[str, Any]]
    ignored: list[str]
    left_out: list[dict[str, Any]]


class Health(BaseModel):
    """Readiness of the service, part by part."""

    status: Literal["ok", "degraded", "unready"]
    parts: dict[str, dict[str, Any]]
