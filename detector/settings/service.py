"""The knobs of what serves many: a cluster for audits, the ingest service. None can change a result."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class RaySettings(BaseModel):
    """A cluster on which audits run."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    address: str = Field(
        "", description="of an existing cluster, auto for the one of this machine; empty: start one"
    )
    gpus_per_worker: float = Field(0, ge=0, le=8, description="share of a GPU that a worker holds")
    rows_a_block: int = Field(16, ge=1, le=10_000, description="files that a worker takes at a time")
    rows_a_stage: int = Field(
        20_000,
        ge=1,
        le=1_000_000,
        description="files after which results go from the cluster into the ledger",
    )
    retries: int = Field(3, ge=0, le=100, description="times that a lost worker is started again")


class ServiceSettings(BaseModel):
    """What the service listens on, keeps, takes and reads."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    host: str = Field("127.0.0.1", description="address to listen on; others than loopback need a token")
    port: int = Field(8300, ge=0, le=65_535, description="port to listen on, 0: a free one")
    database: str = Field(
        "",
        repr=False,
        description="path or postgresql:// URL of scans, tokens and webhooks; empty: a file in folder",
    )
    folder: str = Field(
        "", description="where uploads wait and pictures lie; several instances share it; empty: yours"
    )
    workers: int = Field(0, ge=0, le=256, description="processes that scan, 0: one a core")
    queue_limit: int = Field(10_000, ge=1, description="scans that may wait before more are refused (429)")
    lease_s: float = Field(
        30, ge=1, le=3_600, description="s without a sign of life after which a scan is begun again"
    )
    tries: int = Field(
        3, ge=1, le=100, description="workers that a scan may cost before it is set aside as an error"
    )
    drain_s: float = Field(
        30, ge=0, le=3_600, description="s for which scans under way may end once the service is to end"
    )
    wait_s: float = Field(60, ge=0, le=600, description="s that a request may wait for its result at most")
    max_upload_mb: int = Field(2_048, ge=1, description="MB of one video, uploaded or fetched")
    max_duration_s: int = Field(14_400, ge=1, description="s that a video may last")
    cpu_s: int = Field(120, ge=1, le=86_400, description="s of processor time that one scan may take (Linux)")
    max_batch: int = Field(1_000, ge=1, le=100_000, description="scans of one batch")
    roots: tuple[str, ...] = Field((), description="folders of which videos may be read, none by default")
    hosts: tuple[str, ...] = Field(
        (), description="hosts of which videos may be fetched: NAME, NAME:PORT or *.NAME; none by default"
    )
    buckets: tuple[str, ...] = Field((), description="buckets of s3:// that may be read, none by default")
    private_hosts: tuple[str, ...] = Field(
        (), description="hosts (NAME or NAME:PORT) that may have private addresses, none by default"
    )
    fetch_s: float = Field(60, ge=1, le=3_600, description="s that a video's download may take")
    evidence: Literal["review", "all", "none"] = Field(
        "review", description="pictures are kept of scans that do not pass, of all, of none"
    )
    rate_per_minute: int = Field(
        0, ge=0, description="requests a minute of a token that has no rate of its own, 0: any number"
    )
    webhook_tries: int = Field(8, ge=1, le=50, description="attempts at one webhook before it is set aside")
    webhook_first_s: float = Field(
        5, ge=0.01, le=3_600, description="s to the second attempt; each pause is four times the last"
    )
    desk_lease_s: float = Field(
        600,
        ge=1,
        le=86_400,
        description="s for which a case at the desk is one reviewer's, and may be undone",
    )
    desk_session_h: float = Field(
        12, gt=0, le=720, description="hours after which a reviewer must sign in again"
    )
    desk_second: bool = Field(
        default=True, description="a block at the desk needs a second reviewer who agrees"
    )
    desk_sample_percent: float = Field(
        0,
        ge=0,
        le=100,
        description="share of cases at the desk that two must decide, to see how far they agree",
    )
    desk_uploads_mb: int = Field(
        4_096,
        ge=0,
        description="MB of uploads that stay until their cases are decided, the newest; 0: none stays",
    )
    desk_film_mb: int = Field(
        2_048, ge=1, description="MB of frames and openings made for reviewers that stay, the last used"
    )
    traces: bool = Field(default=False, description="send traces by OTLP (extra otel)")

    @field_validator("roots", "hosts", "buckets", "private_hosts", mode="before")
    @classmethod
    def _listed(cls, told: object) -> object:
        """A text of names with commas between them is a list too: so a flag is written."""
        return tuple(filter(None, map(str.strip, told.split(",")))) if isinstance(told, str) else told
