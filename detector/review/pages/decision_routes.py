"""What reviewers do with a case: decide, correct, undo, renew its lease, leave it."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from detector.errors import LeaseLost, RequestInvalid
from detector.review.case_presenter import parse_number
from detector.review.case_queue import CaseFilter
from detector.review.cases import Decision, Reviewer
from detector.review.desk import ReviewDesk
from detector.review.messages import REASONS
from detector.review.pages.case_routes import JobId
from detector.review.pages.dependencies import ActingReviewer, DeskDep
from detector.review.pages.filters import filter_from, query_string

router = APIRouter()
_FieldText = Annotated[str, Form(max_length=200)]
_MAX_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class _CaseAction:
    """Who acts on which case, and the filters of the queue that they work through."""

    desk: ReviewDesk
    reviewer: Reviewer
    job: str
    case_filter: CaseFilter

    def show_case(self, job: str | None = None, **query: str) -> Response:
        """A redirect to a case, by default this one."""
        address = f"/desk/cases/{job or self.job}{query_string(self.case_filter, **query)}"
        return RedirectResponse(address, 303)


def _get_case_action(request: Request, desk: DeskDep, reviewer: ActingReviewer, job: JobId) -> _CaseAction:
    return _CaseAction(desk, reviewer, job, filter_from(request))


CaseAction = Annotated[_CaseAction, Depends(_get_case_action)]


@router.post("/cases/{job}/decide")
def decide(
    on: CaseAction,
    action: Annotated[Literal["confirm", "reject", "undecided"], Form()],
    reason: Annotated[str, Form()] = "",
    note: Annotated[str, Form(max_length=_MAX_NOTE)] = "",
) -> Response:
    """Log a decision and show the next case."""
    if reason and reason not in REASONS:
        raise RequestInvalid(f"reason: {reason}: unknown reason", "choose one of the list")
    case = on.desk.cases.decide(on.job, on.reviewer, Decision(action, reason or None, note.strip()))
    next_job = on.desk.case_queue.next_case(on.case_filter, case.row, on.reviewer.id)
    return on.show_case(next_job, undo=on.job) if next_job else on.show_case()


@router.post("/cases/{job}/undo")
def undo(on: CaseAction) -> Response:
    """Take the reviewer's newest decision back, and show its case again."""
    on.desk.cases.undo(on.job, on.reviewer)
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
