"""NMD401 category-too-low: the number is of a lower category than the drama needs."""

from collections.abc import Iterator

from detector.i18n import Localized, in_words, listed
from detector.law.case import Case
from detector.law.evidence.claimed_number import decisive_markers, display_number
from detector.law.evidence.required_category import (
    Requirement,
    decisive_day,
    highest_category,
    shortfalls,
)
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Severity

MESSAGE = Localized(
    "{numbers} is a number of category {category}; {reason} demands {needed}.",
    "{numbers}的类别为“{category}”；按{reason}应为“{needed}”。",
)
BY_EARLIER_LAW = Localized(
    "{numbers} is a number of category {category}; the drama went online on {published}, and by the law of "
    "{day} {reason} demanded {needed}.",
    "{numbers}的类别为“{category}”；该剧{published}上线，依{day}的规定，按{reason}应为“{needed}”。",
)
ALLOWED_SINCE = Localized(
    "{numbers} is a number of category {category}; the drama went online on {published}, and by the law of "
    "{day} {reason} demanded {needed}. By the law of {as_of} the number suffices.",
    "{numbers}的类别为“{category}”；该剧{published}上线，依{day}的规定，按{reason}应为“{needed}”。依{as_of}的规定，"
    "该编号的类别已足够。",
)
INFERRED = Localized(
    "{numbers} is a number of category {category}; whether {reason} still demands {needed} on {day} is not "
    "stated by the law, so it blocks nothing.",
    "{numbers}的类别为“{category}”；{day}{reason}是否仍须为“{needed}”，现行规定未予明确，不据此拦截。",
)
LOWER_BEFORE = Localized(
    "{numbers} is a number of category {category}, and by the law of {as_of} {reason} demands {needed}; the "
    "drama went online on {published}, and by the law of {day} the number suffices.",
    "{numbers}的类别为“{category}”，依{as_of}的规定，按{reason}应为“{needed}”；该剧{published}上线，依{day}的规定，该编号"
    "的类别已足够。",
)


def _check(case: Case) -> Iterator[Finding]:
    day, highest = decisive_day(case), highest_category(case)
    if highest is None:
        return
    markers = decisive_markers(case)
    surest = max(marker.confidence or 0.0 for marker in markers)
    for short, phrase, severity in _complaints(case):
        law_of = case.as_of if phrase is LOWER_BEFORE else day
        message = phrase.filled(
            numbers=listed(map(display_number, markers)),
            category=case.provisions.category_words(highest, law_of),
            reason=short.reason,
            needed=case.provisions.category_words(short.category, law_of),
            day=in_words(day),
            published=in_words(case.episode.published_on or day),
            as_of=in_words(case.as_of),
        )
        yield RULE.finding(message, surest * short.confidence, short.source, severity)


def _complaints(case: Case) -> Iterator[tuple[Requirement, Localized, Severity]]:
    """What the numbers are too low for: by the law of the decisive day, and by that of the case's day."""
    day = decisive_day(case)
    then = shortfalls(case, day)
    if day == case.as_of:
        yield from ((short, INFERRED, "warn") for short in then if short.is_inferred)
        yield from ((short, MESSAGE, "block") for short in then if not short.is_inferred)
        return
    now = [short for short in shortfalls(case, case.as_of) if not short.is_inferred]
    for short in then:
        if short.is_inferred:
            yield short, INFERRED, "warn"
        elif any(other.ground == short.ground for other in now):
            yield short, BY_EARLIER_LAW, "block"
        else:
            yield short, ALLOWED_SINCE, "warn"
    grounds = {short.ground for short in then if not short.is_inferred}
    yield from ((short, LOWER_BEFORE, "note") for short in now if short.ground not in grounds)


RULE = Rule(
    code="NMD401",
    name="category-too-low",
    name_zh="类别偏低",
    severity="block",
    source=source("nrta-2024-35", Localized("the three categories", "三个类别")),
    begins="recorded-only-from",
    check=_check,
)
