"""How long what may be a marker has stood unchanged: a number that still appears or counts is not settled."""

from collections.abc import Collection


class Settling:
    """Remembers since when each text is read; for each frame that is read in turn ``note``."""

    def __init__(self, settle_ms: int) -> None:
        """Texts are settled that have stood for ``settle_ms``, all that may be markers."""
        self._settle_ms = settle_ms
        self._since_ms: dict[str, int] = {}
        self._asked_ms = 0

    def note(self, texts: Collection[str], at_ms: int) -> None:
        """Note what is read on a frame where markers may stand."""
        self._since_ms = {text: self._since_ms.get(text, at_ms) for text in texts}

    def stood_ms(self, at_ms: int) -> int:
        """For how long the newest of them has stood; 0 where there is none."""
        return at_ms - max(self._since_ms.values(), default=at_ms)

    def is_to_ask(self, at_ms: int, *, was_read: bool) -> bool:
        """Whether to ask on a frame if that is enough: something was read, or may have stood long enough.

        What has settled is asked of only so often: a vote over all readings costs as much as a small network.
        """
        is_due = was_read or not self.is_settled(at_ms) or at_ms - self._asked_ms >= self._settle_ms
        self._asked_ms = at_ms if is_due else self._asked_ms
        return is_due

    def is_settled(self, at_ms: int) -> bool:
        """Whether all of them have stood for long enough."""
        return self.stood_ms(at_ms) >= self._settle_ms
