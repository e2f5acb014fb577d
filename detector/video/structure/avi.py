"""AVI: RIFF lists of a length."""

from detector.video.structure.parts import Bytes, Structure, read_at


def structure(file: Bytes, size: int) -> Structure:
    """Whether the last list is whole."""
    at = 0
    while at + 8 <= size:
        header = read_at(file, at, 8)
        if header[:4] != b"RIFF":
            break
        at += 8 + int.from_bytes(header[4:], "little")
        at += at % 2
    return Structure(ends_early=at > size + 1)
