"""NMD908 unpublished-form: a label of the new papers stands there, with a number of a form not published.

What it checks
    Whether 微短剧发行许可证, 批准文件, 批准文号 or 节目编号 stands there with digits behind it. The
    confidence is that of the surest such text.

Why
    Since 2026-09-01 Order 16 asks for the number of a licence, an approval or a programme, and publishes
    no form of these numbers. A number that fits no known series may be a lawful one.

Fires
    Such a label with digits stands there, and neither a marker nor a near miss.

Stays silent
    A marker or near miss stands there; the label has no digits behind it; other licences stand there.

Mend
    Compare the number with the paper. When the forms are published, add them to the table.
"""

from collections.abc import Iterator

from detector.law.case import Case
from detector.law.provisions import day, source
from detector.law.rule import Rule
from detector.law.weigh import labelled_unknown
from detector.records import Finding


def _check(case: Case) -> Iterator[Finding]:
    sighting = None if case.markers or case.near_misses else labelled_unknown(case)
    if sighting:
        printed = " ".join(sighting.text.split())
        yield RULE.finding(f"The form of this number is not published: {printed}.", sighting.confidence)


RULE = Rule(
    code="NMD908",
    name="unpublished-form",
    severity="warn",
    source=source("nrta-order-16", "Article 27"),
    in_force_from=day("order-16-from"),
    in_force_until=None,
    check=_check,
    manual=__doc__ or "",
)
