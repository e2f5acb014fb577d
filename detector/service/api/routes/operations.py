"""For those who run the service: is it alive, can it work, what is it at."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool

from detector.errors import RegistryError, StoreError
from detector.service.api.problems import problems
from detector.service.api.response_models import Health
from detector.service.auth.authorization import Seeing, Service, The

router = APIRouter(tags=["operations"])


@router.get(
    "/livez",
    summary="Is it alive",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def alive() -> Response:
    """The process answers; that is all."""
    return PlainTextResponse("ok\n")


@router.get("/readyz", summary="Can it work", responses={200: {"model": Health}, 503: {"model": Health}})
async def ready(service: The) -> Response:
    """Models, database and registry. A registry that cannot be asked leaves scans undecided: degraded."""
    parts = await run_in_threadpool(_parts, service)
    is_ready = parts["models"]["ok"] and parts["database"]["ok"] and parts["service"]["ok"]
    status = "unready" if not is_ready else "ok" if parts["registry"]["ok"] else "degraded"
    return JSONResponse({"status": status, "parts": parts}, 200 if is_ready else 503)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=PlainTextResponse,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **problems(401, 403, 429, 503),
    },
)
async def metrics(service: The, token: Seeing) -> Response:  # noqa: ARG001  (who calls is checked)
    """Scans, outcomes, stage times and workers of this instance; the queue of all instances."""
    return Response(
        await run_in_threadpool(service.meters.text, service.listing), media_type=CONTENT_TYPE_LATEST
    )


def _parts(service: Service) -> dict[str, dict[str, Any]]:
    crew, failure = service.crew, service.crew.failure()
    return {
        "service": {"ok": not crew.is_stopping.is_set()},
        "models": {
            "ok": crew.has_been_ready,
            "workers": crew.ready,
            "reason": failure.message if failure else None,
        },
        "database": _database(service),
        "registry": _registry(service),
    }


def _database(service: Service) -> dict[str, Any]:
    try:
        lanes = service.listing.lanes()
    except StoreError as error:
        return {"ok": False, "reason": type(error).__name__}
    return {"ok": True, "waiting": sum(lane.waiting for lane in lanes)}


def _registry(service: Service) -> dict[str, Any]:
    if service.registry is None:
        return {"ok": True, "reason": "none is asked"}
    today, limit = date.today(), service.settings.registry.max_age_days
    try:
        snapshot = service.registry.snapshot(today)
    except RegistryError as error:
        return {"ok": False, "reason": type(error).__name__}
    if snapshot is None:
        return {"ok": False, "reason": "it is empty"}
    age = (today - snapshot.dated).days
    return {"ok": limit is None or age <= limit, "dated": snapshot.dated.isoformat(), "age_days": age}
