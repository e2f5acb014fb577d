"""From the place that a caller names to an open file, without being led anywhere else.

Files are opened folder by folder from an allowed root, symlinks refused at each step; what is on the network
is fetched into a file without a name. The worker gets the open file, never a path or an address.
"""

import asyncio
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, get_args
from urllib.parse import unquote

import httpx

from detector.errors import (
    InputError,
    InputNotFound,
    InputNotPermitted,
    RemoteNotSupported,
    RemoteUnreachable,
    UploadTooLarge,
    UriRefused,
)
from detector.net.addresses import Allowed, checked
from detector.net.client import REDIRECTS, async_client
from detector.settings.service import ServiceSettings
from detector.video.remote_io import ObjectStore, download

Kind = Literal["upload", "file", "http", "s3"]
_CHUNK = 1 << 20
_STEP_S = 10
_LATER = (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY, httpx.codes.TOO_MANY_REQUESTS)
"""Answers after which the next request may succeed, beside those of 500 and above."""

_ROOTS = "the setting service.roots says of which folders videos may be read"
_BUCKETS = "the setting service.buckets says which buckets may be read"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a video is: the name of an upload, a path, or a URL."""

    kind: Kind
    place: str

    def to_text(self) -> str:
        """As a job keeps it."""
        return json.dumps([self.kind, self.place])


def source_of(text: str) -> Source:
    """A source as a job keeps it."""
    kind, place = json.loads(text)
    return Source(next(known for known in get_args(Kind) if known == kind), place)


class Sources:
    """Opens what the settings allow."""

    def __init__(self, settings: ServiceSettings, uploads: Path) -> None:
        """``uploads`` is the folder in which uploads wait."""
        self._settings, self._uploads = settings, uploads
        self._allowed = Allowed(settings.hosts, settings.private_hosts)
        self._roots = tuple(Path(root).resolve() for root in settings.roots)
        self._limit = settings.max_upload_mb << 20
        self._object_store = ObjectStore(settings.s3_endpoint, settings.s3_region, settings.s3_addressing)

    async def checked(self, uri: str) -> Source:
        """The source that a caller names, if it may be read.

        Raises ``UriRefused``, ``InputNotFound`` or ``RemoteNotSupported``.
        """
        scheme, sign, rest = uri.partition("://")
        kind = scheme.lower()
        if not sign:
            return self._file(uri)
        if kind == "file":
            return self._file(_file_path(rest))
        if kind in ("http", "https"):
            with suppress(RemoteUnreachable):  # by the time of the scan its name may be known
                await checked(uri, self._allowed)
            return Source("http", uri)
        if kind == "s3":
            return self._object(uri, rest)
        raise RemoteNotSupported("uri: videos of this kind cannot be read", "known: file, http, https, s3")

    @contextmanager
    def opened(self, source: Source) -> Iterator[int]:
        """The descriptor of an open file. Raises ``InputError``."""
        if source.kind in ("upload", "file"):
            path = Path(source.place)
            found = open_within(self._uploads, path) if source.kind == "upload" else self._open(path)
            try:
                yield found
            finally:
                os.close(found)
            return
        with tempfile.TemporaryFile(dir=self._uploads) as file:
            if source.kind == "s3":
                download(source.place, file, self._limit, self._object_store)
            else:
                asyncio.run(self._fetch(source.place, file))
            file.flush()
            yield file.fileno()

    def _file(self, told: str) -> Source:
        os.close(self._open(Path(told)))
        return Source("file", told)

    def _open(self, path: Path) -> int:
        # Compared as written: nothing is looked up that is not below a root, so nothing is told of it.
        root = next((root for root in self._roots if path.is_relative_to(root)), None)
        if root is None or not path.is_absolute():
            raise UriRefused("uri: no file in a folder that may be read", _ROOTS)
        return open_within(root, path.relative_to(root))

    def _object(self, uri: str, rest: str) -> Source:
        bucket, _, key = rest.partition("/")
        if bucket not in self._settings.buckets or not key or not uri.isprintable():
            raise UriRefused("uri: no object in a bucket that may be read", _BUCKETS)
        return Source("s3", uri)

    async def _fetch(self, url: str, file: BinaryIO) -> None:
        try:
            async with (
                asyncio.timeout(self._settings.fetch_s),
                async_client(self._allowed, _STEP_S) as client,
                client.stream(
                    "GET", url, headers={"Accept-Encoding": "identity"}, follow_redirects=True
                ) as response,
            ):
                await self._save(response, file)
        except TimeoutError:
            told = f"the video did not come within {self._settings.fetch_s:g} s"
            raise RemoteUnreachable(told, "the setting service.fetch_s gives it more time") from None
        except httpx.TooManyRedirects:
            hint = "give the address to which they lead"
            raise UriRefused(f"uri: more than {REDIRECTS} redirects", hint) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            told = f"the video cannot be fetched: {type(error).__name__}"
            raise RemoteUnreachable(told, "is the server there, and the network? try again") from None

    async def _save(self, response: httpx.Response, file: BinaryIO) -> None:
        if response.status_code in (404, 410):
            raise InputNotFound("uri: there is no such object", "check the address")
        if response.status_code in (401, 403):
            raise InputNotPermitted("uri: the server does not give it", "sign the address")
        if response.status_code in _LATER or response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise RemoteUnreachable(f"uri: the server answers {response.status_code}", "try again")
        if response.status_code != httpx.codes.OK:
            raise InputError(f"uri: the server answers {response.status_code}", "check the address")
        size = 0
        async for chunk in response.aiter_raw(_CHUNK):
            size += len(chunk)
            if size > self._limit:
                raise too_large(self._settings)
            file.write(chunk)


def too_large(settings: ServiceSettings) -> UploadTooLarge:
    """The error for a video above the limit."""
    told = f"the video is larger than {settings.max_upload_mb} MB"
    return UploadTooLarge(told, "only its opening is needed; the setting service.max_upload_mb is the limit")


def open_within(root: Path, path: Path) -> int:
    """Open a file below a folder, by a path relative to it, through no symlink.

    Raises ``UriRefused`` for one that leads elsewhere or is no plain file, ``InputNotFound``.
    """
    parts = path.parts
    if not parts or path.is_absolute() or any(part in ("..", ".", "/") or "\0" in part for part in parts):
        raise UriRefused("uri: no file in a folder that may be read", _ROOTS)
    try:
        held = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        for place, part in enumerate(parts):
            is_last = place == len(parts) - 1
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | (0 if is_last else os.O_DIRECTORY)
            folder = held
            try:
                held = os.open(part, flags, dir_fd=folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise _explain(error) from None
    if not stat.S_ISREG(os.fstat(held).st_mode):
        os.close(held)
        raise UriRefused("uri: it is no plain file", "name a video file")
    return held


def _explain(error: OSError) -> InputNotFound | InputNotPermitted:
    if isinstance(error, FileNotFoundError):
        return InputNotFound("uri: there is no such file", "check its spelling")
    if isinstance(error, PermissionError):
        return InputNotPermitted("uri: this service may not read the file", "change its permissions")
    return UriRefused("uri: it leads through a link, or is no plain file", "name the file itself")


def _file_path(rest: str) -> str:
    host, slash, path = rest.partition("/")
    if host not in ("", "localhost") or not slash or "?" in path or "#" in path:
        raise UriRefused("uri: no address of a file", "write file:///PATH, percent-encoded")
    return "/" + unquote(path)
