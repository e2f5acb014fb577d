"""Claiming cases of the queue for a shift, and giving them back."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from detector.errors import StateConflict
from detector.review.claims import MAX_CLAIMED
from detector.review.pages.case_routes import PAGE_ROWS, JobId
from detector.review.pages.dependencies import ActingReviewer, DeskDep
from detector.review.pages.filters import filter_from
from detector.review.sessions import is_alone

router = APIRouter()


@router.post("/claims")
def claim(
    request: Request,
    desk: DeskDep,
    reviewer: ActingReviewer,
    count: Annotated[int, Form(ge=1, le=MAX_CLAIMED)],
    job: Annotated[list[JobId] | None, Form(max_length=PAGE_ROWS)] = None,
) -> Response:
    """Claim the first ``count`` free cases of the filtered queue, or those that were ticked."""
    if is_alone(reviewer):
        raise StateConflict("there is no other reviewer to keep cases from", "open the cases of the queue")
    claimed = desk.claims.claim(reviewer, filter_from(request, reviewer.id), count, job or ())
    return RedirectResponse(f"/desk/?mine=1&claimed={claimed}", 303)


@router.post("/claims/give-back")
def give_back(desk: DeskDep, reviewer: ActingReviewer) -> Response:
    """End the reviewer's claims; what they have decided stays decided."""
    desk.claims.give_back(reviewer.id)
    return RedirectResponse("/desk/", 303)
