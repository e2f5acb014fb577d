"""What every engine does: it finds boxes, and recognises their text."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from detector.settings import Settings
from detector.settings.vision import EngineSettings
from detector.video.frame import Picture
from detector.vision.data import Corners, Region, TextBox
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.runtime.device import DeviceInUse
from detector.vision.runtime.model_files import Model


@runtime_checkable
class EnginePlugin(Protocol):
    """What an entry point of the group ``detector.engines`` names: how an engine is opened."""

    def open(self, settings: Settings) -> "Engine":
        """The engine, loaded and ready. Raises ``SetupError`` for what it needs and does not find."""

    def models(self, settings: EngineSettings) -> Sequence[Model]:
        """The files that decide what it reads: they stand in each recipe. Raises ``ModelMissing``."""


@runtime_checkable
class Engine(Protocol):
    """What detects and recognises the text of one picture after another; it keeps no state between them."""

    @property
    def device(self) -> DeviceInUse:
        """What its recogniser runs on."""

    @property
    def recognizer(self) -> Recognizer:
        """Boxes and level rows to text, with what else each character may be."""

    def detect(
        self, picture: Picture, region: Region, known: Sequence[Corners] = (), *, fine: bool = False
    ) -> Sequence[TextBox]:
        """The boxes in a region, perhaps pieces of lines; what lies in ``known`` ones may be left out.

        ``fine``: at a greater scale than usual.
        """
