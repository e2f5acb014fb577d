"""The desk as an application of its own, which the service mounts under ``/desk``: its errors are pages."""

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from detector.errors import DetectorError, LeaseLost, NoSuchResource, RequestInvalid, StoreError, TokenInvalid
from detector.review import actions
from detector.review.access import COOKIE, Desk
from detector.review.pages import downloads, media_routes, routes, templates
from detector.service.api.problems import wrong_fields
from detector.service.observability import log_error

_UNASKED = StoreError("the database cannot be asked just now", "the log of this request says why")


def site(desk: Desk) -> FastAPI:
    """The desk's pages."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.desk = desk
    for part in (routes, media_routes, actions, downloads):
        app.include_router(part.router)
    app.add_exception_handler(DetectorError, _of_error)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _of_bug)
    return app


def _shown(request: Request, error: DetectorError, status: int | None = None) -> Response:
    back = None
    if isinstance(error, LeaseLost | RequestInvalid) and "/cases/" in request.url.path:
        query = f"?{request.url.query}" if request.url.query else ""
        back = "/".join(request.url.path.split("/")[:4]) + query
    return templates.page(request, "error.html", status or error.http_status, error=error, back=back)


async def _of_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DetectorError)
    if isinstance(error, TokenInvalid) and (request.method == "GET" or COOKIE not in request.cookies):
        if "hx-request" in request.headers:
            return Response(status_code=204, headers={"HX-Redirect": "/desk/sign-in"})
        return RedirectResponse("/desk/sign-in", 303)
    if error.http_status >= 500:
        log_error("error", error)
    return _shown(request, _UNASKED if type(error) is StoreError else error)


async def _of_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _shown(request, wrong_fields(error))


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _shown(request, NoSuchResource(str(error.detail), ""), error.status_code)


async def _of_bug(request: Request, error: Exception) -> Response:
    log_error("bug", error)
    return _shown(
        request, DetectorError("a bug in detector", "please report it with the log of this request")
    )
