"""What may be done with an episode: launch it, promote it, put it on the front page."""

from dataclasses import replace

from detector.law.case import Case
from detector.law.evidence.certainty import reliable_current_markers
from detector.records import Gate, Outcome, Permission

_OF_OUTCOME: dict[Outcome, Permission] = {"pass": "allowed", "fail": "blocked", "undecided": "needs-review"}


def gates(case: Case, outcome: Outcome, reasons: tuple[str, ...]) -> tuple[Gate, ...]:
    """The gates in the order launch, promote, front page; ``reasons`` are the codes that decide the outcome.

    Without a sure number nothing may be launched, carried traffic for or pushed, so the first two follow the
    outcome; a special theme goes through joint review besides. What stands on a front page is rechecked by
    NRTA, and by the notice of 2024 it is for key dramas; whether it still is since the standards of 2026 is
    inferred, so that blocks nothing. An episode that passes without a number of the notice does not tell the
    drama's category.
    """
    permission = _OF_OUTCOME[outcome]
    launch, promote = Gate("launch", permission, reasons), Gate("promote", permission, reasons)
    if permission == "allowed" and case.episode.special_theme and case.episode.joint_review is None:
        launch = Gate("launch", "needs-review", ("joint-review-unknown",))
        promote = replace(launch, name="promote")
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
