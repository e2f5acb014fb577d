"""NMD102 malformed-marker: the only number that stands there is not in a lawful form."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import contradictions, malformed_misses
from detector.law.evidence.coverage import is_readable
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.law.text.lookalikes import lookalike
from detector.law.text.near_miss import explanation
from detector.records import Finding

MESSAGE = Localized(
    "{printed} is no lawful number: {reason}.",
    "{printed}不符合规定格式：{reason}。",
)

LOOKS_LIKE = Localized(
    "{printed} is no lawful number: {reason}. It looks like {lawful_text}: {read} for {lawful}, "
    "printed or misread.",
    "{printed}不符合规定格式：{reason}。形近{lawful_text}：“{lawful}”作“{read}”，或为误印，或为误读。",
)
OFTEN_CONFUSED = Localized(
    "{printed} is no lawful number: {reason}. It looks like {lawful_text}: {read} for {lawful}, "
    "printed or misread (on test clips {times} of {of} were misread so).",
    "{printed}不符合规定格式：{reason}。形近{lawful_text}：“{lawful}”作“{read}”，或为误印，或为误读（测试片中{of}字"
    "有{times}字如此误读）。",
)


def _check(case: Case) -> Iterator[Finding]:
    if case.markers or contradictions(case) or not is_readable(case):
        return
    for miss in malformed_misses(case):
        values: dict[str, object] = {"printed": " ".join(miss.printed.split())}
        values["reason"] = explanation(miss.reason)
        phrase, found = MESSAGE, lookalike(miss.printed)
        if found:
            phrase = OFTEN_CONFUSED if found.of else LOOKS_LIKE
            values |= {"lawful_text": found.text, "read": found.read, "lawful": found.lawful}
            values |= {"times": found.times, "of": found.of}
        yield RULE.finding(phrase.filled(**values), miss.confidence or 0.0)


RULE = Rule(
    code="NMD102",
    name="malformed-marker",
    name_zh="编号不合规",
    severity="block",
    source=source("nrta-2024-35", Localized("the three forms of the number", "编号的三种格式")),
    begins="recorded-only-from",
    check=_check,
)
