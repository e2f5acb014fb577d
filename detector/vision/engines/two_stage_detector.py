"""The boxes of our own: those of the fast detector, and those of DBNet where a finer look is due."""

from collections.abc import Sequence

from detector.settings import Settings
from detector.video.frame import Picture
from detector.vision.data import Corners, Region, TextBox
from detector.vision.detection.dbnet import DbNet
from detector.vision.detection.fast_detector import FastDetector
from detector.vision.runtime.model_files import Network, model_for


class TwoStageDetector:
    """Finds lines with two networks; keeps no state between pictures."""

    def __init__(self, settings: Settings) -> None:
        """Load both networks. Raises ``SetupError``."""
        engine = settings.engine
        fast, dbnet = (
            Network(model_for(stage, engine.name), engine.threads, engine.device)
            for stage in ("fast_detector", "detector")
        )
        self._fast_alone = settings.fast_detector.used
        self._fast_detector = FastDetector(fast, settings.fast_detector)
        self._dbnet = DbNet(dbnet, settings.detector)

    def detect(
        self, picture: Picture, region: Region, known: Sequence[Corners] = (), *, fine: bool = False
    ) -> Sequence[TextBox]:
        """The boxes in a region, as every engine gives them."""
        if self._fast_alone and not fine:
            return self._fast_detector.detect(picture.grey, region)
        regions = self._fast_detector.text_regions(picture.grey, region, known)
        return [box for each in regions for box in self._dbnet.detect(picture.pixels, each, fine=fine)]
