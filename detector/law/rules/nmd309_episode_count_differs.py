"""NMD309 episode-count-differs: the drama has another count of episodes than registered.

What it checks
    Whether the count of the drama's episodes is that of the record. The confidence is the marker's.

Why
    A count that differs shows another drama's number, or a change that nobody reviewed.

Fires
    The count is given, and differs from that of every record of the numbers that stand there.

Stays silent
    The count is not given; a record has none. There is no registry, or it does not have the number
    (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted (NMD902, NMD903).

Mend
    Have the change of the count registered and import a newer list, or mend the catalogue.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.registered import entries
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    count, found = case.episode.episodes, list(entries(case))
    if count is None or any(entry.episodes in (None, count) for _, entry in found):
        return
    for marker, entry in found:
        message = f"The drama has {count} episodes, the record of {marker.number} {entry.episodes}."
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD309",
    name="episode-count-differs",
    severity="warn",
    source=source("nrta-2024-35", "the dossier has duration and number of episodes"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
