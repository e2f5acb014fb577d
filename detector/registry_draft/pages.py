"""The pages of a scanned PDF, or a photograph, as pictures."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from detector.errors import InputError
from detector.extras import need
from detector.registry.importing.readers import file_errors
from detector.video.frame import Pixels

PHOTOS = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
_DPI = 200
"""Of a PDF's page: letters of 9 points are 25 px high, as the reader needs them."""
_MOST_PAGES = 200
_MOST_PX = 60_000_000
_HINT = "give a photograph or a PDF of the list"


def open_pages(file: Path) -> Iterator[Pixels]:
    """Each page, one after the other. Raises ``InputError``, and ``ExtraMissing`` for a PDF."""
    with file_errors(file):
        content = file.read_bytes()
    if content.startswith(b"%PDF"):
        yield from _pdf(file, content)
    elif file.suffix.lower() in PHOTOS:
        yield _photo(file, content)
    else:
        raise InputError(f"{file}: neither a PDF nor a photograph", f"known are .pdf, {', '.join(PHOTOS)}")


def _photo(file: Path, content: bytes) -> Pixels:
    try:
        found = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)  # turned as EXIF says
    except cv2.error:
        found = None
    if found is None:
        raise InputError(f"{file}: no readable picture", _HINT)
    _check_size(file, found.shape[1] * found.shape[0])
    return found.astype(np.uint8, copy=False)


def _pdf(file: Path, content: bytes) -> Iterator[Pixels]:
    need("pypdfium2", "a list in a PDF")
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415  (an extra)

    try:
        document = PdfDocument(content)
        if len(document) > _MOST_PAGES:
            raise InputError(f"{file}: more than {_MOST_PAGES:,} pages", "give a file with the list alone")
        for page in document:
            wide, high = page.get_size()
            _check_size(file, wide * high * (_DPI / 72) ** 2)
            yield page.render(scale=_DPI / 72).to_numpy()[:, :, :3].copy()
            page.close()
    except PdfiumError as error:
        raise InputError(f"{file}: no readable PDF: {error}", "save it anew") from None


def _check_size(file: Path, count: float) -> None:
    if count > _MOST_PX:
        raise InputError(f"{file}: a page of more than {_MOST_PX // 1_000_000} megapixels", "make it smaller")
