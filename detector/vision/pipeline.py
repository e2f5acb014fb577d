"""One opening after another, from its frames to the texts that stood there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from detector.marker.cues import is_promising
from detector.records import Opening, Sighting, StillNeeded
from detector.settings import Settings
from detector.video.decoder import Video, digest, open_video
from detector.video.frame import Picture
from detector.vision.data import Corners, Reading, Region, TextBox
from detector.vision.detection.box_merge import lines
from detector.vision.detection.dbnet import legible_px
from detector.vision.engines.protocol import Engine
from detector.vision.fusion.multiline import stacks
from detector.vision.fusion.voting import in_order, vote
from detector.vision.recognition.prefilter import Prefilter
from detector.vision.runtime.model_files import Network, model_for
from detector.vision.second_pass import Claims, SecondPass
from detector.vision.tracking.association import tracks
from detector.vision.tracking.deferred import DeferredText, Wanted
from detector.vision.tracking.tracker import Tracker, TrackerSteps

Enough = Callable[[Opening], StillNeeded]
"""What more is needed, says a judge of an opening as far as it was seen."""


class OpeningPipeline:
    """Looks with models that are loaded once; keeps no state between openings."""

    def __init__(self, engine: Engine, settings: Settings, claims: Claims, long_ms: int) -> None:
        """``claims`` is what the law knows of texts; what was seen for less than ``long_ms`` is timed well.

        Raises ``SetupError`` for a model.
        """
        self._engine = engine
        self._settings = settings
        self._second_look = SecondPass(engine.reader, settings.decode, claims, long_ms)
        self._screen = None
        if settings.prefilter.used:
            chosen = settings.engine
            network = Network(model_for("prefilter", chosen.name), chosen.threads, chosen.device)
            self._screen = Prefilter(network, network.alphabet(), settings.prefilter)

    def look(self, path: str, enough: Enough | None = None) -> Opening:
        """What stands on the screen in the opening of a local video file. Raises ``InputError``.

        The look ends early where every text that may be a marker is surely read, and ``enough`` says of what
        was seen so far that no more is wanted. Unless all texts are wanted, some are put aside meanwhile, and
        read only if they are; where a marker is found in them, all is looked at once more.
        """
        screen = self._screen if enough and enough(self._unseen()).texts != "all" else None
        opening, is_complete = self._look(path, enough, screen)
        return opening if is_complete else self._look(path, enough, None)[0]

    def _unseen(self) -> Opening:
        """An opening in which a text is left unread: what is said of it depends on the facts alone."""
        return Opening("", self._settings.decode.window_ms, 0, 0, 0, 0, 0, unread=1)

    def _look(self, path: str, enough: Enough | None, screen: Prefilter | None) -> tuple[Opening, bool]:
        """The opening, and whether it is complete: no, where what may be a marker was put aside."""
        eyes = TrackerSteps(self._lines, self._engine.reader.read, screen.chance if screen else None)
        follower = Tracker(eyes, self._settings.tracker)
        readings: list[Reading] = []
        with open_video(path, self._settings.decode) as video:
            for frame, later in video.samples():
                readings += follower.look(frame, later)
                if enough and follower.is_sure:
                    seen = self._opening(video, vote(self._texts(readings)))
                    if not enough(seen).frames:
                        stopped = replace(seen, stopped_ms=frame.at_ms, unread=len(follower.aside))
                        return replace(stopped, video_sha256=digest(path)), True
        sightings = self._second_look.sightings(path, self._texts(readings))
        opening = replace(self._opening(video, sightings), video_sha256=digest(path))
        if not enough or not screen:
            return opening, True
        return self._with_wanted(opening, follower.aside, enough, screen)

    def _with_wanted(
        self, opening: Opening, aside: Sequence[DeferredText], enough: Enough, screen: Prefilter
    ) -> tuple[Opening, bool]:
        """The opening with those of the texts put aside that are wanted, and whether none may be a marker."""
        read = partial(self._engine.reader.read, beyond=False)
        sightings, unread = opening.sightings, list(aside)
        asked: Wanted = "none"
        # What is read may make more of them wanted: a number whose form nobody knows, its label.
        while (texts := enough(replace(opening, sightings=sightings)).texts) not in ("none", asked):
            asked, wanted = texts, _wanted(unread, texts, screen)
            unread = [text for text in unread if text not in wanted]
            more = [reading for text in wanted for reading in text.readings(read)]
            if any(is_promising(reading.text) for reading in more):
                return opening, False
            rows = [sighting for sighting in sightings if "\n" not in sighting.text]
            seen = in_order([*rows, *vote(self._texts(more))])
            sightings = (*seen, *stacks(seen))
        return replace(opening, sightings=sightings, unread=len(unread)), True

    def _lines(
        self, picture: Picture, region: Region, known: Sequence[Corners] = (), *, fine: bool = False
    ) -> tuple[TextBox, ...]:
        return lines(self._engine.detect(picture, region, known, fine=fine))

    def _texts(self, readings: Sequence[Reading]) -> list[list[Reading]]:
        return tracks(readings, self._settings.fusion)

    def _opening(self, video: Video, sightings: Sequence[Sighting]) -> Opening:
        return Opening(
            video_sha256="",
            window_ms=self._settings.decode.window_ms,
            width_px=video.width_px,
            height_px=video.height_px,
            frames_seen=video.frames_seen,
            frames_lost=video.frames_lost,
            frames_due=video.frames_due,
            legible_px=legible_px(video.width_px, video.height_px, self._settings.detector),
            sightings=(*sightings, *stacks(sightings)),
        )


def _wanted(aside: Sequence[DeferredText], texts: Wanted, screen: Prefilter) -> Sequence[DeferredText]:
    if texts == "doubtful":
        return [text for text in aside if text.is_doubtful(screen.is_upside_down)]
    return aside if texts == "all" else ()
