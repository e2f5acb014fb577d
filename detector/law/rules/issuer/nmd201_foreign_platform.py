"""NMD201 foreign-platform: the number was given by another platform.

What it checks
    Whether a platform's number is valid on the platform that shows the episode, by the dated table of
    prefixes and apps. The confidence is the marker's, times 0.8 where the prefix is in the table as
    likely and was not yet observed. Where the app draws the number, the one that the catalogue gives is
    asked about, with confidence 0.8.

Why
    A drama of the lowest category shows the number of the platform that reviewed it. On several platforms
    it shows each platform's own number, never another platform's.

Fires
    The episode's platform is in the table, and every number that stands there is from a platform and not
    valid on it.

Stays silent
    The episode's platform is not given, or in no table (NMD906); the number was given by NRTA or a
    province, which is valid everywhere; a number that is valid here stands there too; a number is unsure
    or contradicted (NMD902, NMD903).

Mend
    Show the number that this platform gave. If the operator's prefix is valid on this app, send the
    evidence, so that the table can be corrected.
"""

from collections.abc import Iterator

from detector.i18n import Localized, listed
from detector.law.case import Case
from detector.law.evidence.certainty import undoubted_markers
from detector.law.evidence.claimed_number import called, stand_in
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Marker

MANUAL_ZH = """NMD201 使用其他平台编号：编号由其他平台发放。

检查内容
    平台发放的编号在播出平台上是否有效，以前缀与应用对照表为准。置信度为编号的置信度，前缀尚未实际见到的
    乘以0.8。编号由应用叠加的，以目录所列编号代之，置信度为0.8。

依据
    其他微短剧应当标明审核该剧的平台所发编号。在多个平台播出的，各平台分别标明各自的编号，不得使用其他平
    台的编号。

触发情形
    播出平台在对照表中，而片头所有编号均为平台发放，且在该平台均无效。

不触发情形
    播出平台未知，或不在对照表中（NMD906）；编号由总局或省级部门发放，各平台通用；另有在该平台有效的编
    号；编号识读把握不足或各帧结果不一（NMD902、NMD903）。

整改方法
    标明本平台发放的编号。确有依据证明该前缀在本应用有效的，请提供依据以便修正对照表。
"""

MESSAGE = Localized(
    "{number} is a number of {prefix}, valid on {valid}, not on {app}.",
    "{number}由{prefix}发放，适用于{valid}，不适用于{app}。",
)


LIKELY = 0.8


def _check(case: Case) -> Iterator[Finding]:
    app = case.provisions.app_named(case.episode.platform or "")
    markers = undoubted_markers(case) or stand_in(case)
    if app is None or not all(_is_foreign(case, marker, app) for marker in markers):
        return
    for marker in markers:
        row = case.provisions.prefix_row(marker.issuer.abbreviation or "")
        if row:
            names = {"number": called(marker), "prefix": row.prefix, "valid": listed(row.apps), "app": app}
            sureness = 1.0 if row.evidence == "observed" else LIKELY
            yield RULE.finding(MESSAGE.filled(**names), (marker.confidence or 0.0) * sureness)


def _is_foreign(case: Case, marker: Marker, app: str) -> bool:
    row = case.provisions.prefix_row(marker.issuer.abbreviation or "")
    return marker.issuer.kind == "platform" and row is not None and app not in row.apps


RULE = Rule(
    code="NMD201",
    name="foreign-platform",
    name_zh="使用其他平台编号",
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
