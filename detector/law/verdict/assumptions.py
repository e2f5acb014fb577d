"""What was taken for granted, or not judged, because a fact is not known: a closed list.

A fact is listed where giving it could change what the rules say of this case; a fact that is neither given
nor listed could not. One that is given but means nothing (a claim that is no number in full form, a province
in no table) is not known either.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from detector.i18n import Localized
from detector.law.case import Case
from detector.law.evidence.absence import drama_title, is_number_needed
from detector.law.evidence.ai_label import is_label_law_in_force
from detector.law.evidence.certainty import current_markers, no_number_was_read
from detector.law.evidence.claimed_number import claimed_marker, is_drawn_by_app, overlaid_markers
from detector.law.evidence.registry_facts import entries, unregistered_numbers
from detector.law.evidence.required_category import requirements
from detector.records import IssuerKind

Assumption = Literal[
    "kind-unknown",
    "overlay-unknown",
    "episode-number-unknown",
    "platform-unknown",
    "published-on-unknown",
    "investment-unknown",
    "production-unknown",
    "special-theme-unknown",
    "joint-review-unknown",
    "front-page-unknown",
    "promotion-unknown",
    "category-unknown",
    "claimed-number-unknown",
    "producer-province-unknown",
    "title-unknown",
    "duration-unknown",
    "episodes-unknown",
]


class UnknownFact(NamedTuple):
    """A fact that is not known, what is assumed in consequence, and whether the rules needed the fact."""

    fact: Localized
    consequence: Localized
    is_needed: Callable[[Case], bool]


def assumptions(case: Case) -> tuple[Assumption, ...]:
    """The facts that are not known and that the rules would have needed, in the order of the list."""
    return tuple(code for code, unknown in ASSUMPTIONS.items() if unknown.is_needed(case))


def _may_be_drawn_by_app(case: Case) -> bool:
    """Whether a number is missing, and the platform's app may be one that draws it."""
    if case.episode.overlay is not None or case.episode.kind == "promo":
        return False
    return no_number_was_read(case) and is_number_needed(case) is not False


def _lacks_number(case: Case) -> bool:
    asks = case.policy.number_on_first > 0 and case.episode.kind != "promo"
    return case.episode.number is None and (asks or _is_recorded(case, "episodes"))


def _lacks_day(case: Case) -> bool:
    episode = case.episode
    triggers = (episode.investment_cny, episode.special_theme, episode.front_page, episode.promotion)
    by_order_16 = bool(drama_title(case)) or episode.duration_ms is not None
    is_asked = any(triggers) or bool(case.markers or overlaid_markers(case)) or episode.production == "ai"
    since = case.as_of >= case.provisions.day("order-16-from")
    return episode.published_on is None and (is_asked or (since and by_order_16))


def _lacks_production(case: Case) -> bool:
    is_asked = is_label_law_in_force(case) or case.episode.investment_cny is not None
    return case.episode.production is None and is_asked


def _lacks_title(case: Case) -> bool:
    episode = case.episode
    is_asked = case.as_of >= case.provisions.day("order-16-from") and episode.kind != "promo"
    has_other = _is_recorded(case, "title") or any(reply.near for _, reply in unregistered_numbers(case))
    return (is_asked or has_other) and episode.title is None and episode.series is None


def _lacks_duration(case: Case) -> bool:
    is_asked = case.as_of >= case.provisions.day("order-16-from")
    return case.episode.duration_ms is None and (is_asked or _is_recorded(case, "episode_ms"))


def _is_recorded(case: Case, field: str) -> bool:
    """Whether a record in the registry says what the fact would be compared with."""
    return any(getattr(entry, field) not in (None, ()) for _, entry in entries(case))


def _is_from(case: Case, kind: IssuerKind) -> bool:
    return any(marker.issuer.kind == kind for marker in case.markers or overlaid_markers(case))


def _may_be_too_low(case: Case) -> bool:
    markers = current_markers(case) or overlaid_markers(case)
    claimed_less = case.episode.category in ("ordinary", "other")
    return claimed_less or any(marker.category in ("ordinary", "other") for marker in markers)


def _lacks_category(case: Case) -> bool:
    is_comparable = _is_recorded(case, "category") or any(
        requirement.category != "other" for requirement in requirements(case)
    )
    return case.episode.category is None and (_may_be_too_low(case) or is_comparable)


def _lacks_province(case: Case) -> bool:
    known = case.provisions.province_named(case.episode.producer_province or "")
    return known is None and _is_from(case, "province")


