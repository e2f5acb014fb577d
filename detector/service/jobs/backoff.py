"""Pauses between attempts, of fetches and of webhooks."""

import random

_GROWTH = 4
_LONGEST_PAUSE_S = 6 * 3_600.0


def pause_s(attempts: int, first_s: float) -> float:
    """Seconds until the next attempt, after so many: four times the last pause, give or take a tenth."""
    steady: float = min(first_s * _GROWTH ** (attempts - 1), _LONGEST_PAUSE_S)
    return steady * random.uniform(0.9, 1.1)  # noqa: S311  (spreads attempts; no secret)
