"""What answers look like: the shapes in the OpenAPI description."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from detector.records import Failure, Finding, Gate, Marker, NearMiss, Opening, Recipe
from detector.service.jobs.job_views import Suggestion
from detector.service.storage.schema import Lane, State


class EpisodeNames(BaseModel):
    """The names of an episode."""

    id: str
    video: str
    title: str | None
    series: str | None
    number: int | None
    platform: str | None


class ResultView(BaseModel):
    """``detector.result/1`` with a suggestion. With the outcome ``error`` there is an ``error`` alone."""

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


class ScanView(BaseModel):
    """One scan: where it stands, and its result once it has ended."""

    schema_: Literal["detector.scan/1"] = Field(alias="schema")
    id: str
    data_id: str | None
    batch: str | None
    lane: Lane
    state: State
    reason: str | None = Field(description="why it is set aside, or why a worker was lost over it")
    attempts: int
    created_at: str
    begun_at: str | None
    ended_at: str | None
    result: ResultView | None


class ScanPage(BaseModel):
    """Scans, newest first; with a cursor if there are more."""

    scans: list[ScanView]
    cursor: str | None


class BatchView(BaseModel):
    """A batch and how far it is."""

    id: str
    scans: int
    created_at: str
    states: dict[State, int]
    has_ended: bool


class TextView(BaseModel):
    """What the parser finds in a text."""

    texts: list[dict[str, Any]]


class RejudgeView(BaseModel):
    """A result judged again; ``change`` says what changed and why, empty for nothing."""

    change: str
    result: ResultView


class Picture(BaseModel):
    """A picture of a scan's evidence. ``of`` is what was printed there."""

    name: str
    kind: Literal["frame", "crop"]
    of: str


class Pictures(BaseModel):
    """The pictures of a scan."""

    pictures: list[Picture]


class RuleView(BaseModel):
    """A rule; ``manual`` where one rule was asked for."""

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
    """A prefix of numbers, who operates it, and the apps on which its numbers are valid."""

    prefix: str
    operator: str
    apps: list[str]
    evidence: str


class PlatformList(BaseModel):
    """All platforms that the law's tables know."""

    platforms: list[PlatformView]


class WebhookView(BaseModel):
    """An endpoint. ``secret`` is told when it is made or rotated, and never again."""

    id: str
    url: str
    is_on: bool
    created_at: str
    old_secret_until: str | None = None
    secret: str | None = None


class WebhookList(BaseModel):
    """Endpoints of this token."""

    webhooks: list[WebhookView]


class DeliveryView(BaseModel):
    """One webhook: to which endpoint, of which scan, and what became of it."""

    id: str
    webhook: str
    scan: str
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
    """What the registry has of a number, or the entries whose titles are most like a text."""

    asked: str
    entry: dict[str, Any] | None
    absent: dict[str, Any] | None
    candidates: list[dict[str, Any]]


class ImportView(BaseModel):
    """What came of an import."""

    snapshot: dict[str, Any] | None
    rows: int
    rejected: list[dict[str, Any]]
    ignored: list[str]


class Health(BaseModel):
    """Whether the service can work, part by part."""

    status: Literal["ok", "degraded", "unready"]
    parts: dict[str, dict[str, Any]]
