"""A thousand damaged files: cut off, overwritten, thinned out. Half of their originals show a number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import av

from tests.accuracy.stock import Stock
from tests.accuracy.surroundings import px
from tests.clips import Encoding, encode, film, steady
from tests.coverage.cases import Case, Graded, Row
from tests.coverage.containers import FRAGMENTED, boxes, remux, ts_without, without_fragments
from tests.coverage.ground_truth import Holes, holes
from tests.coverage.material import Look, look, made_of
from tests.coverage.odd.film import number, subtitles
from tests.drawing.backgrounds import Size
from tests.drawing.text import Overlay

_KEEP_FIRST = 64
"""Bytes at the start that stay, so that the file's kind is still known, unless it is cut off before."""


@dataclass(frozen=True, slots=True)
class Original:
    """A sound clip: how it is coded, in which container, how long it lasts, whether it shows a number."""

    name: str
    codec: str
    ending: str
    size: Size
    seconds: float
    has_number: bool
    options: tuple[tuple[str, str], ...] = ()
    is_fragmented: bool = False
    is_footage: bool = True


_H264 = (("g", "25"), ("bf", "2"))
_LONG = (("g", "250"), ("bf", "3"))
ORIGINALS = (
    Original("mp4", "libx264", "mp4", (320, 568), 5, True, _H264),
    Original("mp4-none", "libx264", "mp4", (320, 568), 5, False, _H264),
    Original("long-gop", "libx264", "mp4", (480, 270), 4, True, _LONG, is_footage=False),
    Original("long-gop-none", "libx264", "mp4", (480, 270), 4, False, _LONG),
    Original("hevc", "libx265", "mp4", (360, 640), 4, True),
    Original("hevc-none", "libx265", "mkv", (360, 640), 4, False),
    Original("fmp4", "libx264", "mp4", (360, 640), 6, True, _H264, is_fragmented=True),
    Original("fmp4-none", "libx264", "mp4", (360, 640), 6, False, _H264, is_fragmented=True),
    Original("mkv", "libx264", "mkv", (480, 480), 4, True, _H264),
    Original("mkv-none", "libx264", "mkv", (480, 480), 4, False, _LONG, is_footage=False),
    Original("ts", "libx264", "ts", (320, 568), 5, True, _H264),
    Original("ts-none", "libx264", "ts", (320, 568), 5, False, _H264),
    Original("flv", "libx264", "flv", (360, 640), 4, True, _H264),
    Original("flv-none", "libx264", "flv", (360, 640), 4, False, _H264, is_footage=False),
    Original("webm", "libvpx-vp9", "webm", (320, 568), 3, True),
    Original("webm-none", "libvpx-vp9", "webm", (320, 568), 3, False),
    Original("avi", "mpeg4", "avi", (426, 240), 4, True, (("b", "900000"),)),
    Original("avi-none", "mpeg4", "avi", (426, 240), 4, False, (("b", "900000"),)),
)

_LEAST_AFTER_HOLE_S = 0.2
Damage = Callable[[Path, Random], Path]


def _truncated(share: float) -> Damage:
    def damage(path: Path, _dice: Random) -> Path:
        content = path.read_bytes()
        path.write_bytes(content[: max(1, round(share * len(content)))])
        return path

    return damage


