"""NMD108 missing-ai-label: a drama made with AI shows no label that says so.

What it checks
    Whether a text in the opening says that the drama was made with artificial intelligence, by the table
    of such words. The confidence is the share of the opening that was seen.

Why
    Since 2025-09-01 what was generated carries a visible label; since 2026-09-01 an AI drama carries one
    in every episode. It may stand after the examined opening, so this is a warning.

Fires
    The production is AI, enough of the opening was seen, and no such words were read.

Stays silent
    The production is another one or not given; the words stand there; too little of the opening was seen;
    the app draws its marks over the video.

Mend
    Put the label into every episode, where it can be seen from the start.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.fold import fold
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import coverage, is_readable
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.production != "ai" or case.episode.overlay or not is_readable(case):
        return
    words = [fold(row.text).text.casefold() for row in case.provisions.ai_labels]
    texts = [fold(sighting.text).text.casefold() for sighting in case.opening.sightings]
    if any(word in text for word in words for text in texts):
        return
    message = "No label that says that the drama was made with AI was read in the opening."
    of_order_16 = source("nrta-order-16", "Article 34") if case.as_of >= day("order-16-from") else None
    yield RULE.finding(message, coverage(case), of_order_16)


RULE = Rule(
    code="NMD108",
    name="missing-ai-label",
    severity="warn",
    source=source("cac-ai-labels", "a visible label"),
    in_force_from=day("ai-label-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
