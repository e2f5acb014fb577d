"""What reviewers do with a case: decide, correct, undo, keep it longer, leave it."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from detector.errors import LeaseLost, RequestInvalid
from detector.review.access import Acting, Desk, The
from detector.review.case_queue import Wanted
from detector.review.case_view import checked_number
from detector.review.cases import Choice, Reviewer
from detector.review.messages import REASONS
from detector.review.pages.routes import Job, query_of, wanted_of

router = APIRouter()
Line = Annotated[str, Form(max_length=200)]
_LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class _Place:
    """Who acts on which case, and the filters of the queue that they work down."""

    desk: Desk
    reviewer: Reviewer
    job: str
    wanted: Wanted

    def show(self, job: str | None = None, **more: str) -> Response:
        """Go to a case, by default this one."""
        return _to(f"/desk/cases/{job or self.job}{query_of(self.wanted, **more)}")


def _place(request: Request, desk: The, reviewer: Acting, job: Job) -> _Place:
    return _Place(desk, reviewer, job, wanted_of(request))


At = Annotated[_Place, Depends(_place)]


@router.post("/cases/{job}/decide")
def decide(
    at: At,
    action: Annotated[Literal["confirm", "reject", "undecided"], Form()],
    reason: Annotated[str, Form()] = "",
    note: Annotated[str, Form(max_length=_LONGEST_NOTE)] = "",
) -> Response:
    """Write a decision and go on with the next case."""
    if reason and reason not in REASONS:
        raise RequestInvalid(f"reason: {reason}: there is none of this name", "choose one of the list")
    case = at.desk.cases.decide(at.job, at.reviewer, Choice(action, reason or None, note.strip()))
    following = at.desk.queue.next_of(at.wanted, case.row, at.reviewer.id)
    return at.show(following, undo=at.job) if following else at.show()


@router.post("/cases/{job}/undo")
def undo(at: At) -> Response:
    """Take one's newest decision back, and look at its case again."""
    at.desk.cases.undo(at.job, at.reviewer)
    return at.show()


@router.post("/cases/{job}/edit")
def edit(at: At, number: Line = "", title: Line = "") -> Response:
    """Correct what was read; the result itself stays as it is."""
    checked = checked_number(number, at.desk.grounds) if number.strip() else ""
    fields = {"number": checked, "title": title.strip()}
    at.desk.cases.decide(at.job, at.reviewer, Choice("edit", fields=fields))
    return at.show()


@router.post("/cases/{job}/lease")
def longer(at: At) -> Response:
    """Keep a case longer. Raises ``LeaseLost`` where another one has it by now."""
    if not at.desk.cases.take(at.job, at.reviewer):
        raise LeaseLost("another reviewer has this case, or it is settled", "take another case")
    return at.show()


@router.post("/cases/{job}/leave")
def leave(at: At, to: Annotated[Literal["next", "previous"], Form()]) -> Response:
    """Go to another case; this one is free again, unless a decision on it can still be undone."""
    case = at.desk.cases.one(at.job, at.reviewer)
    if case.is_mine and not case.can_undo:
        at.desk.cases.release(at.job, at.reviewer)
    if to == "next":
        found = at.desk.queue.next_of(at.wanted, case.row, at.reviewer.id)
    else:
        found = at.desk.queue.before(at.wanted, case.row)
    return at.show(found) if found else _to(f"/desk/{query_of(at.wanted)}")


def _to(address: str) -> Response:
    return RedirectResponse(address, 303)
