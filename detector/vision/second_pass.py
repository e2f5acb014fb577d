"""The second look at an opening, where the first left doubt: more frames, a closer reading, true times.

Only texts that may be markers are worth it, so most openings have none.
"""

from collections.abc import Callable, Sequence

import numpy as np

from detector.records import Sighting
from detector.settings.vision import DecodeSettings
from detector.video.decoder import open_video
from detector.video.frame import Pixels
from detector.vision.data import Reading
from detector.vision.fusion import temporal_mean
from detector.vision.fusion.rescoring import Claim, believed
from detector.vision.fusion.voting import in_order, poll
from detector.vision.geometry import is_column
from detector.vision.recognition.recognizer import ColumnOutput, Recognizer, RowOutput
from detector.vision.tracking import duration

Claims = Callable[[str, Sequence[str]], Sequence[Claim]]
"""A text and others that were read there to what may be printed, the text first; empty for it alone."""
Look = RowOutput | ColumnOutput
"""What the network says of a mean picture, of a row or of a column."""


class SecondPass:
    """Looks again at the texts of one opening after another; keeps no state between them."""

    def __init__(
        self, reader: Recognizer, settings: DecodeSettings, claims: Claims, long_ms: int = duration.BRIEF_MS
    ) -> None:
        """``claims`` is what the law knows of texts; this side knows none of it.

        What was seen for less than ``long_ms`` gets its true times.
        """
        self._long_ms = max(long_ms, duration.BRIEF_MS)
        self._reader = reader
        self._settings = settings
        self._claims = claims

    def sightings(self, path: str, texts: Sequence[list[Reading]]) -> tuple[Sighting, ...]:
        """The sightings of an opening's texts in order; the readings of doubtful ones get further ones."""
        polls = [poll(text) for text in texts]
        looks = self._looks(path, [p for p in enumerate(polls) if temporal_mean.stands_still(texts[p[0]])])
        for number, pictures in looks.items():
            corners = np.array(polls[number].quad, np.float32)
            readings = (self._reader.decode(look, polls[number].last_ms, corners) for look in pictures)
            texts[number].extend(reading for reading in readings if reading)
        self._measure(path, texts)
        return in_order(self._weighed(poll(text), looks.get(i, ())) for i, text in enumerate(texts))

    def _looks(self, path: str, still: Sequence[tuple[int, Sighting]]) -> dict[int, list[Look]]:
        """What the network says of the mean pictures of each text that leaves doubt, by its number."""
        places = {
            number: place
            for number, sighting in still
            if (place := temporal_mean.place_of(sighting, in_doubt=self._may_be_misread(sighting)))
        }
        if not places:
            return {}
        with open_video(path, self._settings) as video:
            wanted = list(places.values())
            means = temporal_mean.means(video.frames(temporal_mean.instants(wanted)), wanted)
            looks = [
                [self._look(mean, place) for mean in pictures]
                for pictures, place in zip(means, wanted, strict=True)
            ]
            return dict(zip(places, looks, strict=True))

    def _look(self, mean: Pixels, place: temporal_mean.Place) -> Look:
        if is_column(place.inner):
            return self._reader.forward_column(mean, place.inner)
        return self._reader.forward(mean)

    def _measure(self, path: str, texts: Sequence[list[Reading]]) -> None:
        """Give the ones that were seen briefly among the texts that may be markers their true times."""
        for text in (text for text in texts if duration.is_brief(text, self._long_ms)):
            with open_video(path, self._settings) as video:
                instants = duration.instants(text, self._settings.sample_every_ms)
                text.extend(duration.ends(video.frames(instants), text))

    def _claims_of(self, sighting: Sighting) -> Sequence[Claim]:
        return self._claims(sighting.text, [other.text for other in sighting.alternatives])

    def _may_be_misread(self, sighting: Sighting) -> bool:
        """Whether something more lawful may be printed there than was read."""
        claims = self._claims_of(sighting)
        return any(claim.lawful > claims[0].lawful for claim in claims)

    def _weighed(self, sighting: Sighting, looks: Sequence[Look]) -> Sighting:
        """The sighting as the likeliest of what it may be; as it is where nothing speaks for another text."""
        claims = self._claims_of(sighting) if looks else ()
        if not claims:
            return sighting
        texts = [claim.text for claim in claims]
        likelihoods = np.array([self._reader.log_likelihoods(look, texts) for look in looks])
        return believed(sighting, claims, likelihoods, column=isinstance(looks[0], ColumnOutput))
