"""Uploads that wait for their scan, in a folder that all instances share."""

import hashlib
import secrets
import time
from collections.abc import Collection
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from detector.errors import StoreError
from detector.service.sources.fetch import Source, source_of, too_large
from detector.settings.service import ServiceSettings

_CHUNK = 1 << 20
_OLD_S = 3_600


class Uploads:
    """Keeps each upload under a name of ours until its scan has ended; see also ``RetainedUploads``."""

    def __init__(self, folder: Path, settings: ServiceSettings) -> None:
        """``folder`` is made if it is not there. Raises ``StoreError``."""
        self.folder, self._settings = folder, settings
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder}: {error.strerror}", "give --folder one that may be written") from None

    async def keep(self, upload: UploadFile) -> tuple[Source, str]:
        """Write an upload to disk; where it is, and the sha256 of its bytes.

        Raises ``UploadTooLarge``, or ``StoreError`` for a full disk.
        """
        name, digest, size = secrets.token_hex(16), hashlib.sha256(), 0
        place = self.folder / name
        try:
            with place.open("xb") as file:
                while chunk := await upload.read(_CHUNK):
                    size += len(chunk)
                    self._check(size)
                    digest.update(chunk)
                    await run_in_threadpool(file.write, chunk)
        except OSError as error:
            place.unlink(missing_ok=True)
            raise StoreError(f"{place.parent}: {error.strerror}", "make space on that disk") from None
        except BaseException:
            place.unlink(missing_ok=True)
            raise
        return Source("upload", name), digest.hexdigest()

    def _check(self, size: int) -> None:
        if size > self._settings.max_upload_mb << 20:
            raise too_large(self._settings)

    def forget(self, source: Source) -> None:
        """Delete an upload whose scan has ended; what is no upload is left alone."""
        if source.kind == "upload":
            (self.folder / source.place).unlink(missing_ok=True)

    def forget_text(self, told: str) -> None:
        """The same for a source as a job keeps it."""
        self.forget(source_of(told))

    def sweep(self, wanted: Collection[str]) -> int:
        """Delete what is old and not wanted: its scan ended as the service did. How many there were."""
        count = 0
        for file in self.folder.iterdir():
            if file.name not in wanted and time.time() - file.stat().st_mtime > _OLD_S:
                file.unlink(missing_ok=True)
                count += 1
        return count
