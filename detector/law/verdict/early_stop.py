"""Whether more need be seen: what could change a verdict, and what cannot."""

from collections.abc import Mapping
from functools import lru_cache

from detector.law.case import Case
from detector.law.evidence.ai_label import is_label_asked_for, must_stand_longer
from detector.law.rule import Lifting, Rule
from detector.law.rules import RULES
from detector.records import Sighting, StillNeeded, Verdict

_LEGIBLE = 0.9
"""Confidence from which a row of digits is one, and no scrap of scenery: chosen, not measured."""


def still_needed(case: Case, verdict: Verdict, rules: tuple[Rule, ...] = RULES) -> StillNeeded:
    """What more could change the verdict on a case.

    No frames, where the episode passes and no frame could lift a complaint. More frames could bring another
    number to light; who wants to be sure of none examines all of them. A label that is asked for is looked at
    until it has stood long enough.

    Of the texts: where a number was read and passes, only a complaint of another text makes them needed.
    Where nothing like a number was read, what may have been overlooked is. In any other case a piece of one
    may be any text near it: one that has half a number, or the label of a row of digits.
    """
    lifted_by = _lifted_by(rules)
    liftings = {lifted_by[finding.code] for finding in verdict.findings if finding.severity != "note"}
    stands = is_label_asked_for(case) and must_stand_longer(case)
    frames = verdict.outcome != "pass" or not liftings <= {"nothing"} or stands
    if "texts" in liftings:
        return StillNeeded(frames, "all")
    if verdict.outcome == "pass" and case.markers:
        return StillNeeded(frames, "none")
    places = [
        *(marker.quad for marker in case.markers),
        *(miss.quad for miss in case.near_misses),
        *(sighting.quad for sighting in case.opening.sightings if _is_bare_number(sighting)),
    ]
    pieces = tuple(place for place in places if place)
    return StillNeeded(frames, "near" if pieces else "doubtful", pieces)


@lru_cache(maxsize=4)
def _lifted_by(rules: tuple[Rule, ...]) -> Mapping[str, Lifting]:
    return {rule.code: rule.lifted_by for rule in rules}


def _is_bare_number(sighting: Sighting) -> bool:
    """Whether a text is hardly more than digits, and no scrap of scenery that was taken for some."""
    letters = [letter for letter in sighting.text if letter.isalnum()]
    digits = sum(map(str.isdigit, letters))
    is_bare = all(map(str.isascii, letters)) and 2 * digits > len(letters)
    return is_bare and sighting.confidence >= _LEGIBLE
