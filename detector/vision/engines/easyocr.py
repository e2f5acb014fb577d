"""The engine ``easyocr``: EasyOCR's networks on torch, with its own boxes or with ours.

Without files of the user's it loads our recogniser, which is made for it, and finds no boxes itself. With
them it detects by CRAFT (Baek et al., "Character Region Awareness for Text Detection", CVPR 2019) and reads
by its own recogniser. Both are asked through our :class:`Recognizer`, which needs what EasyOCR's
``recognize`` leaves out: what else each character may be, and how likely a text is. Nothing is ever fetched.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import easyocr
import numpy as np
import torch
from numpy.typing import NDArray

from detector.errors import SetupError
from detector.settings import Settings
from detector.settings.vision import DetectorSettings
from detector.video.frame import Picture, Pixels
from detector.vision.data import Corners, Region, TextBox
from detector.vision.detection.dbnet import scale_factor
from detector.vision.engines.easyocr_files import user_models
from detector.vision.engines.two_stage_detector import TwoStageDetector
from detector.vision.geometry import clockwise
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.runtime.device import DeviceInUse, choose_device
from detector.vision.runtime.model_files import check, model_for, models_of

_OURS = "marker_reader"
_LANGUAGES = ["ch_sim", "en"]
_SURE = 1.0
"""EasyOCR does not say how sure it is of a box that it gives."""


class _EasyOcrReader(Protocol):
    """What is used of ``easyocr.Reader``. ``character[i]`` is the character of class ``i + 1``."""

    character: str
    device: str
    recognizer: Any

    def detect(self, img: Pixels, **how: object) -> tuple[list[Any], list[Any]]:
        """For each picture the level boxes, and the others."""


class EasyOcrEngine:
    """One EasyOCR reader, loaded once; keeps no state between pictures."""

    def __init__(self, settings: Settings) -> None:
        """Load it. Raises ``DeviceMissing``, and other ``SetupError`` for files."""
        engine = settings.engine
        found = f"torch {torch.__version__}, which sees {torch.cuda.device_count()} GPUs with CUDA"
        self.device: DeviceInUse = choose_device(
            engine.device, has_gpu=torch.cuda.is_available(), found=found
        )
        torch.set_num_threads(engine.threads)
        # Products of ten bits instead of 23 would be seen in the confidences.
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        self._boxes: TwoStageDetector | Craft
        if engine.easyocr_folder:
            # EasyOCR's detector and recogniser, from files that are compared first.
            user_models(engine.easyocr_folder)
            opened = _open(Path(engine.easyocr_folder).expanduser().absolute(), self.device)
            network = EasyOcrNetwork(opened, easyocr.config.imgH)
            self._boxes = Craft(opened, settings.detector)
        else:
            # EasyOCR keeps the height that a recogniser's settings name in this variable.
            network = EasyOcrNetwork(_open_with_our_recognizer(self.device), easyocr.easyocr.imgH)
            self._boxes = TwoStageDetector(settings)
        self.recognizer = Recognizer(network, network.alphabet(), settings.recognizer)

    def detect(
        self, picture: Picture, region: Region, known: Sequence[Corners] = (), *, fine: bool = False
    ) -> Sequence[TextBox]:
        """The boxes in a region, as every engine gives them."""
        return self._boxes.detect(picture, region, known, fine=fine)


class EasyOcrNetwork:
    """EasyOCR's recogniser as a network that reads lines."""

    def __init__(self, reader: _EasyOcrReader, height_px: int) -> None:
        self._reader = reader
        self.line_shape = (1, height_px)

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Shares of the classes at each step of a line."""
        with torch.inference_mode():
            line = torch.from_numpy(batch).to(self._reader.device)
            no_text = torch.zeros((1, 1), dtype=torch.long, device=line.device)
            steps = self._reader.recognizer(line, no_text)
            shares: NDArray[np.float32] = torch.softmax(steps, dim=2).cpu().numpy()
        return shares

    def alphabet(self) -> tuple[str, ...]:
        """The classes as characters, blank first."""
        return ("", *self._reader.character)


class Craft:
    """EasyOCR's own boxes; keeps no state between pictures."""

    def __init__(self, reader: _EasyOcrReader, settings: DetectorSettings) -> None:
        self._reader = reader
        self._settings = settings

    def detect(
        self,
        picture: Picture,
        region: Region,
        known: Sequence[Corners] = (),  # noqa: ARG002  (they are found again)
        *,
        fine: bool = False,
    ) -> Sequence[TextBox]:
        """The boxes in a region, scaled as DBNet scales it."""
        left, top, right, bottom = region
        level, leaning = self._reader.detect(
            np.ascontiguousarray(picture.pixels[top:bottom, left:right, ::-1]),
            canvas_size=self._settings.max_long_side_px,
            mag_ratio=scale_factor(picture.pixels, self._settings, fine=fine),
            reformat=False,
        )
        quads = [[(x0, y0), (x1, y0), (x1, y1), (x0, y1)] for x0, x1, y0, y1 in level[0]]
        corner = np.array([left, top], np.float32)
        return [
            TextBox(clockwise(np.array(quad, np.float32)) + corner, _SURE) for quad in (*quads, *leaning[0])
        ]


def _open_with_our_recognizer(device: DeviceInUse) -> _EasyOcrReader:
    """A reader with our recogniser and no detector. Nothing is unpickled before its sha256 is checked."""
    for model in models_of("easyocr"):
        check(model)
    folder = model_for("recognizer", "easyocr").path().parent
    return _open(folder, device, recog_network=_OURS, detector=False)


def _open(folder: Path, device: DeviceInUse, **kind: object) -> _EasyOcrReader:
    # EasyOCR imports a recogniser's module by its name alone, and leaves its folder on the path.
    before = list(sys.path)
    sys.path.insert(0, str(folder))
    sys.modules.pop(_OURS, None)
    try:
        reader: _EasyOcrReader = easyocr.Reader(
            _LANGUAGES,
            gpu="cuda" if device == "cuda" else False,
            model_storage_directory=str(folder),
            user_network_directory=str(folder),
            download_enabled=False,
            # Weights of eight bits on a CPU alone would make two results of one recipe.
            quantize=False,
            verbose=False,
            **kind,
        )
    except (OSError, RuntimeError, ValueError) as error:
        hint = "`detector doctor` checks the files; EasyOCR 1.7 is known to take them"
        raise SetupError(f"EasyOCR cannot open the networks in {folder}: {error}", hint) from error
    finally:
        sys.path[:] = before
    # A recogniser in training mode drops some of what it sees.
    reader.recognizer.eval()
    return reader
