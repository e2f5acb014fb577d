"""Which packets need no decoding: told before they are decoded, from the times of those that follow.

Frames on which no other one builds cost half of the decoding. They may be left out only where nothing that
stands for long is missed: a frame that no other builds on may be a card that stands for two seconds.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from av.packet import Packet
from av.video.stream import VideoStream

if TYPE_CHECKING:
    VideoPacket: TypeAlias = Packet[VideoStream]
else:  # generic to the type checker only
    VideoPacket = Packet

_AHEAD = 32
"""Packets held at most: a coded video puts no frame further than 16 from its place."""
_NO_TIME = -(2**63)
"""Below every time, as in FFmpeg."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A packet about to be decoded.

    ``is_spared``: if no other frame builds on it, its picture is not missed. ``is_leaf``: it comes in an
    order in which no other frame builds on it. ``ends_by``: the stream's time from which another picture is
    up for sure, ``None`` where that is not known.
    """

    packet: VideoPacket
    is_spared: bool = False
    is_leaf: bool = False
    ends_by: int | None = None


class ReadAhead:
    """Packets in decoding order, each with what those after it tell of it; ``None`` for a failed read.

    ``has_times`` says after the first one whether the packets' times are those of presentation: AVI counts
    frames, and ASF gives a packet one time, of which nothing says whether it is that of decoding.
    """

    def __init__(self, packets: Iterator[VideoPacket | None], format_name: str, longest: int) -> None:
        """``longest``: the ticks for which an older picture may be given in place of those left out."""
        self.has_times = True
        self._packets = packets
        self._format = format_name
        self._longest = longest

    def __iter__(self) -> Iterator[Upcoming | None]:
        ahead: deque[VideoPacket | None] = deque()
        is_read = self._fill(ahead)
        self.has_times = _has_times(self._format, ahead)
        stamps = deque(map(self._stamp, ahead))  # the packets' times: asking a packet each time is slow
        front = _NO_TIME  # the latest time so far
        kept = 0  # the latest one of a packet that is decoded whatever it is
        spared: set[int] = set()
        leaves: set[int] = set()
        while ahead:
            packet, pts = ahead.popleft(), stamps.popleft()
            if not is_read:
                is_read = self._fill(ahead)
                stamps.extend(map(self._stamp, islice(ahead, len(stamps), None)))
            if packet is None:
                yield None
            elif pts == _NO_TIME:
                yield Upcoming(packet)
            elif pts <= front:
                yield Upcoming(packet, pts in spared, pts in leaves, front)
            else:
                is_first = front == _NO_TIME
                between = [] if is_first else [stamp for stamp in stamps if front < stamp < pts]
                leaves = _leaves(between)
                spared = _spared(front, between, pts, self._longest)
                after = min([stamp for stamp in stamps if stamp > pts], default=None)
                if after is None and is_read and packet.duration:
                    after = pts + packet.duration
                is_spared = (
                    not is_first and not between and after is not None and after - kept <= self._longest
                )
                front = pts
                if not is_spared:
                    kept = pts
                yield Upcoming(packet, is_spared, is_leaf=False, ends_by=after)

    def _stamp(self, packet: VideoPacket | None) -> int:
        pts = packet.pts if packet is not None and self.has_times else None
        return _NO_TIME if pts is None else pts

    def _fill(self, ahead: "deque[VideoPacket | None]") -> bool:
        """Read on; whether that was all."""
        while len(ahead) < _AHEAD:
            try:
                ahead.append(next(self._packets))
            except StopIteration:
                return True
        return False


def _has_times(format_name: str, first: Iterable[VideoPacket | None]) -> bool:
    packets = [packet for packet in first if packet is not None and packet.size]
    if format_name == "asf":  # where both are one, nothing is reordered
        return all(packet.pts is not None and packet.pts == packet.dts for packet in packets)
    return format_name != "avi" and any(packet.pts is not None for packet in packets)


def _leaves(order: Sequence[int]) -> set[int]:
    """Of the times between two frames, in decoding order, those that no later one falls short of.

    A frame that is decoded before an earlier one is there to be built on.
    """
    leaves: set[int] = set()
    for pts in reversed(order):
        if not leaves or pts <= min(leaves):
            leaves.add(pts)
    return leaves


def _spared(begin: int, order: Sequence[int], end: int, longest: int) -> set[int]:
    """Of the times between two decoded frames those that may be left out without a hole above ``longest``."""
    leaves, spared, kept = _leaves(order), set(), begin
    ordered = sorted(order)
    for pts, after in zip(ordered, [*ordered[1:], end], strict=False):
        if pts in leaves and after - kept <= longest:
            spared.add(pts)
        else:
            kept = pts
    return spared
