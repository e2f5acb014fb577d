"""Where a video's bytes come from: a file of this machine, or an object on the network.

Of an object only the blocks are fetched that the look at its opening asks for. They are held until its
digest is asked for, so that a second look at the same opening costs no second fetch.
"""

import hashlib
import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Literal

from detector.errors import (
    DetectorError,
    ExtraMissing,
    InputNotFound,
    InputNotPermitted,
    RemoteNotSupported,
    RemoteUnreachable,
    UploadTooLarge,
)

BLOCK_BYTES = 256 * 2**10
_PIECE_BYTES = 8 * 2**20
_REMOTE = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_EXTRAS = {"s3": "s3", "http": "http", "https": "http"}
_HELD = threading.local()


def is_remote(path: str) -> bool:
    """Whether this names an object on the network."""
    return bool(_REMOTE.match(path))


def check_kind(path: str) -> None:
    """Raise ``RemoteNotSupported`` for an object of a kind that cannot be read."""
    found = _REMOTE.match(path)
    if found and found[1].lower() not in _EXTRAS:
        known = ", ".join(f"{kind}://" for kind in _EXTRAS)
        hint = f"known are {known}; a file of this machine is given by its path alone"
        raise RemoteNotSupported(f"{path}: objects of this kind cannot be read", hint)


def stamp_of(path: str) -> str | None:
    """What changes when a file is written to, without reading it; it begins with the length in bytes.

    ``None`` for one that cannot be seen, and for an object whose server tells no tag and no time.
    """
    if not is_remote(path):
        try:
            state = Path(path).stat()
        except (OSError, ValueError):
            return None
        return f"{state.st_size}:{state.st_mtime_ns}"
    try:
        told = _info(path)
    except DetectorError:
        return None
    tag = next((told[name] for name in ("ETag", "LastModified", "mtime") if told.get(name)), None)
    return f"{told.get('size') or 0}:{tag}" if tag else None


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A server that speaks the protocol of Amazon S3; empty: what the environment says (``AWS_…``)."""

    endpoint: str = ""
    region: str = ""
    addressing: Literal["auto", "virtual", "path"] = "auto"


_FROM_ENVIRONMENT = ObjectStore()


class Remote:
    """An object on the network as a file that can be read and sought in. Raises ``InputError``."""

    def __init__(self, path: str) -> None:
        """Asks the server for the object's size."""
        self.path = path  # not "name", which FFmpeg would be handed and would read much out of
        self._place = 0
        self._blocks: dict[int, bytes] = {}
        size = _info(path).get("size")
        # A server that does not tell the size cannot be sought in: the object is read whole.
        self._whole = _fetch(path, None, None) if size is None else None
        self.size = len(self._whole) if self._whole is not None else int(size or 0)

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """The next byte that is read."""
        return self._place

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a byte, from the start (0), from here (1) or from the end (2)."""
        self._place = max(0, offset + (0, self._place, self.size)[whence])
        return self._place

    def read(self, count: int = -1) -> bytes:
        """So many bytes from here, fewer at the end."""
        end = self.size if count < 0 else min(self.size, self._place + count)
        parts = []
        while self._place < end:
            number, start = divmod(self._place, BLOCK_BYTES)
            part = self._block(number)[start : start + end - self._place]
            if not part:
                break
            parts.append(part)
            self._place += len(part)
        return b"".join(parts)

    def digest(self) -> str:
        """Sha256 over what was read: each block's number and bytes, in their order, then the length."""
        told = hashlib.sha256()
        for number in sorted(self._blocks):
            told.update(number.to_bytes(8, "big") + self._blocks[number])
        told.update(str(self.size).encode())
        return told.hexdigest()

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            start = number * BLOCK_BYTES
            end = min(self.size, start + BLOCK_BYTES)
            if self._whole is None:
                found = _fetch(self.path, start, end)
                if len(found) <= end - start:
                    self._blocks[number] = found
                    return found
                self._whole = found  # the server takes no ranges and sent all
            self._blocks[number] = self._whole[start:end]
        return self._blocks[number]


def open_remote(path: str) -> Remote:
    """An object, at its start; what was read of it lately needs no second fetch. Raises ``InputError``."""
    check_kind(path)
    held: Remote | None = getattr(_HELD, "remote", None)
    if held is None or held.path != path:
        held = _HELD.remote = Remote(path)
    held.seek(0)
    return held


def let_go() -> None:
    """Hold nothing of any object any more: what is opened next is fetched anew."""
    _HELD.remote = None


def digest_of_read(path: str) -> str:
    """The digest of what was read of an object; what was held of it is let go."""
    found = open_remote(path).digest()
    let_go()
    return found


def download(path: str, out: BinaryIO, limit_bytes: int, store: ObjectStore = _FROM_ENVIRONMENT) -> None:
    """Write all of an object to a file, piece by piece. ``store`` is for ``s3://``.

    Raises ``InputError``, ``UploadTooLarge``.
    """
    size = int(_info(path, store).get("size") or 0)
    if size > limit_bytes:
        raise UploadTooLarge(f"{path}: larger than {limit_bytes >> 20} MB", "only its opening is needed")
    for start in range(0, size, _PIECE_BYTES):
        out.write(_fetch(path, start, min(size, start + _PIECE_BYTES), store))


def _info(path: str, store: ObjectStore = _FROM_ENVIRONMENT) -> dict[str, Any]:
    try:
        found: dict[str, Any] = _files(path.partition("://")[0].lower(), store).info(path)
    except Exception as error:  # noqa: BLE001  (every kind of server has kinds of errors of its own)
        raise _explain(path, error) from None
    return found


def _fetch(path: str, start: int | None, end: int | None, store: ObjectStore = _FROM_ENVIRONMENT) -> bytes:
    try:
        files = _files(path.partition("://")[0].lower(), store)
        found: bytes = files.cat_file(path, start=start, end=end)
    except Exception as error:  # noqa: BLE001  (as above)
        raise _explain(path, error) from None
    return found


@lru_cache(maxsize=4)
def _files(kind: str, store: ObjectStore) -> Any:  # noqa: ANN401  (a library without types)
    try:
        if kind == "s3":
            import fsspec  # noqa: PLC0415  (an extra)

            return fsspec.filesystem(
                kind,
                use_listings_cache=False,
                endpoint_url=store.endpoint or None,
                client_kwargs={"region_name": store.region} if store.region else {},
                config_kwargs={}
                if store.addressing == "auto"
                else {"s3": {"addressing_style": store.addressing}},
            )
        from detector.video.http_files import HttpFiles  # noqa: PLC0415  (an extra)

        return HttpFiles()
    except (ImportError, ValueError):
        extra = _EXTRAS[kind]
        raise ExtraMissing(
            f"{kind}:// cannot be read yet", f"pip install 'micro-drama-detector[{extra}]'"
        ) from None


def _explain(path: str, error: BaseException) -> DetectorError:
    if isinstance(error, DetectorError):
        return error
    if isinstance(error, FileNotFoundError) and error.__cause__:
        error = error.__cause__  # what the library calls not found may be any failure
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status in (404, 410) or isinstance(error, FileNotFoundError):
        return InputNotFound(f"{path}: there is no such object", "check the address")
    if status in (401, 403) or isinstance(error, PermissionError):
        return InputNotPermitted(f"{path}: may not be read", "check the credentials")
    told = f"status {status}" if status else f"{type(error).__name__}: {error}"
    return RemoteUnreachable(f"{path}: {told}", "is the server there, and the network? try again")
