"""Matroska and WebM: elements of a name, a length and, in a few, further elements (RFC 9559)."""

from detector.video.structure.parts import MAX_PARTS, Bytes, Structure, holds_data, read_at

_SEGMENT, _CLUSTER = 0x18538067, 0x1F43B675
_ANYWHERE = frozenset({0xEC, 0xBF})
"""Void, CRC-32."""
_IN_FILE = _ANYWHERE | {
    0x1A45DFA3, _SEGMENT, _CLUSTER, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1941A469, 0x1043A770,
    0x1254C367,
}  # fmt: skip
"""The head of the file, a segment and what stands in it."""
_IN_CLUSTER = _ANYWHERE | {0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854, 0xAF}
_IN_LIVE_CLUSTER = _IN_FILE | _IN_CLUSTER
"""One whose end is not known ends where something begins that stands in no cluster."""
_AFTER_CLUSTER = _IN_FILE - _ANYWHERE


def structure(file: Bytes, size: int) -> Structure | None:
    """Whether the last element is whole, and where something begins that is none; ``None`` of too many."""
    at, ends_early = 0, False
    cluster: int | None = None
    cluster_end: int | None = None  # of one that is written live nobody knows
    for _ in range(MAX_PARTS):
        if at == cluster_end:
            cluster = cluster_end = None
        # Where a cluster's end is not known, an element before the one that is seen to be none may be none.
        lost_at = cluster if cluster is not None and cluster_end is None else at
        if at >= size:
            is_beyond = at > size
            return Structure(ends_early or is_beyond, lost_at if is_beyond and lost_at < at else None)
        header = read_at(file, at, 12)
        name_length = _vint_length(header[:1], 4)
        length_length = _vint_length(header[name_length : name_length + 1], 8)
        if name_length + length_length > len(header):
            return Structure(ends_early=True)
        name = int.from_bytes(header[:name_length], "big")
        content = at + name_length + length_length
        length = int.from_bytes(header[name_length : name_length + length_length], "big")
        length -= 1 << 7 * length_length
        is_known = length != (1 << 7 * length_length) - 1
        end = content + length
        # What is no element has a name of a cluster's once in 32 times: that it also ends in time is rare.
        names = _IN_FILE if cluster is None else _IN_CLUSTER if cluster_end else _IN_LIVE_CLUSTER
        is_element = name_length > 0 < length_length and name in names
        if not is_element or (cluster_end is not None and end > cluster_end):
            return Structure(ends_early or holds_data(file, at), broken_at=lost_at)
        ends_early = ends_early or (is_known and end > size)
        if name == _CLUSTER:
            cluster, cluster_end = at, end if is_known else None
        elif name in _AFTER_CLUSTER:
            cluster = None
        at = content if name in (_SEGMENT, _CLUSTER) else end
    return None


def _vint_length(first: bytes, most: int) -> int:
    """How many bytes a number has, by its first one; 0: it is none."""
    length = 9 - first[0].bit_length() if first else 0
    return length if length <= most else 0