def _flipped(one_in: int) -> Damage:
    def damage(path: Path, dice: Random) -> Path:
        content = bytearray(path.read_bytes())
        count = max(1, (len(content) - _KEEP_FIRST) // one_in)
        for place in dice.sample(range(_KEEP_FIRST, len(content)), count):
            content[place] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
        return path

    return damage


def _flipped_burst(share: float) -> Damage:
    """Every byte of a stretch of the file is another one."""

    def damage(path: Path, dice: Random) -> Path:
        content = bytearray(path.read_bytes())
        start, length = _stretch(len(content), share, dice)
        content[start : start + length] = dice.randbytes(length)
        path.write_bytes(content)
        return path

    return damage


def _zeroed(share: float, count: int) -> Damage:
    """So many blocks, together this share of the file, hold zeros, as after a download resumed wrongly."""

    def damage(path: Path, dice: Random) -> Path:
        content = bytearray(path.read_bytes())
        for _ in range(count):
            start, length = _stretch(len(content), share / count, dice)
            content[start : start + length] = bytes(length)
        path.write_bytes(content)
        return path

    return damage


def _removed(share: float) -> Damage:
    """A stretch of bytes is not there, and what follows has moved up."""

    def damage(path: Path, dice: Random) -> Path:
        content = path.read_bytes()
        start, length = _stretch(len(content), share, dice)
        path.write_bytes(content[:start] + content[start + length :])
        return path

    return damage


def _swapped(share: float) -> Damage:
    """Two stretches of the same length have changed places."""

    def damage(path: Path, dice: Random) -> Path:
        content = bytearray(path.read_bytes())
        length = max(1, round(share * (len(content) - _KEEP_FIRST)))
        first = dice.randrange(_KEEP_FIRST, max(_KEEP_FIRST + 1, len(content) - 2 * length))
        second = dice.randrange(first + length, max(first + length + 1, len(content) - length + 1))
        one, other = content[first : first + length], content[second : second + length]
        content[first : first + len(other)], content[second : second + len(one)] = other, one
        path.write_bytes(content)
        return path

    return damage


def _thinned(one_in: int) -> Damage:
    """Packets are lacking by chance; in a transport stream its own small ones, in an fMP4 fragments."""

    def damage(path: Path, dice: Random) -> Path:
        if path.suffix == ".ts":
            return ts_without(path, lambda _stream, _at: dice.randrange(one_in * 4) == 0)
        if _is_fragmented(path):
            return without_fragments(path, lambda _number, _at: dice.randrange(max(2, one_in // 3)) == 0)
        return _without(path, lambda place, _at: place == 0 or dice.randrange(one_in) > 0)

    return damage


def _holed(seconds: float) -> Damage:
    """No packet for so long, and some after it: without them it would be a shorter file without a flaw."""

    def damage(path: Path, dice: Random) -> Path:
        with av.open(str(path)) as container:
            length = (container.duration or 0) / av.time_base
        begin = dice.uniform(0.2, max(0.2, length - seconds - _LEAST_AFTER_HOLE_S))

        def is_lost(_place: int, at: float) -> bool:
            return begin <= at < begin + seconds

        if path.suffix == ".ts":
            return ts_without(path, is_lost)
        if _is_fragmented(path):
            return without_fragments(path, is_lost)
        return _without(path, lambda place, at: not is_lost(place, at))

    return damage


def _without(path: Path, keep: Callable[[int, float], bool]) -> Path:
    source = path.rename(path.with_name(f"source-{path.name}"))
    remux(source, path, keep=keep)
    source.unlink()
    return path


def _is_fragmented(path: Path) -> bool:
    return path.suffix == ".mp4" and any(box.name == b"moof" for box in boxes(path.read_bytes()))


def _stretch(size: int, share: float, dice: Random) -> tuple[int, int]:
    length = min(size - _KEEP_FIRST, max(1, round(share * size)))
    return dice.randrange(_KEEP_FIRST, size - length + 1), length


DAMAGES: tuple[tuple[str, Damage], ...] = (
    *((f"truncated-{share:02}", _truncated(share / 100)) for share in range(5, 100, 5)),
    *(
        (f"flipped-{one_in}-{take}", _flipped(one_in))
        for one_in in (100_000, 10_000, 1_000, 100)
        for take in range(3)
    ),
    *((f"burst-{share}-{take}", _flipped_burst(share / 100)) for share in (2, 10, 30) for take in range(2)),
    *((f"zeroed-{share}-{take}", _zeroed(share / 100, 4)) for share in (1, 5, 20) for take in range(2)),
    *((f"removed-{share}-{take}", _removed(share / 100)) for share in (1, 10, 40) for take in range(1)),
    *((f"swapped-{share}-{take}", _swapped(share / 100)) for share in (1, 10) for take in range(2)),
    *((f"thinned-{one_in}-{take}", _thinned(one_in)) for one_in in (50, 10, 4) for take in range(2)),
    *((f"holed-{tenths}", _holed(tenths / 10)) for tenths in (7, 15, 25)),
)
_DAMAGE = dict(DAMAGES)
_TIMELESS = ("thinned", "holed")
"""Damage after which an AVI, which states no times, is a shorter file without a flaw."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged file and what it was."""

    case: Case
    original: Path


Entry = tuple[Original, str]
"""What is damaged, and by which damage."""


def plan(files: int | None) -> list[Entry]:
    """What is to be made: all, or so many taken evenly from all."""
    whole = [
        (original, name)
        for name, _ in DAMAGES
        for original in ORIGINALS
        if not (original.ending == "avi" and name.startswith(_TIMELESS))
    ]
    if files is None or files >= len(whole):
        return whole
    return [whole[place * len(whole) // files] for place in range(files)]


def make(entries: Sequence[Entry], variant: int, stock: Stock, folder: Path) -> list[Damaged]:
    """The files, made now or before."""
    made = []
    folder = folder / made_of(stock)
    for original, name in entries:
        drawn, source = _original(original, variant, stock, folder)
        path = folder / original.name / f"{name}-{variant}.{original.ending}"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f"part-{path.name}")
            unfinished.write_bytes(source.read_bytes())
            _DAMAGE[name](unfinished, Random(f"{original.name}/{name}/{variant}")).rename(path)
        given = drawn.number if original.has_number else None
        case = Case(
            name.split("-")[0], f"{original.name}/{path.stem}", path.parent, path.name, "hidden", given
        )
        made.append(Damaged(case, source))
    return made


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its fault. Where absence was claimed of a clip without a number: what of it was lost."""

    graded: Graded
    lost: Holes | None


def judge(file: Damaged, row: Row, *, window_ms: int, least_ms: int, strict: bool = False) -> Judged:
    """What of a row is a fault. Up to ``least_ms`` may be lost; ``strict`` counts what is silently lost."""
    case = file.case
    lost = None
    if row.outcome == "fail" and not case.number:
        lost = holes(file.original, case.path, window_ms)
    lost_ms = 0 if lost is None else lost.silent_ms if strict else lost.stated_ms
    found = (
        (row.outcome in {"crash", "hang"}, row.outcome),
        (row.outcome == "pass" and case.number not in row.numbers, "wrong pass"),
        (row.outcome == "pass" and set(row.numbers) != {case.number}, "wrong number"),
        (row.outcome == "fail" and bool(case.number), "false fail"),
        (lost_ms > least_ms, "fail, not wholly seen"),
    )
    return Judged(Graded(case, row, next((fault for is_so, fault in found if is_so), None)), lost)


def _original(original: Original, variant: int, stock: Stock, folder: Path) -> tuple[Look, Path]:
    """The look of a sound clip and its file."""
    kept = stock if original.is_footage else Stock(stock.faces)
    drawn = look(f"damaged/{original.name}", variant, 1, kept)
    path = folder / f"{original.name}-{variant}.{original.ending}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _encode(original, drawn, path)
    return drawn, path


def _encode(original: Original, drawn: Look, path: Path) -> None:
    size = original.size
    texts: list[Overlay] = subtitles(drawn, original.seconds, size)
    if original.has_number:
        begin = drawn.dice.randrange(0, 1_000, 40)
        end = round(1000 * original.seconds) - drawn.dice.randrange(0, 1_000, 40)
        texts.append(number(drawn, size, size_px=px(size, 40), from_ms=begin, to_ms=end))
    whole = path.with_name(f"part-{path.name}" if original.codec == "libvpx-vp9" else f"part-{path.stem}.mp4")
    how = Encoding(original.codec, options=dict(original.options))
    times = steady(original.seconds, 25)
    encode(whole, film(drawn.scene(size), texts, times), how)
    moov_first = {"movflags": "faststart"} if "long" not in original.name else {}
    options = FRAGMENTED if original.is_fragmented else moov_first if path.suffix == ".mp4" else {}
    remux(whole, path.with_name(f"muxed-{path.name}"), options).rename(path)
    whole.unlink()
    with av.open(str(path)) as container:
        count = sum(1 for _ in container.decode(video=0))
    if count != len(times):
        raise ValueError(f"{path.name} has {count} frames, not {len(times)}: it is no sound original")
