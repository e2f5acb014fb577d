"""Metrics for Prometheus, and the log: one JSON object a line, without secrets."""

import json
import logging
import re
import secrets
import sys
from collections.abc import Collection
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from detector.service.jobs.queries import JobQueries

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the current request."""

_VALID_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECRET = re.compile(r"(dt_[0-9a-f]{12}_|whsec_)[A-Za-z0-9_/+=-]+|(?<=://)[^/@\s]*@|(?<=\?)[^\s\"']+")
_BUCKETS_S = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 600)
_LOG = logging.getLogger("detector.service")


class Metrics:
    """Counters and times of this instance, and the state of the queue, which all instances share."""

    def __init__(self, platforms: Collection[str] = ()) -> None:
        """``platforms`` are the names that stand in labels; all others are ``other``."""
        self._platforms = frozenset(platforms)
        self._registry = registry = CollectorRegistry()
        self.scans = Counter(
            "detector_scans", "Ended scans", ["outcome", "platform", "token"], registry=registry
        )
        self.workers_lost = Counter(
            "detector_workers_lost", "Workers that crashed or hung during a scan", registry=registry
        )
        self.stage_seconds = Histogram(
            "detector_stage_seconds",
            "Time of a scan, by stage",
            ["stage"],
            buckets=_BUCKETS_S,
            registry=registry,
        )
        self.request_seconds = Histogram(
            "detector_request_seconds",
            "Time of requests",
            ["method", "route", "status"],
            buckets=_BUCKETS_S,
            registry=registry,
        )
        self.webhooks = Counter(
            "detector_webhooks", "Webhook attempts, by result", ["result"], registry=registry
        )
        self.workers_ready = Gauge("detector_workers_ready", "Workers with loaded models", registry=registry)
        self._queued = Gauge("detector_queue_scans", "Queued scans", ["lane"], registry=registry)
        self._running = Gauge("detector_running_scans", "Running scans", ["lane"], registry=registry)
        self._oldest_seconds = Gauge(
            "detector_queue_oldest_seconds", "Age of the oldest queued scan", ["lane"], registry=registry
        )

    def count_scan(self, outcome: str | None, platform: str | None, token: str) -> None:
        """Count an ended scan; ``token`` is the name of the caller's."""
        shown = "none" if platform is None else platform if platform in self._platforms else "other"
        self.scans.labels(outcome, shown, token).inc()

    def render(self, queries: JobQueries) -> bytes:
        """All metrics in Prometheus' text format. Raises ``StoreError``."""
        for lane in queries.lane_stats():
            self._queued.labels(lane.name).set(lane.waiting)
            self._running.labels(lane.name).set(lane.running)
            self._oldest_seconds.labels(lane.name).set(lane.oldest_ms / 1000)
        return generate_latest(self._registry)


def new_request_id(given: str | None) -> str:
    """The id that a caller gave, if it is safe to write into the log; else a new one."""
    return given if given and _VALID_REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def redact_secrets(text: str) -> str:
    """A text without tokens, webhook secrets, passwords in URLs, and what follows a ``?``."""
    return _SECRET.sub(lambda found: (found[1] or "") + "***" + ("@" if found[0].endswith("@") else ""), text)


def log(event: str, **fields: object) -> None:
    """Log an event."""
    _LOG.info(event, extra={"fields": fields})


def log_error(event: str, error: BaseException, **fields: object) -> None:
    """Log an error with its traceback."""
    details = {"error": type(error).__name__, "message": str(error)}
    _LOG.error(event, extra={"fields": fields | details}, exc_info=error)


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if request_id := REQUEST_ID.get():
            line["request_id"] = request_id
        if record.exc_info and record.levelno >= logging.ERROR:
            line["trace"] = self.formatException(record.exc_info)
        return redact_secrets(json.dumps(line, ensure_ascii=False, default=str))


def configure_logging() -> None:
    """Write the log of the service, and warnings of uvicorn, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter())
    for name, level in (("detector.service", logging.INFO), ("uvicorn.error", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
