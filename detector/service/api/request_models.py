"""What requests may say: the shapes in the OpenAPI description."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from detector.i18n import Lang
from detector.records import (
    Category,
    Kind,
    Production,
)
from detector.service.storage.schema import Lane, State

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
