"""The thread that purges, every ten minutes, what the settings say is kept no longer."""

import threading
from dataclasses import asdict

from detector.errors import StoreError
from detector.service.jobs.removal import Removal
from detector.service.observability import log, log_error

_INTERVAL_S = 600.0
_JOIN_S = 5.0


class Purger(threading.Thread):
    """Runs in every instance; two at a time do no harm."""

    def __init__(self, removal: Removal) -> None:
        """It is not started yet."""
        super().__init__(name="purger", daemon=True)
        self._removal = removal
        self._is_over = threading.Event()

    def stop(self) -> None:
        """Purge no more."""
        self._is_over.set()
        self.join(_JOIN_S)

    def run(self) -> None:
        """Purge, log what was removed, pause; until stopped."""
        while True:
            try:
                removed = asdict(self._removal.purge())
                if any(removed.values()):
                    log("purged", **removed)
            except StoreError as error:
                log_error("not purged", error)
            except Exception as bug:  # noqa: BLE001  (the next purge may do)
                log_error("bug", bug)
            if self._is_over.wait(_INTERVAL_S):
                return
