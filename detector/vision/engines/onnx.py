"""The engines whose networks onnxruntime runs: ``rapidocr``, and ``marker`` with a recogniser of our own.

They differ in one row of ``models/manifest.toml``: which network reads.
"""

from detector.settings import Settings
from detector.vision.engines.two_stage_detector import TwoStageDetector
from detector.vision.recognition.glyph_classifier import GlyphClassifier
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.runtime.model_files import Network, model_for, models_of


class OnnxEngine(TwoStageDetector):
    """Our own boxes, read by the network that the manifest has for the engine."""

    def __init__(self, settings: Settings) -> None:
        """Load every network. Raises ``SetupError``."""
        super().__init__(settings)
        engine = settings.engine
        network = Network(model_for("recognizer", engine.name), engine.threads, engine.device)
        self.device = network.device
        glyphs = load_glyph_classifier(settings)
        self.recognizer = Recognizer(network, network.alphabet(), settings.recognizer, glyphs)


def load_glyph_classifier(settings: Settings) -> GlyphClassifier | None:
    """The engine's reader of single glyphs; ``None`` where none is wanted. Raises ``SetupError``.

    The manifest has none for engines whose recogniser's steps do not lie where the glyphs are.
    """
    engine = settings.engine
    model = next((model for model in models_of(engine.name) if model.stage == "glyph_classifier"), None)
    if not model or not settings.recognizer.second_opinion:
        return None
    network = Network(model, engine.threads, engine.device)
    # It has no class for the space, which ends the alphabets of readers of lines.
    return GlyphClassifier(network, network.alphabet()[:-1])
