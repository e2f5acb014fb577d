"""What is made of a case's video: evidence, sampled frames, the opening to play, and how it was read."""

from contextlib import suppress
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from detector.errors import InputError, NoSuchResource, WorkerLost
from detector.evidence import kept_pictures, read_picture, read_small
from detector.records import ScanFailure, ScanResult
from detector.review.case_presenter import result_of
from detector.review.desk import ReviewDesk
from detector.review.media.previews import ScannedVideo
from detector.review.pages import templates
from detector.review.pages.case_routes import JobId
from detector.review.pages.dependencies import CurrentSession, DeskDep
from detector.review.trace_presenter import present_trace

router = APIRouter()
Look = Literal["raw", "enhanced"]
FrameTime = Annotated[int, Path(ge=0, le=10**9)]
_THUMBNAIL_PX = 84  # twice as high as it is shown, for screens with fine pixels
_CACHED_HEADERS = templates.HEADERS | {"Cache-Control": "private, max-age=3600"}


@router.get("/cases/{job}/pictures/{name}")
def evidence_picture(
    desk: DeskDep,
    session: CurrentSession,  # noqa: ARG001  (authorizes)
    job: JobId,
    name: Annotated[str, Path(pattern=r"^[0-9a-f]{32}\.(frame\.jpg|crop\.png)$")],
    look: Literal[Look, "small"] = "raw",
) -> Response:
    """A whole frame, or the place alone that it is kept for."""
    kept = kept_pictures(result_of(desk.job(job)))
    names, folder = {one for picture in kept for one in (picture.frame, picture.crop)}, desk.evidence_folder
    if not folder or name not in names:
        return _image(None)
    if look == "small":
        return _image(read_small(folder, name, _THUMBNAIL_PX))
    content = read_picture(folder, name)
    if content is not None and look == "enhanced":
        digest, _, kind = name.partition(".")
        return _image(desk.previews.enhanced(digest, kind, content))
    return _image(content, "image/jpeg" if name.endswith(".jpg") else "image/png")


@router.get("/cases/{job}/film")
def frames_fragment(request: Request, desk: DeskDep, session: CurrentSession, job: JobId) -> Response:
    """The sampled frames of a case, rendered now if they are not cached."""
    reel, frames = _scanned_video(desk, job), list[int]()
    with suppress(InputError):  # then the page says that there are none
        frames = desk.previews.frames(reel)
    return templates.page(
        request, "frames.html", session=session, job=job, frames=frames, is_remote=reel.is_remote
    )


@router.get("/cases/{job}/film/{at_ms}.jpg")
def sampled_frame(
    desk: DeskDep,
    session: CurrentSession,  # noqa: ARG001  (authorizes)
    job: JobId,
    at_ms: FrameTime,
    look: Literal[Look, "small"] = "raw",
) -> Response:
    """One sampled frame."""
    digest = _scanned_video(desk, job).digest
    content = desk.previews.frame(digest, at_ms, is_small=look == "small")
    if content is not None and look == "enhanced":
        return _image(desk.previews.enhanced(digest, str(at_ms), content))
    return _image(content)


@router.get("/cases/{job}/player")
def player_fragment(request: Request, desk: DeskDep, session: CurrentSession, job: JobId) -> Response:
    """The video element of the opening once it is rendered, or the reason why it cannot be."""
    reel, refused = _scanned_video(desk, job), None
    had_frames = desk.previews.instants(reel.digest)
    try:
        desk.previews.opening(reel)
    except InputError as error:
        refused = error
    response = templates.page(request, "player.html", session=session, job=job, refused=refused)
    if not had_frames and desk.previews.instants(reel.digest):
        response.headers["HX-Trigger"] = "film"  # the frames were rendered too: the page loads them
    return response


@router.get("/cases/{job}/opening.mp4")
def opening_video(desk: DeskDep, session: CurrentSession, job: JobId) -> Response:  # noqa: ARG001  (authorizes)
    """The opening as browsers play it, whole or a range of it. Raises ``InputError``."""
    video = desk.previews.opening(_scanned_video(desk, job))
    return FileResponse(video, headers=_CACHED_HEADERS, media_type="video/mp4")


@router.get("/cases/{job}/why")
def why_fragment(request: Request, desk: DeskDep, session: CurrentSession, job: JobId) -> Response:
    """How a scan comes to its reading, by its trace, or the reason why it cannot be shown."""
    reel, result = _scanned(desk, job)
    view, refused = None, None
    try:
        view = present_trace(desk.previews.trace(reel, result), result, templates.language(request))
    except InputError as error:
        refused = error
    return templates.page(
        request, "why.html", session=session, job=job, view=view, refused=refused, outcome=result.outcome,
        is_gone=not isinstance(refused, WorkerLost),
    )  # fmt: skip


def _scanned_video(desk: ReviewDesk, job: str) -> ScannedVideo:
    return _scanned(desk, job)[0]


def _scanned(desk: ReviewDesk, job: str) -> tuple[ScannedVideo, ScanResult]:
    row = desk.job(job)
    result = result_of(row)
    if isinstance(result, ScanFailure):
        raise NoSuchResource("the video could not be read", "there are no frames of it")
    return ScannedVideo(row, result.opening), result


def _image(content: bytes | None, media_type: str = "image/jpeg") -> Response:
    if content is None:
        raise NoSuchResource("there is no such picture", "it was not kept")
    return Response(content, 200, _CACHED_HEADERS, media_type)
