"""A client of the ingest service with typed results. It needs the extra ``client``.

>>> from detector.client import Client
>>> with Client("http://127.0.0.1:8300", "dt_…") as client:  # doctest: +SKIP
...     client.upload("ep01.mp4", platform="红果").suggestion
'pass'

Requests that the service cannot accept now (429, 503) and broken connections are retried with the same
idempotency key, so nothing is scanned twice.
"""

import json
import logging
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, TypedDict, TypeVar, Unpack

from detector import errors
from detector.errors import (
    DetectorError,
    ExtraMissing,
    InputError,
    RemoteUnreachable,
    UsageError,
    no_such_file,
)
from detector.plain_values import plain, plain_path
from detector.records import Facts, ScanFailure, ScanResult
from detector.wire import result_from_json

try:
    import httpx
except ModuleNotFoundError:
    raise ExtraMissing(
        "the client needs the package httpx", "pip install 'micro-drama-detector[client]'"
    ) from None

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")
_PAUSE_S = 1.0
_TIMEOUT_S = 30.0
_ENDED = ("done", "cancelled", "set-aside")


class ScanOptions(Facts, total=False):
    """Options of a scan: the facts of its episode, your own id, the day of the law, the lane, a callback."""

    data_id: str
    as_of: date
    lane: Literal["ingest", "audit"]
    callback_url: str


