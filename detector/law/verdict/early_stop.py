"""Whether more need be seen: what could change a verdict, and what cannot."""

from collections.abc import Iterable
from typing import Literal

from detector.law.rule import Lifting
from detector.law.rules import RULES
from detector.records import Finding, ScanResult, Sighting

_LEGIBLE = 0.9
_LIFTED_BY: dict[str, Lifting] = {rule.code: rule.lifted_by for rule in RULES}


def needs_no_frames(result: ScanResult) -> bool:
    """Whether no more need be looked at: the episode passes, and no frame could lift a complaint.

    More frames could bring another number to light; who wants to be sure of none examines all of them.
    """
    return result.outcome == "pass" and _liftings(result.findings) <= {"nothing"}


def texts_wanted(result: ScanResult) -> Literal["none", "doubtful", "all"]:
    """Which texts that were not taken for markers might change the result.

    Where a number was read and passes, only a complaint of another text does. Where nothing like a number
    was read, what may have been overlooked does. In any other case a piece of one may be any text: one that
    has half a number, or a row of digits that may be a number whose label stands elsewhere.
    """
    if "texts" in _liftings(result.findings):
        return "all"
    if result.outcome == "pass" and result.markers:
        return "none"
    pieces = result.markers or result.near_misses or any(map(_is_bare_number, result.opening.sightings))
    return "all" if pieces else "doubtful"


def _is_bare_number(sighting: Sighting) -> bool:
    """Whether a text is hardly more than digits, and no scrap of scenery that was taken for some."""
    letters = [letter for letter in sighting.text if letter.isalnum()]
    digits = sum(map(str.isdigit, letters))
    is_bare = all(map(str.isascii, letters)) and 2 * digits > len(letters)
    return is_bare and sighting.confidence >= _LEGIBLE


def _liftings(findings: Iterable[Finding]) -> set[Lifting]:
    return {_LIFTED_BY[finding.code] for finding in findings if finding.severity != "note"}
