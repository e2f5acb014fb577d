"""What reviewers do with a case: decide, correct, undo, renew its lease, leave it."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from detector.errors import LeaseLost, RequestInvalid
from detector.law.rules import rule
from detector.review.case_presenter import parse_number, result_of
from detector.review.case_queue import MAX_SIBLINGS, CaseFilter
from detector.review.cases import Decision, Reviewer
from detector.review.desk import ReviewDesk
from detector.review.messages import REASONS
from detector.review.pages.case_routes import JobId
from detector.review.pages.dependencies import ActingReviewer, DeskDep
from detector.review.pages.filters import filter_from, query_string
from detector.review.queue_presenter import main_finding

router = APIRouter()
_FieldText = Annotated[str, Form(max_length=200)]
_MAX_NOTE = 2_000
_MARK = "mark-"


@dataclass(frozen=True, slots=True)
class _CaseAction:
    """Who acts on which case, and the filters of the queue that they work through."""

    desk: ReviewDesk
    reviewer: Reviewer
    job: str
    case_filter: CaseFilter

    def show_case(self, job: str | None = None, **query: str | list[str]) -> Response:
        """A redirect to a case, by default this one."""
        address = f"/desk/cases/{job or self.job}{query_string(self.case_filter, **query)}"
        return RedirectResponse(address, 303)


def _get_case_action(request: Request, desk: DeskDep, reviewer: ActingReviewer, job: JobId) -> _CaseAction:
    return _CaseAction(desk, reviewer, job, filter_from(request, reviewer.id))


CaseAction = Annotated[_CaseAction, Depends(_get_case_action)]


async def _get_decision(
    request: Request,
    action: Annotated[Literal["release", "block", "return", "rescan", "undecided"] | None, Form()] = None,
    bulk: Annotated[Literal["block", "return"] | None, Form()] = None,
    reason: Annotated[str, Form()] = "",
    note: Annotated[str, Form(max_length=_MAX_NOTE)] = "",
) -> Decision:
    """The decision in a form; a field ``mark-RULE`` says whether the reviewer accepts what the rule found."""
    effect = bulk or action
    if effect is None:
        raise RequestInvalid("action: it is missing", "choose one of the buttons")
    if reason and reason not in REASONS:
        raise RequestInvalid(f"reason: {reason}: unknown reason", "choose one of the list")
    marks = {
        name.removeprefix(_MARK): value == "accept"
        for name, value in (await request.form()).items()
        if name.startswith(_MARK) and rule(name.removeprefix(_MARK)) and value in ("accept", "reject")
    }
    return Decision(effect, reason or None, note.strip(), findings=marks)


@router.post("/cases/{job}/decide")
def decide(
    on: CaseAction,
    decision: Annotated[Decision, Depends(_get_decision)],
    bulk: Annotated[str, Form()] = "",
    also: Annotated[list[str] | None, Form(max_length=MAX_SIBLINGS)] = None,
) -> Response:
    """Log a decision and show the next case; where the time for this one is over, show it again.

    ``bulk`` blocks or returns the cases in ``also`` too, as far as they are of the same drama and have the
    same cause, each with an entry of its own. What nobody has looked at is never released.
    """
    return _decide(on, decision, (also or []) if bulk else [])


def _decide(on: _CaseAction, decision: Decision, also: list[str]) -> Response:
    cases, queue = on.desk.cases, on.desk.case_queue
    try:
        case = cases.decide(on.job, on.reviewer, decision)
    except LeaseLost:
        return on.show_case(late="1")
    decided = [on.job]
    cause = main_finding(result_of(on.desk.job(on.job))) if also else None
    same = queue.same_cause(case.row, cause.code, on.reviewer.id) if cause else set()
    for job in dict.fromkeys(also):
        if job in same and cases.lease(job, on.reviewer):
            cases.decide(job, on.reviewer, replace(decision, findings={}))
            decided.append(job)
    next_job = queue.next_case(on.case_filter, case.row, on.reviewer.id)
    return on.show_case(next_job, undo=decided)


@router.post("/cases/{job}/undo")
def undo(on: CaseAction, also: Annotated[list[str] | None, Form(max_length=MAX_SIBLINGS)] = None) -> Response:
    """Take the reviewer's newest decision back, also on cases decided with it, and show its case again."""
    for job in (on.job, *(also or ())):
        on.desk.cases.undo(job, on.reviewer)
    return on.show_case()


@router.post("/cases/{job}/edit")
def edit(on: CaseAction, number: _FieldText = "", title: _FieldText = "") -> Response:
    """Log a correction of what was read; the result itself does not change."""
    normal_form = parse_number(number, on.desk.judging) if number.strip() else ""
    fields = {"number": normal_form, "title": title.strip()}
    on.desk.cases.decide(on.job, on.reviewer, Decision("edit", fields=fields))
    return on.show_case()


@router.post("/cases/{job}/lease")
def renew_lease(on: CaseAction) -> Response:
    """Renew the lease of a case. Raises ``LeaseLost`` if another reviewer has it by now."""
    if not on.desk.cases.lease(on.job, on.reviewer):
        raise LeaseLost("another reviewer has this case, or it is settled", "take another case")
    return on.show_case()


@router.post("/cases/{job}/leave")
def leave(on: CaseAction, to: Annotated[Literal["next", "previous"], Form()]) -> Response:
    """Go to another case. The lease of this one is given up, unless a decision can still be undone."""
    case = on.desk.cases.get(on.job, on.reviewer)
    if case.is_mine and not case.can_undo:
        on.desk.cases.release(on.job, on.reviewer)
    if to == "next":
        found = on.desk.case_queue.next_case(on.case_filter, case.row, on.reviewer.id)
    else:
        found = on.desk.case_queue.previous_case(on.case_filter, case.row)
    return on.show_case(found) if found else RedirectResponse(f"/desk/{query_string(on.case_filter)}", 303)
