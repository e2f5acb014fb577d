"""Training: cases with a known answer, to practise on. Nothing here decides on a scan."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from detector.review.case_presenter import present_case, result_of
from detector.review.pages import templates
from detector.review.pages.case_routes import JobId
from detector.review.pages.dependencies import ActingReviewer, CurrentSession, DeskDep
from detector.review.training import not_asked
from detector.service.storage.schema import DecisionAction

router = APIRouter(prefix="/training")
_MAX_NOTE = 2_000


@router.get("")
def next_training_case(request: Request, desk: DeskDep, session: CurrentSession) -> Response:
    """The next case to answer; without one, the answers given so far."""
    reviewer = session.reviewer.id
    if job := desk.training.next_case(reviewer):
        return RedirectResponse(f"/desk/training/{job}", 303)
    answers = desk.training.answers(reviewer)
    return templates.page(request, "training.html", session=session, answers=answers)


@router.get("/{job}")
def training_page(request: Request, desk: DeskDep, session: CurrentSession, job: JobId) -> Response:
    """A training case: with buttons to answer it, or with the answer given and the known one."""
    training, reviewer = desk.training, session.reviewer.id
    answer = next((one for one in training.answers(reviewer) if one.job == job), None)
    if answer is None and not training.asks(job, reviewer):
        raise not_asked(job)
    row, case = desk.job(job), desk.cases.get(job, session.reviewer)
    result = result_of(row)
    return templates.page(
        request, "training_case.html", session=session, row=case.row, query="", episode=result.episode,
        view=present_case(result, {}, desk.judging, templates.language(request)),
        picture=lambda name: f"/desk/cases/{job}/pictures/{name}",
        answer=answer, known=training.known(job) or {"reason": None, "note": ""},
        explanation=(training.marked(job) or {"note": ""})["note"],
    )  # fmt: skip


@router.post("/{job}")
def answer_training_case(
    desk: DeskDep, reviewer: ActingReviewer, job: JobId, action: Annotated[DecisionAction, Form()]
) -> Response:
    """Store an answer, which no audit log has and no webhook tells, and show the known one."""
    desk.training.answer(job, reviewer, action)
    return RedirectResponse(f"/desk/training/{job}", 303)


@router.post("/{job}/mark")
def mark_case(
    request: Request,
    desk: DeskDep,
    reviewer: ActingReviewer,
    job: JobId,
    note: Annotated[str, Form(max_length=_MAX_NOTE)] = "",
) -> Response:
    """Choose a settled case for training."""
    desk.training.mark(job, reviewer, note.strip())
    return _to_case(request, job)


@router.post("/{job}/unmark")
def unmark_case(request: Request, desk: DeskDep, reviewer: ActingReviewer, job: JobId) -> Response:  # noqa: ARG001  (authorizes)
    """Use a case for training no longer."""
    desk.training.unmark(job)
    return _to_case(request, job)


def _to_case(request: Request, job: str) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/desk/cases/{job}{query}", 303)
