"""Frames that are too large for this machine."""

from detector.errors import FrameTooLarge

_MOST_OBLONG = 64
"""A frame is scaled to 720 px at its short side: so oblong, it then has the 33 megapixels of
``decode.max_frame_px``. Measured: of 2 x 100,000 px it asked for 25 GB."""


def refuse_if_too_large(width_px: int, height_px: int, max_frame_px: int, name: str = "") -> None:
    """Raises ``FrameTooLarge``; ``name`` is that of a file."""
    if width_px * height_px > max_frame_px:
        told = f"frames of {width_px} x {height_px} px are above the limit of {max_frame_px} px"
        hint = "raise the setting decode.max_frame_px if they are to be trusted"
    elif max(width_px, height_px) > _MOST_OBLONG * min(width_px, height_px):
        told = f"frames of {width_px} x {height_px} px have one side above {_MOST_OBLONG} times the other"
        hint = "cut out the part with the text"
    else:
        return
    raise FrameTooLarge(f"{name}: {told}" if name else told, hint)
