"""The second reader, which an engine's first one asks."""

from detector.settings import Settings
from detector.vision.recognition.glyph_classifier import GlyphClassifier
from detector.vision.runtime.model_files import Network, models_of


def second_reader(settings: Settings) -> GlyphClassifier | None:
    """The reader of single glyphs, loaded; ``None`` where none is wanted. Raises ``SetupError``.

    The manifest has none for engines whose readers' steps are not where the glyphs are.
    """
    engine = settings.engine
    model = next((model for model in models_of(engine.name) if model.stage == "glyph_classifier"), None)
    if not model or not settings.recognizer.second_opinion:
        return None
    network = Network(model, engine.threads, engine.device)
    # It has no class for the space, which ends the alphabets of readers of lines.
    return GlyphClassifier(network, network.alphabet()[:-1])
