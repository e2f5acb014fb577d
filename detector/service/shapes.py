"""What requests may say, and what answers look like: the shapes in the OpenAPI description."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from detector.records import (
    Category,
    Failure,
    Finding,
    Gate,
    Kind,
    Marker,
    NearMiss,
    Opening,
    Production,
    Recipe,
)
from detector.service.schema import Lane, State
from detector.service.views import Suggestion
from detector.words import Lang

Line = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A text on one line."""

_SHAPE = ConfigDict(extra="forbid", frozen=True)
_EXAMPLE: dict[str, JsonValue] = {
    "uri": "https://media.example.com/ep01.mp4",
    "data_id": "a-17",
    "platform": "红果",
    "lane": "ingest",
}


class ScanFacts(BaseModel):
    """What is known of a video before it is looked at, and how it is to be scanned. Nothing is required."""

    model_config = _SHAPE

    data_id: Line | None = Field(None, description="an id of yours, echoed with the result")
    lane: Lane = Field("ingest", description="audit waits for all that is in ingest")
    as_of: date | None = Field(None, description="the day whose law applies; default: today")
    id: Line | None = Field(None, description="the episode's id; default: the video's name without ending")
    title: Line | None = Field(None, description="the episode's or the drama's title")
    series: Line | None = Field(None, description="the drama")
    number: int | None = Field(None, ge=1, le=100_000, description="which episode of the drama it is")
    platform: Line | None = Field(None, description="the platform that broadcasts it")
    category: Category | None = Field(None, description="the category that is claimed")
    investment_cny: int | None = Field(None, ge=0, le=10**12, description="cost of the whole drama in yuan")
    production: Production | None = Field(None, description="how it was made")
    special_theme: bool | None = Field(None, description="whether it has a special theme")
    front_page: bool | None = Field(None, description="whether it stands on a front page or first screen")
    promotion: bool | None = Field(None, description="main promotion in a platform's investment invitation")
    published_on: date | None = Field(None, description="the day on which it went online")
    claimed_number: Line | None = Field(None, description="the number that the catalogue gives")
    producer_province: Line | None = Field(None, description="the province of the producer")
    overlay: bool | None = Field(None, description="whether the app draws the number over the video")
    kind: Kind | None = Field(None, description="an episode or a promotional clip")
    duration_ms: int | None = Field(None, ge=1, le=10**9, description="how long the whole episode is")
    episodes: int | None = Field(None, ge=1, le=100_000, description="how many episodes the drama has")


class ScanRequest(ScanFacts):
    """A video that the service reads itself: a path below an allowed root, ``file``, ``https``, ``s3``."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [_EXAMPLE]})

    uri: Annotated[str, StringConstraints(min_length=1, max_length=2048, pattern=r"^[^\x00-\x1f\x7f]+$")]


class BatchRequest(BaseModel):
    """Many scans that are accepted together or not at all."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"scans": [_EXAMPLE | {"lane": "audit"}]}]}
    )

    scans: list[ScanRequest] = Field(min_length=1)


def batch_schema() -> dict[str, Any]:
    """The JSON schema of a batch, whole in itself."""
    schema = BatchRequest.model_json_schema()
    schema["properties"]["scans"]["items"] = schema.pop("$defs")["ScanRequest"]
    return schema


class ScanFilter(BaseModel):
    """Which scans, in which language, and how many at a time."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = None
    outcome: Literal["pass", "fail", "undecided", "error"] | None = None
    rule: Annotated[str, StringConstraints(pattern=r"^[Nn][Mm][Dd][0-9]{3}$")] | None = None
    platform: Line | None = None
    data_id: Line | None = None
    cursor: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")] | None = None
    limit: int = Field(50, ge=1, le=200)
    lang: Lang = "en"


class TextRequest(BaseModel):
    """A text for the parser."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "备案号：(浙)网微剧备字[2024] 第00123号"}]},
    )

    text: Annotated[str, StringConstraints(max_length=100_000)]


class RejudgeRequest(BaseModel):
    """The law of which day, and by which policy; default: today, and the service's own."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"as_of": "2026-09-01"}]})

    as_of: date | None = None
    policy: Line | None = None
    fail_on: Literal["block", "warn"] | None = None


class WebhookRequest(BaseModel):
    """Where the verdicts of this token's scans are sent."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"url": "https://hooks.example.com/detector"}]}
    )

    url: Annotated[str, StringConstraints(min_length=1, max_length=2048, pattern=r"^[!-~]+$")]


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
