"""NMD904 old-series-only: only a number of an older series stands there.

What it checks
    Whether a number of the micro-drama series stands beside the older one. The confidence is that of the
    surest older number.

Why
    V-numbers, 网剧审字 and 网影审字 were given before the notice of 2024. Whether one suffices depends on
    when the drama went online, which is not known here.

Fires
    Numbers were read, and all of them are of older series.

Stays silent
    A micro-drama number (网微剧审字, 网微剧备字) was read too; no number was read.

Mend
    Check when the drama went online. If after 2024-05-31, it needs a micro-drama number.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import source
from detector.law.rule import ALWAYS, Rule
from detector.law.weigh import counting_markers
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if not case.markers or counting_markers(case):
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
