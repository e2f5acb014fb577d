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

EngineName = Literal["local", "ray"]
OpenScanner = Callable[[Settings, Path | None], EpisodeScanner]


@dataclass(frozen=True, slots=True)
class AuditConfig:
    """What is asked of an audit. ``out`` is its folder, ``catalogue`` the file; paths are relative to it.

    ``mapping`` is the text of a file that says which column is which. ``retry_failed``: files that failed
    before are tried again, although they have not changed. ``resume``: go on from what the folder holds.
    ``pictures``: save pictures of what a person will look at. ``open_scanner`` is called in each worker.
    """

    catalogue: Path
    out: Path
    settings: Settings = field(default_factory=Settings)
    as_of: date = field(default_factory=date.today)
    workers: int = field(default_factory=cores)
    engine: EngineName = "local"
    mapping: str = ""
    sample: RowSample = field(default_factory=RowSample)
    retry_failed: bool = False
    resume: bool = True
    pictures: bool = True
    open_scanner: OpenScanner = open_audit_scanner

    @property
    def pictures_folder(self) -> Path:
        """The folder for pictures, within that of the audit."""
        return self.out / "evidence"


class AuditOptions(TypedDict, total=False):
    """Fields of :class:`AuditConfig` beside catalogue and folder."""

    settings: Settings
    as_of: date
    workers: int
    engine: EngineName
    mapping: str
    sample: RowSample
    retry_failed: bool
    resume: bool
    pictures: bool
    open_scanner: OpenScanner
