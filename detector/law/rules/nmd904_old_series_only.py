"""NMD904 old-series-only: only a number of an older series stands there.

What it checks
    Whether a number of the micro-drama series stands beside the older one. The confidence is that of the
    surest older number.

Why
    V-numbers, 网剧审字 and 网影审字 were given before the notice of 2024. Whether one suffices depends on
    when the drama went online.

Fires
    Numbers were read, all of them are of older series, and the day on which the drama went online is not
    given or does not settle it.

Stays silent
    A micro-drama number (网微剧审字, 网微剧备字) was read too; no number was read; the drama is known to be
    from before 2024 (NMD109), or number and drama to be later (NMD111).

Mend
    Say when the drama went online (`--published-on`). If after 2024-05-31, it needs a micro-drama number.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.older import is_from_before_the_notice, is_of_a_wrong_series, only_older_series
from detector.law.provisions import source
from detector.law.rule import ALWAYS, Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if not only_older_series(case) or is_from_before_the_notice(case) or is_of_a_wrong_series(case):
        return
    numbers = ", ".join(sorted({marker.number for marker in case.markers}))
    confidence = max(marker.confidence or 0.0 for marker in case.markers)
    yield RULE.finding(f"Only an older series stands there: {numbers}.", confidence)


RULE = Rule(
    code="NMD904",
    name="old-series-only",
    severity="warn",
    source=source("nrta-2022-128", "licences and records before the notice on micro-dramas"),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
