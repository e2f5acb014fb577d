"""Who is at the desk, and whether a request is theirs: the session's cookie, and the checks of a form."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Form, Request, Response

from detector.errors import DetectorError, TokenInvalid
from detector.review.case_queue import CaseQueue
from detector.review.cases import Cases, Reviewer
from detector.review.media.cache import MediaCache
from detector.review.media.previews import Previews
from detector.review.sessions import Session, Sessions
from detector.scanner import JudgingContext
from detector.service.auth.authorization import is_loopback
from detector.service.auth.tokens import LOCAL, Tokens
from detector.service.jobs.queries import JobQueries
from detector.service.sources.fetch import Sources
from detector.service.storage.database import Store
from detector.service.storage.paths import folder_of
from detector.service.storage.retention import RetainedUploads
from detector.settings import Settings

COOKIE = "desk_session"
_LOAD_AGAIN = "load the page again, then send it"


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of the desk, for its routes. ``evidence`` is the folder with pictures, if there is one."""

    settings: Settings
    grounds: JudgingContext
    cases: Cases
    queue: CaseQueue
    sessions: Sessions
    listing: JobQueries
    film: Previews
    evidence: Path | None

    def warm(self) -> None:
        """Let the registry load its titles, so that the first case that is looked up by one need not wait."""
        if self.grounds.registry is not None:
            with suppress(DetectorError):  # then the page of the case says it
                self.grounds.registry.similar("", date.today(), 1)

    def job(self, job: str) -> Mapping[str, Any]:
        """The row of a scan. Raises ``NoSuchResource``."""
        return self.listing.one(job, LOCAL)


def desk_of(settings: Settings, grounds: JudgingContext, store: Store, sources: Sources) -> Desk:
    """The desk over the service's parts."""
    folder, service = folder_of(settings), settings.service
    shelf = MediaCache(folder / "film", service.desk_film_mb)
    return Desk(
        settings=settings,
        grounds=grounds,
        cases=Cases(store, service),
        queue=CaseQueue(store),
        sessions=Sessions(store, Tokens(store), service.desk_session_h),
        listing=JobQueries(store),
        film=Previews(settings, sources, RetainedUploads(folder / "kept", store, service), shelf),
        evidence=None if service.evidence == "none" else folder / "evidence",
    )


def _desk(request: Request) -> Desk:
    found: Desk = request.app.state.desk
    return found


The = Annotated[Desk, Depends(_desk)]
"""The desk, as a parameter of a route."""


def _signed_in(request: Request, desk: The) -> Session:
    return desk.sessions.known(request.cookies.get(COOKIE))


SignedIn = Annotated[Session, Depends(_signed_in)]
"""Who looks."""


def _acting(request: Request, session: SignedIn, csrf: Annotated[str, Form()] = "") -> Reviewer:
    check_origin(request)
    session.check(csrf)
    return session.reviewer


Acting = Annotated[Reviewer, Depends(_acting)]
"""Who does something, with a form of this session from a page of ours."""


def check_origin(request: Request) -> None:
    """Raise ``TokenInvalid`` for a form that another site's page sends."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    is_ours = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not is_ours or site not in ("same-origin", "none"):
        raise TokenInvalid("the form is of another site", _LOAD_AGAIN)


def keep_cookie(request: Request, response: Response, text: str, hours: float) -> Response:
    """The answer that signs a browser in."""
    # Browsers send a secure cookie back through TLS only, which stands in front of what others can reach.
    secure = not is_loopback(request.url.hostname or "")
    response.set_cookie(
        COOKIE, text, max_age=round(hours * 3_600), path="/desk", secure=secure, httponly=True,
        samesite="strict",
    )  # fmt: skip
    return response
