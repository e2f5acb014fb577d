"""NMD916 hidden-character: a character of the number may be hidden, so which number it is is not known."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.hidden_characters import hidden_in_words
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{printed} may not be the whole number: {places}.", "{printed}可能不是完整的编号：{places}。"
)


def _check(case: Case) -> Iterator[Finding]:
    for miss in case.near_misses:
        if miss.hidden:
            places = listed(hidden_in_words(case, miss))
            message = MESSAGE.filled(printed=" ".join(miss.printed.split()), places=places)
            yield RULE.finding(message, miss.confidence or 0.0)


RULE = Rule(
    code="NMD916",
    name="hidden-character",
    name_zh="疑有字被遮挡",
    severity="warn",
    source=source(
        "nrta-2024-35", Localized("the number must stand in an obvious place", "编号须标注在明显位置")
    ),
    begins=None,
    check=_check,
)
