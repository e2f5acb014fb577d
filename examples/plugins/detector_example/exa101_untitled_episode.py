"""EXA101 untitled-episode: our house files nothing of which it does not know the title."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.rule import Rule
from detector.law.tables.citation import Citation
from detector.records import Finding

MESSAGE = Localized("Neither title nor series is given.", "未提供剧名或系列名。")


def _check(case: Case) -> Iterator[Finding]:
    if case.episode.title is None and case.episode.series is None:
        yield RULE.finding(MESSAGE, 1.0)


RULE = Rule(
    code="EXA101",
    name="untitled-episode",
    name_zh="缺少剧名信息",
    severity="warn",
    source=Citation("House rules", Localized("1", "第一条"), ""),
    begins=None,
    check=_check,
    lifted_by="nothing",
)
