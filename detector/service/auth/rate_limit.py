"""How many requests a caller may send: for each token a bucket that fills steadily. Each instance counts."""

import math
import threading
import time
from collections.abc import Callable

from detector.errors import RateExceeded


class Rates:
    """One bucket a token, of as many requests as it may send a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def count(self, caller: str, per_minute: int) -> None:
        """Count a request; 0 a minute means any number. Raises ``RateExceeded``."""
        if per_minute <= 0:
            return
        now = self._clock()
        with self._lock:
            left, seen_at = self._buckets.get(caller, (float(per_minute), now))
            left = min(per_minute, left + (now - seen_at) * per_minute / 60)
            is_free = left >= 1
            self._buckets[caller] = (left - 1 if is_free else left, now)
        if not is_free:
            refusal = RateExceeded(
                "more requests a minute than this token may send", f"{per_minute} a minute"
            )
            refusal.retry_after_s = max(1, math.ceil((1 - left) * 60 / per_minute))
            raise refusal
