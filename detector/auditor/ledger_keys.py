"""Keys of the ledger: what was seen, by content and reader; a judgement, by all that it rests on."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter

from detector.records import Episode, Recipe
from detector.settings import Settings

_facts_of = attrgetter(*(name for name in Episode.__slots__ if name not in ("id", "video")))


@dataclass(frozen=True, slots=True)
class RunKeys:
    """The keys of a run: ``reader`` and ``judged`` are digests of how videos are read, and judged."""

    reader: bytes
    judged: bytes

    def seen(self, content: str) -> bytes:
        """Of what was seen of a video with this digest."""
        return _digest(self.reader, content)

    def failure(self, content: str | None, path: str) -> bytes:
        """Of why a video could not be read: the message names its path, no fact matters."""
        return _digest(self.reader, f"{content} {path}")

    def judgement(self, content: str, episode: Episode) -> bytes:
        """Of a verdict: on no name and no path."""
        return _digest(self.reader + self.judged, f"{content} {_facts_of(episode)!r}")


@lru_cache(maxsize=8)  # it is asked for with every result
def run_keys(settings: Settings, recipe: Recipe, as_of: date) -> RunKeys:
    """The keys where ``recipe`` has the registry's state."""
    reader = [recipe.version, settings.reader_digest(), recipe.models]
    judged = [asdict(replace(recipe, models=())), as_of]
    return RunKeys(
        *(_digest(b"", json.dumps(part, sort_keys=True, default=str)) for part in (reader, judged))
    )


def _digest(salt: bytes, text: str) -> bytes:
    return hashlib.sha256(salt + text.encode("utf-8", "surrogatepass")).digest()[:16]
