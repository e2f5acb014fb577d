"""NMD405 missing-joint-review: a drama with a special theme did not go through joint review."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The drama has a special theme, and is said not to have passed joint review.",
    "该剧属特殊题材，且注明未经协审。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.special_theme and case.episode.joint_review is False:
        yield RULE.finding(MESSAGE, 1.0)


RULE = Rule(
    code="NMD405",
    name="missing-joint-review",
    name_zh="特殊题材未经协审",
    severity="block",
    source=source("nrta-2024-35", Localized("special themes go through joint review", "特殊题材须经协审")),
    begins="recorded-only-from",
    check=_check,
)
