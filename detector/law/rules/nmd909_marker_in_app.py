"""NMD909 marker-in-app: the number is drawn by the app, so the file cannot show whether it is there.

What it checks
    Whether the file itself shows a number although the platform draws it over the video. The confidence
    is 1.

Why
    Some platforms draw the number in the app. Its absence in such a file is no breach. The number that the
    catalogue gives, if any, is judged in its place: by its year (NMD106), platform (NMD201), issuer (NMD202,
    NMD204) and category (NMD401), less surely than one that was seen.

Fires
    The platform is said to draw the number, and nothing like a number was read.

Stays silent
    A number or near miss was read; the platform is not said to draw it (NMD101); it is a promotional clip
    (NMD911); the policy asks for no number on this episode (NMD113).

Mend
    Examine a picture of the app, or compare the number that the catalogue gives with the record.
"""

from collections.abc import Iterator

from detector.law.absence import is_number_needed
from detector.law.case import Case
from detector.law.claim import claimed_marker, is_drawn_by_app
from detector.law.provisions import source
from detector.law.rule import ALWAYS, Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if not is_drawn_by_app(case) or is_number_needed(case) is False:
        return
    claim = case.episode.claimed_number
    if claim and not claimed_marker(case):
        message = f"The app draws the number, and the catalogue's {claim} is in no lawful form."
    else:
        message = "The app draws the number over the video; the file cannot show it."
    yield RULE.finding(message, 1.0)


RULE = Rule(
    code="NMD909",
    name="marker-in-app",
    severity="warn",
    source=source("nrta-2024-35", "the number must stand in the title sequence"),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
