"""The desk's pages under ``/desk``: signing in, the queue, a case, its pictures."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from detector.errors import DetectorError, NoSuchResource
from detector.i18n import LANGS
from detector.review.access import COOKIE, SignedIn, The, check_origin, keep_cookie
from detector.review.agreement import effect
from detector.review.case_queue import Wanted
from detector.review.case_view import result_of, view_of
from detector.review.cases import Case
from detector.review.pages import templates
from detector.review.sessions import Session
from detector.service.jobs.job_queue import episode_of

router = APIRouter()
Job = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_PAGE = 50
_RULE = re.compile("[Nn][Mm][Dd][0-9]{3}")
_YEAR_S = 31_536_000


def wanted_of(request: Request) -> Wanted:
    """The filters in an address; what is no filter is not there."""
    told = {name: value.strip() for name, value in request.query_params.items() if value.strip()}
    rule, below = told.get("rule", ""), told.get("below", "")
    return Wanted(
        platform=told.get("platform"),
        rule=rule.upper() if _RULE.fullmatch(rule) else None,
        outcome=told["outcome"] if told.get("outcome") in ("pass", "fail", "undecided", "error") else None,
        drama=told.get("drama"),
        below=round(1_000 * float(below)) if re.fullmatch(r"[01](\.\d{1,6})?", below) else None,
        settled=told.get("settled") == "1",
    )


def query_of(wanted: Wanted, **more: str) -> str:
    """The filters as an address carries them, with a question mark where there are any."""
    told: dict[str, object] = {
        name: getattr(wanted, name)
        for name in ("outcome", "platform", "rule", "drama")
        if getattr(wanted, name)
    }
    if wanted.below is not None:
        told["below"] = wanted.below / 1_000
    if wanted.settled:
        told["settled"] = "1"
    found = urlencode(told | more)
    return f"?{found}" if found else ""


@router.get("/sign-in")
def sign_in_page(request: Request) -> Response:
    """Where a token is asked for."""
    return templates.page(request, "sign_in.html", error=None)


@router.post("/sign-in")
def sign_in(request: Request, desk: The, token: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Open a session for a token."""
    check_origin(request)
    try:
        text = desk.sessions.sign_in(token.strip())
    except DetectorError as error:
        return templates.page(request, "sign_in.html", 401, error=error)
    hours = desk.settings.service.desk_session_h
    return keep_cookie(request, RedirectResponse("/desk/", 303), text, hours)


@router.get("/link/{text}")
def link(request: Request, desk: The, text: str) -> Response:
    """Open a session by a link that works once."""
    cookie = desk.sessions.redeem(text)
    hours = desk.settings.service.desk_session_h
    return keep_cookie(request, RedirectResponse("/desk/", 303), cookie, hours)


@router.get("/language")
def language(to: Literal["en", "zh"], back: str = "/desk/") -> Response:
    """Keep the language that was chosen, and go on where it was."""
    is_ours = back.startswith("/desk/") and to in LANGS and "\\" not in back
    answer = RedirectResponse(back if is_ours else "/desk/", 303)
    answer.set_cookie(templates.LANG_COOKIE, to, max_age=_YEAR_S, path="/desk", httponly=True, samesite="lax")
    return answer


@router.get("/static/{name}")
def static(name: str) -> Response:
    """A file that pages need."""
    if name not in templates.STATIC:
        raise NoSuchResource(f"there is no file {name!r}", "")
    headers = templates.HEADERS | {"Cache-Control": "max-age=3600"}
    return Response(templates.static(name), 200, headers, templates.STATIC[name])


@router.get("/")
def queue(
    request: Request,
    desk: The,
    session: SignedIn,
    cursor: Annotated[str | None, Query(pattern="^[A-Za-z0-9_-]{1,60}$")] = None,
) -> Response:
    """Cases, the gravest first."""
    wanted = wanted_of(request)
    page, now_ms = desk.queue.page(wanted, cursor, _PAGE), desk.cases.now_ms()
    rows = [
        {
            **row,
            "video": episode_of(row["episode"]).video,
            "is_held": bool(row["is_open"] and row["holder"] and (row["lease_until_ms"] or 0) > now_ms),
        }
        for row in page.rows
    ]
    shown = {"rows": rows, "cursor": page.cursor}
    answer = templates.page(
        request, "queue.html", session=session, wanted=wanted, page=shown, cursor=cursor,
        count=desk.queue.count(), query=query_of(wanted),
    )  # fmt: skip
    answer.background = BackgroundTask(desk.warm)
    return answer


@router.get("/cases/{job}")
def case(
    request: Request,
    desk: The,
    session: SignedIn,
    job: Job,
    undo: Annotated[str | None, Query(pattern="^[0-9a-f]{32}$")] = None,
) -> Response:
    """A case, leased to whoever opens it unless another one has it."""
    desk.cases.take(job, session.reviewer)
    found, row = desk.cases.one(job, session.reviewer), desk.job(job)
    result, outcome = result_of(row), found.row["outcome"]
    episode, corrected = result.episode, {} if found.is_blind else dict(found.standing.fields)
    view = view_of(result, corrected, desk.grounds, templates.language(request))
    number = next((text["number"] for text in view["texts"] if text["number"]), "")
    known = {"number": number, "title": episode.series or episode.title or ""}
    return templates.page(
        request, "case.html", view=view, episode=episode, flash=undo, corrected=known | corrected,
        siblings=desk.queue.siblings(found.row["drama"]), **_shared(request, session, found),
        picture=lambda name: f"/desk/cases/{job}/pictures/{name}",
        confirm=effect(outcome, "confirm"), reject=effect(outcome, "reject"),
    )  # fmt: skip


def _shared(request: Request, session: Session, found: Case) -> dict[str, Any]:
    return {"session": session, "case": found, "row": found.row, "query": query_of(wanted_of(request))}


@router.get("/cases/{job}/lease")
def lease(request: Request, desk: The, session: SignedIn, job: Job) -> Response:
    """How long the case is still the reviewer's."""
    found = desk.cases.one(job, session.reviewer)
    return templates.page(request, "lease.html", **_shared(request, session, found))


@router.post("/sign-out")
def sign_out(request: Request, desk: The, session: SignedIn, csrf: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    check_origin(request)
    session.check(csrf)
    desk.sessions.sign_out(request.cookies.get(COOKIE))
    answer = RedirectResponse("/desk/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/desk")
    return answer
