"""NMD910 undetermined-category: whether the category suffices depends on the production, which is unknown.

What it checks
    Whether the cost demands the same category for every kind of production that the drama may be. The
    confidence is 1. Where the app draws the number, the one that the catalogue gives is asked about.

Why
    Since 2026-07-01 AI dramas have limits of their own. Between the two limits, the same number suffices
    for a drama with actors and not for an AI drama.

Fires
    The cost is given, the kind of production is not, and the number's category suffices for one kind only.

Stays silent
    The kind of production is given; the category suffices for all kinds, or for none (NMD401); the cost is
    not given; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Say how the drama was made (`--production`).
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.claim import called, stand_in
from detector.law.demand import cost_demands, is_below
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import undoubted_markers
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    needed = [demand.category for demand in cost_demands(case)]
    for marker in undoubted_markers(case) or stand_in(case):
        too_low = [is_below(marker.category, category) for category in needed if marker.category]
        if any(too_low) and not all(too_low):
            cost = case.episode.investment_cny
            message = f"Whether {called(marker)} suffices for {cost} yuan depends on the kind of production."
            yield RULE.finding(message, 1.0)


RULE = Rule(
    code="NMD910",
    name="undetermined-category",
    severity="warn",
    source=source("nrta-2026-ai-limits", "the costs of the three categories of AI dramas"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
