"""NMD201 foreign-platform: the number was given by another platform.

What it checks
    Whether a platform's number is valid on the platform that shows the episode, by the dated table of
    prefixes and apps. The confidence is the marker's, times 0.8 where the prefix is in the table as
    likely and was not yet observed. Where the app draws the number, the one that the catalogue gives is
    asked about, with confidence 0.8.

Why
    A drama of the lowest category shows the number of the platform that reviewed it. On several platforms
    it shows each platform's own number, never another platform's.

Fires
    The episode's platform is in the table, and every number that stands there is from a platform and not
    valid on it.

Stays silent
    The episode's platform is not given, or in no table (NMD906); the number was given by NRTA or a
    province, which is valid everywhere; a number that is valid here stands there too; a number is unsure
    or contradicted (NMD902, NMD903).

Mend
    Show the number that this platform gave. If the operator's prefix is valid on this app, send the
    evidence, so that the table can be corrected.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.claim import called, stand_in
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import undoubted_markers
from detector.records import Finding, Marker

LIKELY = 0.8


def _check(case: Case) -> Iterator[Finding]:
    app = case.provisions.app_named(case.episode.platform or "")
    markers = undoubted_markers(case) or stand_in(case)
    if app is None or not all(_is_foreign(case, marker, app) for marker in markers):
        return
    for marker in markers:
        row = case.provisions.prefix_row(marker.issuer.abbreviation or "")
        if row:
            valid = ", ".join(row.apps)
            message = f"{called(marker)} is a number of {row.prefix}, valid on {valid}, not on {app}."
            sureness = 1.0 if row.evidence == "observed" else LIKELY
            yield RULE.finding(message, (marker.confidence or 0.0) * sureness)


def _is_foreign(case: Case, marker: Marker, app: str) -> bool:
    row = case.provisions.prefix_row(marker.issuer.abbreviation or "")
    return marker.issuer.kind == "platform" and row is not None and app not in row.apps


RULE = Rule(
    code="NMD201",
    name="foreign-platform",
    severity="block",
    source=source("nrta-2024-35", "each platform shows its own number, never another platform's"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
