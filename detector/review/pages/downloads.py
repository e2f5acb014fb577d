"""What can be taken home from the desk: the evidence of a case, labelled crops; and the page of figures."""

from fastapi import APIRouter, Request, Response

from detector.errors import StateConflict
from detector.review.access import SignedIn, The
from detector.review.evidence_pack import pack_of
from detector.review.pages import templates
from detector.review.pages.routes import Job
from detector.review.quality import figures, labelled

router = APIRouter()


@router.get("/cases/{job}/pack.zip")
def pack(desk: The, session: SignedIn, job: Job) -> Response:
    """The evidence pack of a case. Raises ``StateConflict`` for whoever must not know its log yet."""
    case = desk.cases.one(job, session.reviewer)
    if case.is_blind:
        raise StateConflict("another reviewer has decided, which you are not to know yet", "decide first")
    return _zip(pack_of(desk, case), f"case-{job}.zip")


@router.get("/labels.zip")
def labels(desk: The, session: SignedIn) -> Response:  # noqa: ARG001  (who looks is checked)
    """Settled cases as labelled crops."""
    return _zip(labelled(desk), "labels.zip")


@router.get("/figures")
def shown(request: Request, desk: The, session: SignedIn) -> Response:
    """What the decisions say of the machine, and of each other."""
    return templates.page(request, "figures.html", session=session, found=figures(desk))


def _zip(content: bytes, name: str) -> Response:
    headers = templates.HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, 200, headers, "application/zip")
