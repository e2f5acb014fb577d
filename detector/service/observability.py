"""What operators see: metrics for Prometheus, and one JSON object a line in the log, without secrets."""

import json
import logging
import re
import secrets
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from detector.service.jobs.queries import JobQueries

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request that is being answered."""

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECRET = re.compile(r"(dt_[0-9a-f]{12}_|whsec_)[A-Za-z0-9_/+=-]+|(?<=://)[^/@\s]*@|(?<=\?)[^\s\"']+")
_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 600)
_LOG = logging.getLogger("detector.service")


class Meters:
    """Counts and times of one instance; :meth:`text` asks the database for the queue, which all share."""

    def __init__(self) -> None:
        self._all = CollectorRegistry()
        self.scans = Counter(
            "detector_scans", "Scans that ended, by outcome", ["outcome"], registry=self._all
        )
        self.lost = Counter("detector_workers_lost", "Workers that were lost over a scan", registry=self._all)
        self.seconds = Histogram(
            "detector_stage_seconds",
            "Time of one scan in each stage",
            ["stage"],
            buckets=_SECONDS,
            registry=self._all,
        )
        self.requests = Histogram(
            "detector_request_seconds",
            "Time of requests",
            ["method", "route", "status"],
            buckets=_SECONDS,
            registry=self._all,
        )
        self.webhooks = Counter("detector_webhooks", "Attempts at webhooks", ["result"], registry=self._all)
        self.ready = Gauge("detector_workers_ready", "Workers with loaded models", registry=self._all)
        self._waiting = self._gauge("detector_queue_scans", "Scans that wait")
        self._running = self._gauge("detector_running_scans", "Scans that are being done")
        self._age = self._gauge("detector_queue_oldest_seconds", "How long the oldest scan has waited")

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(name, about, ["lane"], registry=self._all)

    def text(self, listing: JobQueries) -> bytes:
        """All of them, as Prometheus reads them. Raises ``StoreError``."""
        for lane in listing.lanes():
            self._waiting.labels(lane.name).set(lane.waiting)
            self._running.labels(lane.name).set(lane.running)
            self._age.labels(lane.name).set(lane.oldest_ms / 1000)
        return generate_latest(self._all)


def new_request_id(given: str | None) -> str:
    """The id that a caller gave, if it can be told apart from an attack on the log; else a new one."""
    return given if given and _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)


def without_secrets(text: str) -> str:
    """A text without tokens, webhooks' secrets, passwords in addresses, and what follows a ``?``."""
    return _SECRET.sub(lambda found: (found[1] or "") + "***" + ("@" if found[0].endswith("@") else ""), text)


def log(event: str, **told: object) -> None:
    """Write a line about something that happened."""
    _LOG.info(event, extra={"told": told})


def log_error(event: str, error: BaseException, **told: object) -> None:
    """Write a line about something that should not have happened; a bug comes with its trace."""
    known = {"error": type(error).__name__, "message": str(error)}
    _LOG.error(event, extra={"told": told | known}, exc_info=error)


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if request_id := REQUEST_ID.get():
            line["request_id"] = request_id
        if record.exc_info and record.levelno >= logging.ERROR:
            line["trace"] = self.formatException(record.exc_info)
        return without_secrets(json.dumps(line, ensure_ascii=False, default=str))


def start_log() -> None:
    """Send the log of the service, and of its server's troubles, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    for name, level in (("detector.service", logging.INFO), ("uvicorn.error", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