class Filters(TypedDict, total=False):
    """Which scans to list."""

    state: str
    outcome: str
    rule: str
    platform: str
    data_id: str
    decision: str
    decision_state: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decided, and when (ISO 8601); ``state`` says whether a second one must agree."""

    action: Literal["release", "block", "return", "rescan", "undecided"]
    by: str
    by_id: str
    at: str
    reason: str | None
    note: str
    state: Literal["final", "awaiting-second"]


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan. ``result`` and ``suggestion`` are ``None`` until it has ended, or if it was cancelled.

    ``decision`` is ``None`` while nobody has decided.
    """

    id: str
    state: Literal["queued", "running", "done", "cancelled", "set-aside"]
    data_id: str | None
    reason: str | None
    suggestion: Literal["pass", "review", "block"] | None
    result: ScanResult | ScanFailure | None
    decision: Decision | None = None

    @property
    def has_ended(self) -> bool:
        """Whether it is in a final state."""
        return self.state in _ENDED


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch: the number of its scans, and how many are in which state."""

    id: str
    scans: int
    states: Mapping[str, int]
    has_ended: bool


class Client:
    """A client of one service. Every method raises the ``DetectorError`` that the service responds with."""

    def __init__(self, url: str, token: str | None = None, *, patience_s: float = 60) -> None:
        """``patience_s``: seconds for which a request is retried that the service cannot accept now.

        Raises ``UsageError`` for what is no address, or no token.
        """
        headers = {"Authorization": f"Bearer {_checked_token(token)}"} if token else {}
        self._http = httpx.Client(base_url=_checked_url(url), headers=headers, timeout=_TIMEOUT_S)
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

    def upload(
        self, file: str | PathLike[str], *, wait_s: float = 60, **options: Unpack[ScanOptions]
    ) -> Scan:
        """Upload a file to be scanned, and wait for its result for at most ``wait_s`` seconds."""
        fields = {name: _form_text(value) for name, value in options.items() if value is not None}
        return self._submit(wait_s, None, file=Path(plain_path(file)), data=fields)

    def scan(
        self,
        uri: str,
        *,
        wait_s: float = 60,
        idempotency_key: str | None = None,
        **options: Unpack[ScanOptions],
    ) -> Scan:
        """Let the service read and scan a video, and wait for its result for at most ``wait_s`` seconds.

        A second call with the same ``idempotency_key`` and options gives the same scan, whoever makes it.
        """
        return self._submit(wait_s, idempotency_key, json=_json_fields({"uri": uri, **options}))

    def look_up(self, scan_id: str) -> Scan:
        """A scan in its current state."""
        return self._read(_scan, "GET", f"/v1/scans/{scan_id}")

    def wait(self, scan_id: str, within_s: float = 600) -> Scan:
        """A scan once it has ended, or in its current state after ``within_s`` seconds."""
        until = time.monotonic() + within_s
        while not (scan := self.look_up(scan_id)).has_ended and time.monotonic() < until:
            time.sleep(_PAUSE_S)
        return scan

    def scans(self, **filters: Unpack[Filters]) -> Iterator[Scan]:
        """All scans that match the filters, newest first, requested page by page."""
        params: dict[str, Any] = dict(filters)
        while True:
            scans, params["cursor"] = self._read(_page, "GET", "/v1/scans", params=params)
            yield from scans
            if params["cursor"] is None:
                return

    def export(self, **filters: Unpack[Filters]) -> Iterator[Scan]:
        """All scans that match the filters, oldest first, in one response."""
        return self._lines("/v1/scans:export", params=dict(filters))

    def decide(self, scan_id: str, action: str, *, reason: str | None = None, note: str = "") -> Scan:
        """Log a decision of this token's reviewer, or ``undo``; a repeated decision is logged once."""
        body = {"action": action, "reason": reason, "note": note}
        return self._read(_scan, "POST", f"/v1/scans/{scan_id}:decide", json=body)

    def cancel(self, scan_id: str) -> Scan:
        """End a scan without a result."""
        return self._read(_scan, "POST", f"/v1/scans/{scan_id}:cancel")

    def delete(self, scan_id: str) -> None:
        """Delete an ended scan and all that is kept of it."""
        self._request("DELETE", f"/v1/scans/{scan_id}")

    def rejudge(self, scan_id: str, as_of: date) -> tuple[ScanResult | ScanFailure, str]:
        """What was seen, judged by the law of another day; and what changed and why."""
        day = {"as_of": as_of.isoformat()}
        return self._read(_rejudged, "POST", f"/v1/scans/{scan_id}:rejudge", json=day)

    def hand_in(self, scans: Sequence[Mapping[str, Any]]) -> Batch:
        """Submit a batch: for each scan the fields of a request, with its ``uri``."""
        key = {"Idempotency-Key": uuid.uuid4().hex}
        body = {"scans": [_json_fields(scan) for scan in scans]}
        return self._read(_batch, "POST", "/v1/batches", headers=key, json=body)

    def batch(self, batch_id: str) -> Batch:
        """A batch, with how many of its scans are in which state."""
        return self._read(_batch, "GET", f"/v1/batches/{batch_id}")

    def results(self, batch_id: str) -> Iterator[Scan]:
        """The scans of a batch in the submitted order."""
        return self._lines(f"/v1/batches/{batch_id}/results")

    def pictures(self, scan_id: str) -> Iterator[tuple[str, bytes]]:
        """The names and contents of a scan's pictures."""
        for name in self._read(_pictures, "GET", f"/v1/scans/{scan_id}/evidence"):
            yield name, self._request("GET", f"/v1/scans/{scan_id}/evidence/{name}").content

    def _submit(self, wait_s: float, key: str | None, *, file: Path | None = None, **body: Any) -> Scan:  # noqa: ANN401  (httpx's)
        headers = {"Idempotency-Key": key or uuid.uuid4().hex, "Prefer": f"wait={int(wait_s)}"}
        timeout = httpx.Timeout(_TIMEOUT_S, read=wait_s + _TIMEOUT_S)
        until = time.monotonic() + wait_s
        scan = self._read(_scan, "POST", "/v1/scans", file=file, headers=headers, timeout=timeout, **body)
        return scan if scan.has_ended else self.wait(scan.id, max(0.0, until - time.monotonic()))

    def _lines(self, path: str, **options: Any) -> Iterator[Scan]:  # noqa: ANN401  (httpx's)
        try:
            with self._http.stream("GET", path, **options) as response:
                if not response.is_success:
                    response.read()
                    raise _error(response)
                for line in response.iter_lines():
                    yield _understood(_scan, line)
        except httpx.RequestError as error:
            raise self._unreachable(error) from None

    def _read(self, make: Callable[[Any], _T], method: str, path: str, **options: Any) -> _T:  # noqa: ANN401  (httpx's)
        return _understood(make, self._request(method, path, **options).text)

    def _request(self, method: str, path: str, *, file: Path | None = None, **options: Any) -> httpx.Response:  # noqa: ANN401  (httpx's)
        until = time.monotonic() + self._patience_s
        while True:
            try:
                with ExitStack() as stack:  # the file is read anew for each attempt
                    files = {"video": stack.enter_context(_opened(file))} if file else None
                    response = self._http.request(method, path, files=files, **options)
            except httpx.RequestError as error:
                if time.monotonic() > until or not isinstance(error, httpx.TransportError):
                    raise self._unreachable(error) from None
                _LOG.info("%s: %s: trying again", self._http.base_url, error)
                time.sleep(_PAUSE_S)
                continue
            if response.is_success:
                return response
            pause_s = _pause_s(response)
            if response.status_code not in (429, 503) or time.monotonic() + pause_s > until:
                raise _error(response)
            time.sleep(pause_s)

    def _unreachable(self, error: httpx.RequestError) -> RemoteUnreachable:
        message = f"{self._http.base_url}: {type(error).__name__}: {error}"
        return RemoteUnreachable(message, "is the service running there?")


