"""A registry that asks a platform's own service over HTTP: ``--registry house-https://HOST/PATH``.

The service answers two requests with status 200, in JSON; ``ENTRY`` has the fields of ``detector.Entry``:

- ``GET PATH/state?as_of=DAY``: ``{"state": {"id": "r17", "dated": "2026-11-01"}}``, or ``{"state": null}``
  where it has no data yet;
- ``GET PATH/entry?number=NUMBER&as_of=DAY``: ``{"entry": ENTRY}``, or ``{"entry": null, "complete":
  [{"issuer": "浙", "first": "2026-01-01", "last": "2026-11-01"}]}`` with the periods for which it has every
  number.

Anything else, a status 404 too, is a failure and says nothing of a number: a wrong path must not make every
number an unknown one.
"""

import os
from collections.abc import Mapping
from datetime import date
from threading import Lock
from time import monotonic
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from detector import Absent, Entry, RegistryState
from detector.errors import RegistryUnreachable
from detector.records import Marker
from detector.registry_replies import Period

MAX_KEPT = 100_000
"""How many answers are kept at most."""


class _StateAnswer(BaseModel):
    state: RegistryState | None


class _EntryAnswer(BaseModel):
    entry: Entry | None
    complete: tuple[Period, ...] = ()


_Answer = TypeVar("_Answer", _StateAnswer, _EntryAnswer)


class HouseService:
    """A ``detector.RegistryLookup``: state and answers are kept for a while, and so is a failure."""

    def __init__(self, url: str, token: str = "", timeout_s: float = 2.0, kept_s: float = 60.0) -> None:
        """Nothing is asked yet.

        ``timeout_s`` is for connecting and for each wait for more of an answer. After a failure nobody is
        asked for ``kept_s``, so that a service that is down does not hold up every scan.
        """
        self._made_of = (url, token, timeout_s, kept_s)
        self._url, self._kept_s = url, kept_s
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=timeout_s)
        self._lock = Lock()
        self._kept: dict[tuple[str, ...], tuple[float, _StateAnswer | _EntryAnswer]] = {}
        self._state_ids: dict[date, str] = {}
        self._failure, self._silent_until = "", 0.0

    def __reduce__(self) -> tuple[object, ...]:
        """Each process has a client of its own."""
        return HouseService, self._made_of

    def snapshot(self, as_of: date) -> RegistryState | None:
        """The state that a day sees. Raises ``RegistryUnreachable``."""
        state = self._answer(_StateAnswer, "state", {"as_of": as_of.isoformat()}).state
        self._state_ids[as_of] = state.id if state else ""
        return state

    def find(self, marker: Marker, as_of: date) -> Entry | Absent:
        """What the service has of a number. Raises ``RegistryUnreachable``."""
        asked = {"number": marker.number, "as_of": as_of.isoformat()}
        # An answer is kept for one state alone: the state's id stands in the recipe.
        answer = self._answer(_EntryAnswer, "entry", asked, self._state_ids.get(as_of, ""))
        return answer.entry or Absent(answer.complete)

    def _answer(self, kind: type[_Answer], path: str, asked: Mapping[str, str], of: str = "") -> _Answer:
        key = (path, *asked.values(), of)
        with self._lock:
            until, kept = self._kept.get(key, (0.0, None))
            if isinstance(kept, kind) and monotonic() < until:
                return kept
            if monotonic() < self._silent_until:
                raise self._unreachable()
        try:
            response = self._client.get(path, params=dict(asked))
            response.raise_for_status()
            answer = kind.model_validate_json(response.content)
        except (httpx.HTTPError, ValidationError) as error:
            with self._lock:
                self._failure, self._silent_until = _told(error), monotonic() + self._kept_s
                raise self._unreachable() from error
        with self._lock:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            self._kept[key] = monotonic() + self._kept_s, answer
        return answer

    def _unreachable(self) -> RegistryUnreachable:
        hint = "check the address and that the service runs"
        return RegistryUnreachable(f"{self._url}: {self._failure}", hint)


def _told(error: httpx.HTTPError | ValidationError) -> str:
    if isinstance(error, ValidationError):
        return "the answer is not as agreed"
    if isinstance(error, httpx.HTTPStatusError):
        return f"status {error.response.status_code}"
    return "no answer in time" if isinstance(error, httpx.TimeoutException) else type(error).__name__


def open_service(address: str) -> HouseService:
    """The service at ``house-http://…`` or ``house-https://…``; its token is in ``HOUSE_REGISTRY_TOKEN``."""
    return HouseService(address.removeprefix("house-"), os.environ.get("HOUSE_REGISTRY_TOKEN", ""))
