"""NMD917 younger-number: the number was given after the year in which the drama went online."""

from collections.abc import Iterator

from detector.i18n import Localized, in_words
from detector.law.case import Case
from detector.law.evidence.claimed_number import decisive_markers, display_number
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} is of {year}, and the drama went online on {published}: what it carried before is not known.",
    "{number}为{year}年编号，而该剧{published}已上线：无法确定此前标注何种编号。",
)


def _check(case: Case) -> Iterator[Finding]:
    published = case.episode.published_on
    if published is None:
        return
    # What was online before the duty was reported afterwards, up to that day.
    last_year = max(published, case.provisions.day("back-filing-until")).year
    markers = decisive_markers(case)
    if all((marker.year or 0) > last_year for marker in markers):
        for marker in markers:
            values = {"number": display_number(marker), "year": marker.year, "published": in_words(published)}
            yield RULE.finding(MESSAGE.filled(**values), marker.confidence or 0.0)


RULE = Rule(
    code="NMD917",
    name="younger-number",
    name_zh="编号晚于上线",
    severity="warn",
    source=source(
        "nrta-2024-35",
        Localized("nothing unreviewed may be online from 2024-06-01", "自2024年6月1日起未经审核备案不得上网"),
    ),
    begins="recorded-only-from",
    check=_check,
)
