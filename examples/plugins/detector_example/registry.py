"""A registry that is one list in a file: ``--registry list://PATH``, in any form that an import reads.

A registry of your own may as well ask a server: a look-up that fails raises a ``RegistryError``, which leaves
the number undecided and never fails an episode.
"""

from datetime import date
from pathlib import Path

from detector.errors import RegistryAbsent
from detector.law.tables.loader import shipped
from detector.registrar import ListFile, import_list
from detector.registry.memory import MemoryRegistry
from detector.registry.protocol import Snapshot


class ListRegistry(MemoryRegistry):
    """The entries of a list, held in memory from the first look-up on."""

    def __init__(self, file: Path) -> None:
        """The file is not read yet."""
        super().__init__()
        self._file = file
        self._is_read = False

    def check_place(self) -> None:
        """Raise ``RegistryAbsent`` where there is no such file."""
        if not self._file.is_file():
            raise RegistryAbsent(f"{self._file}: there is no such registry", "check the path")

    def snapshot(self, as_of: date) -> Snapshot | None:
        """The state that a day sees, which is asked for before anything else."""
        if not self._is_read:
            self.check_place()
            written = date.fromtimestamp(self._file.stat().st_mtime)
            import_list(self, ListFile(self._file, written), shipped(), lambda rows, _share: rows)
            self._is_read = True
        return super().snapshot(as_of)

    def close(self) -> None:
        """Nothing is open."""


def open_list(address: str) -> ListRegistry:
    """The registry at ``list://PATH``."""
    return ListRegistry(Path(address.partition("://")[2]))
