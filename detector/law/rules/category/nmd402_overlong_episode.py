"""NMD402 overlong-episode: the episode is longer than a micro-drama's may be."""

from collections.abc import Iterator

from detector.i18n import Localized, in_words
from detector.law.case import Case
from detector.law.evidence.required_category import decisive_day
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding, Severity

MESSAGE = Localized(
    "The episode lasts {duration} s; a micro-drama's lasts less than {limit} s.",
    "本集时长{duration}秒；微短剧单集时长应少于{limit}秒。",
)
CLIP = Localized(
    "The promotional clip lasts {duration} s; the limit of {limit} s binds episodes.",
    "宣传推广素材时长{duration}秒；少于{limit}秒的要求适用于正片。",
)
EARLIER = Localized(
    "The episode lasts {duration} s, and a micro-drama's lasts less than {limit} s; the drama went online on "
    "{published}, when no limit held.",
    "本集时长{duration}秒，微短剧单集时长应少于{limit}秒；该剧{published}上线，当时尚无此项要求。",
)


def _check(case: Case) -> Iterator[Finding]:
    duration_ms, row = case.episode.duration_ms or 0, case.provisions.duration(case.as_of)
    if row is None or duration_ms < row.shorter_than_ms:
        return
    is_clip, is_earlier = case.episode.kind == "promo", decisive_day(case) < row.in_force_from
    phrase = CLIP if is_clip else EARLIER if is_earlier else MESSAGE
    message = phrase.filled(
        duration=f"{duration_ms / 1000:,g}",
        limit=f"{row.shorter_than_ms / 1000:,g}",
        published=in_words(case.episode.published_on or case.as_of),
    )
    severity: Severity | None = "note" if is_clip or is_earlier else None
    yield RULE.finding(message, 1.0, case.provisions.source_of(row), severity)


RULE = Rule(
    code="NMD402",
    name="overlong-episode",
    name_zh="单集过长",
    severity="block",
    source=source("nrta-order-16", Localized("episodes are shorter than 20 minutes", "单集时长少于20分钟")),
    begins="order-16-from",
    check=_check,
)
