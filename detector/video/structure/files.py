"""How a file is built, as far as it tells whether the file is whole, by the kind of its container.

Only headers are read. Nothing here decides: a kind of file that is not known, or that does not say how long
it should be, gives ``None``. Kinds have FFmpeg's names.
"""

from collections.abc import Callable

from detector.video.structure import asf, avi, flv, iso_media, matroska, mpeg_ps, mpeg_ts
from detector.video.structure.parts import Bytes, Statement, Structure

_STRUCTURES: dict[str, Callable[[Bytes, int], Structure | None]] = {
    "mov": iso_media.structure,
    "matroska": matroska.structure,
    "flv": flv.structure,
    "live_flv": flv.structure,
    "mpeg": mpeg_ps.structure,
    "avi": avi.structure,
    "asf": asf.structure,
}
_STATEMENTS: dict[str, Callable[[Bytes], Statement]] = {
    "mov": iso_media.statement,
    "flv": flv.statement,
    "asf": asf.statement,
}


def structure_of(file: Bytes, kind: str, stream_id: int) -> Structure | None:
    """Walk through a file. ``stream_id``: the container's one of the video."""
    size = file.seek(0, 2)
    if kind == "mpegts":
        return mpeg_ts.structure(file, size, stream_id)
    walk = _STRUCTURES.get(kind)
    return walk(file, size) if walk else None


def statement_of(file: Bytes, kind: str) -> Statement:
    """What stands in the header and FFmpeg does not tell, or mixes with estimates."""
    read = _STATEMENTS.get(kind)
    return read(file) if read else Statement()


def is_scrambled(file: Bytes, kind: str) -> bool:
    """Whether the header announces encrypted video, or most packets of a transport stream are marked so."""
    if kind == "mov":
        return iso_media.is_encrypted(file)
    return kind == "mpegts" and mpeg_ts.is_scrambled(file)
