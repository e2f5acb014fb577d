"""NMD308 duration-differs: the episode is much longer or shorter than registered.

What it checks
    Whether the episode's length is within half and double of the average in the record. The confidence is
    0.8 of the marker's, because episodes differ in length.

Why
    A film cut in pieces, or a drama under a foreign number, has other lengths than the record.

Fires
    The episode is less than half or more than double as long as the average of every record of the
    numbers that stand there.

Stays silent
    The episode's length is not given; a record has none. There is no registry, or it does not have the
    number (NMD301, NMD922) or was silent (NMD921); a number is unsure or contradicted (NMD902, NMD903).

Mend
    Compare the episode with the one that was reviewed, or have the change registered.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.registered import entries
from detector.law.rule import Rule
from detector.records import Finding

SURENESS = 0.8


def _check(case: Case) -> Iterator[Finding]:
    length, found = case.episode.duration_ms, list(entries(case))
    if length is None or any(_fits(length, entry.episode_ms) for _, entry in found):
        return
    for marker, entry in found:
        seconds = (entry.episode_ms or 0) / 1000
        message = f"The episode has {length / 1000:.0f} s, the record of {marker.number} {seconds:.0f} s."
        yield RULE.finding(message, (marker.confidence or 0.0) * SURENESS)


def _fits(length_ms: int, registered_ms: int | None) -> bool:
    return registered_ms is None or registered_ms <= 2 * length_ms <= 4 * registered_ms


RULE = Rule(
    code="NMD308",
    name="duration-differs",
    severity="warn",
    source=source("nrta-2024-35", "the dossier has duration and number of episodes"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
