"""The real networks, loaded once for all tests of a process."""

from functools import cache

from detector.settings import Settings
from detector.settings.vision import DetectorSettings, RecognizerSettings
from detector.video.frame import Frame
from detector.vision.data import Reading, TextBox
from detector.vision.detection.box_merge import merge_boxes
from detector.vision.detection.dbnet import DbNet
from detector.vision.engines.onnx import load_glyph_classifier
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.runtime.model_files import Network, model_for
from tests.drawing.text import Frame as Drawn
from tests.vision.pictures import shown


@cache
def locator() -> DbNet:
    return DbNet(Network(model_for("detector"), 1), DetectorSettings())


@cache
def reader() -> Recognizer:
    network = Network(model_for("recognizer"), 1)
    return Recognizer(network, network.alphabet(), RecognizerSettings(), load_glyph_classifier(Settings()))


def frame_of(drawn: Drawn) -> Frame:
    """A drawn (RGB) picture as the decoder would give it."""
    return Frame(0, 0, shown(drawn[:, :, ::-1].copy()), 0)


def seen(drawn: Drawn) -> tuple[tuple[TextBox, ...], tuple[Reading, ...]]:
    """Boxes and readings of a drawn (RGB) frame."""
    frame = frame_of(drawn)
    boxes = merge_boxes(locator().detect(frame.pixels), DetectorSettings())
    readings = (reader().recognize(frame, box) for box in boxes)
    return boxes, tuple(reading for reading in readings if reading.legible)
