"""NMD109 legacy-series: a drama from before 2024 shows a number of an older series.

What it checks
    Whether the only numbers are of older series (V-numbers, 网剧审字, 网影审字), on a drama that went online
    before 2024. The confidence is that of the least sure number.

Why
    Micro-dramas have series of their own. Licences and records of older series exist on dramas from before
    the notice of 2024, so they are no breach, but worth a look.

Fires
    Only numbers of older series stand there, none of them with a year after 2023, and the drama went online
    before 2024.

Stays silent
    A micro-drama number stands there too; the day is not given or later (NMD904, NMD111); a number is
    unsure or contradicted.

Mend
    Check that the record was filed by 2024-05-31, and show the micro-drama number if there is one.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.older import is_from_before_the_notice
from detector.law.provisions import source
from detector.law.rule import ALWAYS, Rule
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    if is_from_before_the_notice(case):
        numbers = ", ".join(sorted({marker.number for marker in case.markers}))
        confidence = min(marker.confidence or 0.0 for marker in case.markers)
        message = f"A drama of {case.episode.published_on} shows the older series: {numbers}."
        yield RULE.finding(message, confidence)


RULE = Rule(
    code="NMD109",
    name="legacy-series",
    severity="warn",
    source=source("nrta-2022-128", "licences and records before the notice on micro-dramas"),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
