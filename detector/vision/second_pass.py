"""The second pass over an opening, where the first left doubt: more frames, true times, rescored texts.

Only texts that may be markers are worth it, so most openings have none.
"""

from collections.abc import Callable, Sequence
from itertools import cycle

import numpy as np

from detector.records import Sighting
from detector.scan_trace import OFF, Trace
from detector.settings import Settings
from detector.video.decoder import open_source
from detector.video.source import Source
from detector.vision.data import Reading
from detector.vision.fusion import temporal_mean
from detector.vision.fusion.rescoring import Candidate, rescored
from detector.vision.fusion.voting import vote
from detector.vision.geometry import is_column
from detector.vision.recognition.preprocess import STRETCHES
from detector.vision.recognition.recognizer import ColumnOutput, Recognizer, RowOutput
from detector.vision.tracking import duration

Candidates = Callable[[str, Sequence[str]], Sequence[Candidate]]
"""A text and others that were read there to what may be printed, the text first; empty for it alone."""
MeanOutput = RowOutput | ColumnOutput
"""What the network says of a mean picture, of a row or of a column."""


class SecondPass:
    """Decodes parts of one opening after another once more; keeps no state between them."""

    def __init__(
        self, recognizer: Recognizer, settings: Settings, candidates: Candidates, long_ms: int = 0
    ) -> None:
        """``candidates`` is what the law knows of texts; this side knows none of it.

        What was seen for less than ``long_ms``, or the setting ``tracker.brief_ms``, gets its true times.
        """
        self._recognizer = recognizer
        self._settings = settings
        self._candidates = candidates
        self._long_ms = max(long_ms, settings.tracker.brief_ms)

    def read_means(
        self, source: Source, texts: Sequence[list[Reading]], trace: Trace = OFF
    ) -> dict[int, list[MeanOutput]]:
        """Give each text that stands still and leaves doubt further readings: of mean pictures of its place.

        What the network says of these pictures, by the number of the text.
        """
        first = {number: vote(text) for number, text in enumerate(texts) if temporal_mean.stands_still(text)}
        places: dict[int, temporal_mean.Place] = {}
        for number, sighting in first.items():
            # Something more lawful than what was read may be printed there.
            candidates = self._candidates_of(sighting)
            in_doubt = any(candidate.lawful > candidates[0].lawful for candidate in candidates)
            if place := temporal_mean.place_of(sighting, in_doubt=in_doubt):
                places[number] = place
        if not places:
            return {}
        outputs: dict[int, list[MeanOutput]] = {}
        with open_source(source, self._settings.decode) as video:
            wanted = list(places.values())
            means = temporal_mean.means(video.frames(temporal_mean.instants(wanted)), wanted)
            for (number, place), pictures in zip(places.items(), means, strict=True):
                outputs[number] = [
                    self._recognizer.forward_column(picture, place.inner)
                    if is_column(place.inner)
                    else self._recognizer.forward(picture, stretch)
                    for picture, stretch in zip(pictures, cycle(STRETCHES), strict=False)
                ]
        doubt = ("temporal_mean.SURE", temporal_mean.SURE)
        for number, seen in outputs.items():
            corners = np.array(first[number].quad, np.float32)
            for output in seen:
                reading = self._recognizer.decode(output, first[number].last_ms, corners)
                text, characters = (reading.text, reading.characters) if reading else ("", ())
                trace.add("mean", sighting=number, text=text, characters=characters, threshold=doubt)
                if reading:
                    texts[number].append(reading)
        return outputs

    def measure_durations(self, source: Source, texts: Sequence[list[Reading]], trace: Trace = OFF) -> None:
        """Give the ones that were seen briefly among the texts that may be markers their true times."""
        tracker = self._settings.tracker
        for number, text in enumerate(texts):
            if duration.is_brief(text, self._long_ms, tracker.brief_cues):
                with open_source(source, self._settings.decode) as video:
                    instants = duration.instants(text, self._settings.decode.sample_every_ms)
                    ends = duration.ends(video.frames(instants), text, tracker.still_share)
                text.extend(ends)
                trace.add("duration", sighting=number, times_ms=[reading.at_ms for reading in ends])

    def rescored(self, sighting: Sighting, outputs: Sequence[MeanOutput], trace: Trace = OFF) -> Sighting:
        """The sighting as the likeliest of what it may be; as it is where nothing speaks for another text."""
        candidates = self._candidates_of(sighting) if outputs else ()
        if not candidates:
            return sighting
        texts = [candidate.text for candidate in candidates]
        likelihoods = np.array([self._recognizer.log_likelihoods(output, texts) for output in outputs])
        return rescored(
            sighting, candidates, likelihoods, column=isinstance(outputs[0], ColumnOutput), trace=trace
        )

    def _candidates_of(self, sighting: Sighting) -> Sequence[Candidate]:
        return self._candidates(sighting.text, [other.text for other in sighting.alternatives])
