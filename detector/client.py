"""A client of the ingest service with typed results; needs the extra ``client``.

>>> from detector.client import Client
>>> with Client("http://127.0.0.1:8300", "dt_…") as client:  # doctest: +SKIP
...     client.upload("ep01.mp4", platform="红果").suggestion
'pass'

Requests that cannot be taken just now (429, 503) and broken connections are tried again, each with one
idempotency key: nothing is scanned twice.
"""

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from os import PathLike, fspath
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypedDict, Unpack

from detector import errors
from detector.errors import DetectorError, ExtraMissing, RemoteUnreachable
from detector.records import Facts, ScanFailure, ScanResult
from detector.wire import result_from_json

try:
    import httpx
except ModuleNotFoundError:
    raise ExtraMissing(
        "the client needs the package httpx", "pip install 'micro-drama-detector[client]'"
    ) from None

_PAUSE_S = 1.0
_MARGIN_S = 30.0
_ENDED = ("done", "cancelled", "set-aside")


class ScanOptions(Facts, total=False):
    """What may be said of a scan beside its video: the facts, and how it is to be done."""

    data_id: str
    as_of: date
    lane: Literal["ingest", "audit"]


class Filters(TypedDict, total=False):
    """Which scans are wanted."""

    state: str
    outcome: str
    rule: str
    platform: str
    data_id: str


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan as the service tells it. ``result`` and ``suggestion`` are ``None`` until it has ended."""

    id: str
    state: Literal["queued", "running", "done", "cancelled", "set-aside"]
    data_id: str | None
    reason: str | None
    suggestion: Literal["pass", "review", "block"] | None
    result: ScanResult | ScanFailure | None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in _ENDED


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch: how many scans it has, and how many are in which state."""

    id: str
    scans: int
    states: Mapping[str, int]
    has_ended: bool


