"""The engines whose networks onnxruntime runs: ``rapidocr``, and ``marker`` with a recogniser of our own.

They differ in one row of ``models/manifest.toml``: which network reads.
"""

from detector.settings import Settings
from detector.vision.engines.glyph_classifier_loading import second_reader
from detector.vision.engines.two_stage_detection import TwoStageDetection
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.runtime.model_files import Network, model_for


class OnnxEngine(TwoStageDetection):
    """Our own boxes, read by the network that the manifest has for the engine."""

    def __init__(self, settings: Settings) -> None:
        """Load every network. Raises ``SetupError``."""
        super().__init__(settings)
        engine = settings.engine
        network = Network(model_for("recognizer", engine.name), engine.threads, engine.device)
        self.device = network.device
        self.reader = Recognizer(network, network.alphabet(), settings.recognizer, second_reader(settings))
