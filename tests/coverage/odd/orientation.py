"""Pictures turned and mirrored, by the file's display matrix or in the picture itself."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.clips import Encoding
from tests.coverage.containers import Matrix, set_matrix
from tests.coverage.material import Look
from tests.coverage.odd.film import Turn, number, shoot, subtitles
from tests.coverage.odd.kind import Kind
from tests.drawing.text import Frame, paint

MatrixOf = Callable[[int, int], Matrix]
"""The matrix for a stored width and height in px."""


def _hflip(frame: Frame) -> Frame:
    return frame[:, ::-1]


def _vflip(frame: Frame) -> Frame:
    return frame[::-1]


def _transpose(frame: Frame) -> Frame:
    return frame.transpose(1, 0, 2)


def _antitranspose(frame: Frame) -> Frame:
    return frame[::-1, ::-1].transpose(1, 0, 2)


def _hflip_of(width: int, _height: int) -> Matrix:
    return -1, 0, 0, 1, width, 0


def _vflip_of(_width: int, height: int) -> Matrix:
    return 1, 0, 0, -1, 0, height


def _transpose_of(_width: int, _height: int) -> Matrix:
    return 0, 1, 1, 0, 0, 0


def _antitranspose_of(width: int, height: int) -> Matrix:
    return 0, -1, -1, 0, height, width


def _quarter_of(_width: int, height: int) -> Matrix:
    """A quarter clockwise; its picture is stored a quarter counter-clockwise."""
    return 0, 1, -1, 0, height, 0


def _half_of(width: int, height: int) -> Matrix:
    return -1, 0, 0, -1, width, height


def _three_quarters_of(width: int, _height: int) -> Matrix:
    return 0, -1, 1, 0, 0, width


def _by_matrix(look: Look, folder: Path, turn: Turn, matrix: MatrixOf) -> Path:
    """Stored by ``turn``; ``matrix`` takes it back where it is that turn's own."""
    name = look.pick("turned.mp4", "turned.mov", "turned.mp4")
    overlays = [number(look), *subtitles(look, 4)]
    codec = look.pick("libx264", "libx264", "libx265")
    path = shoot(look, folder / name, overlays, how=Encoding(codec), turn=turn)
    width, height = turn(np.zeros((look.size[1], look.size[0], 3), np.uint8)).shape[1::-1]
    return set_matrix(path, matrix(width, height))


def _rotated(look: Look, folder: Path) -> Path:
    turns, matrix = look.pick((1, _quarter_of), (3, _three_quarters_of), (2, _half_of))
    return _by_matrix(look, folder, lambda frame: np.rot90(frame, turns), matrix)


def _shown_mirrored(look: Look, folder: Path) -> Path:
    """Upright as it is stored, and a player turns it into a mirror's picture."""
    matrix = look.pick(_hflip_of, _vflip_of, _antitranspose_of)
    return _by_matrix(look, folder, lambda frame: frame, matrix)


def _mirrored(look: Look, folder: Path) -> Path:
    path = folder / look.pick("mirror.mp4", "mirror.mkv", "mirror.mp4")
    overlays = [number(look), *subtitles(look, 5)]
    return shoot(look, path, overlays, turn=_hflip, how=Encoding(look.pick("libx264", "libx264", "libx265")))


def _mirrored_with_subtitles(look: Look, folder: Path) -> Path:
    """A mirrored upload that was given fresh upright subtitles."""
    fresh = subtitles(look, 6, every_ms=look.pick(1_500, 2_000, 1_800))
    marker = number(look)
    scene = look.scene()

    def mirrored(ms: float) -> Frame:
        frame = scene(ms)
        paint(frame, marker, ms)
        return np.ascontiguousarray(_hflip(frame))

    return shoot(look, folder / "mirror.mp4", fresh, scene=mirrored)


def _upside_down(look: Look, folder: Path) -> Path:
    overlays = [number(look), *subtitles(look, 5)]
    return shoot(look, folder / "turned.mp4", overlays, turn=lambda frame: frame[::-1, ::-1])


KINDS = (
    Kind("matrix-hflip", "read", lambda look, folder: _by_matrix(look, folder, _hflip, _hflip_of)),
    Kind("matrix-vflip", "read", lambda look, folder: _by_matrix(look, folder, _vflip, _vflip_of)),
    Kind(
        "matrix-transpose", "read", lambda look, folder: _by_matrix(look, folder, _transpose, _transpose_of)
    ),
    Kind(
        "matrix-antitranspose",
        "read",
        lambda look, folder: _by_matrix(look, folder, _antitranspose, _antitranspose_of),
    ),
    Kind("matrix-rotated", "read", _rotated),
    Kind("matrix-mirrors", "hidden", _shown_mirrored),
    Kind("mirrored", "hidden", _mirrored),
    Kind("mirrored-subtitled", "hidden", _mirrored_with_subtitles),
    Kind("upside-down", "seen", _upside_down),
)
