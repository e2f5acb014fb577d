"""Video file to frames: sampled by time over the window, from any container and codec that FFmpeg reads.

Times come from presentation timestamps minus the stream's start, so variable frame rates, edit lists and
late starts need no special care. Damaged packets are skipped and counted.
"""

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import av
from av.container import InputContainer
from av.error import EOFError as EndOfFile
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from detector.errors import (
    FrameTooLarge,
    NotAVideo,
    UndecodableVideo,
)
from detector.settings.vision import DecodeSettings
from detector.video.container import explain, open_container, open_file
from detector.video.frame import Frame
from detector.video.presentation import Presentation
from detector.video.remote_io import digest_of_read, is_remote

_NOMINAL_FPS = 25
_FAR_MS = 500
"""So long before a wanted frame none is decoded on which no other one builds."""
_MOMENT = 0.4
"""Time to the frame beside a sample, in steps from sample to sample."""
_DIGESTED_BYTES = 64 * 2**20
_MAX_BROKEN_READS = 50
_ENCODE_AGAIN = "the file is damaged, cut off or of an unknown kind; fetch or encode it again"


@dataclass(frozen=True, slots=True)
class _Shown:
    """A decoded frame, when it comes up, when it is known to stand, and when the next one is due."""

    frame: VideoFrame
    from_ms: int
    seen_until_ms: int
    until_ms: int


