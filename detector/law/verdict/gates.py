"""What may be done with an episode: launch it, promote it, put it on the front page."""

from collections.abc import Collection, Iterable, Iterator
from typing import Literal

from detector.law.case import Case
from detector.law.evidence.ai_label import is_label_law_in_force, lacks_ai_label
from detector.law.evidence.certainty import reliable_current_markers
from detector.law.evidence.required_category import highest_category
from detector.law.rule import Rule
from detector.law.rules import RULES
from detector.law.verdict.assumptions import Assumption
from detector.law.verdict.outcome import deciding_codes
from detector.records import Finding, Gate, Outcome, Permission

_OF_OUTCOME: dict[Outcome, Permission] = {"pass": "allowed", "fail": "blocked", "undecided": "needs-review"}


def gates(
    case: Case,
    outcome: Outcome,
    findings: Iterable[Finding],
    unknown: Collection[str],
    rules: tuple[Rule, ...] = RULES,
) -> tuple[Gate, ...]:
    """The gates in the order launch, promote, front page.

    ``findings`` are those of the outcome, ``unknown`` the assumptions that were made, ``rules`` those that
    were asked.

    Without a sure number nothing may be launched, carried traffic for or pushed, so the first two follow the
    outcome. What passes may need a person all the same: because a fact is not known that could change the
    answer, because joint review of a special theme is not known, or because a finding asks for one before
    the launch. Such a finding holds no promotion, but that of a clip, which is itself what would be shown.
    What stands on a front page is rechecked by NRTA, and by the notice of 2024 it is for key dramas; whether
    it still is since the standards of 2026 is inferred, so that blocks nothing. An episode that passes
    without a number of the notice does not tell the drama's category.
    """
    found = tuple(findings)
    permission, reasons = _OF_OUTCOME[outcome], deciding_codes(found, outcome, case.policy.fail_on)
    facts = tuple(_missing_facts(case, unknown)) if outcome == "pass" else ()
    holding = {rule.code for rule in rules if rule.holds_launch} if outcome == "pass" else set()
    held = tuple(sorted({finding.code for finding in found} & holding))
    launch = _gate("launch", permission, (*reasons, *facts, *held))
    promote = _gate(
        "promote", permission, (*reasons, *facts, *(held if case.episode.kind == "promo" else ()))
    )
    markers = reliable_current_markers(case)
    row = case.provisions.trigger("front_page", case.as_of)
    is_for_key_dramas = row is None or row.evidence != "inferred"
    if permission != "allowed":
        front_page = Gate("front_page", permission, reasons)
    elif not markers:
        front_page = Gate("front_page", "needs-review", ("no-number-seen",))
    elif any(marker.category == "key" for marker in markers) or not is_for_key_dramas:
        front_page = Gate("front_page", "needs-review", ("nrta-recheck",))
    else:
        front_page = Gate("front_page", "blocked", ("no-key-number",))
    return launch, promote, front_page


def _gate(name: Literal["launch", "promote"], permission: Permission, reasons: tuple[str, ...]) -> Gate:
    """A gate that waits for a person where it would be open and there are reasons against that."""
    return Gate(name, "needs-review" if permission == "allowed" and reasons else permission, reasons)


def _missing_facts(case: Case, unknown: Collection[str]) -> Iterator[Assumption]:
    """Which of platform, cost, production and joint review are not known and could change the answer."""
    if "joint-review-unknown" in unknown:
        yield "joint-review-unknown"
    if "platform-unknown" in unknown:
        yield "platform-unknown"
    is_strict = case.policy.fail_on == "warn"
    # For a key number no cost is too high; a claim that is too low for it is a warning.
    is_cost_open = "investment-unknown" in unknown and (is_strict or highest_category(case) != "key")
    if is_cost_open:
        yield "investment-unknown"
    # The kind of production decides by which limits a cost is judged and whether a label is asked for. Where
    # the cost is known and the limits differ, the episode does not pass (NMD910).
    is_label_open = is_label_law_in_force(case) and (is_strict or lacks_ai_label(case))
    if "production-unknown" in unknown and (is_cost_open or is_label_open):
        yield "production-unknown"
