"""NMD402 overlong-episode: the episode is longer than a micro-drama's may be.

What it checks
    Whether the known duration of the episode is less than the dated table of durations says. The confidence
    is 1.

Why
    By Order 16 an episode of a micro-drama is shorter than 20 minutes. A longer one belongs to a work of
    another form, which needs other papers.

Fires
    The duration is given and is as long as the limit of the day, or longer.

Stays silent
    It is shorter; it is not given; it is a promotional clip.

Mend
    Cut the episode, or have the work licensed as what it is.
"""

from collections.abc import Iterator

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.rule import Rule
from detector.law.tables.loader import source
from detector.records import Finding

MANUAL_ZH = """NMD402 单集过长：单集时长超出微短剧的范围。

检查内容
    已知的单集时长是否短于各时期时长表所定的时长。置信度为1。

依据
    按总局令第16号，微短剧单集时长不满20分钟。更长的属于其他形式的作品，应持相应证件。

触发情形
    时长已知，且达到或超过当日的限值。

不触发情形
    时长短于限值；时长未知；视频为宣传片。

整改方法
    缩短单集时长，或按作品的实际形式办理许可。
"""

MESSAGE = Localized(
    "The episode lasts {duration} s; a micro-drama's lasts less than {limit} s.",
    "本集时长{duration}秒；微短剧单集应短于{limit}秒。",
)


def _check(case: Case) -> Iterator[Finding]:
    duration_ms, row = case.episode.duration_ms or 0, case.provisions.duration(case.as_of)
    if row and duration_ms >= row.shorter_than_ms and case.episode.kind != "promo":
        seconds = {"duration": f"{duration_ms / 1000:,g}", "limit": f"{row.shorter_than_ms / 1000:,g}"}
        message = MESSAGE.filled(**seconds)
        yield RULE.finding(message, 1.0, case.provisions.ground_of(row))


RULE = Rule(
    code="NMD402",
    name="overlong-episode",
    name_zh="单集过长",
    severity="block",
    source=source("nrta-order-16", Localized("episodes are shorter than 20 minutes", "单集时长不满20分钟")),
    begins="order-16-from",
    ends=None,
    check=_check,
    manual=Localized(__doc__ or "", MANUAL_ZH),
)
