"""NMD506 unusual-issuer: the number comes from another platform than nearly all numbers on this one.

What it checks
    Whether the platform that gave the number is a rare one among the numbers that the catalogue
    shows on the episode's platform. The confidence is the share of the usual platform.

Why
    A platform shows its own numbers. Where the law's table does not know which those are, the
    catalogue itself shows it. It is a hint, no verdict.

Fires
    At least 20 episodes on the platform show numbers of platforms, nine in ten of them of one, and
    at most one in twenty of this one.

Stays silent
    There is no catalogue: one episode is looked at alone. The platform is not known; there are too
    few episodes; the number was given by a province or NRTA.

Mend
    Check whether the drama was taken over from another platform with its number.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import sure_markers
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD506 发放平台少见：编号的发放平台与本平台绝大多数编号不同。

检查内容
    目录中本平台各集的编号里，该发放平台是否少见。置信度为常见发放平台所占比例。

依据
    平台标明的是自己的编号。规定数据中没有对应关系的，可从目录本身看出。仅作提示，不作结论。

触发情形
    本平台至少有20集标明平台编号，其中九成以上由同一平台发放，而该平台所占不超过二十分之一。

不触发情形
    没有目录，仅检查单集；播出平台未知；集数过少；编号由省级部门或总局发放。

整改方法
    核实该剧是否连同编号从其他平台转入。
"""

MESSAGE = Localized(
    "{issuer} gave the numbers of {mine} of {total} episodes on {platform}, {usual} those of {most}.",
    "{platform}的{total}集中，{issuer}编号{mine}集，{usual}编号{most}集。",
)

_LEAST = 20
_USUAL = 0.9
_RARE = 0.05


def _check(case: Case) -> Iterator[Finding]:
    counts = case.neighbours.issuers if case.neighbours else {}
    total = sum(counts.values())
    if case.episode.platform is None or total < _LEAST:
        return
    usual = max(counts, key=lambda issuer: (counts[issuer], issuer))
    for marker in sure_markers(case):
        issuer = marker.issuer.abbreviation or ""
        mine = counts.get(issuer, 0)
        if marker.issuer.kind == "platform" and counts[usual] >= _USUAL * total and mine <= _RARE * total:
            message = MESSAGE.filled(
                issuer=issuer, mine=mine, total=total, platform=case.episode.platform, usual=usual,
                most=counts[usual],
            )  # fmt: skip
            yield RULE.finding(message, counts[usual] / total)


RULE = Rule(
    code="NMD506",
    name="unusual-issuer",
    name_zh="发放平台少见",
    severity="note",
    source=source(
        "nrta-2024-35",
        Localized(
            "the abbreviation must match what users know the platform by", "播出平台简称须与用户所知一致"
        ),
    ),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
