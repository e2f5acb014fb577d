"""Settings of the ingest service, and of clusters for audits. None can change a result."""

from typing import Literal

from pydantic import Field, field_validator

from detector.settings.stage import Stage


class RaySettings(Stage):
    """A Ray cluster for audits."""

    address: str = Field(
        default="",
        description="HOST:PORT of an existing cluster, auto for the one of this machine; empty: start one",
    )
    gpus_per_worker: float = Field(
        default=0, ge=0, le=8, description="GPUs of each worker, may be a fraction"
    )
    rows_a_block: int = Field(default=16, ge=1, le=10_000, description="files that a worker takes at a time")
    ship: bool = Field(
        default=True,
        description="send this program and its packages to an existing cluster, whose nodes need Ray alone",
    )
    retries: int = Field(
        default=3, ge=0, le=100, description="times that a lost block of files is given out again"
    )


class ServiceSettings(Stage):
    """The ingest service and the reviewers' desk."""

    host: str = Field(
        default="127.0.0.1", description="address to listen on; addresses other than loopback need a token"
    )
    port: int = Field(default=8300, ge=0, le=65_535, description="port to listen on, 0: a free one")
    database: str = Field(
        default="",
        repr=False,
        description="path or postgresql:// URL of the database; empty: a file in the folder",
    )
    folder: str = Field(
        default="",
        description="folder for uploads and pictures, shared by all instances; empty: in your data folder",
    )
    workers: int = Field(default=0, ge=0, le=256, description="worker processes, 0: one per core")
    queue_limit: int = Field(default=10_000, ge=1, description="queued scans before more are refused (429)")
    lease_s: float = Field(
        default=30,
        ge=1,
        le=3_600,
        description="s without renewal after which another worker takes over a scan",
    )
    tries: int = Field(
        default=3,
        ge=1,
        le=100,
        description="worker crashes allowed per scan before it is set aside as an error",
    )
    drain_s: float = Field(
        default=30, ge=0, le=3_600, description="s for running scans to end when the service shuts down"
    )
    wait_s: float = Field(default=60, ge=0, le=600, description="s that a request may wait for its result")
    max_upload_mb: int = Field(default=2_048, ge=1, description="MB of a video, uploaded or fetched")
    max_duration_s: int = Field(default=14_400, ge=1, description="s of duration of a video")
    cpu_s: int = Field(default=120, ge=1, le=86_400, description="s of CPU time for one scan (Linux)")
    max_batch: int = Field(default=1_000, ge=1, le=100_000, description="scans in one batch")
    roots: tuple[str, ...] = Field(
        default=(), description="folders below which videos may be read, none by default"
    )
    unready_s: float = Field(
        default=0,
        ge=0,
        le=600,
        description="s for which requests are still answered, not said to be ready, before it ends",
    )
    head_s: float = Field(
        default=20, ge=1, le=600, description="s in which the head of a request must arrive"
    )
    body_s: float = Field(
        default=60,
        ge=1,
        le=3_600,
        description="s without a byte after which the body of a request is given up",
    )
    hosts: tuple[str, ...] = Field(
        default=(),
        description="hosts from which videos may be fetched: NAME, NAME:PORT or *.NAME; none by default",
    )
    buckets: tuple[str, ...] = Field(
        default=(), description="s3:// buckets from which videos may be read, none by default"
    )
    private_hosts: tuple[str, ...] = Field(
        default=(), description="hosts (NAME or NAME:PORT) allowed to have private addresses, none by default"
    )
    s3_endpoint: str = Field(
        default="", description="URL of the server of s3:// videos (OSS, COS, MinIO …), empty: Amazon S3"
    )
    s3_region: str = Field(default="", description="its region, empty: as the environment says")
    s3_addressing: Literal["auto", "virtual", "path"] = Field(
        default="auto",
        description="where its addresses name the bucket: in the host (OSS, COS) or in the path (MinIO)",
    )
    fetch_s: float = Field(default=60, ge=1, le=3_600, description="s for the download of a video")
    fetch_tries: int = Field(
        default=4,
        ge=1,
        le=20,
        description="attempts to fetch a video (5xx, time-outs, resets) before it is an error",
    )
    fetch_first_s: float = Field(
        default=2,
        ge=0.01,
        le=3_600,
        description="s before the second fetch; each further pause is four times longer",
    )
    evidence: Literal["review", "all", "none"] = Field(
        default="review", description="scans of which pictures are kept: those that do not pass, all, none"
    )
    keep_results_days: int = Field(
        0, ge=0, le=36_500, description="days after which an ended scan is removed with all of it, 0: never"
    )
    keep_evidence_days: int = Field(
        0, ge=0, le=36_500, description="days after which pictures of scans are removed, 0: with the scan"
    )
    keep_uploads_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="days after which uploads kept for review are removed, 0: once decided",
    )
    keep_deliveries_days: int = Field(
        0, ge=0, le=36_500, description="days after which ended deliveries are removed, 0: with the scan"
    )
    rate_per_minute: int = Field(
        default=0, ge=0, description="requests a minute for tokens without a rate of their own, 0: no limit"
    )
    webhook_tries: int = Field(default=8, ge=1, le=50, description="attempts to deliver a webhook")
    webhook_first_s: float = Field(
        default=5,
        ge=0.01,
        le=3_600,
        description="s before the second attempt; each further pause is four times longer",
    )
    desk_lease_s: float = Field(
        default=600,
        ge=1,
        le=86_400,
        description="s for which a case is leased to a reviewer, who can undo a decision as long",
    )
    desk_shift_h: float = Field(
        default=10, gt=0, le=72, description="hours for which cases that a reviewer claims are kept for them"
    )
    desk_session_h: float = Field(
        default=12, gt=0, le=720, description="hours after which a reviewer must sign in again"
    )
    desk_second: bool = Field(default=True, description="a block needs a second reviewer who agrees")
    desk_sample_percent: float = Field(
        default=0,
        ge=0,
        le=100,
        description="% of cases that two reviewers must decide, to measure their agreement",
    )
    desk_uploads_mb: int = Field(
        default=4_096,
        ge=0,
        description="MB of uploads kept until their cases are decided, the newest first; 0: none",
    )
    desk_film_mb: int = Field(
        default=2_048, ge=1, description="MB of cached frames and openings for reviewers, the last used first"
    )
    traces: bool = Field(default=False, description="send traces by OTLP (extra otel)")

    @field_validator("roots", "hosts", "buckets", "private_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """A list may be given as a comma-separated text, as in environment variables."""
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value
