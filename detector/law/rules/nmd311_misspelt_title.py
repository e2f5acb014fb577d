"""NMD311 misspelt-title: the title is nearly the one registered.

What it checks
    Whether title or series, where it is not the registered one, is at least 75 % like it. The confidence
    is the marker's, times how like the titles are.

Why
    A title with one other letter is a slip in a catalogue, or a drama that wants to be taken for another.

Fires
    No title that the registry has for the numbers that stand there is the drama's, and one is at least 75
    % like it.

Stays silent
    Neither title nor series is given; a title is the same, or all are less like (NMD302). There is no
    registry, or it does not have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure
    or contradicted (NMD902, NMD903).

Mend
    Write the title as it was registered. If it is another drama, show its own number.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.registered import MISSPELT, entries, title_likeness, titles
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    found = [(title_likeness(case, entry), marker, entry) for marker, entry in entries(case)]
    alike, marker, entry = max(found, key=lambda known: known[0], default=(0.0, None, None))
    if marker and entry and MISSPELT <= alike < 1:
        named = " / ".join(entry.titles_on(case.as_of))
        message = f"{marker.number} was given to {named}, here it is {' / '.join(titles(case))}."
        yield RULE.finding(message, (marker.confidence or 0.0) * alike)


RULE = Rule(
    code="NMD311",
    name="misspelt-title",
    severity="warn",
    source=source("nrta-2024-35", "one unique number for each drama"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