class Video:
    """The video stream of an open file.

    ``frames_lost`` (damaged packets and frames), ``frames_due`` (instants asked for that lie inside the
    video) and ``frames_seen`` (those at which a frame was given) grow while frames are taken.
    """

    def __init__(self, name: str, container: InputContainer, settings: DecodeSettings) -> None:
        self.name = name
        self.settings = settings
        self.frames_lost = 0
        self.frames_due = 0
        self.frames_seen = 0
        self._container = container
        # A cover is a picture of its own beside the video.
        cover = Disposition.attached_pic
        streams = [stream for stream in container.streams.video if not stream.disposition & cover]
        if not streams:
            raise NotAVideo(
                f"{name}: the file holds no video stream", "give the video, not its sound or cover"
            )
        self._stream = streams[0]
        if self._stream.codec_context is None:
            raise UndecodableVideo(f"{name}: no decoder for this video's codec", _ENCODE_AGAIN)
        self._stream.codec_context.thread_count = settings.threads
        self._stream.codec_context.thread_type = "FRAME" if settings.threads > 1 else "NONE"
        self._refuse_if_too_large(self._stream.codec_context)
        self._presentation = Presentation(self._stream, settings.max_frame_px)

    @property
    def width_px(self) -> int:
        """Of every picture, as presented; 0 before the first."""
        return self._presentation.width_px

    @property
    def height_px(self) -> int:
        """Of every picture, as presented; 0 before the first."""
        return self._presentation.height_px

    @property
    def least_scale(self) -> float:
        """The smallest factor by which a picture was scaled down to the size of the first; 1: none was."""
        return self._presentation.least_scale

    def samples(self) -> Iterator[tuple[Frame, Frame]]:
        """The window's samples, each with a frame a moment later, or with itself where there is none.

        Frames on which no other one builds are not decoded: that saves up to a half. So a sample's picture
        may have come up a frame or two before its instant. (Frames built from both sides must not all be
        left out: in a pyramid others build on some of them, and would come out as rubbish.)
        """
        self._stream.codec_context.skip_frame = "NONREF"
        step, window = self.settings.sample_every_ms, self.settings.window_ms
        moment = round(_MOMENT * step)
        instants = (at for first in range(0, window + 1, step) for at in (first, first + moment))
        held: Frame | None = None
        for frame in self.frames(instants):
            if frame.at_ms % step == 0:
                if held:
                    yield held, held
                held = frame
            elif held:
                yield held, frame
                held = None
        if held:
            yield held, held

    def frames(self, instants: Iterable[int]) -> Iterator[Frame]:
        """What is on the screen at each instant (ms, rising).

        A frame that stands at several instants comes several times with the same ``picture``. An instant
        inside a damaged stretch is left out: it counts in ``frames_due`` only. Raises ``UndecodableVideo``
        when not one frame could be decoded, ``FrameTooLarge`` past the limit.
        """
        due = iter(instants)
        instant = next(due, None)
        index = -1
        codec, skipped = self._stream.codec_context, self._stream.codec_context.skip_frame
        for index, shown in enumerate(self._shown()):
            if instant is not None:
                far = shown.until_ms < instant - _FAR_MS
                codec.skip_frame = "NONREF" if far else skipped
            # Each frame, asked for or not: one may turn those after it, and the first sets the size of all.
            picture = self._presentation.picture(shown.frame)
            while instant is not None and instant < shown.until_ms:
                self.frames_due += 1
                if shown.from_ms <= instant < shown.seen_until_ms:
                    self.frames_seen += 1
                    yield Frame(index, instant, picture, shown.from_ms)
                instant = next(due, None)
            if instant is None:
                return
        if index < 0:
            raise UndecodableVideo(f"{self.name}: not one frame could be decoded", _ENCODE_AGAIN)

    def _shown(self) -> Iterator[_Shown]:
        rate = self._stream.average_rate or _NOMINAL_FPS
        nominal_ms = round(1000 / rate)
        last: tuple[VideoFrame, int] | None = None
        lost_before = 0
        origin: int | None = None
        at_ms = -1
        for frame in self._decoded():
            pts = frame.pts if frame.pts is not None else frame.dts
            if pts is None or frame.time_base is None:
                self.frames_lost += 1
                continue
            if origin is None:
                start = self._stream.start_time
                # The stream's own start counts only where damage ate the frames between it and this one.
                origin = min(pts, start) if self.frames_lost and start is not None else pts
            at_ms = max(at_ms, round((pts - origin) * frame.time_base * 1000))
            if last is not None and at_ms > last[1]:
                damaged = self.frames_lost > lost_before and at_ms - last[1] > 1.5 * nominal_ms
                yield _Shown(*last, last[1] + nominal_ms if damaged else at_ms, at_ms)
            last, lost_before = (frame, at_ms), self.frames_lost
        if last is not None:
            frame, at_ms = last
            own_ms = round((frame.duration or 0) * frame.time_base * 1000) if frame.time_base else 0
            end_ms = at_ms + max(nominal_ms, own_ms)
            yield _Shown(*last, end_ms, end_ms)

    def _decoded(self) -> Iterator[VideoFrame]:
        for packet in self._packets():
            try:
                frames = packet.decode()
            except EndOfFile:
                return
            except FFmpegError:
                self.frames_lost += 1
                continue
            for frame in frames:
                if not isinstance(frame, VideoFrame) or frame.is_corrupt:
                    self.frames_lost += 1
                    continue
                self._refuse_if_too_large(frame)
                yield frame

    def _packets(self) -> "Iterator[Packet[VideoStream]]":
        for _ in range(_MAX_BROKEN_READS):
            try:
                yield from self._container.demux(self._stream)
            except EndOfFile:
                return
            except FFmpegError:
                self.frames_lost += 1
            else:
                return

    def _refuse_if_too_large(self, picture: "VideoFrame | av.VideoCodecContext") -> None:
        if picture.width * picture.height > self.settings.max_frame_px:
            raise FrameTooLarge(
                f"{self.name}: frames of {picture.width} x {picture.height} px are above the limit of "
                f"{self.settings.max_frame_px} px",
                "raise the setting decode.max_frame_px if this file is to be trusted",
            )


@contextmanager
def open_video(path: str, settings: DecodeSettings) -> Iterator[Video]:
    """Open a file, or an object on the network. Raises the ``InputError`` that says why it cannot be read."""
    with open_container(path) as container:
        yield Video(path, container, settings)


def digest(path: str) -> str:
    """Sha256, hexadecimal, of the file's bytes; raises ``InputError``.

    Of a file above 64 MiB it is that of its first 64 MiB and then its length in decimal digits, so that a
    film costs no more than a clip: only the opening is looked at. Of an object on the network it is that of
    what was read (see :class:`detector.video.remote_io.Remote`).
    """
    if is_remote(path):
        return digest_of_read(path)
    try:
        with io.BufferedReader(open_file(path)) as file:
            size = os.fstat(file.fileno()).st_size
            if size <= _DIGESTED_BYTES:
                return hashlib.file_digest(file, "sha256").hexdigest()
            return hashlib.sha256(file.read(_DIGESTED_BYTES) + str(size).encode()).hexdigest()
    except OSError as error:
        raise explain(path, error) from None
