"""The desk as an application of its own, mounted under ``/desk``: its errors are pages."""

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from detector.errors import DetectorError, LeaseLost, NoSuchResource, RequestInvalid, StoreError, TokenInvalid
from detector.review.desk import ReviewDesk
from detector.review.pages import (
    case_routes,
    claim_routes,
    decision_routes,
    downloads,
    media_routes,
    session_routes,
    templates,
    training_routes,
    upload_routes,
)
from detector.review.pages.dependencies import SESSION_COOKIE
from detector.service.api.dependencies import Service
from detector.service.api.problems import BUG, DATABASE_UNAVAILABLE, invalid_request
from detector.service.observability import log_error

_ROUTES = (
    session_routes, case_routes, claim_routes, media_routes, decision_routes, downloads,
    training_routes, upload_routes,
)  # fmt: skip


def create_desk_app(desk: ReviewDesk, service: Service | None = None) -> FastAPI:
    """The desk's pages. ``service`` scans what is uploaded at the desk; without it nothing can be."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.desk, app.state.service = desk, service
    for routes in _ROUTES:
        app.include_router(routes.router)
    app.add_exception_handler(DetectorError, _on_detector_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_bug)
    return app


def _error_page(request: Request, error: DetectorError, status: int | None = None) -> Response:
    back = None
    if isinstance(error, LeaseLost | RequestInvalid) and "/cases/" in request.url.path:
        query = f"?{request.url.query}" if request.url.query else ""
        back = "/".join(request.url.path.split("/")[:4]) + query
    return templates.page(request, "error.html", status or error.http_status, error=error, back=back)


async def _on_detector_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DetectorError)
    if isinstance(error, TokenInvalid) and (request.method == "GET" or SESSION_COOKIE not in request.cookies):
        if "hx-request" in request.headers:
            return Response(status_code=204, headers={"HX-Redirect": "/desk/sign-in"})
        return RedirectResponse("/desk/sign-in", 303)
    if error.http_status >= 500:
        log_error("error", error)
    if type(error) is StoreError:  # its message names the database; that is for the log only
        error = StoreError(DATABASE_UNAVAILABLE)
    return _error_page(request, error)


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _error_page(request, invalid_request(error))


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _error_page(request, NoSuchResource(str(error.detail), ""), error.status_code)


async def _on_bug(request: Request, error: Exception) -> Response:
    log_error("bug", error)
    return _error_page(request, BUG)
