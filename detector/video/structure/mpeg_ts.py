"""MPEG transport streams: packets of one length (Rec. ITU-T H.222.0)."""

from detector.video.structure.parts import HEAD_BYTES, Bytes, Structure, read_at

_SYNC = 0x47
_PACKET_BYTES = 188
"""Of each that much is the packet; 192 have a time before it, 204 sums to correct errors after it."""
_LAST_PACKETS = 2_000
_MAX_HOLE_BYTES = 64 * 2**20


def structure(file: Bytes, size: int, number: int) -> Structure | None:
    """Whether the last packet, and the last frame of the stream of that number, are whole."""
    framing = _framing(read_at(file, 0, HEAD_BYTES))
    if framing is None:
        return None
    start, length = framing
    tail = size - start + (4 if length == 192 else 0)  # 192: each has a time of 4 bytes before it
    return Structure(ends_early=tail % length != 0 or _is_inside_a_frame(file, (start, size, length), number))


def is_out_of_step(file: Bytes, begin: int, end: int) -> bool:
    """Whether the file holds what is no packet between two places at which FFmpeg says that packets begin."""
    framing = _framing(read_at(file, 0, HEAD_BYTES))
    if framing is None:
        return False
    _, length = framing
    begin += length - _PACKET_BYTES  # which FFmpeg counts back too far
    starts = read_at(file, begin, min(max(0, end - begin), _MAX_HOLE_BYTES))[::length]
    return starts.count(_SYNC) < len(starts)


def is_scrambled(file: Bytes) -> bool:
    """Whether most packets are marked so."""
    if (framing := _framing(read_at(file, 0, HEAD_BYTES))) is None:
        return False
    start, length = framing
    head = read_at(file, start, HEAD_BYTES)
    marks = [bool(head[at + 3] & 0xC0) for at in range(0, len(head) - 3, length) if head[at] == _SYNC]
    return sum(marks) > len(marks) / 2


def _framing(head: bytes) -> tuple[int, int] | None:
    """Where the first packet begins, and how long they are."""
    for length in (188, 192, 204):
        for start in range(length):
            places = range(start, min(len(head), start + 5 * length), length)
            if len(places) > 1 and all(head[place] == _SYNC for place in places):
                return start, length
    return None


def _is_inside_a_frame(file: Bytes, packets: tuple[int, int, int], number: int) -> bool:
    """Whether the last packet of a stream is full: a frame's last one is filled up, but for 1 of 184."""
    start, size, length = packets
    count = (size - start) // length
    for place in range(count, max(-1, count - _LAST_PACKETS), -1):
        head = read_at(file, start + place * length, 6)
        if len(head) < 6 or head[0] != _SYNC or int.from_bytes(head[1:3], "big") & 0x1FFF != number:
            continue
        has_filling_field = bool(head[3] & 0x20)
        clock_bytes = 6 if head[5] & 0x10 else 0
        return not has_filling_field or head[4] == 1 + clock_bytes
    return False
