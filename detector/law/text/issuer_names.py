"""What is wrong with a name that stands in an issuer's place."""

import re
from typing import Literal

from detector.law.tables.queries import Provisions
from detector.marker.brackets import TITLE_CLOSING
from detector.marker.normalize import Folded, Gap
from detector.records import Issuer

IssuerFault = Literal["two-issuers", "not-an-issuer"]

_DIVIDERS = "、,/;"
"""Signs that stand between names and in none."""
_EITHER = rf"(?:[{_DIVIDERS}&+·|.\\×x和与及或兼-]|and)"
_JOINT = re.compile(_EITHER, re.IGNORECASE)
_LETTERS = re.compile(r"[^\W_]{1,42}")
_LEAST_LETTERS = 2
"""Of a name that stands beside another without any sign: 青云 is no number of two provinces."""
_LONGEST_PAIR = 24
"""Characters of two names without a sign between them: chosen, two authorities in full take 18. Most texts
before a series are longer, and trying each place in them took most of the time."""
_BRACKETED_BEFORE = re.compile(rf"\(([^()]{{1,42}})\){_EITHER}?\Z", re.IGNORECASE)
LONGEST_JOINT = len("and")
_LOOK_BACK = 50
"""Characters: the longest name, its brackets and a sign."""


def name_fault(name: str, provisions: Provisions, *, english: bool) -> IssuerFault | None:
    """Why a name is not that of one issuer; ``None`` where it is, or may be."""
    if provisions.issuer_named(name, english=english):
        return None
    if provisions.is_no_issuer(name):
        return "not-an-issuer"
    return "two-issuers" if _is_of_two(name, provisions, english=english) else None


def start_of_another_issuer(
    folded: Folded, start: int, floor: int, issuer: Issuer, provisions: Provisions
) -> int | None:
    """Where another issuer in brackets, but a title's, begins right before ``issuer`` at ``start``.

    ``None`` where there is none, and where the latter begins a row of its own. In a column every character
    does.
    """
    if folded.gaps[start] is Gap.LINE and folded.gaps[start + 1] is not Gap.LINE:
        return None
    before = _BRACKETED_BEFORE.search(folded.text, max(floor, start - _LOOK_BACK), start)
    if before is None or folded.printed[folded.origins[before.end(1)]] in TITLE_CLOSING:
        return None
    other = provisions.issuer_named(before[1], english=True)
    return before.start() if other and other != issuer else None


def _is_of_two(name: str, provisions: Provisions, *, english: bool) -> bool:
    parts = _JOINT.split(name)
    known = [provisions.issuer_named(part, english=english) is not None for part in parts]
    if len(parts) > 1 and (
        all(known) or (set(_DIVIDERS) & set(name) and all(map(_LETTERS.fullmatch, parts)))
    ):
        return True
    if len(name) > _LONGEST_PAIR:
        return False
    places = range(_LEAST_LETTERS, len(name) - _LEAST_LETTERS + 1)
    pairs = ((provisions.issuer_named(name[:at]), provisions.issuer_named(name[at:])) for at in places)
    # A place before a brand, as in 湖南芒果TV, is one name.
    return any(one and other and one.kind == other.kind for one, other in pairs)
