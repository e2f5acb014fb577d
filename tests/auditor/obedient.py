"""The obedient scanner, for tests of workers alone: its processes import neither networks nor the law."""

import os
import signal
import time
from datetime import date
from pathlib import Path

from detector.errors import ModelMissing
from detector.records import Episode, Opening, Recipe, ScanFailure, ScanResult
from detector.settings import Settings


class Obedient:
    """Passes every episode, unless the episode's name asks for a fault."""

    def __init__(self, settings: Settings) -> None:
        self._recipe = Recipe("test", settings.digest(), ())

    def try_scan(self, episode: Episode, as_of: date | None = None) -> ScanResult | ScanFailure:
        fault, _, argument = episode.id.partition(":")
        if fault == "sleeps":
            time.sleep(float(argument))
        elif fault == "crashes":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif fault == "exits":
            os._exit(int(argument))
        elif fault == "eats-memory":
            raise MemoryError
        elif fault == "has-a-bug":
            raise ZeroDivisionError(argument)
        return ScanResult(
            episode,
            "pass",
            markers=(),
            near_misses=(),
            findings=(),
            opening=Opening("0" * 64, 15_000, 720, 1280, frames_seen=30, frames_lost=0, frames_due=30),
            as_of=as_of or date(2026, 1, 1),
            recipe=self._recipe,
        )


def obedient(settings: Settings, _evidence: Path | None) -> Obedient:
    return Obedient(settings)


def without_model(_settings: Settings, _evidence: Path | None) -> Obedient:
    raise ModelMissing("model reader: not there", "install again")
