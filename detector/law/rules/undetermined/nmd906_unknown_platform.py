"""NMD906 unknown-platform: whether a platform's number is valid here is not known.

What it checks
    Whether the episode's platform is in the dated table of apps. The confidence is the marker's. Where
    the app draws the number, the one that the catalogue gives is asked about, with confidence 0.8.

Why
    A platform's number is valid on that platform's own apps alone. For an app that no table names, nobody
    can say whether it is one of them.

Fires
    The episode's platform is given and in no table, and the number was given by a platform.

Stays silent
    The platform is not given, or is in the table (NMD201 judges then); the number was given by NRTA or a
    province.

Mend
    Write the platform as the table does, or add the app to the table with the evidence.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import counting_markers
from detector.law.evidence.claimed_number import called, stand_in
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD906 平台不明：无法确定平台编号在此是否有效。

检查内容
    播出平台是否在应用表中。置信度为编号的置信度。编号由应用叠加的，以目录所列编号代之，置信度为0.8。

依据
    平台编号只在该平台自己的应用上有效。表中没有的应用，无法判断是否属于其中。

触发情形
    已知播出平台而表中没有，且编号由平台发放。

不触发情形
    播出平台未知，或在表中（由NMD201判定）；编号由总局或省级部门发放。

整改方法
    按表中名称填写平台，或将该应用连同依据补入应用表。
"""

MESSAGE = Localized(
    "Whether {number} is valid on {platform} is not known: no table has this app.",
    "无法确定{number}在{platform}是否有效：表中没有该应用。",
)


def _check(case: Case) -> Iterator[Finding]:
    platform = case.episode.platform
    if platform is None or case.provisions.app_named(platform):
        return
    for marker in counting_markers(case) or stand_in(case):
        if marker.issuer.kind == "platform":
            message = MESSAGE.filled(number=called(marker), platform=platform)
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
            "各平台标明自己的编号，不得使用其他平台编号",
        ),
    ),
    begins=None,
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
