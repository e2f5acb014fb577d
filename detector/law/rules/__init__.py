"""All rules. A new one is imported here and put into ``RULES``, in the order of the codes."""

from detector.law.rule import Rule
from detector.law.rules import (
    nmd101_missing_marker,
    nmd102_malformed_marker,
    nmd201_foreign_platform,
    nmd202_platform_issued_review,
    nmd901_unreadable_opening,
    nmd902_ambiguous_marker,
    nmd903_unsettled_marker,
    nmd904_old_series_only,
    nmd905_unknown_issuer,
    nmd906_unknown_platform,
    nmd907_uncovered_date,
    nmd908_unpublished_form,
)

RULES: tuple[Rule, ...] = (
    nmd101_missing_marker.RULE,
    nmd102_malformed_marker.RULE,
    nmd201_foreign_platform.RULE,
    nmd202_platform_issued_review.RULE,
    nmd901_unreadable_opening.RULE,
    nmd902_ambiguous_marker.RULE,
    nmd903_unsettled_marker.RULE,
    nmd904_old_series_only.RULE,
    nmd905_unknown_issuer.RULE,
    nmd906_unknown_platform.RULE,
    nmd907_uncovered_date.RULE,
    nmd908_unpublished_form.RULE,
)
"""Every rule, whether in force today or not, in the order of the codes."""


def rule(code: str) -> Rule | None:
    """The rule with this code, in any case; ``None`` if there is none."""
    return next((rule for rule in RULES if rule.code == code.upper()), None)


def manual(code: str) -> str | None:
    """The manual of the rule with this code, in five sections; ``None`` if there is no such rule."""
    found = rule(code)
    return found.manual if found else None
