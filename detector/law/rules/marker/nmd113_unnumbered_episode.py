"""NMD113 unnumbered-episode: no number stands there, and on this episode the policy asks for none."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import is_number_needed, shows_no_number
from detector.law.evidence.coverage import certainty_of_absence
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "Episode {number} shows no number; by the policy {policy} the first {first} must.",
    "第{number}集没有编号；按检查方案{policy}，前{first}集须标注编号。",
)


def _check(case: Case) -> Iterator[Finding]:
    if is_number_needed(case) is False and shows_no_number(case):
        policy = case.policy
        message = MESSAGE.filled(number=case.episode.number, policy=policy.name, first=policy.number_on_first)
        yield RULE.finding(message, certainty_of_absence(case))


RULE = Rule(
    code="NMD113",
    name="unnumbered-episode",
    name_zh="本集未标编号",
    severity="note",
    source=source(
        "nrta-2024-35", Localized("the number must stand in the title sequence", "片头须标注许可证号／备案号")
    ),
    begins="recorded-only-from",
    check=_check,
)
