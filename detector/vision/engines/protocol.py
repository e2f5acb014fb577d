"""What every engine does: it finds boxes, and recognises their text."""

from collections.abc import Sequence
from typing import Protocol

from detector.video.frame import Picture
from detector.vision.data import Corners, Region, TextBox
from detector.vision.recognition.recognizer import Recognizer
from detector.vision.runtime.device import DeviceInUse


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
