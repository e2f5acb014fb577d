"""NMD402 overlong-episode: the episode is longer than a micro-drama's may be."""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MESSAGE = Localized(
    "The episode lasts {duration} s; a micro-drama's lasts less than {limit} s.",
    "本集时长{duration}秒；微短剧单集时长应少于{limit}秒。",
)


def _check(case: Case) -> Iterator[Finding]:
    duration_ms, row = case.episode.duration_ms or 0, case.provisions.duration(case.as_of)
    if row and duration_ms >= row.shorter_than_ms and case.episode.kind != "promo":
        seconds = {"duration": f"{duration_ms / 1000:,g}", "limit": f"{row.shorter_than_ms / 1000:,g}"}
        message = MESSAGE.filled(**seconds)
        yield RULE.finding(message, 1.0, case.provisions.source_of(row))


RULE = Rule(
    code="NMD402",
    name="overlong-episode",
    name_zh="单集过长",
    severity="block",
    source=source("nrta-order-16", Localized("episodes are shorter than 20 minutes", "单集时长少于20分钟")),
    begins="order-16-from",
    check=_check,
)
