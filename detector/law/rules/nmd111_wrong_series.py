"""NMD111 wrong-series: a drama from after the notice shows a number of a series that is not for micro-dramas.

What it checks
    Whether the only numbers are of older series (网剧审字, 网影审字) and given after 2023, on a drama that
    went online on 2024-06-01 or later. The confidence is that of the least sure number.

Why
    The notice gives micro-dramas numbers of their own: 网微剧审字 and 网微剧备字. A licence for an online
    drama or film of 2024 or later is no number of a micro-drama.

Fires
    Only such numbers stand there, all of them with a year after 2023, and the drama is that late.

Stays silent
    A micro-drama number stands there too; a number was given before 2024 (NMD904) or has no year; the day
    is not given or earlier; a number is unsure or contradicted.

Mend
    Show the micro-drama number. If the work is no micro-drama, do not examine it as one.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.older import is_of_a_wrong_series
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if is_of_a_wrong_series(case):
        numbers = ", ".join(sorted({marker.number for marker in case.markers}))
        confidence = min(marker.confidence or 0.0 for marker in case.markers)
        yield RULE.finding(f"This series is not for micro-dramas: {numbers}.", confidence)


RULE = Rule(
    code="NMD111",
    name="wrong-series",
    severity="block",
    source=source("nrta-2024-35", "the three forms of the number"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
