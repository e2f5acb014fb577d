"""What a process and its sandboxed child say to each other, over a pair of sockets.

JSON, because the child has opened strangers' files and may be taken over: what it says is checked, never
executed, and neither its length nor its silence is trusted. Bytes such as pictures follow the JSON as parts.

A message on the wire: the number of its blocks (one byte, which carries an open file if there is one), their
lengths (four bytes each, big-endian), the blocks: the JSON first, then the parts.
"""

import json
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from detector import errors
from detector.errors import DetectorError

MAX_BYTES = 128 << 20
"""So long may all of a message be that is received."""

_POLL_S = 0.25
_LENGTH_BYTES = 4
_Error = TypeVar("_Error", bound=DetectorError)


class NoMessage(Exception):
    """What came is not what the other end of this channel says."""


@dataclass(frozen=True, slots=True)
class Message:
    """``kind`` says what ``data`` is: see ``child``. ``file`` is the descriptor of an open file."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    parts: tuple[bytes, ...] = ()
    file: int | None = None


def _nothing() -> None:
    """No reason to stop waiting."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Wait until ``at`` (of ``time.monotonic``), or until ``check``, called now and then, raises."""

    at: float
    check: Callable[[], None] = _nothing

    def remaining_s(self) -> float:
        """How long to wait still. Raises ``TimeoutError`` at the end."""
        remaining = self.at - time.monotonic()
        if remaining <= 0:
            raise TimeoutError
        return remaining


class Channel:
    """One end. Used by one thread."""

    def __init__(self, end: socket.socket) -> None:
        """``end`` is one of a pair of sockets of this machine."""
        self._socket = end

    def send(self, message: Message, deadline: Deadline | None = None) -> None:
        """Send a message. Raises ``OSError`` where nobody listens, ``TimeoutError``."""
        told = json.dumps({"kind": message.kind, "data": message.data}, ensure_ascii=False)
        blocks = (told.encode("utf-8", "surrogatepass"), *message.parts)
        self._socket.settimeout(deadline.remaining_s() if deadline else None)
        head = bytes([len(blocks)])
        if message.file is None:
            self._socket.sendall(head)
        else:
            socket.send_fds(self._socket, [head], [message.file])
        self._socket.sendall(b"".join(len(block).to_bytes(_LENGTH_BYTES, "big") for block in blocks))
        for block in blocks:
            self._socket.sendall(block)

    def receive(self, deadline: Deadline) -> Message:
        """A message of the child's; files that come with it are not taken.

        Raises ``EOFError`` or ``OSError`` at the end, ``TimeoutError``, ``NoMessage``.
        """
        return self._message(self._exactly(1, deadline)[0], None, deadline)

    def receive_task(self) -> Message:
        """A message of the parent's, with the file that came with it. Raises ``EOFError`` at the end."""
        head, files, *_ = socket.recv_fds(self._socket, 1, 1)
        if not head:
            raise EOFError
        return self._message(head[0], files[0] if files else None, None)

    def _message(self, blocks: int, file: int | None, deadline: Deadline | None) -> Message:
        head = self._exactly(blocks * _LENGTH_BYTES, deadline)
        lengths = [
            int.from_bytes(head[start : start + _LENGTH_BYTES], "big")
            for start in range(0, len(head), _LENGTH_BYTES)
        ]
        if not lengths or sum(lengths) > MAX_BYTES:
            raise NoMessage
        told, *parts = (bytes(self._exactly(length, deadline)) for length in lengths)
        try:
            envelope = json.loads(told.decode("utf-8", "surrogatepass"))
            kind, data = envelope["kind"], envelope["data"]
        except (ValueError, RecursionError, LookupError, TypeError):
            raise NoMessage from None
        if not isinstance(kind, str) or not isinstance(data, dict):
            raise NoMessage
        return Message(kind, data, tuple(parts), file)

    def _exactly(self, count: int, deadline: Deadline | None) -> bytearray:
        content = bytearray(count)
        view, place = memoryview(content), 0
        while place < count:
            try:
                self._socket.settimeout(min(_POLL_S, deadline.remaining_s()) if deadline else None)
                got = self._socket.recv_into(view[place:])
            except TimeoutError:
                if deadline is None:
                    raise
                deadline.remaining_s()
                deadline.check()
                continue
            if not got:
                raise EOFError
            place += got
        return content

    def close(self) -> None:
        """Close this end."""
        self._socket.close()


def error_to_json(error: DetectorError) -> dict[str, Any]:
    """An error as data."""
    return {"type": type(error).__name__, "message": error.message, "hint": error.hint}


def error_from_json(data: Mapping[str, Any], family: type[_Error]) -> _Error:
    """The error that data tell of, of the ``family`` or one of its kinds."""
    kind = getattr(errors, str(data.get("type")), None)
    if not (isinstance(kind, type) and issubclass(kind, family)):
        kind = family
    found: _Error = kind(str(data.get("message")), str(data.get("hint")))
    return found
