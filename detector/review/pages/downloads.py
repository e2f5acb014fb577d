"""The page of statistics, and downloads: the evidence pack of a case, and labelled crops."""

from fastapi import APIRouter, Request, Response

from detector.errors import StateConflict
from detector.review.decision_statistics import decision_statistics
from detector.review.evidence_pack import evidence_pack
from detector.review.label_export import label_export
from detector.review.pages import templates
from detector.review.pages.case_routes import JobId
from detector.review.pages.dependencies import CurrentSession, DeskDep
from detector.review.queue_presenter import duration
from detector.review.throughput import shift_of

router = APIRouter()


@router.get("/figures")
def statistics_page(request: Request, desk: DeskDep, session: CurrentSession) -> Response:
    """The reviewer's shift, and statistics of all decisions."""
    reviewer, lang = session.reviewer.id, templates.language(request)
    shift = shift_of(desk.cases.store, reviewer)
    found, time = decision_statistics(desk, reviewer), duration(shift.duration_ms, lang)
    return templates.page(
        request,
        "statistics.html",
        session=session,
        statistics=found,
        shift=shift,
        shift_time=time,
        training=desk.training.answers(reviewer),
    )


@router.get("/cases/{job}/pack.zip")
def download_evidence_pack(desk: DeskDep, session: CurrentSession, job: JobId) -> Response:
    """The evidence pack of a case. Raises ``StateConflict`` for whoever must not see its log yet."""
    case = desk.cases.get(job, session.reviewer)
    if case.is_blind:
        raise StateConflict("another reviewer's decision is hidden until you have decided", "decide first")
    return _zip_response(evidence_pack(desk, case), f"case-{job}.zip")


@router.get("/labels.zip")
def download_labels(desk: DeskDep, session: CurrentSession) -> Response:  # noqa: ARG001  (authorizes)
    """Settled cases as labelled crops."""
    return _zip_response(label_export(desk), "labels.zip")


def _zip_response(content: bytes, name: str) -> Response:
    headers = templates.HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, 200, headers, "application/zip")