ASSUMPTIONS: dict[Assumption, UnknownFact] = {
    "kind-unknown": UnknownFact(
        Localized("kind", "视频类型"),
        Localized(
            "taken for an episode, not a promotional clip", "按正片处理，不按宣传推广素材（投流素材）处理"
        ),
        lambda case: case.episode.kind is None,
    ),
    "overlay-unknown": UnknownFact(
        Localized("overlay", "编号是否由客户端（App）叠加显示"),
        Localized(
            "taken from the table of apps; one of which it says nothing draws nothing over the video",
            "按平台表处理；表中未注明的客户端（App），按未在画面上叠加任何标识处理",
        ),
        lambda case: case.episode.overlay is None and no_number_was_read(case),
    ),
    "episode-number-unknown": UnknownFact(
        Localized("episode number", "第几集"),
        Localized(
            "whether the policy asks for the number here, and the record includes this episode, is not known",
            "无法确定本集是否须按检查方案标注编号，以及是否在登记的集数之内",
        ),
        _lacks_number,
    ),
    "platform-unknown": UnknownFact(
        Localized("platform", "播出平台"),
        Localized(
            "whether the number is valid there, and whether the app draws it, was not judged",
            "未核查编号在该平台是否有效、是否由其客户端（App）叠加显示",
        ),
        lambda case: (
            case.episode.platform is None
            and (_is_from(case, "platform") or _is_recorded(case, "platforms") or _may_be_drawn_by_app(case))
        ),
    ),
    "published-on-unknown": UnknownFact(
        Localized("day of publication", "上线日期"),
        Localized("judged as if it went online on the day whose law applies", "按在判定所依日期上线处理"),
        _lacks_day,
    ),
    "investment-unknown": UnknownFact(
        Localized("cost", "投资额"),
        Localized("the category was not compared with the cost", "未按投资额核查类别"),
        lambda case: case.episode.investment_cny is None and _may_be_too_low(case),
    ),
    "production-unknown": UnknownFact(
        Localized("kind of production", "制作方式"),
        Localized(
            "the limits of every kind were considered, and no AI label was asked for",
            "按各种制作方式的投资额标准分别考虑，且未要求人工智能标识",
        ),
        _lacks_production,
    ),
    "special-theme-unknown": UnknownFact(
        Localized("special theme", "特殊题材"),
        Localized("taken as if it had none", "按非特殊题材处理"),
        lambda case: (
            case.episode.special_theme is None
            and (_may_be_too_low(case) or case.episode.joint_review is False)
        ),
    ),
    "joint-review-unknown": UnknownFact(
        Localized("joint review", "特殊题材协审"),
        Localized("whether the special theme passed it was not judged", "未核查特殊题材是否已经协审"),
        lambda case: case.episode.joint_review is None and case.episode.special_theme is True,
    ),
    "front-page-unknown": UnknownFact(
        Localized("front page", "首页首屏推荐"),
        Localized("taken as if it stood on none", "按未在首页首屏推荐处理"),
        lambda case: case.episode.front_page is None and _may_be_too_low(case),
    ),
    "promotion-unknown": UnknownFact(
        Localized("promotion", "招商主推"),
        Localized("taken as if it was not mainly promoted", "按未列入平台招商主推处理"),
        lambda case: case.episode.promotion is None and _may_be_too_low(case),
    ),
    "category-unknown": UnknownFact(
        Localized("claimed category", "申报类别"),
        Localized(
            "neither number nor record nor facts were compared with a claim",
            "编号、登记及其他情况均未与申报类别核对",
        ),
        _lacks_category,
    ),
    "claimed-number-unknown": UnknownFact(
        Localized("claimed number", "申报编号"),
        Localized("the number was not compared with the catalogue's", "未与片单所列编号核对"),
        lambda case: claimed_marker(case) is None and (bool(case.markers) or is_drawn_by_app(case)),
    ),
    "producer-province-unknown": UnknownFact(
        Localized("producer's province", "制作机构属地"),
        Localized(
            "whether the province is the producer's was not judged",
            "未核查编号所属省份与制作机构属地是否一致",
        ),
        _lacks_province,
    ),
    "title-unknown": UnknownFact(
        Localized("title", "剧名"),
        Localized(
            "whether it stands in the title sequence, and is the registered one, was not judged",
            "未核查片头是否标注剧名，以及与备案剧名是否一致",
        ),
        _lacks_title,
    ),
    "duration-unknown": UnknownFact(
        Localized("duration", "单集时长"),
        Localized("taken as short enough, and as registered", "按符合单集时长要求和登记时长处理"),
        _lacks_duration,
    ),
    "episodes-unknown": UnknownFact(
        Localized("number of episodes", "总集数"),
        Localized("not compared with the record", "未与登记集数核对"),
        lambda case: case.episode.episodes is None and _is_recorded(case, "episodes"),
    ),
}
"""Every assumption, in the order in which results list them."""
