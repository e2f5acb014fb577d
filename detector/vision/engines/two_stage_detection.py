"""The boxes of our own: those of the scout, and of the general locator where a finer look is due."""

from collections.abc import Sequence

from detector.settings import Settings
from detector.video.frame import Picture
from detector.vision.data import Corners, Region, TextBox
from detector.vision.detection.dbnet import DbNet
from detector.vision.detection.fast_detector import FastDetector
from detector.vision.runtime.model_files import Network, model_for


class TwoStageDetection:
    """Finds lines with two networks; keeps no state between pictures."""

    def __init__(self, settings: Settings) -> None:
        """Load both networks. Raises ``SetupError``."""
        engine = settings.engine
        scout, detect = (
            Network(model_for(stage, engine.name), engine.threads, engine.device)
            for stage in ("fast_detector", "detector")
        )
        self._scout_used = settings.fast_detector.used
        self._scout = FastDetector(scout, settings.fast_detector)
        self._locator = DbNet(detect, settings.detector)

    def detect(
        self, picture: Picture, region: Region, known: Sequence[Corners] = (), *, fine: bool = False
    ) -> Sequence[TextBox]:
        """The boxes in a region, as every engine gives them."""
        if self._scout_used and not fine:
            return self._scout.lines(picture.grey, region)
        places = self._scout.places(picture.grey, region, known)
        return [b for place in places for b in self._locator.detect(picture.pixels, place, fine=fine)]
