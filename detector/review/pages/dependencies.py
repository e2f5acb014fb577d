"""What the desk's routes depend on: the desk, the session of the cookie, and forms that are its own."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Form, Request

from detector.errors import TokenInvalid
from detector.review.cases import Reviewer
from detector.review.desk import ReviewDesk
from detector.review.sessions import Session
from detector.service.api.dependencies import Service
from detector.service.auth.tokens import Token

SESSION_COOKIE = "desk_session"


def _get_desk(request: Request) -> ReviewDesk:
    desk: ReviewDesk = request.app.state.desk
    return desk


DeskDep = Annotated[ReviewDesk, Depends(_get_desk)]


def _get_session(request: Request, desk: DeskDep) -> Session:
    return desk.sessions.get(request.cookies.get(SESSION_COOKIE))


CurrentSession = Annotated[Session, Depends(_get_session)]
"""The session of whoever views a page."""


def _get_acting_reviewer(
    request: Request, session: CurrentSession, csrf: Annotated[str, Form()] = ""
) -> Reviewer:
    check_same_origin(request)
    session.check_csrf(csrf)
    return session.reviewer


ActingReviewer = Annotated[Reviewer, Depends(_get_acting_reviewer)]
"""Whoever submits a form of this session from a page of the desk."""


def uploading_token(request: Request, session: Session) -> Token | None:
    """The reviewer's token, if it may submit scans to the service of this desk; ``None`` if not."""
    service: Service | None = request.app.state.service
    token = service.tokens.get(session.reviewer.id) if service else None
    return token if token and token.may("scan") else None


def check_same_origin(request: Request) -> None:
    """Raise ``TokenInvalid`` for a form sent by a page of another site."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    is_same_host = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not is_same_host or site not in ("same-origin", "none"):
        raise TokenInvalid("the form was sent by another site", "load the page again, then send it")
