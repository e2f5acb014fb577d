"""The queue, the page of a case, and its lease."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.background import BackgroundTask

from detector.review.agreement import verdict_of
from detector.review.case_presenter import present_case, result_of
from detector.review.case_queue import MAX_COUNT
from detector.review.cases import Case
from detector.review.pages import templates
from detector.review.pages.dependencies import CurrentSession, DeskDep
from detector.review.pages.filters import filter_from, query_string
from detector.review.sessions import Session
from detector.service.jobs.job_queue import episode_from_json

router = APIRouter()
JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_PAGE_ROWS = 50


@router.get("/")
def queue_page(
    request: Request,
    desk: DeskDep,
    session: CurrentSession,
    cursor: Annotated[str | None, Query(pattern="^[A-Za-z0-9_-]{1,60}$")] = None,
) -> Response:
    """A page of the queue, the most urgent cases first."""
    case_filter = filter_from(request)
    page, now_ms = desk.case_queue.page(case_filter, cursor, _PAGE_ROWS), desk.cases.now_ms()
    rows = [
        {
            **row,
            "video": episode_from_json(row["episode"]).video,
            "is_leased": bool(row["is_open"] and row["holder"] and (row["lease_until_ms"] or 0) > now_ms),
        }
        for row in page.rows
    ]
    response = templates.page(
        request, "queue.html", session=session, filter=case_filter, rows=rows, cursor=cursor,
        next_cursor=page.cursor, count=desk.case_queue.count_open(), max_count=MAX_COUNT,
        query=query_string(case_filter),
    )  # fmt: skip
    response.background = BackgroundTask(desk.preload_registry)
    return response


@router.get("/cases/{job}")
def case_page(
    request: Request,
    desk: DeskDep,
    session: CurrentSession,
    job: JobId,
    undo: Annotated[str | None, Query(pattern="^[0-9a-f]{32}$")] = None,
) -> Response:
    """A case, leased to whoever opens it unless another reviewer has it.

    ``undo`` is the case decided just before, which the page offers to undo.
    """
    desk.cases.lease(job, session.reviewer)
    case, row = desk.cases.get(job, session.reviewer), desk.job(job)
    result, outcome = result_of(row), case.row["outcome"]
    episode, corrections = result.episode, {} if case.is_blind else dict(case.consensus.corrections)
    view = present_case(result, corrections, desk.judging, templates.language(request))
    number = next((text["number"] for text in view["texts"] if text["number"]), "")
    as_read = {"number": number, "title": episode.series or episode.title or ""}
    return templates.page(
        request, "case.html", view=view, episode=episode, undo_job=undo, edit_values=as_read | corrections,
        siblings=desk.case_queue.siblings(case.row["drama"]), **_case_values(request, session, case),
        picture=lambda name: f"/desk/cases/{job}/pictures/{name}",
        confirm=verdict_of(outcome, "confirm"), reject=verdict_of(outcome, "reject"),
    )  # fmt: skip


@router.get("/cases/{job}/lease")
def lease_fragment(request: Request, desk: DeskDep, session: CurrentSession, job: JobId) -> Response:
    """How long the case is still leased to the reviewer."""
    case = desk.cases.get(job, session.reviewer)
    return templates.page(request, "lease.html", **_case_values(request, session, case))


def _case_values(request: Request, session: Session, case: Case) -> dict[str, Any]:
    return {"session": session, "case": case, "row": case.row, "query": query_string(filter_from(request))}
