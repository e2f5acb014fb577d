"""NMD302 title-mismatch: the number was given to another drama.

What it checks
    Whether title or series is the title under which the registry has the number, or an alias that may be
    used on the day. Punctuation, a season or episode at the end, and a part set off by a sign make no
    difference. The confidence is the marker's, times how unlike the titles are.

Why
    A number belongs to one drama. A number taken from another drama is a known defect, and the title
    shows it.

Fires
    The registry has all the numbers that stand there that it knows under titles less than 75 % like the
    drama's.

Stays silent
    Neither title nor series is given; a title is at least 75 % like (NMD311). There is no registry, or it
    does not have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted
    (NMD902, NMD903).

Mend
    Show this drama's own number. If the drama was renamed, have the change registered and import a newer
    list.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.registered import MISSPELT, entries, title_likeness, titles
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    found = [(marker, entry, title_likeness(case, entry)) for marker, entry in entries(case)]
    if not titles(case) or any(likeness >= MISSPELT for _, _, likeness in found):
        return
    for marker, entry, likeness in found:
        named = " / ".join(entry.titles_on(case.as_of))
        message = f"{marker.number} was given to {named}, not to {' / '.join(titles(case))}."
        yield RULE.finding(message, (marker.confidence or 0.0) * (1 - likeness))


RULE = Rule(
    code="NMD302",
    name="title-mismatch",
    severity="block",
    source=source("nrta-2024-35", "one unique number for each drama"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
