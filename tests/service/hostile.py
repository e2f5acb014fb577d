"""Videos as an attacker, or a bad disk, would send them: each kind of fault in many variants."""

import random
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.broken_clips import audio_only, empty, header_only, huge, text_renamed, without_index, zero_size
from tests.clips import Encoding, encode, film, has_encoder, steady
from tests.drawing.backgrounds import gradient

SECRET = "/etc/passwd"
KINDS = (("mp4", "libx264"), ("mkv", "libx264"), ("ts", "libx264"), ("mov", "mpeg4"), ("webm", "libvpx-vp9"))


def corpus(folder: Path, variants: int, seed: int = 0) -> Iterator[tuple[str, Path]]:
    """Files, each with the kind of its fault; ``variants`` of each random fault on each kind of container."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    for place, whole in enumerate(_whole(folder)):
        for name, spoil in SPOILERS.items():
            for variant in range(variants):
                file = folder / f"{name}_{place}_{variant}{whole.suffix}"
                file.write_bytes(spoil(bytearray(whole.read_bytes()), chance))
                yield name, file
    for make in (empty, header_only, text_renamed, audio_only):
        yield make.__name__, make(folder / f"{make.__name__}.mp4")
    yield "without_index", without_index(_one(folder / "without_index.mp4", "libx264"))
    yield "huge", huge(folder / "huge.mp4")
    yield "zero_size", zero_size(folder / "zero_size.avi")
    for name, content in _texts():
        file = folder / name
        file.write_bytes(content)
        yield "playlist", file
    for name, content in _lies(folder):
        file = folder / name
        file.write_bytes(content)
        yield "lie", file


def _whole(folder: Path) -> list[Path]:
    return [_one(folder / f"whole.{suffix}", codec) for suffix, codec in KINDS if has_encoder(codec)]


def _one(path: Path, codec: str) -> Path:
    scene = gradient((180, 320), (20, 30, 60), (90, 40, 80))
    return encode(path, film(scene, [], steady(1, 25)), Encoding(codec))


def _cut(content: bytearray, chance: random.Random) -> bytes:
    return bytes(content[: chance.randrange(1, len(content))])


def _flipped(content: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 10, 100, 1_000))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def _beginning_flipped(content: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 4, 16))):
        content[chance.randrange(min(600, len(content)))] = chance.randrange(256)
    return bytes(content)


def _torn(content: bytearray, chance: random.Random) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return bytes(content[:first] + content[last:])


def _repeated(content: bytearray, chance: random.Random) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return bytes(content[:last] + content[first:last] * chance.choice((2, 50)) + content[last:])


def _zeroed(content: bytearray, chance: random.Random) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return bytes(content[:first]) + bytes(last - first) + bytes(content[last:])


def _large_numbers(content: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 5, 20))):
        place = chance.randrange(max(1, len(content) - 4))
        content[place : place + 4] = struct.pack(">I", chance.choice((0, 1, 2**31 - 1, 2**31, 2**32 - 1)))
    return bytes(content)


SPOILERS: dict[str, Callable[[bytearray, random.Random], bytes]] = {
    "cut": _cut,
    "flipped": _flipped,
    "beginning": _beginning_flipped,
    "torn": _torn,
    "repeated": _repeated,
    "zeroed": _zeroed,
    "numbers": _large_numbers,
}


def _texts() -> Iterator[tuple[str, bytes]]:
    """Lists of files, which FFmpeg would open: of this machine, of its network, of themselves."""
    for name, target in (("file", SECRET), ("http", "http://127.0.0.1:1/"), ("self", "self.m3u8")):
        playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{target}\n#EXT-X-ENDLIST\n"
        yield f"{name}.m3u8", playlist.encode()
        yield f"{name}.mp4", playlist.encode()
        yield f"{name}.ffconcat", f"ffconcat version 1.0\nfile '{target}'\n".encode()
    yield (
        "dash.mpd",
        b'<?xml version="1.0"?><MPD><Period><BaseURL>file:///etc/passwd</BaseURL></Period></MPD>',
    )
    yield "asx.asx", b'<asx version="3.0"><entry><ref href="file:///etc/passwd"/></entry></asx>'
    yield "sdp.sdp", b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n"
    yield "bomb.mp4", zlib.compress(bytes(64 << 20))


def _lies(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Headers that do not say what is there."""
    whole = (folder / "whole.mp4").read_bytes()
    for number, size in enumerate((0, 1, 7, 2**31, 2**32 - 1)):
        yield f"atom{number}.mp4", struct.pack(">I4s", size, b"ftyp") + whole[8:]
        yield (
            f"index{number}.mp4",
            whole.replace(b"moov", b"moov", 1).replace(
                whole[whole.index(b"moov") - 4 : whole.index(b"moov")], struct.pack(">I", size), 1
            ),
        )
    nested = b""
    for _ in range(200):
        nested = struct.pack(">I4s", len(nested) + 8, b"moov") + nested
    yield "nested.mp4", whole[:32] + nested
    at = whole.index(b"avc1") + 28
    yield "dimensions.mp4", whole[:at] + struct.pack(">HH", 65_535, 65_535) + whole[at + 4 :]
    timed = whole.index(b"mvhd") + 16
    yield "years.mp4", whole[:timed] + struct.pack(">II", 1, 2**32 - 1) + whole[timed + 8 :]
    for name, sample in (("samples", b"stsz"), ("chunks", b"stco"), ("times", b"stts")):
        place = whole.index(sample) + 8
        yield f"{name}.mp4", whole[:place] + b"\x7f\xff\xff\xff" * 2 + whole[place + 8 :]
    yield "inside.mkv", (folder / "whole.mkv").read_bytes()[:200] + whole
