"""NMD305 unregistered-platform: the number is not valid on this platform.

What it checks
    Whether the registry lists the episode's platform among those on which the number is valid. Other
    names of an app count. The confidence is the marker's.

Why
    A drama of the lowest category needs the number of each platform that shows it.

Fires
    The episode's platform is given, and of no number that stands there does the registry list it.

Stays silent
    The platform is not given; the registry lists no platforms for a number that stands there. There is no
    registry, or it does not have the number (NMD301, NMD922) or was silent (NMD921); a number is unsure
    or contradicted (NMD902, NMD903).

Mend
    Show the number that this platform gave, or have the platform added to the record and import a newer
    list.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.claimed_number import called
from detector.law.evidence.registry_facts import entries
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD305 平台不在登记范围：该编号在本平台无效。

检查内容
    登记库所列该编号的适用平台是否包括本集的播出平台。应用的其他名称同样算数。置信度为编号的置信度。

依据
    最低类别的微短剧，在每个播出平台都须有该平台的编号。

触发情形
    播出平台已知，而画面上在库的编号，其适用平台均不包括该平台。

不触发情形
    播出平台未知；画面上有一个编号未登记适用平台；没有登记库；登记库没有该编号（NMD301、NMD922）或未予答复
    （NMD921）；编号识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    标明本平台发放的编号；或在登记中增加该平台，并导入较新的登记数据。
"""

MESSAGE = Localized(
    "{number} is valid on {platforms}, not on {platform}.",
    "{number}的适用平台为{platforms}，不包括{platform}。",
)


def _check(case: Case) -> Iterator[Finding]:
    platform, found = case.episode.platform, list(entries(case))
    if not platform or any(_is_valid(case, entry.platforms, platform) for _, entry in found):
        return
    for marker, entry in found:
        platforms = listed(entry.platforms)
        message = MESSAGE.filled(number=called(marker), platforms=platforms, platform=platform)
        yield RULE.finding(message, marker.confidence or 0.0)


def _is_valid(case: Case, platforms: tuple[str, ...], platform: str) -> bool:
    app = case.provisions.app_named(platform) or platform
    return not platforms or app in {case.provisions.app_named(name) or name for name in platforms}


RULE = Rule(
    code="NMD305",
    name="unregistered-platform",
    name_zh="平台不在登记范围",
    severity="block",
    source=source(
        "nrta-2024-35",
        Localized(
            "each platform shows its own number, never another platform's",
            "各平台标明自己的编号，不得使用其他平台编号",
        ),
    ),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
