"""NMD401 category-too-low: the number is of a lower category than the drama needs.

What it checks
    Whether the category that the number tells (key by 审; ordinary or other by who gave a 备 number) is
    reached by cost, special theme, front page, promotion or claim, by the dated tables of limits and
    triggers. The confidence is that of the surest number, times 0.8 where the table's row is not from an
    official text. Where the app draws the number, the one that the catalogue gives is asked about, with
    confidence 0.8.

Why
    A key drama is reviewed and shows a 审 number. An ordinary one is recorded by the province. A platform
    may give numbers to the lowest category alone. Understating the cost is a known way round the review.

Fires
    The numbers tell lower categories than a known fact demands on the day, and, where the drama went
    online earlier, on that day too.

Stays silent
    No such fact is given; the category suffices; it depends on a kind of production that is not given
    (NMD910); a number tells no category; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Have the drama reviewed or recorded in its category, and show that number; or correct the facts.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.claim import called, stand_in
from detector.law.demand import RANK, Demand, demands, is_below
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import undoubted_markers
from detector.records import Category, Finding


def _check(case: Case) -> Iterator[Finding]:
    markers = undoubted_markers(case) or stand_in(case)
    categories = [marker.category for marker in markers if marker.category]
    if not categories or len(categories) < len(markers):
        return
    highest = max(categories, key=RANK.index)
    surest = max(marker.confidence or 0.0 for marker in markers)
    numbers = ", ".join(map(called, markers))
    for demand in demands(case):
        if is_below(highest, demand.category):
            message = f"{numbers} is a number of category {_name(case, highest)}; {_says(case, demand)}."
            yield RULE.finding(message, surest * demand.sureness, demand.source)


def _says(case: Case, demand: Demand) -> str:
    return f"{demand.reason} demands {_name(case, demand.category)}"


def _name(case: Case, category: Category) -> str:
    return f"{category} ({case.provisions.class_name(category, case.as_of)})"


RULE = Rule(
    code="NMD401",
    name="category-too-low",
    severity="block",
    source=source("nrta-2024-35", "the three categories"),
    in_force_from=day("recorded-only-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
