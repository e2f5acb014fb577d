"""Liveness, readiness and metrics."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool

from detector.errors import RegistryError, StoreError
from detector.service.api.dependencies import ReadToken, Service, ServiceDep
from detector.service.api.problems import RETRY_AFTER, problems
from detector.service.api.response_models import Health

router = APIRouter(tags=["operations"])


@router.get(
    "/livez",
    summary="Liveness",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def get_liveness() -> Response:
    """Answers as long as the process does."""
    return PlainTextResponse("ok\n")


@router.get("/readyz", summary="Readiness", responses={200: {"model": Health}, 503: {"model": Health}})
async def get_readiness(service: ServiceDep) -> Response:
    """State of models, database and registry. Without the registry scans are undecided: `degraded`."""

    def check() -> dict[str, dict[str, Any]]:
        supervisor, failure = service.supervisor, service.supervisor.failure()
        return {
            "service": {"ok": not supervisor.is_stopping.is_set()},
            "models": {
                "ok": supervisor.has_been_ready,
                "workers": supervisor.ready,
                "reason": failure.message if failure else None,
            },
            "database": _check_database(service),
            "registry": _check_registry(service),
        }

    parts = await run_in_threadpool(check)
    is_ready = parts["models"]["ok"] and parts["database"]["ok"] and parts["service"]["ok"]
    status = "unready" if not is_ready else "ok" if parts["registry"]["ok"] else "degraded"
    if is_ready:
        return JSONResponse({"status": status, "parts": parts})
    return JSONResponse({"status": status, "parts": parts}, 503, {"Retry-After": RETRY_AFTER})


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=PlainTextResponse,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **problems(401, 403, 429, 503),
    },
)
async def get_metrics(service: ServiceDep, token: ReadToken) -> Response:  # noqa: ARG001  (authorizes)
    """Scans, outcomes, stage times and workers of this instance; the queue of all instances."""
    content = await run_in_threadpool(service.metrics.render, service.job_queries)
    return Response(content, media_type=CONTENT_TYPE_LATEST)


def _check_database(service: Service) -> dict[str, Any]:
    try:
        lanes = service.job_queries.lane_stats()
    except StoreError as error:
        return {"ok": False, "reason": type(error).__name__}
    return {"ok": True, "waiting": sum(lane.waiting for lane in lanes)}


def _check_registry(service: Service) -> dict[str, Any]:
    if service.registry is None:
        return {"ok": True, "reason": "no registry is configured"}
    today, limit = date.today(), service.settings.registry.max_age_days
    try:
        snapshot = service.registry.snapshot(today)
    except RegistryError as error:
        return {"ok": False, "reason": type(error).__name__}
    if snapshot is None:
        return {"ok": False, "reason": "the registry is empty"}
    age = (today - snapshot.dated).days
    return {"ok": limit is None or age <= limit, "dated": snapshot.dated.isoformat(), "age_days": age}
