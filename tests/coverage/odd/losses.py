"""Files of which a part is missing, encrypted or rubbish: the part in which the number stands."""

from pathlib import Path
from random import Random

from tests.broken_clips import truncate
from tests.coverage.containers import (
    FRAGMENTED,
    boxes,
    media,
    remux,
    ts_video_id,
    ts_without,
    without_fragments,
)
from tests.coverage.material import Look
from tests.coverage.odd.film import plain
from tests.coverage.odd.kind import Kind

_CENC = {
    "encryption_scheme": "cenc-aes-ctr",
    "encryption_key": "00112233445566778899aabbccddeeff",
    "encryption_kid": "0123456789abcdef0123456789abcdef",
}
_LATE_S = (6.0, 7.8)


def _cut(look: Look, folder: Path, ending: str, options: dict[str, str] | None = None) -> Path:
    """Cut off at a quarter, two fifths, a half of its bytes."""
    long_gop = {"g": look.pick("25", "100", "50"), "bf": look.pick("0", "2", "3")}
    source = plain(look, folder / "whole.mp4", 8, between_s=_LATE_S, options=long_gop)
    path = remux(source, folder / f"cut.{ending}", options, sound_s=look.pick(0.0, 8.0, 8.0))
    source.unlink()
    return truncate(path, look.pick(0.25, 0.4, 0.5))


def _fragments(look: Look, folder: Path, lost_s: tuple[float, float]) -> Path:
    """A second's fragments from a time on, until a time, left out."""
    codec = look.pick("libx264", "libx264", "libx265")
    source = plain(look, folder / "whole.mp4", 8, between_s=(lost_s[0] + 0.1, lost_s[1] - 0.1), codec=codec)
    path = remux(source, folder / "parts.mp4", FRAGMENTED)
    source.unlink()
    return without_fragments(path, lambda _, at: lost_s[0] - 0.01 <= at < lost_s[1] - 0.01)


def _ts_dropped(look: Look, folder: Path) -> Path:
    begin = look.pick(2.0, 3.0, 4.0)
    source = plain(look, folder / "whole.mp4", 8, between_s=(begin + 0.1, begin + 1.9))
    path = remux(source, folder / "lost.ts", sound_s=look.pick(0.0, 8.0, 8.0))
    source.unlink()
    return ts_without(path, lambda _, at: begin - 0.02 <= at < begin + 2)


def _frozen(look: Look, folder: Path) -> Path:
    """Frames lost in the middle of a group: a player shows the last one until the next key frame."""
    source = plain(
        look, folder / "whole.mp4", 8, between_s=(2.2, 4.6), options={"g": look.pick("250", "150", "200")}
    )
    path = folder / look.pick("a.ts", "b.mkv", "c.flv")
    if look.variant == 0:
        remux(source, path, sound_s=8)
        video = ts_video_id(path)
        ts_without(path, lambda stream, at: stream == video and 2 <= at < 4.8)
    else:
        remux(source, path, keep=lambda _, at: not 2 <= at < 4.8, sound_s=8)
    source.unlink()
    return path


def _encrypted(look: Look, folder: Path) -> Path:
    codec = look.pick("libx264", "libx264", "libx265")
    source = plain(look, folder / "whole.mp4", 5, codec=codec)
    path = folder / "locked.mp4"
    if look.variant == 0:
        remux(source, path, _CENC)
        source.unlink()
        return path
    remux(source, path, FRAGMENTED if look.variant == 2 else {})
    source.unlink()
    return _renamed(_garbled(path, 0.0, 1, look.dice))


def _renamed(path: Path) -> Path:
    """The sample entry says that the frames are encrypted, and does not say how."""
    content = path.read_bytes()
    entry = next(name for name in (b"avc1", b"hev1", b"hvc1") if name in content)
    start = content.index(entry, content.index(b"stsd"))
    path.write_bytes(content[:start] + b"encv" + content[start + 4 :])
    return path


def _garbled_media(look: Look, folder: Path) -> Path:
    """An intact index, and frames overwritten: all, all but the start, every 40th byte of a newer codec."""
    codec = look.pick("libx264", "libx264", "libx265")
    path = plain(look, folder / "garbled.mp4", 6, between_s=(2, 5.5), codec=codec)
    return _garbled(path, look.pick(0.0, 0.15, 0.05), look.pick(1, 1, 40), look.dice)


def _garbled(path: Path, from_share: float, one_in: int, dice: Random) -> Path:
    content = bytearray(path.read_bytes())
    for box in boxes(content):
        if box.name == b"mdat":
            begin = box.start + 8 + round(from_share * (box.end - box.start - 8))
            places = range(begin, box.end, one_in)
            noise = dice.randbytes(len(places))
            content[begin : box.end : one_in] = noise
    assert media(content).end > media(content).start
    path.write_bytes(content)
    return path


KINDS = (
    Kind("cut-mp4", "hidden", lambda look, folder: _cut(look, folder, "mp4", {"movflags": "faststart"})),
    Kind("cut-fmp4", "hidden", lambda look, folder: _cut(look, folder, "mp4", FRAGMENTED)),
    Kind("cut-flv", "hidden", lambda look, folder: _cut(look, folder, "flv")),
    Kind("cut-mkv", "hidden", lambda look, folder: _cut(look, folder, "mkv")),
    Kind("cut-ts", "hidden", lambda look, folder: _cut(look, folder, "ts")),
    Kind(
        "fragments-lost-middle",
        "hidden",
        lambda look, folder: _fragments(look, folder, look.pick((3, 5), (2, 6), (4, 7))),
    ),
    Kind(
        "fragments-lost-start",
        "hidden",
        lambda look, folder: _fragments(look, folder, look.pick((0, 2), (0, 4), (0, 3))),
    ),
    Kind("ts-dropped", "hidden", _ts_dropped),
    Kind("frozen", "hidden", _frozen),
    Kind("encrypted", "hidden", _encrypted),
    Kind("garbled", "hidden", _garbled_media),
)
