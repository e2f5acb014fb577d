"""What is asked of an audit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, TypedDict

from detector.auditor.engine_local import EpisodeScanner
from detector.auditor.sampling import RowSample
from detector.auditor.worker import open_audit_scanner
from detector.sandbox.limits import cores
from detector.settings import Settings
from detector.video.remote_io import is_remote

EngineName = Literal["local", "ray"]
OpenScanner = Callable[[Settings, Path | None], EpisodeScanner]


@dataclass(frozen=True, slots=True)
class AuditConfig:
    """What is asked of an audit. ``out`` is its folder, ``catalogue`` a file or URL.

    Relative paths of videos are taken from where the catalogue is. ``mapping`` is the text of a file that
    says which column is which. ``retry_failed``: files that failed before are tried again, although they
    have not changed. ``as_of``: without one, that of an unfinished run in the folder, else today.
    ``resume``: go on from what the folder holds. ``pictures``: save pictures of what a person will look at;
    ``pictures_url``: where machines of a cluster send them to. ``open_scanner`` is called in each worker.
    """

    catalogue: str | Path
    out: Path
    settings: Settings = field(default_factory=Settings)
    as_of: date | None = None
    workers: int = field(default_factory=cores)
    engine: EngineName = "local"
    mapping: str = ""
    sample: RowSample = field(default_factory=RowSample)
    retry_failed: bool = False
    resume: bool = True
    pictures: bool = True
    pictures_url: str = ""
    open_scanner: OpenScanner = open_audit_scanner

    @property
    def day(self) -> date:
        """The day whose law applies."""
        return self.as_of or date.today()

    @property
    def catalogue_folder(self) -> str:
        """From where relative paths of videos are taken."""
        return (
            str(self.catalogue).rpartition("/")[0]
            if is_remote(str(self.catalogue))
            else str(Path(self.catalogue).parent)
        )

    @property
    def pictures_folder(self) -> Path:
        """The folder for pictures, within that of the audit."""
        return self.out / "evidence"


class AuditOptions(TypedDict, total=False):
    """Fields of :class:`AuditConfig` beside catalogue and folder."""

    settings: Settings
    as_of: date | None
    workers: int
    engine: EngineName
    mapping: str
    sample: RowSample
    retry_failed: bool
    resume: bool
    pictures: bool
    open_scanner: OpenScanner
