"""Uploads waiting for their scan, in a folder shared by all instances."""

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

_CHUNK_BYTES = 1 << 20
_ORPHAN_AGE_S = 3_600


class Uploads:
    """Stores each upload under a random name until its scan ends; see also ``RetainedUploads``."""

    def __init__(self, folder: Path, settings: ServiceSettings) -> None:
        """``folder`` is created if it does not exist. Raises ``StoreError``."""
        self.folder, self._settings = folder, settings
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder}: {error.strerror}", "choose a writable --folder") from None

    async def save(self, upload: UploadFile) -> tuple[Source, str]:
        """Write an upload to disk; its source, and the sha256 of its bytes.

        Raises ``UploadTooLarge``, or ``StoreError`` for a full disk.
        """
        name, digest, size = secrets.token_hex(16), hashlib.sha256(), 0
        path = self.folder / name
        try:
            with path.open("xb") as file:
                while chunk := await upload.read(_CHUNK_BYTES):
                    size += len(chunk)
                    self._check_size(size)
                    digest.update(chunk)
                    await run_in_threadpool(file.write, chunk)
        except OSError as error:
            path.unlink(missing_ok=True)
            raise StoreError(f"{path.parent}: {error.strerror}", "free space on that disk") from None
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Source("upload", name), digest.hexdigest()

    def _check_size(self, size: int) -> None:
        if size > self._settings.max_upload_mb << 20:
            raise too_large(self._settings)

    def delete(self, source: Source) -> None:
        """Delete an upload; sources of other kinds are left alone."""
        if source.kind == "upload":
            (self.folder / source.place).unlink(missing_ok=True)

    def delete_stored(self, source: str) -> None:
        """The same for a source in its stored form, as a job's row has it."""
        self.delete(source_of(source))

    def delete_orphans(self, waiting: Collection[str]) -> int:
        """Delete old files whose scan is not among the ``waiting`` names; how many there were.

        An upload is left behind where the service was killed between the end of its scan and its deletion.
        """
        count = 0
        for file in self.folder.iterdir():
            if file.name not in waiting and time.time() - file.stat().st_mtime > _ORPHAN_AGE_S:
                file.unlink(missing_ok=True)
                count += 1
        return count
