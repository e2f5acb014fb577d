"""NMD906 unknown-platform: whether a platform's number is valid here is not known.

What it checks
    Whether the episode's platform is in the dated table of apps. The confidence is the marker's. Where
    the app draws the number, the one that the catalogue gives is asked about, with confidence 0.8.

Why
    A platform's number is valid on that platform's own apps alone. For an app that no table names, nobody
    can say whether it is one of them.

Fires
    The episode's platform is given and in no table, and the number was given by a platform.

Stays silent
    The platform is not given, or is in the table (NMD201 judges then); the number was given by NRTA or a
    province.

Mend
    Write the platform as the table does, or add the app to the table with the evidence.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.claim import called, stand_in
from detector.law.provisions import source
from detector.law.rule import ALWAYS, Rule
from detector.law.weigh import counting_markers
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    platform = case.episode.platform
    if platform is None or case.provisions.app_named(platform):
        return
    for marker in counting_markers(case) or stand_in(case):
        if marker.issuer.kind == "platform":
            message = f"Whether {called(marker)} is valid on {platform} is not known: no table has this app."
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD906",
    name="unknown-platform",
    severity="warn",
    source=source("nrta-2024-35", "each platform shows its own number, never another platform's"),
    in_force_from=ALWAYS,
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
