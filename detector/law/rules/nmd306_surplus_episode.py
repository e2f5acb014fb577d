"""NMD306 surplus-episode: the episode lies beyond those that were registered.

What it checks
    Whether the episode's number is greater than the count of episodes in the record. The confidence is
    the marker's.

Why
    What is beyond the record was not reviewed.

Fires
    The episode's number is greater than the count of every record of the numbers that stand there.

Stays silent
    The episode's number is not given; a record has no count. There is no registry, or it does not have
    the number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted (NMD902,
    NMD903).

Mend
    Have the change of the count registered and import a newer list, or take the episode off.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.registered import entries
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    number, found = case.episode.number, list(entries(case))
    if number is None or any(entry.episodes is None or number <= entry.episodes for _, entry in found):
        return
    for marker, entry in found:
        message = f"This is episode {number}; {marker.number} was given for {entry.episodes}."
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD306",
    name="surplus-episode",
    severity="block",
    source=source("nrta-2024-35", "nothing unreviewed and unrecorded may be online"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
