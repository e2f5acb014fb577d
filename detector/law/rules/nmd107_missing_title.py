"""NMD107 missing-title: the drama's title does not stand in the title sequence.

What it checks
    Whether a text in the opening is the title, or nearly. The confidence is the share of the opening that
    was seen, times how unlike the most similar text is.

Why
    Since 2026-09-01 the title sequence shows the drama's title and its number. A title that differs is a
    known sign of a number taken from another drama. Titles drawn as pictures are often not readable by a
    program, so this is a warning.

Fires
    Title or series is given, and no text is as much as 70 % like it.

Stays silent
    Neither is given; either stands there; too little of the opening was seen; it is a promotional clip.

Mend
    Look at the picture. If the title is there, all is well; if not, show it in the title sequence.
"""

from collections.abc import Iterator

from detector.law.alike import likeness
from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import coverage, is_readable
from detector.records import Finding

ALIKE = 0.7
"""From this likeness on a text is taken for the title: readers lose strokes of drawn letters."""


def _check(case: Case) -> Iterator[Finding]:
    known = (case.episode.title, case.episode.series)
    titles = [title for title in known if title and any(letter.isalnum() for letter in title)]
    if not titles or case.episode.kind == "promo" or not is_readable(case):
        return
    texts = {sighting.text for sighting in case.opening.sightings}
    best = max((likeness(title, text) for title in titles for text in texts), default=0.0)
    if best < ALIKE:
        message = f"The title {' / '.join(titles)} was not read in the opening."
        yield RULE.finding(message, coverage(case) * (1 - best))


RULE = Rule(
    code="NMD107",
    name="missing-title",
    severity="warn",
    source=source("nrta-order-16", "Article 27"),
    in_force_from=day("order-16-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
