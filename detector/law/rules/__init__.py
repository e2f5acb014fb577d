"""All rules. A new one is imported here and put into ``RULES``, in the order of the codes."""

from detector.law.rule import Rule
from detector.law.rules import (
    nmd101_missing_marker,
    nmd102_malformed_marker,
    nmd103_too_brief_marker,
    nmd104_late_marker,
    nmd105_claimed_number_differs,
    nmd106_impossible_year,
    nmd107_missing_title,
    nmd108_missing_ai_label,
    nmd109_legacy_series,
    nmd110_old_form_marker,
    nmd111_wrong_series,
    nmd112_too_small_marker,
    nmd113_unnumbered_episode,
    nmd201_foreign_platform,
    nmd202_platform_issued_review,
    nmd203_other_name_issuer,
    nmd204_foreign_province,
    nmd401_category_too_low,
    nmd402_overlong_episode,
    nmd403_understated_claim,
    nmd901_unreadable_opening,
    nmd902_ambiguous_marker,
    nmd903_unsettled_marker,
    nmd904_old_series_only,
    nmd905_unknown_issuer,
    nmd906_unknown_platform,
    nmd907_uncovered_date,
    nmd908_unpublished_form,
    nmd909_marker_in_app,
    nmd910_undetermined_category,
    nmd911_unmarked_promo,
    nmd912_unknown_episode,
    nmd913_partly_examined,
)
from detector.words import Words

RULES: tuple[Rule, ...] = (
    nmd101_missing_marker.RULE,
    nmd102_malformed_marker.RULE,
    nmd103_too_brief_marker.RULE,
    nmd104_late_marker.RULE,
    nmd105_claimed_number_differs.RULE,
    nmd106_impossible_year.RULE,
    nmd107_missing_title.RULE,
    nmd108_missing_ai_label.RULE,
    nmd109_legacy_series.RULE,
    nmd110_old_form_marker.RULE,
    nmd111_wrong_series.RULE,
    nmd112_too_small_marker.RULE,
    nmd113_unnumbered_episode.RULE,
    nmd201_foreign_platform.RULE,
    nmd202_platform_issued_review.RULE,
    nmd203_other_name_issuer.RULE,
    nmd204_foreign_province.RULE,
    nmd401_category_too_low.RULE,
    nmd402_overlong_episode.RULE,
    nmd403_understated_claim.RULE,
    nmd901_unreadable_opening.RULE,
    nmd902_ambiguous_marker.RULE,
    nmd903_unsettled_marker.RULE,
    nmd904_old_series_only.RULE,
    nmd905_unknown_issuer.RULE,
    nmd906_unknown_platform.RULE,
    nmd907_uncovered_date.RULE,
    nmd908_unpublished_form.RULE,
    nmd909_marker_in_app.RULE,
    nmd910_undetermined_category.RULE,
    nmd911_unmarked_promo.RULE,
    nmd912_unknown_episode.RULE,
    nmd913_partly_examined.RULE,
)
"""Every rule, whether in force today or not, in the order of the codes."""


def rule(code: str) -> Rule | None:
    """The rule with this code, in any case; ``None`` if there is none."""
    return next((rule for rule in RULES if rule.code == code.upper()), None)


def manual(code: str) -> Words | None:
    """The manual of the rule with this code, in five sections; ``None`` if there is no such rule."""
    found = rule(code)
    return found.manual if found else None
