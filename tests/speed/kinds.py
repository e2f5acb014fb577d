"""The kinds of the corpus: they differ in when the scan may know enough. ``dramas`` has those like the work.

The others are like uploads: 15 to 20 s, half of them 1080 px wide, encoded with B-frames and a long GOP.
"""

from dataclasses import replace
from random import Random

from tests.accuracy.kinds.looks import GOLD
from tests.accuracy.kinds.stage import Spot, plain, restyled, scene
from tests.accuracy.spec import PORTRAIT, Kind, Scene, Spec, Take, Truth
from tests.accuracy.stock import Stock
from tests.accuracy.surroundings import (
    COMPANIES,
    DISCLAIMERS,
    WATERMARKS,
    danmaku,
    note,
    px,
    subtitles,
    title,
)
from tests.clips import Encoding
from tests.drawing.text import BOTTOM, TOP_LEFT, WHITE, Overlay
from tests.speed.dramas import DRAMAS, FULL_HD

_LANDSCAPE_SHARE = 0.15
_SECONDS = (15, 20)
_COMPANY_MS = 3_000


def _start(take: Take) -> Spec:
    return _upload(take)


def _card(take: Take) -> Spec:
    dice = take.dice
    spec = _upload(take, (Spot((0.5, 0.46), "middle"),), at_720=(26, 36))
    begin, end = dice.randrange(0, 600, 40), dice.randrange(2_400, 4_000, 40)
    colour, fade_ms = dice.choice((WHITE, GOLD)), dice.randrange(300, 600)
    card = replace(spec.markers[0], colour=colour, from_ms=begin, to_ms=end, fade_ms=fade_ms)
    heading = replace(card, text="网络微短剧", place=(0.5, 0.38), font="serif")
    company = replace(card, text=COMPANIES[0], size_px=px(spec.size, 24), place=(0.5, 0.56), font="serif")
    black = Scene(drawn="flat", colours=((10, 9, 12), (10, 9, 12)))
    after = tuple(text for text in subtitles(dice, spec.size, spec.seconds) if text.from_ms >= end)
    scenes = (black, *_play(dice, take.stock, spec.seconds, end))
    return replace(restyled(spec, card), around=(heading, company, *after), scenes=scenes)


def _flash(take: Take) -> Spec:
    length_ms = take.dice.randrange(600, 1_001, 40)
    begin = take.dice.randrange(0, 14_000, 40)
    spec = _upload(take, at_720=(22, 34))
    return restyled(spec, replace(spec.markers[0], from_ms=begin, to_ms=begin + length_ms))


def _late(take: Take) -> Spec:
    begin = take.dice.randrange(8_000, 12_001, 40)
    end = begin + take.dice.randrange(1_600, 3_000, 40)
    spec = _upload(take, at_720=(20, 34))
    return restyled(spec, replace(spec.markers[0], from_ms=begin, to_ms=end, fade_ms=200))


def _absent(take: Take) -> Spec:
    spec = _upload(take)
    watermark = note(spec.size, take.dice.choice(WATERMARKS), TOP_LEFT)
    texts = (*subtitles(take.dice, spec.size, spec.seconds), replace(watermark, opacity=0.6))
    return replace(spec, markers=(), around=texts, truth=Truth())


def _busy(take: Take) -> Spec:
    """Every second clip has a marker from the start; the others have none."""
    dice = take.dice
    spec = _upload(take, (Spot(BOTTOM, "bottom"),), at_720=(20, 32))
    texts = (
        title(dice, spec.size),
        replace(note(spec.size, dice.choice(WATERMARKS), TOP_LEFT), opacity=0.6),
        note(spec.size, dice.choice(DISCLAIMERS), (0.5, 0.9)),
        *_companies(dice, spec),
        *subtitles(dice, spec.size, spec.seconds),
    )
    full = replace(spec, around=texts, above=danmaku(dice, spec.size, spec.seconds, rows=(0.05, 0.22)))
    return full if take.number % 2 else replace(full, markers=(), truth=Truth())


def _companies(dice: Random, spec: Spec) -> tuple[Overlay, ...]:
    begins = range(0, round(1000 * spec.seconds), _COMPANY_MS)
    lines = ((begin, note(spec.size, dice.choice(COMPANIES), (0.5, 0.5), 28)) for begin in begins)
    return tuple(
        replace(line, from_ms=begin, to_ms=begin + _COMPANY_MS - 200, fade_ms=200) for begin, line in lines
    )


def _upload(take: Take, spots: tuple[Spot, ...] | None = None, at_720: tuple[int, int] = (19, 34)) -> Spec:
    """A marker for the whole length, in one of the usual places, in a file as platforms get them."""
    dice = take.dice
    size = FULL_HD if take.number % 2 else PORTRAIT
    if dice.random() < _LANDSCAPE_SHARE:
        size = size[1], size[0]
    seconds = float(dice.randint(*_SECONDS))
    spec = (
        plain(take, spots, at_720, size, seconds)
        if spots
        else plain(take, at_720=at_720, size=size, seconds=seconds)
    )
    options = {"preset": "medium", "crf": str(dice.randint(23, 26)), "g": "250", "bf": "3"}
    encoding = Encoding(fps=dice.choice((25, 30)), options=options)
    return replace(spec, scenes=_play(dice, take.stock, seconds), encoding=encoding)


def _play(dice: Random, stock: Stock, seconds: float, from_ms: int = 0) -> tuple[Scene, ...]:
    """Footage from ``from_ms`` on: each video to its end, then a cut to the next one."""
    lengths_s = {video.path: video.seconds for video in stock.footage}
    scenes = []
    begin_ms = from_ms
    while begin_ms < 1000 * seconds:
        look = replace(scene(dice, stock), begin_ms=begin_ms, plays_on=True)
        scenes.append(look)
        if look.video is None:
            break
        begin_ms += round(1000 * (lengths_s[look.video] - look.from_s))
    return tuple(scenes)


UPLOADS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("start", _start),
        Kind("card", _card),
        Kind("flash", _flash, hard=True),
        Kind("late", _late),
        Kind("absent", _absent),
        Kind("busy", _busy, hard=True),
    )
}
KINDS = UPLOADS | DRAMAS
