"""NMD304 other-issuer: another issuer gave this number to the drama."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.registry_facts import (
    SAME_TITLE_MIN_SIMILARITY,
    differs_in_issuer,
    similarity_to_titles,
    unregistered_numbers,
)
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} is not in the registry; {title} has {registered}.",
    "登记库查无{number}；“{title}”的编号为{registered}。",
)


def _check(case: Case) -> Iterator[Finding]:
    for marker, reply in unregistered_numbers(case):
        for near in reply.near:
            similarity = similarity_to_titles(case, (near.title,))
            if similarity >= SAME_TITLE_MIN_SIMILARITY and differs_in_issuer(case, marker, near):
                message = MESSAGE.filled(
                    number=display_number(marker), title=near.title, registered=near.number
                )
                yield RULE.finding(message, (marker.confidence or 0.0) * similarity)


RULE = Rule(
    code="NMD304",
    name="other-issuer",
    name_zh="编号主体不符",
    severity="block",
    source=source("nrta-2024-35", Localized("the issuer is part of the number", "编号含编号主体")),
    begins="recorded-only-from",
    check=_check,
)
