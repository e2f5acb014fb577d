"""NMD201 foreign-platform: the number was given by another platform."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.certainty import reliable_current_markers
from detector.law.evidence.claimed_number import display_number, overlaid_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} is a number of {prefix}, valid on {valid}, not on {app}.",
    "{number}系{prefix}平台备案号，仅限{valid}使用，不得用于{app}。",
)


LIKELY = 0.8


def _check(case: Case) -> Iterator[Finding]:
    app = case.provisions.app_named(case.episode.platform or "")
    markers = reliable_current_markers(case) or overlaid_markers(case)
    foreign = [
        (marker, row)
        for marker in markers
        if marker.issuer.kind == "platform"
        if (row := case.provisions.prefix_row(marker.issuer.abbreviation or "")) and app not in row.apps
    ]
    if app is None or len(foreign) < len(markers):
        return
    for marker, row in foreign:
        names = {
            "number": display_number(marker),
            "prefix": row.prefix,
            "valid": listed(row.apps),
            "app": app,
        }
        confidence = 1.0 if row.evidence == "observed" else LIKELY
        yield RULE.finding(MESSAGE.filled(**names), (marker.confidence or 0.0) * confidence)


RULE = Rule(
    code="NMD201",
    name="foreign-platform",
    name_zh="使用其他平台编号",
    severity="block",
    source=source(
        "nrta-2024-35",
        Localized(
            "each platform shows its own number, never another platform's",
            "各平台标注自己的编号，不得使用其他平台编号",
        ),
    ),
    begins="recorded-only-from",
    check=_check,
)
