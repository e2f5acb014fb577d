"""NMD906 unknown-platform: whether a platform's number is valid here is not known."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import current_markers
from detector.law.evidence.claimed_number import display_number, overlaid_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "Whether {number} is valid on {platform} is not known: no table has this app.",
    "无法确定{number}在{platform}是否有效：表中没有该客户端（App）。",
)


def _check(case: Case) -> Iterator[Finding]:
    platform = case.episode.platform
    if platform is None or case.provisions.app_named(platform):
        return
    for marker in current_markers(case) or overlaid_markers(case):
        if marker.issuer.kind == "platform":
            message = MESSAGE.filled(number=display_number(marker), platform=platform)
            yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD906",
    name="unknown-platform",
    name_zh="平台不明",
    severity="warn",
    source=source(
        "nrta-2024-35",
        Localized(
            "each platform shows its own number, never another platform's",
            "各平台标注自己的编号，不得使用其他平台编号",
        ),
    ),
    begins=None,
    check=_check,
)
