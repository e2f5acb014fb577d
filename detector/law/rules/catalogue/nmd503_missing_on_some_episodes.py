"""NMD503 missing-on-some-episodes: other episodes of the drama show a number, this one does not."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed, shows_no_number
from detector.law.evidence.coverage import certainty_of_absence
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "This episode shows no number; {episodes} other episodes of the drama show {number}.",
    "本集没有编号；本剧另有{episodes}集标注{number}。",
)


def _check(case: Case) -> Iterator[Finding]:
    numbers = case.catalogue.numbers if case.catalogue else ()
    if numbers and is_number_needed(case) and shows_no_number(case):
        message = MESSAGE.filled(episodes=numbers[0].episodes, number=numbers[0].number)
        yield RULE.finding(message, certainty_of_absence(case))


RULE = Rule(
    code="NMD503",
    name="missing-on-some-episodes",
    name_zh="部分集未标编号",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标注许可证号／备案号")
    ),
    begins="recorded-only-from",
    check=_check,
)
