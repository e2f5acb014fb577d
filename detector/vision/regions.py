"""Upright parts of a picture, taken together."""

from collections.abc import Sequence

from detector.vision.data import Region


def merged(places: Sequence[Region]) -> tuple[Region, ...]:
    """Regions of which none touch: those that did are one."""
    left, apart = list(places), []
    while left:
        one = left.pop()
        touching = [
            other
            for other in left
            if one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
        ]
        if not touching:
            apart.append(one)
            continue
        left = [other for other in left if other not in touching]
        lefts, tops, rights, bottoms = zip(one, *touching, strict=True)
        left.append((min(lefts), min(tops), max(rights), max(bottoms)))
    return tuple(sorted(apart))
