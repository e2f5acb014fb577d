"""All rules. A new one is imported here and put into ``RULES``, in the order of the codes."""

from detector.i18n import Localized
from detector.law.rule import Rule
from detector.law.rules.catalogue import (
    nmd501_number_on_two_dramas,
    nmd502_two_numbers_in_one_drama,
    nmd503_missing_on_some_episodes,
    nmd504_digit_differs_from_siblings,
    nmd505_inconsistent_title,
    nmd506_unusual_issuer,
    nmd507_improbable_serial,
)
from detector.law.rules.category import (
    nmd401_category_too_low,
    nmd402_overlong_episode,
    nmd403_understated_claim,
)
from detector.law.rules.issuer import (
    nmd201_foreign_platform,
    nmd202_platform_issued_review,
    nmd203_other_name_issuer,
    nmd204_foreign_province,
)
from detector.law.rules.marker import (
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
)
from detector.law.rules.registry import (
    nmd301_unknown_number,
    nmd302_title_mismatch,
    nmd303_withdrawn_number,
    nmd304_other_issuer,
    nmd305_unregistered_platform,
    nmd306_surplus_episode,
    nmd307_category_differs,
    nmd308_duration_differs,
    nmd309_episode_count_differs,
    nmd310_issue_year_differs,
    nmd311_misspelt_title,
)
from detector.law.rules.undetermined import (
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
    nmd921_silent_registry,
    nmd922_unverifiable_number,
)

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
    nmd301_unknown_number.RULE,
    nmd302_title_mismatch.RULE,
    nmd303_withdrawn_number.RULE,
    nmd304_other_issuer.RULE,
    nmd305_unregistered_platform.RULE,
    nmd306_surplus_episode.RULE,
    nmd307_category_differs.RULE,
    nmd308_duration_differs.RULE,
    nmd309_episode_count_differs.RULE,
    nmd310_issue_year_differs.RULE,
    nmd311_misspelt_title.RULE,
    nmd401_category_too_low.RULE,
    nmd402_overlong_episode.RULE,
    nmd403_understated_claim.RULE,
    nmd501_number_on_two_dramas.RULE,
    nmd502_two_numbers_in_one_drama.RULE,
    nmd503_missing_on_some_episodes.RULE,
    nmd504_digit_differs_from_siblings.RULE,
    nmd505_inconsistent_title.RULE,
    nmd506_unusual_issuer.RULE,
    nmd507_improbable_serial.RULE,
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
    nmd921_silent_registry.RULE,
    nmd922_unverifiable_number.RULE,
)
"""Every rule, whether in force today or not, in the order of the codes."""


def rule(code: str) -> Rule | None:
    """The rule with this code, in any case; ``None`` if there is none."""
    return next((rule for rule in RULES if rule.code == code.upper()), None)


def manual(code: str) -> Localized | None:
    """The manual of the rule with this code, in five sections; ``None`` if there is no such rule."""
    found = rule(code)
    return found.manual if found else None
