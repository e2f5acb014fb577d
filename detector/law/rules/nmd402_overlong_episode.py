"""NMD402 overlong-episode: the episode is longer than a micro-drama's may be.

What it checks
    Whether the known duration of the episode is less than the dated table of durations says. The confidence
    is 1.

Why
    By Order 16 an episode of a micro-drama is shorter than 20 minutes. A longer one belongs to a work of
    another form, which needs other papers.

Fires
    The duration is given and is as long as the limit of the day, or longer.

Stays silent
    It is shorter; it is not given; it is a promotional clip.

Mend
    Cut the episode, or have the work licensed as what it is.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    duration_ms, row = case.episode.duration_ms or 0, case.provisions.duration(case.as_of)
    if row and duration_ms >= row.shorter_than_ms and case.episode.kind != "promo":
        message = f"The episode has {duration_ms} ms; a micro-drama's has less than {row.shorter_than_ms} ms."
        yield RULE.finding(message, 1.0, case.provisions.source(row.source, row.clause))


RULE = Rule(
    code="NMD402",
    name="overlong-episode",
    severity="block",
    source=source("nrta-order-16", "episodes are shorter than 20 minutes"),
    in_force_from=day("order-16-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
