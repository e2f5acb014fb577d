"""The queue, the page of a case, and its lease."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from detector.errors import NoSuchResource
from detector.evidence import kept_pictures
from detector.review.agreement import effective_entries
from detector.review.case_presenter import present_case, result_of
from detector.review.case_queue import MAX_COUNT, MAX_SIBLINGS, CaseFilter
from detector.review.cases import Case
from detector.review.claims import MAX_CLAIMED
from detector.review.desk import ReviewDesk
from detector.review.pages import templates
from detector.review.pages.dependencies import CurrentSession, DeskDep, uploading_token
from detector.review.pages.filters import filter_from, query_string
from detector.review.queue_presenter import duration, main_finding, present_row
from detector.review.sessions import Session, is_alone
from detector.review.standing import decided_action
from detector.review.throughput import shift_of

router = APIRouter()
JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
PAGE_ROWS = 50
"""Cases on a page of the queue."""


@router.get("/")
def queue_page(
    request: Request,
    desk: DeskDep,
    session: CurrentSession,
    cursor: Annotated[str | None, Query(pattern="^[A-Za-z0-9_-]{1,60}$")] = None,
    claimed: Annotated[int | None, Query(ge=0, le=MAX_CLAIMED)] = None,
) -> Response:
    """A page of the queue, the most urgent cases first. ``claimed``: how many were claimed just before."""
    reviewer, lang = session.reviewer.id, templates.language(request)
    case_filter = filter_from(request, reviewer)
    page, now_ms = desk.case_queue.page(case_filter, cursor, PAGE_ROWS), desk.cases.now_ms()
    is_spot_check = not page.rows and cursor is None and case_filter == CaseFilter()
    if is_spot_check:  # nothing awaits review: what passed can be looked at
        case_filter = CaseFilter(outcome="pass")
        page = desk.case_queue.page(case_filter, cursor, PAGE_ROWS)
    return templates.page(
        request, "queue.html", session=session, filter=case_filter, cursor=cursor,
        rows=[present_row(row, reviewer, now_ms, lang) for row in page.rows], is_spot_check=is_spot_check,
        next_cursor=page.cursor, count=desk.case_queue.count_open(CaseFilter()), max_count=MAX_COUNT,
        shift=shift_of(desk.cases.store, reviewer), query=query_string(case_filter),
        mine=(mine := desk.claims.of(reviewer)), mine_left=duration(mine.left_ms, lang), claimed=claimed,
        may_claim=not (is_alone(session.reviewer) or case_filter.settled or case_filter.claimed_by),
        upload_mb=desk.settings.service.max_upload_mb if uploading_token(request, session) else None,
    )  # fmt: skip


@router.get("/cases/{job}")
def case_page(  # noqa: PLR0913, PLR0917  (what stands in the address)
    request: Request,
    desk: DeskDep,
    session: CurrentSession,
    job: JobId,
    undo: Annotated[list[JobId] | None, Query(max_length=MAX_SIBLINGS)] = None,
    late: Annotated[Literal["1"] | None, Query()] = None,
) -> Response:
    """A case, leased to whoever opens it unless another reviewer has it.

    ``undo`` are the cases decided just before, which the page offers to undo. ``late``: the time for this
    case was over when the reviewer decided.
    """
    reviewer, lang = session.reviewer, templates.language(request)
    case_filter = filter_from(request, reviewer.id)
    desk.cases.lease(job, reviewer)
    case, row = desk.cases.get(job, reviewer), desk.job(job)
    result = result_of(row)
    episode, corrections = result.episode, {} if case.is_blind else dict(case.consensus.corrections)
    view = present_case(result, corrections, desk.judging, lang)
    number = next((text["number"] for text in view["texts"] if text["number"]), "")
    as_read = {"number": number, "title": episode.series or episode.title or ""}
    cause = main_finding(result)
    shift = shift_of(desk.cases.store, reviewer.id)
    return templates.page(
        request, "case.html", view=view, episode=episode, edit_values=as_read | corrections,
        siblings=desk.case_queue.siblings(case.row["drama"]), **_case_values(request, session, case),
        same_cause=desk.case_queue.same_cause(case.row, cause.code, reviewer.id) if cause else set(),
        decided=_decided(desk, session, undo) if undo else None, is_late=late is not None,
        picture=lambda name: f"/desk/cases/{job}/pictures/{name}",
        next_pictures=_next_pictures(desk, session, case_filter, case.row),
        place=shift.decided + 1,
        total=shift.decided + max(1, desk.case_queue.count_open(case_filter, reviewer.id)),
        waiting=duration(max(0, desk.cases.now_ms() - row["ended_ms"]), lang),
        training=_training(desk, session, case),
    )  # fmt: skip


def _decided(desk: ReviewDesk, session: Session, jobs: list[str]) -> dict[str, Any] | None:
    """What the bar says of the decision just made, and whether it can be undone."""
    try:
        case = desk.cases.get(jobs[0], session.reviewer)
    except NoSuchResource:  # it was removed meanwhile: that is no reason not to show the next one
        return None
    mine = [entry for entry in effective_entries(case.history) if entry.who == session.reviewer.id]
    if not mine:
        return None
    return {"action": decided_action(mine[-1]), "row": case.row, "jobs": jobs, "waits": case.row["is_open"]}


def _training(desk: ReviewDesk, session: Session, case: Case) -> dict[str, Any] | None:
    """Whether a settled case is for training; ``None`` where it cannot be."""
    if session.is_alone or case.row["is_open"]:
        return None
    return {"mark": desk.training.marked(case.row["job"])}


def _next_pictures(
    desk: ReviewDesk, session: Session, case_filter: CaseFilter, row: Mapping[str, Any]
) -> list[str]:
    """The addresses of the first pictures of the next case, which the browser loads in advance."""
    job = desk.case_queue.next_case(case_filter, row, session.reviewer.id)
    if job is None:
        return []
    first = next(iter(kept_pictures(result_of(desk.job(job)))), None)
    return (
        [f"/desk/cases/{job}/pictures/{name}" for name in (first.crop, first.frame) if name] if first else []
    )


@router.get("/cases/{job}/lease")
def lease_fragment(request: Request, desk: DeskDep, session: CurrentSession, job: JobId) -> Response:
    """How long the case is still leased to the reviewer."""
    case = desk.cases.get(job, session.reviewer)
    return templates.page(request, "lease.html", **_case_values(request, session, case))


def _case_values(request: Request, session: Session, case: Case) -> dict[str, Any]:
    query = query_string(filter_from(request, session.reviewer.id))
    return {"session": session, "case": case, "row": case.row, "query": query}
