"""An engine: the lines of the general detector alone, read by the network that ``rapidocr`` reads with.

An engine of your own brings a network that reads lines: ``line_shape`` (channels, height in px), and a call
from a batch (float32, lines x channels x height x width, -1 to 1) to shares of the classes at each step.
"""

from collections.abc import Sequence

from detector.settings import EngineSettings, Settings
from detector.video.frame import Picture
from detector.vision.data import Corners, Region, TextBox
from detector.vision.detection.dbnet import DbNet
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.runtime.device import DeviceInUse
from detector.vision.runtime.model_files import Model, Network, model_for


class GeneralBoxes:
    """Finds every line by DBNet; keeps no state between pictures."""

    device: DeviceInUse = "cpu"

    def __init__(self, settings: Settings) -> None:
        """Load both networks. Raises ``SetupError``."""
        network = Network(model_for("recognizer"), settings.engine.threads)
        self.recognizer = Recognizer(network, network.alphabet(), settings.recognizer)
        self._detector = DbNet(Network(model_for("detector"), settings.engine.threads), settings.detector)

    def detect(
        self, picture: Picture, region: Region, known: Sequence[Corners] = (), *, fine: bool = False
    ) -> Sequence[TextBox]:
        """The boxes in a region; those that are known are found again."""
        return self._detector.detect(picture.pixels, region, fine=fine)


class Plugin:
    """How the engine is opened, and which files decide what it reads."""

    def open(self, settings: Settings) -> GeneralBoxes:
        """The engine, loaded and ready. Raises ``SetupError``."""
        return GeneralBoxes(settings)

    def models(self, settings: EngineSettings) -> Sequence[Model]:
        """Both networks; they stand in each recipe."""
        return model_for("detector"), model_for("recognizer")


PLUGIN = Plugin()
