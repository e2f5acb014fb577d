"""Draws lists as ruled tables, and what scanners and cameras do to them. All titles are invented."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from detector.video.frame import Pixels

FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
)
ROWS = (
    ("序号", "剧名", "备案号", "集数", "制作机构"),
    ("1", "春风不渡", "（浙）网微剧备字（2024）第00123号", "80", "样例影业（虚构）有限公司"),
    ("2", "一号难求", "（番茄）网微剧备字（2026）第847205号", "60", "虚构文化传媒有限公司"),
    ("3", "墙外有雨", "（京）网微剧备字（2025）第00456号", "72", "样例影业（虚构）有限公司"),
    ("4", "归来的信", "（沪）网微剧备字（2026）第01098号", "90", "示范影视（虚构）工作室"),
)
_WIDTHS = (80, 200, 560, 90, 420)
_TITLE = "2026年第三季度网络微短剧备案公示表（虚构）"


def drawn(
    rows: Sequence[Sequence[str]] = ROWS, font: Path = FONTS[0], letter_px: int = 26, rules: str = "all"
) -> Pixels:
    """A page with a title and a table; ``rules``: ``all``, ``faint``, ``rows``, ``none``, or ``colour``."""
    high = 2 * letter_px
    page = Image.new("RGB", (sum(_WIDTHS) + 160, 260 + high * len(rows)), "white")
    draw, face = ImageDraw.Draw(page), ImageFont.truetype(str(font), letter_px, index=2)
    draw.text((300, 70), _TITLE, "black", font=ImageFont.truetype(str(font), 34, index=2))
    for number, cells in enumerate(rows):
        left, top = 80, 160 + number * high
        for cell, wide in zip(cells, _WIDTHS, strict=True):
            box = (left, top, left + wide, top + high)
            if rules in ("all", "colour"):
                fill = None if rules == "all" else "#dfe8f2" if number else "#3c6eb4"
                draw.rectangle(box, fill, outline="black", width=2)
            elif rules == "faint":
                draw.rectangle(box, outline="#b0b0b0")
            elif rules == "rows":
                draw.line((left, top, left + wide, top), "black", width=2)
            colour = "white" if rules == "colour" and not number else "black"
            draw.text((left + wide / 2, top + high / 2), cell, colour, font=face, anchor="mm", align="center")
            left += wide
    return np.array(page)[:, :, ::-1].copy()


def photographed(page: Pixels, degrees: float, noise: float = 6.0, quality: int = 75) -> bytes:
    """The page turned, a little blurred, noisy, unevenly lit, as JPEG."""
    high, wide = page.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    turned = cv2.warpAffine(page, turn, (wide, high), borderValue=(255, 255, 255))
    blurred = cv2.GaussianBlur(turned, (3, 3), 0.6).astype(np.float32)
    light = np.linspace(1.0, 0.82, wide, dtype=np.float32)[None, :, None]
    dirty = blurred * light + np.random.default_rng(3).normal(0, noise, blurred.shape)
    _, encoded = cv2.imencode(
        ".jpg", dirty.clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return encoded.tobytes()


def scanned_pdf(pages: Sequence[bytes]) -> bytes:
    """A PDF whose pages are nothing but pictures."""
    pictures = [Image.open(BytesIO(page)) for page in pages]
    out = BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=150.0)
    return out.getvalue()


def interfered(page: Pixels) -> Pixels:
    """The page as a camera sees it on a screen, whose points and the camera's make waves."""
    high, wide = page.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    fine = np.sin(2 * np.pi * (x / 7.3 + y / 30)) * np.sin(2 * np.pi * y / 6.7)
    waves = 10 * (fine + 0.6 * np.sin(2 * np.pi * (x / 140 + y / 90)))
    seen: Pixels = (
        (page + waves[..., None] * np.array([1, 0.7, 1.2], np.float32)).clip(0, 255).astype(np.uint8)
    )
    return seen


def held(page: Pixels, quarters: int = 0) -> Pixels:
    """The page bent, on a table, seen from a corner, half in shadow, turned by quarters of a circle."""
    desk = cv2.copyMakeBorder(page, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(90, 110, 120))
    high, wide = desk.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    bent = cv2.remap(desk, x, y + 15 * np.sin(x / wide * np.pi), cv2.INTER_CUBIC)
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    seen = corners + np.array([[0.05, 0.04], [-0.02, 0], [0, 0], [0, -0.02]], np.float32) * (wide, high)
    turn = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    flat = cv2.warpPerspective(bent, turn, (wide, high), borderValue=(90, 110, 120))
    shadow = cv2.GaussianBlur((x * 0.6 + y > wide * 0.45).astype(np.float32), (0, 0), 25)
    seen_page: Pixels = np.rot90(flat * (1 - 0.45 * shadow[..., None]), quarters).astype(np.uint8)
    return seen_page
