"""Kinds like the work: openings of dramas full of texts, in files as phones and platforms write them.

Subtitles of 1.5 to 2.5 s, names beside people as rows and columns, the title, a disclaimer and a watermark
that stand all the time, shots of 2 to 5 s. ``files`` makes 60 s of what is drawn.
"""

from dataclasses import replace
from random import Random

from tests.accuracy import drama
from tests.accuracy.drama import TITLE_MS, Drama
from tests.accuracy.kinds.stage import Spot, plain, restyled, scene
from tests.accuracy.spec import PORTRAIT, Kind, Scene, Spec, Take, Truth
from tests.accuracy.stock import Stock
from tests.clips import Encoding
from tests.drawing.backgrounds import Size
from tests.drawing.text import Overlay

FULL_HD: Size = (1080, 1920)
ABSENT = "drama-absent"
STILLS = "stills-absent"
"""The kind whose scenes are stills under a slow camera."""

_SPOTS = (Spot((1, 0), "top"), Spot((0, 0), "top"))
_BELOW = (0.5, 0.97)
"""Where the disclaimer stands if a number stands above."""
_DRAWN_S = (16, 20)
_RATES = (24, 25, 30, 30, 50, 60)
_SHOT_MS = (2_000, 5_001, 40)
_STILL_MS = (2_500, 4_001, 500)
_LATE_MS = (8_000, 12_001, 40)
_STAYS_MS = (1_600, 3_000, 40)
_STICKER = "预告片"


def _start(take: Take) -> Spec:
    return _with_number(take)


def _late(take: Take) -> Spec:
    spec = _with_number(take)
    begin = take.dice.randrange(*_LATE_MS)
    end = begin + take.dice.randrange(*_STAYS_MS)
    return restyled(spec, replace(spec.markers[0], from_ms=begin, to_ms=end, fade_ms=200))


def _undecided(take: Take) -> Spec:
    """A number whose last characters lie under a sticker all the time: what it is cannot be said."""
    spec = _with_number(take, (_SPOTS[0],))
    marker = spec.markers[0]
    sticker = replace(marker, text=_STICKER, colour=(40, 20, 20), outline_px=0, opacity=1.0)
    truth = replace(spec.truth, numbers=(), malformed=True)
    return replace(spec, above=(replace(sticker, plate=(250, 210, 60)),), truth=truth)


def _absent(take: Take) -> Spec:
    made = _made_with(take)
    spec = Spec(take.name, Truth(), (), _texts(made), (), _shots(take.dice, take.stock, made.seconds))
    return _as_file(spec, made)


def _stills(take: Take) -> Spec:
    made = _made_with(take)
    begins = range(0, round(1000 * made.seconds), take.dice.randrange(*_STILL_MS))
    scenes = tuple(replace(scene(take.dice, take.stock), begin_ms=begin, grain=0.0) for begin in begins)
    return _as_file(Spec(take.name, Truth(), (), _texts(made), (), scenes), made)


def _with_number(take: Take, spots: tuple[Spot, ...] = _SPOTS) -> Spec:
    """A drama with a number that stands all the time, where no other text does."""
    made = _made_with(take)
    spec = plain(take, spots, size=made.size, seconds=made.seconds)
    below = replace(drama.disclaimer(made), place=_BELOW)
    texts = (below, *_changing(made))
    return _as_file(replace(spec, around=texts, scenes=_shots(take.dice, take.stock, made.seconds)), made)


def _made_with(take: Take) -> Drama:
    """Every second clip is 1080 px wide."""
    size = FULL_HD if take.number % 2 else PORTRAIT
    return Drama(take.dice, take.stock, size, float(take.dice.randint(*_DRAWN_S)))


def _texts(made: Drama) -> tuple[Overlay, ...]:
    return drama.disclaimer(made), drama.watermark(made), *_changing(made)


def _changing(made: Drama) -> tuple[Overlay, ...]:
    names = (name for name in drama.captions(made) if name.from_ms >= TITLE_MS)
    return drama.title(made), *names, *drama.subtitles(made)


def _shots(dice: Random, stock: Stock, seconds: float) -> tuple[Scene, ...]:
    """Shot after shot, each no longer than its footage lasts."""
    lengths_s = {video.path: video.seconds for video in stock.footage}
    shots, begin_ms = [], 0
    while begin_ms < 1000 * seconds:
        shot = replace(scene(dice, stock), begin_ms=begin_ms, plays_on=True)
        shots.append(shot)
        longest_ms = 1000 * (lengths_s[shot.video] - shot.from_s) if shot.video else 1000 * seconds
        begin_ms += min(dice.randrange(*_SHOT_MS), int(longest_ms))
    return tuple(shots)


def _as_file(spec: Spec, made: Drama) -> Spec:
    """The drama in a file as platforms write them (with a pyramid of B-frames; HEVC), or phones."""
    dice = made.dice
    fps, crf = dice.choice(_RATES), dice.randint(23, 30)
    every = fps * dice.randint(2, 10)
    match dice.choice(("platform", "platform", "hevc", "phone")):
        case "platform":
            options = {"preset": "faster", "crf": str(crf), "g": str(every), "bf": "3"}
            encoding = Encoding(fps=fps, options=options)
        case "phone":
            options = {"preset": "veryfast", "crf": str(crf), "g": str(2 * fps), "bf": "0"}
            encoding = Encoding(fps=fps, options=options)
        case _:
            told = f"log-level=none:pools=1:keyint={every}:bframes=4:b-pyramid=1"
            options = {"preset": "veryfast", "crf": str(crf), "x265-params": told}
            encoding = Encoding("libx265", fps=fps, options=options)
    return replace(spec, size=made.size, seconds=made.seconds, encoding=encoding)


DRAMAS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("drama-start", _start),
        Kind("drama-late", _late),
        Kind(ABSENT, _absent),
        Kind("drama-undecided", _undecided, hard=True),
        Kind(STILLS, _stills),
    )
}
