"""EasyOCR on a CPU build of torch, with the torchvision that package indexes have.

That torchvision brings operators for CUDA alone, and wants to find them when it is imported. EasyOCR needs
none of them, so they are named here and stay empty. A user installs what fits together.
"""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

INSTALL = "EasyOCR is not installed: pip install 'micro-drama-detector[easyocr]'"
_OPERATORS = ("nms", "qnms", "roi_align", "roi_pool")


@cache
def easyocr_is_here() -> bool:
    """Whether EasyOCR can be imported, after what it needs for that is done."""
    try:
        own = version("torchvision")
    except PackageNotFoundError:
        return False
    if find_spec("easyocr") is None:
        return False
    import torch  # noqa: PLC0415  (an extra)

    if torch.version.cuda is None and not own.endswith("+cpu"):
        library = torch.library.Library("torchvision", "DEF")
        for name in _OPERATORS:
            library.define(f"{name}(Tensor _) -> Tensor")
        _kept.append(library)
    return True


_kept: list[object] = []
"""What is named goes with the object that named it."""
