"""NMD204 foreign-province: the number was given by another province than the producer's.

What it checks
    Whether the province that gave the number is the one where the producer sits. The confidence is the
    marker's. Where the app draws the number, the one that the catalogue gives is asked about, with
    confidence 0.8.

Why
    Provinces give numbers to the producers of their own territory. Co-productions and moved companies
    exist, so this is a warning.

Fires
    The producer's province is known to the table, and every number is from another province.

Stays silent
    The producer's province is not given or in no table; the number is from that province, from NRTA or
    from a platform; a number is unsure or contradicted (NMD902, NMD903).

Mend
    Compare number and producer with the paper.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.certainty import sure_markers
from detector.law.evidence.claimed_number import called, stand_in
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD204 省份与制作机构不符：编号由制作机构属地以外的省份发放。

检查内容
    发放编号的省份是否为制作机构所在省份。置信度为编号的置信度。编号由应用叠加的，以目录所列编号代之，置
    信度为0.8。

依据
    各省向本辖区制作机构发放编号。也有联合制作、机构迁移的情形，故仅作警告。

触发情形
    制作机构所在省份可查，而所有编号均由其他省份发放。

不触发情形
    制作机构所在省份未知或查不到；编号由该省、总局或平台发放；编号识读把握不足或各帧结果不一（NMD902、
    NMD903）。

整改方法
    将编号、制作机构与证件核对。
"""

MESSAGE = Localized(
    "{number} is from {issuer}, the producer from {home}.",
    "{number}由{issuer}发放，制作机构属{home}。",
)


def _check(case: Case) -> Iterator[Finding]:
    home = case.provisions.province_named(case.episode.producer_province or "")
    markers = sure_markers(case) or stand_in(case)
    if home is None or not all(
        marker.issuer.kind == "province" and marker.issuer.abbreviation != home.abbreviation
        for marker in markers
    ):
        return
    for marker in markers:
        names = {
            name: case.provisions.name_of(one) for name, one in (("issuer", marker.issuer), ("home", home))
        }
        message = MESSAGE.filled(number=called(marker), **names)
        yield RULE.finding(message, marker.confidence or 0.0)


RULE = Rule(
    code="NMD204",
    name="foreign-province",
    name_zh="省份与制作机构不符",
    severity="warn",
    source=source("nrta-2024-35", Localized("the province of the territory", "属地省份")),
    begins="recorded-only-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
