"""NMD203 other-name-issuer: the province stands there by another name than its usual abbreviation.

What it checks
    Whether a province is printed by a historic or longer name, such as 黔 for 贵. The confidence is the
    marker's.

Why
    The notice asks for the abbreviation of the province. Other names are read as the same issuer, but a
    number printed with one is worth comparing with the paper.

Fires
    The printed number has another name of its issuer, and not the abbreviation.

Stays silent
    The abbreviation stands there, in traditional script too; it is an English rendering; the issuer is a
    platform.

Mend
    Print the issuer as the paper does.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.fold import fold
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.records import Finding, Marker


def _check(case: Case) -> Iterator[Finding]:
    for marker in case.markers:
        name = _other_name(case, marker)
        if name:
            message = f"{name} is another name of {marker.issuer.abbreviation}, read as {marker.number}."
            yield RULE.finding(message, marker.confidence or 0.0)


def _other_name(case: Case, marker: Marker) -> str | None:
    row = case.provisions.issuer_row(marker.issuer.abbreviation or "")
    if row is None:
        return None
    printed = fold(marker.printed).text.partition("网")[0].strip("()")
    return next((name for name in row.other_names if name == printed and not name.isascii()), None)


RULE = Rule(
    code="NMD203",
    name="other-name-issuer",
    severity="note",
    source=source("nrta-2024-35", "the abbreviation of NRTA or the province"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
