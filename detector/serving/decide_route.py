"""``POST /v1/scans/{id}:decide``: decisions of other review tools, by the rules of the desk."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints
from starlette.concurrency import run_in_threadpool

from detector.errors import LeaseLost, RequestInvalid, StateConflict
from detector.review.agreement import effective_entries
from detector.review.cases import Cases, Decision, Reviewer
from detector.review.desk import ReviewDesk
from detector.review.messages import REASONS
from detector.service.api.dependencies import ReviewToken, ServiceDep
from detector.service.api.problems import problems
from detector.service.api.response_models import ScanView
from detector.service.api.routes.request_parsing import Id, json_body
from detector.service.presenters import present_scan
from detector.service.storage.schema import DecisionAction

_MAX_NOTE = 2_000
_EXAMPLE: dict[str, JsonValue] = {"action": "block", "reason": "misprint", "note": "第 is missing"}


class DecideRequest(BaseModel):
    """A decision on a scan, or ``undo``, which takes this token's newest decision back."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    action: DecisionAction | Literal["undo"]
    reason: str | None = Field(None, description=f"one of {', '.join(REASONS)}")
    note: Annotated[str, StringConstraints(max_length=_MAX_NOTE, pattern=r"^[^\x00]*$")] = ""


def decide_routes(desk: ReviewDesk) -> APIRouter:
    """The route, over a desk."""
    router = APIRouter(prefix="/v1", tags=["scans"])

    @router.post(
        "/scans/{scan_id:name}:decide",
        summary="Decide on a scan",
        responses={200: {"model": ScanView}, **problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)},
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": DecideRequest.model_json_schema()}},
            }
        },
    )
    async def decide_scan(request: Request, service: ServiceDep, token: ReviewToken, scan_id: Id) -> Response:
        """Log a decision of this token's reviewer, as the desk does. The result does not change.

        The same decision again changes nothing, so the request is safe to repeat. 409: another reviewer has
        the case, or it is settled.
        """
        body = await json_body(request, DecideRequest)
        if body.reason is not None and body.reason not in REASONS:
            raise RequestInvalid(f"reason: {body.reason}: unknown reason", f"known are {', '.join(REASONS)}")

        def decide() -> dict[str, Any]:
            if service.job_queries.get(scan_id, token)["result"] is None:
                raise StateConflict("the scan has no result to decide on", "wait until it has ended")
            decide_once(desk.cases, scan_id, Reviewer(token.id, token.name), body)
            return present_scan(service.job_queries.get(scan_id, token))

        view = await run_in_threadpool(decide)
        service.notifier.notify_work()
        return JSONResponse(view)

    return router


def decide_once(cases: Cases, job: str, reviewer: Reviewer, body: DecideRequest) -> None:
    """Log the decision unless it is the newest one. Raises as :meth:`Cases.decide` does.

    A case that stays open is free for the second reviewer at once; a settled one can be undone for a while.
    """
    case = cases.get(job, reviewer)
    newest = next(iter(effective_entries(case.history)[-1:]), None)
    wanted = reviewer.id, body.action, body.reason, body.note.strip()
    if newest and wanted == (newest.who, newest.action, newest.reason, newest.note):
        return
    if case.row["is_open"] and not cases.lease(job, reviewer):
        taken = cases.get(job, reviewer).taken
        raise LeaseLost(taken, "try again when its lease or claim has ended")
    if body.action == "undo":
        case = cases.undo(job, reviewer)
    else:
        case = cases.decide(job, reviewer, Decision(body.action, body.reason, body.note.strip()))
    if case.row["is_open"]:
        cases.release(job, reviewer)
