"""Rows that look like text and that no viewer can read to the end, in footage that is otherwise sound."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from tests.accuracy.surroundings import px
from tests.clips import Encoding
from tests.coverage.material import Look, can_draw
from tests.coverage.odd.film import number, shoot, subtitles
from tests.coverage.odd.kind import Kind
from tests.drawing.backgrounds import Background
from tests.drawing.text import IN_COLUMNS, Frame, Overlay, fill, paint, position

Hide = Callable[[Frame, Frame], Frame]
"""What is seen of a row: from the part of the frame without it and the one with it."""


def _behind(look: Look, marker: Overlay, hide: Hide, room: int = 4) -> Background:
    """The scene with the row in it, partly hidden; so dark that what is left of the row is seen."""
    scene = _dark(look.scene())

    def at(ms: float) -> Frame:
        without = scene(ms)
        frame = without.copy()
        paint(frame, marker, ms)
        x, y = position(frame, marker)
        height, width = fill(marker).shape[:2]
        part = slice(max(0, y - room), y + height + room), slice(max(0, x - room), x + width + room)
        frame[part] = hide(without[part], frame[part])
        return frame

    return at


def _dark(over: Background) -> Background:
    return lambda ms: np.asarray(over(ms) * 0.6, np.uint8)


def _film(look: Look, folder: Path, scene: Background, above: tuple[Overlay, ...] = ()) -> Path:
    texts = [*subtitles(look, 6), *above]
    how = Encoding(options={"crf": look.pick("21", "24", "23")})
    return shoot(look, folder / look.pick("a.mp4", "b.mp4", "c.mkv"), texts, how=how, scene=scene)


def _covered(look: Look, folder: Path, *, upper: bool) -> Path:
    """Three fifths of each letter's height are hidden, by the scene itself or by a bar of one colour."""
    share = look.pick(0.6, 0.66, 0.62)
    bar = look.pick(None, (70, 60, 50), None)
    marker = number(look, place=look.dice.choice(((0.5, 0.06), (1.0, 0.02), (0.5, 0.5))))

    def hide(without: Frame, with_row: Frame) -> Frame:
        row, pad = marker.size_px, (with_row.shape[0] - marker.size_px) // 2
        edge = pad + round(row * (share if upper else 1 - share))
        hidden = slice(0, edge) if upper else slice(edge, None)
        seen = with_row.copy()
        seen[hidden] = without[hidden] if bar is None else np.asarray(bar, np.uint8)
        return seen

    return _film(look, folder, _behind(look, marker, hide))


def _behind_object(look: Look, folder: Path) -> Path:
    """The left half (or more, or the right one) of the row stands behind something."""
    marker = number(look, place=(0.5, 0.12))
    share = look.pick(0.5, 0.6, 0.45)

    def hide(without: Frame, with_row: Frame) -> Frame:
        seen = with_row.copy()
        edge = round(seen.shape[1] * (1 - share if look.variant == 2 else share))
        hidden = slice(edge, None) if look.variant == 2 else slice(0, edge)
        cover = np.asarray(cv2.GaussianBlur(np.ascontiguousarray(without[:, hidden]), (0, 0), 9), np.uint8)
        seen[:, hidden] = cover if look.variant else without[:, hidden]
        return seen

    return _film(look, folder, _behind(look, marker, hide))


def _over_text(look: Look, folder: Path) -> Path:
    """Another line of the same size and colour stands in the same place."""
    text = look.pick(
        "本故事纯属虚构 如有雷同 纯属巧合",
        "内容纯属虚构 无不良引导 请勿模仿",
        "未经授权 禁止转载 版权所有 侵权必究",
    )
    marker = number(look, place=(0.5, 0.93), outline_px=0)
    other = replace(marker, text=text, font="sans-bold", outline_px=look.pick(0, 1, 0))
    return _film(look, folder, look.scene(), (other, marker))


def _over_title(look: Look, folder: Path) -> Path:
    """The number stands over a large title whose colour it nearly has."""
    title = Overlay(
        look.pick("墙外有风", "第九封信", "青石旧事"),
        px(look.size, 130),
        (0.5, 0.3),
        font="sans-bold",
        colour=look.pick((235, 235, 225), (250, 240, 200), (230, 230, 235)),
        outline_px=px(look.size, 4),
    )
    marker = number(look, outline_px=0)
    scene = look.scene()
    height = look.size[1]
    _, y = position(scene(0), title)
    middle = (y + fill(title).shape[0] / 2) / height
    return _film(look, folder, scene, (title, replace(marker, place=(0.5, middle), margin=0.0)))


def _blurred(look: Look, folder: Path) -> Path:
    """Blurred until no stroke is left, and still a row of letters to the eye."""
    marker = number(look, place=look.dice.choice(((0.5, 0.06), (1.0, 0.02))))
    sigma = marker.size_px * look.pick(0.22, 0.27, 0.24)

    def hide(_without: Frame, with_row: Frame) -> Frame:
        return np.asarray(cv2.GaussianBlur(np.ascontiguousarray(with_row), (0, 0), sigma), np.uint8)

    return _film(look, folder, _behind(look, marker, hide, room=round(2 * sigma)))


def _faint(look: Look, folder: Path) -> Path:
    """So faint that it is made out with an effort, if at all."""
    marker = number(look, opacity=look.pick(0.09, 0.11, 0.1), outline_px=0)
    scene = _dark(look.scene())
    texts = [*subtitles(look, 6), marker]
    how = Encoding(options={"crf": look.pick("27", "29", "28")})
    return shoot(look, folder / "faint.mp4", texts, how=how, scene=scene)


def _tiny(look: Look, folder: Path) -> Path:
    """Letters of few px, as they are left when an upload was scaled down again and again."""
    marker = number(look, size_px=look.pick(5, 6, 5), outline_px=0)
    return _film(look, folder, look.scene(), (marker,))


def _column(look: Look, folder: Path) -> Path:
    """The number set as a column (or two), blurred."""
    text = look.number.translate(IN_COLUMNS)
    middle = text.index("（" if "（" in text else "︵", 2)
    text = look.pick(text, f"{text[:middle]}\n{text[middle:]}", text)
    size = min(px(look.size, 30), round(0.9 * look.size[1] / max(map(len, text.split("\n")))) - 1)
    face = next(face for face in ("sans-bold", *look.stock.faces) if can_draw(face, text))
    marker = Overlay(
        text, size, look.pick((0.95, 0.3), (0.05, 0.4), (0.9, 0.5)), font=face, vertical=True, outline_px=1
    )
    sigma = size * look.pick(0.2, 0.24, 0.22)

    def hide(_without: Frame, with_row: Frame) -> Frame:
        return np.asarray(cv2.GaussianBlur(np.ascontiguousarray(with_row), (0, 0), sigma), np.uint8)

    return _film(look, folder, _behind(look, marker, hide, room=round(2 * sigma)))


KINDS = (
    Kind("covered-lower", "hidden", lambda look, folder: _covered(look, folder, upper=False)),
    Kind("covered-upper", "hidden", lambda look, folder: _covered(look, folder, upper=True)),
    Kind("behind-object", "hidden", _behind_object),
    Kind("over-text", "seen", _over_text),
    Kind("over-title", "seen", _over_title),
    Kind("blurred", "hidden", _blurred),
    Kind("faint", "seen", _faint),
    Kind("tiny", "hidden", _tiny),
    Kind("column-blurred", "hidden", _column),
)
