"""H.264 numbers its reference frames: a number that is left out says that data is lost.

FFmpeg does not tell: it puts an older frame in the lost one's place, and what builds on it comes out spoilt.
See Rec. ITU-T H.264, 7.3.2.1.1 (sequence parameters), 7.3.3 (slice header), 7.4.3 (frame_num).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from detector.video.nal_units import units_by_length

_SLICE, _IDR_SLICE, _SEQUENCE = 1, 5, 7
_HIGH_PROFILES = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244})
_HEAD_BYTES = 4096
"""Of a packet so much is looked through for its first slice; what stands before it is short."""
_SLICE_BYTES = 16
_SHORT_START, _ESCAPE = b"\0\0\1", b"\0\0\3"


@dataclass(frozen=True, slots=True)
class _Sequence:
    """How frames are numbered; ``may_leave_out``: numbers may be missing on purpose."""

    number_bits: int
    has_planes: bool
    may_leave_out: bool


class _Bits:
    """Reads a string of bits; beyond its end there are zeros. Raises ``ValueError`` for an endless code."""

    def __init__(self, coded: bytes) -> None:
        plain = coded.replace(_ESCAPE, b"\0\0") if _ESCAPE in coded else coded
        self._bits = int.from_bytes(plain, "big")
        self._left = 8 * len(plain)

    def take(self, count: int) -> int:
        """The next bits as a number."""
        self._left -= count
        if self._left < 0:
            raise ValueError("the end of the data")
        return self._bits >> self._left & ((1 << count) - 1)

    def code(self) -> int:
        """The next Exp-Golomb code, ue(v)."""
        rest = self._bits & ((1 << self._left) - 1)
        zeros = self._left - rest.bit_length()
        return self.take(2 * zeros + 1) - 1


class FrameNumbers:
    """Follows the numbers of one stream's reference frames, in decoding order."""

    def __init__(self, extradata: bytes | None) -> None:
        """``extradata``: what the container holds of the stream's parameters."""
        self._length_bytes = 0  # 0: units begin with a start code
        self._sequences: set[_Sequence] = set()
        self._last: int | None = None
        self._count = 1
        extradata = extradata or b""
        if extradata[:1] == b"\1" and len(extradata) > 6:
            self._length_bytes = (extradata[4] & 3) + 1
            at = 6
            for _ in range(extradata[5] & 31):
                length = int.from_bytes(extradata[at : at + 2], "big")
                self._add_sequence(extradata[at + 2 : at + 2 + length])
                at += 2 + length
        else:
            for unit in self._units(extradata):
                if unit[0] & 31 == _SEQUENCE:
                    self._add_sequence(unit)

    def is_one_left_out(self, packet: memoryview, *, is_after_hole: bool) -> bool:
        """Whether a reference frame is missing before this packet's.

        Frames on which no other builds are asked only where they come long after the frame before.
        """
        for unit in self._units(bytes(packet[:_HEAD_BYTES])):
            kind = unit[0] & 31
            if kind == _SEQUENCE:
                self._add_sequence(unit)
            elif kind in (_SLICE, _IDR_SLICE):
                is_reference = unit[0] & 0x60 != 0
                if not is_reference and not is_after_hole:
                    return False
                last = self._last
                number = self._number(unit)
                if is_reference:
                    self._last = number
                if number is None or last is None or kind == _IDR_SLICE:
                    return False
                return number not in (last, (last + 1) % self._count)
        return False

    def _number(self, unit: bytes) -> int | None:
        """A slice's number; ``None`` where it is not known or numbers may be left out on purpose."""
        if len(self._sequences) != 1:
            return None
        (sequence,) = self._sequences
        bits = _Bits(unit[1:_SLICE_BYTES])
        try:
            for _ in range(3):  # first macroblock, type, picture parameters
                bits.code()
            if sequence.has_planes:
                bits.take(2)
            number = bits.take(sequence.number_bits)
        except ValueError:
            return None
        self._count = 1 << sequence.number_bits
        return None if sequence.may_leave_out else number

    def _units(self, coded: bytes) -> Iterator[bytes]:
        """The units of a packet, each from its header on; the last one may be cut off."""
        if self._length_bytes:
            yield from filter(None, units_by_length(coded, self._length_bytes))
            return
        begin = coded.find(_SHORT_START)
        while begin >= 0:
            end = coded.find(_SHORT_START, begin + 3)
            unit = coded[begin + 3 : end if end >= 0 else len(coded)]
            if unit:
                yield unit
            begin = end

    def _add_sequence(self, unit: bytes) -> None:
        try:
            self._sequences.add(_sequence(_Bits(unit[1:])))
        except ValueError:
            return


def _sequence(bits: _Bits) -> _Sequence:
    profile = bits.take(8)
    bits.take(16)  # constraints, level
    bits.code()
    has_planes = False
    if profile in _HIGH_PROFILES:
        chroma = bits.code()
        if chroma == 3:
            has_planes = bool(bits.take(1))
        bits.code()
        bits.code()
        bits.take(1)
        if bits.take(1):
            for number in range(12 if chroma == 3 else 8):
                if bits.take(1):
                    _skip_scaling_list(bits, 16 if number < 6 else 64)
    number_bits = bits.code() + 4
    order = bits.code()
    if order == 0:
        bits.code()
    elif order == 1:
        bits.take(1)
        bits.code()
        bits.code()
        for _ in range(min(255, bits.code())):
            bits.code()
    bits.code()
    return _Sequence(number_bits, has_planes, may_leave_out=bool(bits.take(1)))


def _skip_scaling_list(bits: _Bits, length: int) -> None:
    last = 8
    for _ in range(length):
        code = bits.code()
        change = (code + 1) // 2 if code % 2 else -(code // 2)
        last = (last + change) % 256
        if last == 0:
            return