def _checked_url(url: object) -> str:
    try:
        if isinstance(url, str) and (read := httpx.URL(url)).scheme in ("http", "https") and read.host:
            return url
    except httpx.InvalidURL:
        pass
    raise UsageError(f"url: {url!r} is no address of a service", "write it as http://HOST:8300")


def _checked_token(token: str) -> str:
    told = token.strip()  # one that was read from a file has a line end
    if not told.isascii() or not told.isprintable():
        raise UsageError(
            "token: it has a character that no token has", "copy it as `serve token add` wrote it"
        )
    return told


@contextmanager
def _opened(file: Path) -> Iterator[tuple[str, BinaryIO]]:
    """The name of a file as text that can be sent, and the file. Raises ``InputError``."""
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        raise no_such_file(str(file)) from None
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}", "give a file that can be read") from None
    with opened:
        yield file.name.encode("utf-8", "replace").decode(), opened


def _pause_s(response: httpx.Response) -> float:
    """For how long the service asks to wait; as usual where it gives a date, or nothing."""
    asked = response.headers.get("Retry-After", "")
    return float(asked) if asked.isdecimal() else _PAUSE_S


def _understood(make: Callable[[Any], _T], text: str) -> _T:
    """What a response says. Raises ``DetectorError`` where it is no response of the service."""
    try:
        return make(json.loads(text))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        message = f"the response is none of the service: {type(error).__name__}: {error}"
        raise DetectorError(message, "is it a service of this program?") from None


def _json_fields(options: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: plain(value) for name, value in options.items() if value is not None}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}


def _form_text(value: object) -> str:
    value = plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _scan(view: Mapping[str, Any]) -> Scan:
    result = view["result"]
    names = {name: view[name] for name in ("id", "state", "data_id", "reason")}
    suggestion = result["suggestion"] if result else None
    return Scan(
        **names,
        suggestion=suggestion,
        result=_result(result) if result else None,
        decision=Decision(**view["decision"]) if view["decision"] else None,
    )


def _page(view: Mapping[str, Any]) -> tuple[list[Scan], str | None]:
    return list(map(_scan, view["scans"])), view["cursor"]


def _rejudged(view: Mapping[str, Any]) -> tuple[ScanResult | ScanFailure, str]:
    return _result(view["result"]), str(view["change"])


def _pictures(view: Mapping[str, Any]) -> list[str]:
    return [str(one["name"]) for one in view["pictures"]]


def _result(view: Mapping[str, Any]) -> ScanResult | ScanFailure:
    return result_from_json({name: value for name, value in view.items() if name != "suggestion"})


def _batch(view: Mapping[str, Any]) -> Batch:
    return Batch(view["id"], view["scans"], view["states"], view["has_ended"])


def _error(response: httpx.Response) -> DetectorError:
    """The error of a problem response, as the class of its type."""
    try:
        problem = response.json()
        kind = getattr(errors, str(problem["type"]).rpartition(":")[2], DetectorError)
        return kind(str(problem["detail"]), str(problem["hint"]))
    except (ValueError, KeyError, TypeError):
        return DetectorError(
            f"the server responds with status {response.status_code}", "is it a service of this program?"
        )
