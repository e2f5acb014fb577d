"""Models of requests."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from detector.i18n import Lang
from detector.records import Category, Kind, Production
from detector.service.storage.schema import DecisionAction, DecisionState, Lane, State

SingleLine = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A text without line breaks or other control characters."""

WebAddress = Annotated[str, StringConstraints(min_length=1, max_length=2048, pattern=r"^[!-~]+$")]
"""A URL, percent-encoded."""

_EXAMPLE: dict[str, JsonValue] = {
    "uri": "https://media.example.com/ep01.mp4",
    "data_id": "a-17",
    "platform": "红果",
    "lane": "ingest",
}


class ScanFacts(BaseModel):
    """Known facts of a video, and options of its scan. Nothing is required."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data_id: SingleLine | None = Field(None, description="your own id, returned with the result")
    lane: Lane = Field("ingest", description="audit scans start only when no ingest scan is queued")
    as_of: date | None = Field(None, description="the day whose law applies; default: today")
    callback_url: WebAddress | None = Field(
        None, description="a URL that is told of this scan too; at the host of one of your webhooks"
    )
    id: SingleLine | None = Field(
        None, description="the episode's id; default: the file name without extension"
    )
    title: SingleLine | None = Field(None, description="the episode's or the drama's title")
    series: SingleLine | None = Field(None, description="the drama")
    number: int | None = Field(None, ge=1, le=100_000, description="number of the episode in its drama")
    platform: SingleLine | None = Field(None, description="the platform that broadcasts it")
    category: Category | None = Field(None, description="the claimed category")
    investment_cny: int | None = Field(None, ge=0, le=10**12, description="cost of the whole drama in CNY")
    production: Production | None = Field(None, description="kind of production")
    special_theme: bool | None = Field(None, description="whether it has a special theme")
    joint_review: bool | None = Field(
        None, description="whether a drama with a special theme passed the joint review"
    )
    front_page: bool | None = Field(None, description="whether it is shown on a front page or first screen")
    promotion: bool | None = Field(None, description="main promotion in a platform's investment invitation")
    published_on: date | None = Field(None, description="the day on which it went online")
    claimed_number: SingleLine | None = Field(None, description="the licence number in the catalogue")
    producer_province: SingleLine | None = Field(None, description="the producer's province")
    overlay: bool | None = Field(None, description="whether the app overlays the number on the video")
    kind: Kind | None = Field(None, description="an episode or a promotional clip")
    duration_ms: int | None = Field(None, ge=1, le=10**9, description="duration of the whole episode")
    episodes: int | None = Field(None, ge=1, le=100_000, description="number of episodes of the drama")


class ScanRequest(ScanFacts):
    """A scan of a video at a URI: a path below an allowed root, or ``file``, ``https`` or ``s3``."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [_EXAMPLE]})

    uri: Annotated[str, StringConstraints(min_length=1, max_length=2048, pattern=r"^[^\x00-\x1f\x7f]+$")]


class BatchRequest(BaseModel):
    """Scans that are accepted all together or not at all."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"scans": [_EXAMPLE | {"lane": "audit"}]}]}
    )

    scans: list[ScanRequest] = Field(min_length=1)


def batch_schema() -> dict[str, Any]:
    """The JSON schema of a batch, without references."""
    schema = BatchRequest.model_json_schema()
    schema["properties"]["scans"]["items"] = schema.pop("$defs")["ScanRequest"]
    return schema


class ExportFilter(BaseModel):
    """Which scans to export, and in which language."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = None
    outcome: Literal["pass", "fail", "undecided", "error"] | None = None
    rule: Annotated[str, StringConstraints(pattern=r"^[Nn][Mm][Dd][0-9]{3}$")] | None = None
    platform: SingleLine | None = None
    data_id: SingleLine | None = None
    decision: DecisionAction | Literal["none"] | None = Field(
        None, description="the action of the decision that stands; none: there is no decision"
    )
    decision_state: DecisionState | None = None
    lang: Lang = "en"


class ScanFilter(ExportFilter):
    """Which scans to list, how many a page, in which language."""

    cursor: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")] | None = None
    limit: int = Field(50, ge=1, le=200)


class TextRequest(BaseModel):
    """A text to parse."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "备案号：(浙)网微剧备字[2024] 第00123号"}]},
    )

    text: Annotated[str, StringConstraints(max_length=100_000)]


class RejudgeRequest(BaseModel):
    """The day whose law applies, and the policy; default: today, and the service's policy."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"as_of": "2026-09-01"}]})

    as_of: date | None = None
    policy: SingleLine | None = None
    fail_on: Literal["block", "warn"] | None = None


class WebhookRequest(BaseModel):
    """An endpoint that receives the results of this token's scans."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"url": "https://hooks.example.com/detector"}]}
    )

    url: WebAddress
    only_callbacks: bool = Field(
        default=False, description="tell it only of scans with a `callback_url` at its host"
    )
