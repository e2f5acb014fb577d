"""Signing in and out, the language, and the static files."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from detector.errors import DetectorError, NoSuchResource
from detector.i18n import LANGS
from detector.review.desk import ReviewDesk
from detector.review.pages import templates
from detector.review.pages.dependencies import (
    SESSION_COOKIE,
    CurrentSession,
    DeskDep,
    check_same_origin,
)
from detector.service.auth.loopback import is_loopback

router = APIRouter()
_YEAR_S = 31_536_000


@router.get("/sign-in")
def sign_in_page(request: Request) -> Response:
    """The form for a token."""
    return templates.page(request, "sign_in.html", error=None)


@router.post("/sign-in")
def sign_in(request: Request, desk: DeskDep, token: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Create a session for a token."""
    check_same_origin(request)
    try:
        cookie = desk.sessions.sign_in(token.strip())
    except DetectorError as error:
        return templates.page(request, "sign_in.html", 401, error=error)
    return _to_queue(request, desk, cookie)


@router.get("/link/{secret}")
def sign_in_by_link(request: Request, desk: DeskDep, secret: str) -> Response:
    """Create a session for a one-time link."""
    return _to_queue(request, desk, desk.sessions.redeem_link(secret))


def _to_queue(request: Request, desk: ReviewDesk, cookie: str) -> Response:
    response = RedirectResponse("/desk/", 303)
    # Browsers return a secure cookie only by TLS, which a proxy provides where other machines can connect.
    secure = not is_loopback(request.url.hostname or "")
    max_age_s = round(desk.settings.service.desk_session_h * 3_600)
    response.set_cookie(
        SESSION_COOKIE, cookie, max_age_s, path="/desk", secure=secure, httponly=True, samesite="strict"
    )
    return response


@router.post("/sign-out")
def sign_out(
    request: Request, desk: DeskDep, session: CurrentSession, csrf: Annotated[str, Form()] = ""
) -> Response:
    """Delete the session."""
    check_same_origin(request)
    session.check_csrf(csrf)
    desk.sessions.sign_out(request.cookies.get(SESSION_COOKIE))
    response = RedirectResponse("/desk/sign-in", 303)
    response.delete_cookie(SESSION_COOKIE, path="/desk")
    return response


@router.get("/language")
def set_language(to: Literal["en", "zh"], back: str = "/desk/") -> Response:
    """Remember the chosen language in a cookie, and go back to the page."""
    is_own_page = back.startswith("/desk/") and to in LANGS and "\\" not in back
    response = RedirectResponse(back if is_own_page else "/desk/", 303)
    response.set_cookie(
        templates.LANG_COOKIE, to, max_age=_YEAR_S, path="/desk", httponly=True, samesite="lax"
    )
    return response


@router.get("/static/{name}")
def static_file(name: str) -> Response:
    """A stylesheet or script."""
    if name not in templates.STATIC:
        raise NoSuchResource(f"there is no file {name!r}", "")
    headers = templates.HEADERS | {"Cache-Control": "max-age=3600"}
    return Response(templates.static(name), 200, headers, templates.STATIC[name])
