"""What the service and a worker say to each other: JSON over a socket, and the open file of each video.

JSON, because a worker has looked at strangers' files: what it says is checked, never executed. It holds no
address and no password; what it wants to know of the registry it asks through this link.
"""

import json
import socket
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection
from typing import Any

from pydantic import TypeAdapter

from detector import errors
from detector.errors import RegistryError
from detector.records import Marker
from detector.registry.protocol import Registry, Snapshot
from detector.registry_replies import Absent, Entry

_MARKER, _ENTRY, _ABSENT = TypeAdapter(Marker), TypeAdapter(Entry), TypeAdapter(Absent)
_SNAPSHOT = TypeAdapter(Snapshot)
_MAX_BYTES = 64 << 20


class Link:
    """One end. Used by one thread."""

    def __init__(self, end: socket.socket) -> None:
        """``end`` is one of a pair of sockets of this machine."""
        self._socket = end
        self._frames = Connection(end.detach())
        self._socket = socket.socket(fileno=self._frames.fileno())

    def send(self, message: dict[str, Any], file: int | None = None) -> None:
        """Send a message, with an open file if there is one. Raises ``OSError`` where nobody listens."""
        if file is None:
            self._socket.sendall(b"-")
        else:
            socket.send_fds(self._socket, [b"+"], [file])
        self._frames.send_bytes(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    def receive(self) -> tuple[dict[str, Any], int | None]:
        """A message, and the file that came with it. Raises ``EOFError``, or ``OSError`` for what is none."""
        sign, files, *_ = socket.recv_fds(self._socket, 1, 1)
        if not sign:
            raise EOFError
        told = self._frames.recv_bytes(_MAX_BYTES)
        try:
            message = json.loads(told.decode("utf-8", "surrogatepass"))
        except ValueError:
            raise OSError("no message of a worker") from None
        if not isinstance(message, dict):
            raise OSError("no message of a worker")
        return message, files[0] if files else None

    def is_readable(self, within_s: float) -> bool:
        """Whether a message (or the end) comes within so many seconds."""
        return self._frames.poll(within_s)

    def close(self) -> None:
        """Close this end."""
        self._socket.detach()
        self._frames.close()


class AskedRegistry:
    """The registry as a worker has it: every question goes to the service."""

    def __init__(self, ask: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """``ask`` sends a question and gives the answer."""
        self._ask = ask

    def snapshot(self, as_of: date) -> Snapshot | None:
        """The state that a day sees; ``None`` for an empty registry."""
        found = self._answer({"ask": "snapshot", "as_of": as_of.isoformat()})["snapshot"]
        return _SNAPSHOT.validate_python(found) if found else None

    def find(self, marker: Marker, as_of: date) -> Entry | Absent:
        """The entry with this number, else with one that differs in leading zeros alone."""
        told = _MARKER.dump_python(marker, mode="json")
        answer = self._answer({"ask": "find", "marker": told, "as_of": as_of.isoformat()})
        if "entry" in answer:
            return _ENTRY.validate_python(answer["entry"])
        return _ABSENT.validate_python(answer["absent"])

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        answer = self._ask(question)
        if failed := answer.get("failed"):
            kind = getattr(errors, failed["type"], RegistryError)
            raise kind(failed["message"], failed["hint"])
        return answer


def answer(question: dict[str, Any], registry: Registry) -> dict[str, Any]:
    """What the registry says to a question of :class:`AskedRegistry`; its errors are answers too."""
    as_of = date.fromisoformat(question["as_of"])
    try:
        if question["ask"] == "snapshot":
            found = registry.snapshot(as_of)
            return {"snapshot": _SNAPSHOT.dump_python(found, mode="json") if found else None}
        entry = registry.find(_MARKER.validate_python(question["marker"]), as_of)
    except RegistryError as error:
        return {"failed": {"type": type(error).__name__, "message": error.message, "hint": error.hint}}
    if isinstance(entry, Entry):
        return {"entry": _ENTRY.dump_python(entry, mode="json")}
    return {"absent": _ABSENT.dump_python(entry, mode="json")}
