"""One opening after another: every step from the video file to the record of what stood there, in order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from math import ceil

import numpy as np

from detector.marker.cues import count_cues, is_likely_marker, looks_complete
from detector.records import Opening, Sighting, StillNeeded
from detector.scan_trace import OFF, Trace
from detector.settings import Settings
from detector.video.decoder import Video, digest, open_source
from detector.video.frame import Frame
from detector.video.given_frames import GivenFrames
from detector.video.source import Source
from detector.vision.absence import UnreadFinder
from detector.vision.data import Corners, Reading
from detector.vision.detection.box_merge import merge_boxes
from detector.vision.detection.dbnet import legible_px
from detector.vision.engines.protocol import Engine
from detector.vision.fusion.completion import completed
from detector.vision.fusion.multiline import multiline
from detector.vision.fusion.voting import in_order, vote
from detector.vision.geometry import overlap
from detector.vision.recognition.prefilter import Prefilter
from detector.vision.runtime.model_files import Network, model_for
from detector.vision.second_pass import Candidates, SecondPass
from detector.vision.tracking.association import associate
from detector.vision.tracking.deferred import DeferredText
from detector.vision.tracking.settling import Settling
from detector.vision.tracking.track_state import Track
from detector.vision.tracking.tracker import Tracker

_SAME_PLACE = 0.5
"""Overlap from which two texts stand in one place: chosen, not measured."""
Enough = Callable[[Opening], StillNeeded]
"""What more is needed, says a judge of an opening as far as it was seen."""


class OpeningPipeline:
    """Reads openings with models that are loaded once; keeps no state between them."""

    def __init__(self, engine: Engine, settings: Settings, candidates: Candidates, long_ms: int) -> None:
        """``candidates`` is what the law knows of texts; what stands for less than ``long_ms`` is timed well.

        Raises ``SetupError`` for a model.
        """
        self._engine = engine
        self._recognizer = engine.recognizer
        self._settings = settings
        self._second_pass = SecondPass(engine.recognizer, settings, candidates, long_ms)
        self._prefilter = None
        if settings.prefilter.used:
            chosen = settings.engine
            network = Network(model_for("prefilter", chosen.name), chosen.threads, chosen.device)
            self._prefilter = Prefilter(network, settings.prefilter)
        self._unread_finder = UnreadFinder(engine.recognizer, self._prefilter, settings.absence)

    def read_opening(
        self,
        source: Source,
        enough: Enough | None = None,
        trace: Trace = OFF,
        at_once: Sequence[Corners] = (),
    ) -> Opening:
        """What stands on the screen in the opening of a video. Raises ``InputError``.

        Reading ends early where every text that may be a marker is surely read, and ``enough`` says of what
        was seen so far that no more frames are needed. Without ``enough`` all frames and texts are read.
        ``at_once``: places in which no text is deferred that can hardly be a marker; elsewhere they are.
        """
        settings = self._settings
        # An opening in which a text is left unread: what is said of it depends on the facts alone.
        unseen = Opening("", settings.decode.window_ms, 0, 0, 0, 0, 0, unread=1)
        prefilter = self._prefilter if enough and enough(unseen).texts != "all" else None
        trace.add("pass", defers=prefilter is not None)
        tracker = Tracker(settings.tracker, trace, at_once)
        readings: list[Reading] = []
        settling = Settling(settings.tracker.settle_ms)
        is_enough = False
        with open_source(source, settings.decode) as video:
            at_ms = 0
            for frame, later in trace.timed("decode", video.samples()):
                at_ms = frame.at_ms
                # While a number settles, its edges alone are compared: no more is read unless they change.
                if is_enough and tracker.stands(frame, later):
                    readings += tracker.marker_readings()
                else:
                    was_read = self._read_frame(frame, later, tracker, prefilter, trace)
                    readings += tracker.readings()
                    settling.note(tracker.marker_texts, at_ms)
                    # Where all that may be a marker is surely read: vote, and ask whether that is enough.
                    if not enough or not tracker.is_sure:
                        is_enough = False
                    elif settling.is_to_ask(at_ms, was_read=was_read):
                        about = trace.bound(at_ms=at_ms)
                        is_enough = not self._so_far(video, readings, enough, about)[1]
                if is_enough and settling.is_settled(at_ms):
                    break
            if enough and is_enough:  # or the video has ended before
                about = trace.bound(at_ms=at_ms)
                opening, _ = self._so_far(video, readings, enough, about, stopped=True)
                opening = replace(opening, stopped_ms=at_ms, unread=len(tracker.deferred))
                return replace(opening, video_sha256=digest(source))
        # Associate readings over time: those of one text that is complete.
        texts = completed(associate(readings, settings.fusion))
        # Second pass, of what may be a marker: read temporal means where doubt is left; time what was brief.
        with trace.stage("second_pass"):
            means = self._second_pass.read_means(source, texts, trace)
            self._second_pass.measure_durations(source, texts, trace)
        # Vote over each text's readings, and rescore what may be a misreading of a lawful number.
        with trace.stage("fuse"):
            sightings = [
                self._second_pass.rescored(sighting, means.get(number, ()), trace.bound(sighting=number))
                for number, sighting in enumerate(self._voted(texts, trace))
            ]
        # Join lines of one text.
        opening = self._opening(video, sightings, trace)
        # Read deferred texts, as far as the verdict depends on them.
        if enough and prefilter:
            with trace.stage("deferred"):
                opening, likely = self._with_deferred(opening, tracker.deferred, enough, prefilter, trace)
            if likely:  # one of them may be a marker: it deserves all that markers get
                wide, high = opening.width_px, opening.height_px
                everywhere = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
                return self.read_opening(source, enough, trace, [everywhere] if at_once else likely)
        # Where no whole number was read, find what was not read, and whether the picture is mirrored.
        if opening.coverage and not any(looks_complete(s.text) for s in opening.sightings):
            with trace.stage("absence"):
                unread = self._unread_finder.find(tracker.lines.values(), trace)
            opening = replace(opening, coverage=unread.added_to(opening.coverage))
        return replace(opening, video_sha256=digest(source))

    def _so_far(
        self,
        video: Video | GivenFrames,
        readings: Sequence[Reading],
        enough: Enough,
        trace: Trace,
        *,
        stopped: bool = False,
    ) -> tuple[Opening, bool]:
        """The opening as far as it was read, and whether more frames are needed.

        ``stopped``: whether the look ends here, because the number has settled.
        """
        settings = self._settings
        with trace.stage("early_stop"):
            texts = completed(associate(readings, settings.fusion))
            opening = self._opening(video, self._voted(texts, trace), trace)
            needed = enough(opening)
        sure = ("tracker.sure", settings.tracker.sure)
        told = {"stopped": stopped, "frames": needed.frames, "texts": needed.texts}
        trace.add("stop_check", **told, threshold=sure)
        return opening, needed.frames

    def _read_frame(
        self, frame: Frame, later: Frame, tracker: Tracker, prefilter: Prefilter | None, trace: Trace
    ) -> bool:
        """Search a frame where something may have come up, and read what is worth it; whether any was."""
        # Compare edges: which texts are gone or changed, and where something new stands still.
        search = tracker.compare(frame, later)
        # Detect text there, and merge boxes to lines.
        with trace.stage("detect"):
            boxes = [
                box
                for region in search.regions
                for box in merge_boxes(
                    self._engine.detect(frame.picture, region, search.excluded, fine=search.fine),
                    self._settings.detector,
                )
            ]
        # Assign boxes to tracks; of those worth reading, defer what is no marker, read the rest.
        were_read = [self._defer_or_read(track, tracker, prefilter, trace) for track in tracker.assign(boxes)]
        return any(were_read)

    def _defer_or_read(
        self, track: Track, tracker: Tracker, prefilter: Prefilter | None, trace: Trace
    ) -> bool:
        """Defer a track that can hardly be a marker by the prefilter, else read it; whether it was read."""
        trace = trace.bound(track=track.number)
        if prefilter and tracker.may_defer(track):
            with trace.stage("prefilter"):
                chance = prefilter.chance(tracker.frame, track.box, trace)
            if chance != "likely":
                tracker.defer(track, chance)
                threshold = ("prefilter.at_once", self._settings.prefilter.at_once)
                trace.add("deferred", at_ms=tracker.frame.at_ms, chance=chance, threshold=threshold)
                return False
        with trace.stage("recognize"):
            box, beyond = track.next_look
            reading = self._recognizer.recognize(
                tracker.frame, box, beyond=beyond, stretch=track.stretch, trace=trace
            )
        tracker.update(track, reading)
        return True

    def _with_deferred(
        self,
        opening: Opening,
        deferred: Sequence[DeferredText],
        enough: Enough,
        prefilter: Prefilter,
        trace: Trace,
    ) -> tuple[Opening, Sequence[Corners]]:
        """The opening with those of the deferred texts that matter, and the places of likely markers.

        The latter are markers that were not read there as well before; then the opening is not complete.
        """
        unread = list(deferred)
        # What is read may make more of them matter: a number whose form nobody knows, its label.
        while (needed := enough(opening)).texts != "none":
            pieces = [np.array(piece, np.float32) for piece in needed.pieces]
            wanted = [
                text
                for text in unread
                if needed.texts == "all" or text.is_doubtful(prefilter.is_upside_down) or text.is_near(pieces)
            ]
            if not wanted:
                break
            unread = [text for text in unread if text not in wanted]
            tracks, left = [text.track for text in wanted], [text.track for text in unread]
            trace.add("deferred_read", texts=needed.texts, tracks=tracks, unread=left)
            readings: list[Reading] = []
            for text in wanted:
                about = trace.bound(track=text.track)
                read = partial(self._recognizer.recognize, beyond=False, trace=about)
                readings += text.readings(read, self._settings.prefilter.sure)
            likely = [
                reading.corners
                for reading in readings
                if is_likely_marker(reading.text) and not _is_known(reading, opening.sightings)
            ]
            if likely:
                return opening, likely
            lines_so_far = [sighting for sighting in opening.sightings if "\n" not in sighting.text]
            texts = associate(readings, self._settings.fusion)
            more = self._voted(texts, trace)
            opening = replace(opening, sightings=self._with_multiline([*lines_so_far, *more], trace))
        return replace(opening, unread=len(unread)), ()

    def _voted(self, texts: Sequence[Sequence[Reading]], trace: Trace) -> list[Sighting]:
        return [vote(text, trace.bound(sighting=number)) for number, text in enumerate(texts)]

    def _with_multiline(self, sightings: Iterable[Sighting], trace: Trace) -> tuple[Sighting, ...]:
        ordered = in_order(sightings)
        joined = multiline(ordered, self._settings.fusion)
        for text in joined:
            trace.add("multiline", text=text.text, confidence=text.confidence, quad=text.quad)
        return (*ordered, *joined)

    def _opening(self, video: Video | GivenFrames, sightings: Iterable[Sighting], trace: Trace) -> Opening:
        settings = self._settings
        legible = legible_px(video.width_px, video.height_px, settings.detector)
        return Opening(
            video_sha256="",
            window_ms=settings.decode.window_ms,
            width_px=video.width_px,
            height_px=video.height_px,
            frames_seen=video.frames_seen,
            frames_lost=video.frames_lost,
            frames_due=video.frames_due,
            legible_px=legible,
            sightings=self._with_multiline(sightings, trace),
            # Of pictures that were scaled down to the first one's size, only larger letters were legible.
            coverage=replace(video.coverage(), legible_px=ceil(legible / video.least_scale)),
        )


def _is_known(reading: Reading, sightings: Iterable[Sighting]) -> bool:
    """Whether a likely marker was read in its place at that time before, with as much of one."""
    return any(
        sighting.first_ms <= reading.at_ms <= sighting.last_ms
        and count_cues(sighting.text) >= count_cues(reading.text)
        and overlap(np.array(sighting.quad, np.float32), reading.corners) >= _SAME_PLACE
        for sighting in sightings
    )