class Client:
    """Calls one service. Every method raises the ``DetectorError`` that the service answers with."""

    def __init__(self, url: str, token: str | None = None, *, patience_s: float = 60) -> None:
        """``patience_s``: how long a request is tried again that cannot be taken just now."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=_MARGIN_S)
        self._patience_s = patience_s

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def upload(self, file: str | PathLike[str], *, wait_s: float = 60, **said: Unpack[ScanOptions]) -> Scan:
        """Send a file to be scanned, and wait for its end up to ``wait_s`` seconds."""
        fields = {name: _text(value) for name, value in said.items() if value is not None}
        return self._handed_in(wait_s, file=Path(fspath(file)), data=fields)

    def scan(self, uri: str, *, wait_s: float = 60, **said: Unpack[ScanOptions]) -> Scan:
        """Let the service fetch a video and scan it, and wait for its end up to ``wait_s`` seconds."""
        return self._handed_in(wait_s, json=_plain({"uri": uri, **said}))

    def look_up(self, scan_id: str) -> Scan:
        """A scan as it stands."""
        return _scan(self._json("GET", f"/v1/scans/{scan_id}"))

    def wait(self, scan_id: str, within_s: float = 600) -> Scan:
        """A scan once it has ended, or as it stands after so many seconds."""
        until = time.monotonic() + within_s
        while not (scan := self.look_up(scan_id)).has_ended and time.monotonic() < until:
            time.sleep(_PAUSE_S)
        return scan

    def scans(self, **wanted: Unpack[Filters]) -> Iterator[Scan]:
        """All scans that are wanted, newest first, page by page."""
        asked: dict[str, Any] = dict(wanted)
        while True:
            page = self._json("GET", "/v1/scans", params=asked)
            yield from map(_scan, page["scans"])
            if page["cursor"] is None:
                return
            asked["cursor"] = page["cursor"]

    def cancel(self, scan_id: str) -> Scan:
        """End a scan without a verdict."""
        return _scan(self._json("POST", f"/v1/scans/{scan_id}:cancel"))

    def rejudge(self, scan_id: str, as_of: date) -> tuple[ScanResult | ScanFailure, str]:
        """The law of another day over what was seen, and what changed."""
        found = self._json("POST", f"/v1/scans/{scan_id}:rejudge", json={"as_of": as_of.isoformat()})
        return _result(found["result"]), str(found["change"])

    def hand_in(self, scans: Sequence[Mapping[str, Any]]) -> Batch:
        """Hand in many scans at once, each as the fields of a request with its ``uri``."""
        key = {"Idempotency-Key": uuid.uuid4().hex}
        body = {"scans": [_plain(scan) for scan in scans]}
        return _batch(self._json("POST", "/v1/batches", headers=key, json=body))

    def batch(self, batch_id: str) -> Batch:
        """How far a batch is."""
        return _batch(self._json("GET", f"/v1/batches/{batch_id}"))

    def results(self, batch_id: str) -> Iterator[Scan]:
        """The scans of a batch in the order in which they were given."""
        with self._http.stream("GET", f"/v1/batches/{batch_id}/results") as response:
            if response.is_error:
                response.read()
                raise _error(response)
            for line in response.iter_lines():
                yield _scan(json.loads(line))

    def pictures(self, scan_id: str) -> Iterator[tuple[str, bytes]]:
        """The names and contents of a scan's pictures."""
        for one in self._json("GET", f"/v1/scans/{scan_id}/evidence")["pictures"]:
            content = self._asked("GET", f"/v1/scans/{scan_id}/evidence/{one['name']}").content
            yield one["name"], content

    def _handed_in(self, wait_s: float, *, file: Path | None = None, **body: Any) -> Scan:  # noqa: ANN401  (httpx's)
        headers = {"Idempotency-Key": uuid.uuid4().hex, "Prefer": f"wait={int(wait_s)}"}
        timeout = httpx.Timeout(_MARGIN_S, read=wait_s + _MARGIN_S)
        until = time.monotonic() + wait_s
        told = self._asked("POST", "/v1/scans", file=file, headers=headers, timeout=timeout, **body)
        scan = _scan(told.json())
        return scan if scan.has_ended else self.wait(scan.id, max(0.0, until - time.monotonic()))

    def _json(self, method: str, path: str, **how: Any) -> Any:  # noqa: ANN401  (httpx's)
        return self._asked(method, path, **how).json()

    def _asked(self, method: str, path: str, *, file: Path | None = None, **how: Any) -> httpx.Response:  # noqa: ANN401  (httpx's)
        until = time.monotonic() + self._patience_s
        while True:
            try:
                response = self._once(method, path, file, how)
            except httpx.TransportError as broken:
                if time.monotonic() > until:
                    told = f"{self._http.base_url}: {type(broken).__name__}: {broken}"
                    raise RemoteUnreachable(told, "does the service run there?") from None
                time.sleep(_PAUSE_S)
                continue
            if not response.is_error:
                return response
            pause_s = float(response.headers.get("Retry-After", _PAUSE_S))
            if response.status_code not in (429, 503) or time.monotonic() + pause_s > until:
                raise _error(response)
            time.sleep(pause_s)

    def _once(self, method: str, path: str, file: Path | None, how: dict[str, Any]) -> httpx.Response:
        with ExitStack() as held:
            files = {"video": (file.name, held.enter_context(file.open("rb")))} if file else None
            return self._http.request(method, path, files=files, **how)


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in said.items() if value is not None}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in kept.items()}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _scan(told: Mapping[str, Any]) -> Scan:
    result = told["result"]
    names = {name: told[name] for name in ("id", "state", "data_id", "reason")}
    suggestion = result["suggestion"] if result else None
    return Scan(**names, suggestion=suggestion, result=_result(result) if result else None)


def _result(told: Mapping[str, Any]) -> ScanResult | ScanFailure:
    return result_from_json({name: value for name, value in told.items() if name != "suggestion"})


def _batch(told: Mapping[str, Any]) -> Batch:
    return Batch(told["id"], told["scans"], told["states"], told["has_ended"])


def _error(response: httpx.Response) -> DetectorError:
    """The error that the service means, of the class that it would have here."""
    try:
        told = response.json()
        kind = getattr(errors, str(told["type"]).rpartition(":")[2], DetectorError)
        return kind(str(told["detail"]), str(told["hint"]))
    except (ValueError, KeyError, TypeError):
        return DetectorError(
            f"the service answers {response.status_code}", "is it a service of this program?"
        )
