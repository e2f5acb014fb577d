"""The rate limit of requests: a token bucket for each caller. Each instance counts by itself."""

import math
import threading
import time
from collections.abc import Callable

from detector.errors import RateExceeded


class RateLimiter:
    """One bucket for each caller, which holds as many requests as the caller may send a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def count(self, caller: str, per_minute: int) -> None:
        """Count a request; 0 a minute means no limit. Raises ``RateExceeded``."""
        if per_minute <= 0:
            return
        now = self._clock()
        with self._lock:
            left, counted_at = self._buckets.get(caller, (float(per_minute), now))
            left = min(per_minute, left + (now - counted_at) * per_minute / 60)
            is_allowed = left >= 1
            self._buckets[caller] = (left - 1 if is_allowed else left, now)
        if not is_allowed:
            error = RateExceeded(
                "the rate limit of this token is exceeded", f"{per_minute} requests a minute"
            )
            error.retry_after_s = max(1, math.ceil((1 - left) * 60 / per_minute))
            raise error
