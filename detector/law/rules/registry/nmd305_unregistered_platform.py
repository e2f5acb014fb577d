"""NMD305 unregistered-platform: the number is not valid on this platform."""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.claimed_number import display_number
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "{number} is valid on {platforms}, not on {platform}.",
    "{number}的适用平台为{platforms}，不包括{platform}。",
)
ON_A_CLIP = Localized(
    "{number} is valid on {platforms}, not on {platform}; a promotional clip shows the number of the "
    "platform on which the drama is.",
    "{number}的适用平台为{platforms}，不包括{platform}；宣传推广素材标注该剧所在播出平台的备案号，不据此拦截。",
)


def _check(case: Case) -> Iterator[Finding]:
    platform, found = case.episode.platform, list(entries(case))
    if not platform:
        return
    app = case.provisions.app_named(platform) or platform
    for _, entry in found:
        apps = {case.provisions.app_named(name) or name for name in entry.platforms}
        if not apps or app in apps:
            return
    is_clip = case.episode.kind == "promo"
    for marker, entry in found:
        platforms = listed(entry.platforms)
        message = (ON_A_CLIP if is_clip else MESSAGE).filled(
            number=display_number(marker), platforms=platforms, platform=platform
        )
        yield RULE.finding(message, marker.confidence or 0.0, severity="note" if is_clip else None)


RULE = Rule(
    code="NMD305",
    name="unregistered-platform",
    name_zh="平台不在登记范围",
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
