"""Video file to frames: sampled by time over the window, from any container and codec that FFmpeg reads.

Times come from presentation timestamps minus the stream's start, so variable frame rates, edit lists and
late starts need no special care. Damaged packets are skipped and counted.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeGuard

import av
from av.container import InputContainer
from av.error import EOFError as EndOfFile
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame

from detector.errors import (
    UndecodableVideo,
)
from detector.records import Coverage
from detector.settings.vision import DecodeSettings
from detector.video.complaints import complaints, make_strict
from detector.video.container import explain, open_container, open_file
from detector.video.coverage import CoverageRecord, Worth
from detector.video.frame import Frame
from detector.video.frame_size import refuse_if_too_large
from detector.video.given_frames import GivenFrames, digest_of_frames
from detector.video.h264 import FrameNumbers
from detector.video.losses import Loss, Losses
from detector.video.nal_units import is_zeroed
from detector.video.presentation import Presentation
from detector.video.remote_io import digest_of_read, is_remote
from detector.video.sample_pairs import sample_instants, sample_pairs
from detector.video.sampling import ReadAhead, Upcoming, VideoPacket
from detector.video.source import Frames, HeldFile, Source
from detector.video.streams import encrypted, is_still, main_stream
from detector.video.structure.parts import Bytes
from detector.video.timeline import Timeline
from detector.video.truncation import Reach, StatedLength

_FAR_MS = 100
"""What is gone so long before a wanted instant is not decoded, where no other frame builds on it."""
_HOLE_FRAMES = 1.5
"""So long a frame may stand, in frames, although data after it is lost: the hole was not in what is shown."""
_ONE_FOR_ONE = frozenset({"h264", "hevc"})
"""Codecs of which a picture is left out only where what it builds on is lost; others have hidden frames."""
_DIGESTED_BYTES = 64 * 2**20
_PIECE_BYTES = 2**20
_MAX_BROKEN_READS = 50
_ENCODE_AGAIN = "the file is damaged, cut off or of an unknown kind; fetch or encode it again"


@dataclass(frozen=True, slots=True)
class _Shown:
    """A decoded frame, when it comes up, when it is known to stand, and when the next one is due.

    ``is_sound``: nothing in it is damaged. ``lost``: what ends its standing early, if anything does.
    """

    frame: VideoFrame
    from_ms: int
    seen_until_ms: int
    until_ms: int
    is_sound: bool
    lost: Loss | None = None


class Video:
    """The video stream of an open file.

    ``frames_lost`` (damaged packets and frames), ``frames_due`` (instants asked for that lie inside the
    video, as long as the file says that it is) and ``frames_seen`` (those at which a sound frame was given)
    grow while frames are taken.
    """

    def __init__(self, name: str, container: InputContainer, settings: DecodeSettings) -> None:
        """Raises ``NotAVideo``, ``EncryptedVideo``, ``UndecodableVideo`` and ``FrameTooLarge``."""
        self.name = name
        self.settings = settings
        self.frames_lost = 0
        self.frames_due = 0
        self.frames_seen = 0
        self._container = container
        self._stream = main_stream(name, container)
        self._stream.codec_context.thread_count = settings.threads
        self._stream.codec_context.thread_type = "FRAME" if settings.threads > 1 else "NONE"
        self._refuse_if_too_large(self._stream.codec_context)
        self._presentation = Presentation(self._stream, settings.max_frame_px)
        self._timeline = Timeline(self._stream)
        self._longest = self._timeline.ticks(settings.longest_unseen_ms)
        self._stated = StatedLength(name, container, self._stream)
        self._record = CoverageRecord(settings.window_ms, settings.longest_unseen_ms)
        self._losses = Losses()
        coded = self._stream.codec_context
        self._numbers = FrameNumbers(coded.extradata) if coded.name == "h264" else None
        self._is_scouting = False
        self._wanted_ms = 0
        self._reach: int | None = None  # the latest end of a packet, in ticks
        self._front = 0  # the latest time of one
        self._next_dts: int | None = None
        self._last: VideoPacket | None = None
        self._reads_failed = False
        self._others_ms = 0
        self._is_end_hurt = False
        self._has_ended = False
        self._sound_frames = 0

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

        Frames on which no other one builds are not decoded, where others are close: that saves up to a half.
        Nor are blocks smoothed (the setting ``deblock``): :meth:`frames` gives pictures as they are meant.
        So a sample's picture may have come up ``longest_unseen_ms`` before its instant. (Frames built from
        both sides must not all be left out: in a pyramid others build on some of them, and would come out as
        rubbish.) Raises what :meth:`frames` does, and ``UndecodableVideo`` after the last sample where most
        of the frames are damaged.
        """
        self._is_scouting = True
        yield from sample_pairs(
            self._frames(sample_instants(self.settings)), self.settings.sample_every_ms, self._record
        )
        if self.frames_lost > self._sound_frames:
            raise UndecodableVideo(
                f"{self.name}: most of the frames are damaged ({self.frames_lost} of "
                f"{self.frames_lost + self._sound_frames})",
                "the data is damaged or encrypted; fetch or encode it again",
            )

    def frames(self, instants: Iterable[int]) -> Iterator[Frame]:
        """What is on the screen at each instant (ms, rising).

        A frame that stands at several instants comes several times with the same ``picture``. An instant
        inside a stretch whose data is lost is left out: it counts in ``frames_due`` only. Raises
        ``UndecodableVideo`` when not one frame could be decoded, ``EncryptedVideo``, and ``FrameTooLarge``
        past the limit.
        """
        for frame, _ in self._frames(instants):
            yield frame

    def coverage(self) -> Coverage:
        """What was seen of the window so far; its frames are counted by :meth:`samples`."""
        stated_ms = self._stated.ms
        if self._has_ended and self._stated.is_of_all and not self._record.is_cut_off:
            stated_ms = self._record.decoded_ms  # the sound is longer than the picture
        return self._record.coverage(
            stated_ms,
            "stamped" if self._timeline.has_times else "counted",
            still=is_still(self._container.format.name),
        )

    def _frames(self, instants: Iterable[int]) -> Iterator[tuple[Frame, bool]]:
        """Frames, and whether they are sound."""
        due = iter(instants)
        instant = next(due, None)
        index = -1
        self._wanted_ms = instant or 0
        if self._stated.missing_start_ms:
            self._record.add_gap(-self._stated.missing_start_ms, 0, "missing-start")
        for index, shown in enumerate(self._shown()):
            self._cover(shown)
            # Each frame, asked for or not: one may turn those after it, and the first sets the size of all.
            picture = self._presentation.picture(shown.frame)
            while instant is not None and instant < shown.until_ms:
                self.frames_due += 1
                self._wanted_ms = instant
                if shown.from_ms <= instant < shown.seen_until_ms:
                    self.frames_seen += shown.is_sound
                    yield Frame(index, instant, picture, shown.from_ms), shown.is_sound
                else:
                    self._record.count("repeated" if shown.lost == "missing" else "corrupt")
                instant = next(due, None)
            if instant is None:
                return
            self._wanted_ms = instant
        if index < 0:
            raise UndecodableVideo(f"{self.name}: not one frame could be decoded", _ENCODE_AGAIN)
        missing_until_ms, worth = self._missing_end()
        while instant is not None and instant < missing_until_ms:
            self.frames_due += 1
            self._record.count(worth)
            instant = next(due, None)

    def _cover(self, shown: _Shown) -> None:
        """Note what a frame covers of the window, and what not."""
        record = self._record
        if record.decoded_ms == 0 and shown.from_ms > 0:
            record.add_gap(0, shown.from_ms, "lost-data")  # damage before the first frame
        record.add_decoded(shown.seen_until_ms)
        begin_ms = shown.seen_until_ms if shown.is_sound else shown.from_ms
        record.add_gap(begin_ms, shown.until_ms, "lost-data")

    def _missing_end(self) -> tuple[int, Worth]:
        """Until when the video should go on after its last frame, and what its instants there are worth."""
        self._has_ended = True
        timeline, seen_ms = self._timeline, self._record.decoded_ms
        if is_still(self._container.format.name):
            return seen_ms, "sound"
        come_ms = seen_ms
        if self._reach is not None and timeline.origin is not None:
            come_ms = max(seen_ms, timeline.ms(self._reach - timeline.origin))
        reach = Reach(come_ms, max(come_ms, self._others_ms), self._is_end_hurt)
        missing_until_ms = self._stated.missing_until(reach, self.settings.window_ms, timeline.nominal_ms)
        if missing_until_ms is not None:
            self._record.add_gap(seen_ms, missing_until_ms, "cut-off")
            return missing_until_ms, "repeated"
        if come_ms - seen_ms <= self.settings.longest_unseen_ms:
            return seen_ms, "sound"
        self._record.add_gap(seen_ms, come_ms, "lost-data")
        return come_ms, "corrupt"

    def _shown(self) -> Iterator[_Shown]:
        timeline, losses, longest_ms = self._timeline, self._losses, self.settings.longest_unseen_ms
        last: tuple[VideoFrame, int, int, bool] | None = None
        lost: Loss | None = None
        for frame in self._decoded():
            at_ms = timeline.at_ms(frame, begins_late=self.frames_lost > 0)
            position = self._position(frame, timeline.number)
            if last is not None:
                lost = losses.between(last[2], position) or lost
                if losses.was_swallowed(last[2], position) and at_ms - last[1] > longest_ms:
                    lost = lost or "damaged"
                if at_ms > last[1]:
                    is_hole = lost is not None and at_ms - last[1] > _HOLE_FRAMES * timeline.nominal_ms
                    seen_until_ms = last[1] + timeline.nominal_ms if is_hole else at_ms
                    yield _Shown(last[0], last[1], seen_until_ms, at_ms, last[3], lost if is_hole else None)
                    lost = None
            last = frame, at_ms, position, not losses.is_hurt(position)
        if last is not None:
            frame, at_ms, _, is_sound = last
            end_ms = at_ms + max(timeline.nominal_ms, timeline.ms(frame.duration or 0))
            yield _Shown(frame, at_ms, end_ms, end_ms, is_sound)

    def _decoded(self) -> Iterator[VideoFrame]:
        codec, timeline = self._stream.codec_context, self._timeline
        ahead = ReadAhead(self._packets(), self._container.format.name, self._longest)
        is_checked = False  # whether it is encrypted: asked once, and where something is damaged
        for number, upcoming in enumerate(ahead):
            if upcoming is None:
                self._reads_failed = True
                continue
            packet = upcoming.packet
            timeline.has_times = ahead.has_times
            position = self._position(packet, number)
            if packet.size:
                self._look_at(packet, position)
                if not is_checked and packet.has_sidedata("encryption_info"):
                    raise encrypted(self.name)
                is_checked = True
            may_leave_out = self._may_leave_out(upcoming)
            # dav1d asks for this when it is opened only: AV1 is decoded whole.
            codec.skip_frame = "NONREF" if may_leave_out else "DEFAULT"
            if packet.size and not may_leave_out and not packet.is_discard and codec.name in _ONE_FOR_ONE:
                self._losses.expect(position)
            try:
                frames, is_damaged = self._decode(packet)
            except EndOfFile:
                return
            if is_damaged:
                self._is_end_hurt, is_checked = True, False
                self._losses.add(position, position, "damaged", spreads=not upcoming.is_leaf)
            for frame in frames:
                if not isinstance(frame, VideoFrame) or frame.is_corrupt:
                    self.frames_lost += 1
                    self._is_end_hurt, is_checked = True, False
                    position = self._position(frame, timeline.number + 1)
                    self._losses.add(position, position, "damaged", spreads=True)
                    continue
                self._refuse_if_too_large(frame)
                self._sound_frames += 1
                yield frame

    def _decode(self, packet: VideoPacket) -> tuple[Sequence[VideoFrame], bool]:
        """The frames that a packet completes, and whether the decoder said that it is damaged."""
        if not self._stream.codec_context.is_open:
            codec = self._stream.codec_context
            make_strict(codec, packet)
            if self._is_scouting and not self.settings.deblock and codec.name in _ONE_FOR_ONE:
                codec.options = {**codec.options, "skip_loop_filter": "all"}
        try:
            with complaints(self._stream.codec_context.name) as complained:
                frames = packet.decode()
            return frames, bool(complained) or is_zeroed(self._stream.codec_context, packet)
        except EndOfFile:
            raise
        except FFmpegError:
            self.frames_lost += 1
            return (), True

    def _may_leave_out(self, upcoming: Upcoming) -> bool:
        """Whether a packet need not be decoded unless other frames build on it."""
        if self._is_scouting:
            return upcoming.is_spared
        origin = self._timeline.origin
        if upcoming.ends_by is None or origin is None:
            return False
        return self._timeline.ms(upcoming.ends_by - origin) < self._wanted_ms - _FAR_MS

    def _look_at(self, packet: VideoPacket, position: int) -> None:
        """Note what a packet tells undecoded: how far data comes, and whether some before it is lost."""
        self._is_end_hurt = packet.is_corrupt
        if packet.is_keyframe:
            self._losses.add_key(position)
        is_numbered = packet.pts is None and packet.dts is None
        end = position + (1 if is_numbered else packet.duration or 0)
        if packet.is_corrupt:  # in a transport stream data may be lost here: what follows tells
            self._losses.add(position, end, "missing")
        is_after_hole = position - self._front > self._longest
        is_one_left_out = self._numbers is not None and self._numbers.is_one_left_out(
            memoryview(packet), is_after_hole=is_after_hole
        )
        if self._reach is not None:
            is_late = position - self._reach > self._longest
            is_missing = self._reads_failed or is_one_left_out
            if self._stated.is_fragmented and packet.dts is not None and self._next_dts is not None:
                is_missing = is_missing or packet.dts - self._next_dts > self._longest
            if is_missing or (is_late and self._last and self._stated.is_broken_before(packet, self._last)):
                # The packet before a hole may have been given all of it as its duration.
                begin = min(self._reach, self._front + self._timeline.ticks(self._timeline.nominal_ms))
                self._losses.add(begin, position, "missing", spreads=True)
        self._reads_failed = False
        self._last = packet
        if packet.dts is not None:
            self._next_dts = packet.dts + (packet.duration or 0)
        if not packet.is_corrupt and not packet.is_discard:
            self._front = position if self._reach is None else max(self._front, position)
            self._reach = end if self._reach is None else max(self._reach, end)

    def _position(self, coded: VideoFrame | VideoPacket, number: int) -> int:
        """Where a frame or packet stands in the stream: its time, or its number where there is none."""
        at = coded.pts if self._timeline.has_times else coded.dts
        return number if at is None else at

    def _packets(self) -> Iterator[VideoPacket | None]:
        """The video's packets, ``None`` for a failed read, an empty one at the end."""
        streams = self._container.streams if self._stated.is_of_all else [self._stream]
        last: VideoPacket | None = None
        for _ in range(_MAX_BROKEN_READS):
            try:
                for packet in self._container.demux(*streams):
                    if not self._is_ours(packet):
                        self._note_other(packet)
                    elif packet.size:
                        yield packet
                    else:  # in AVI also in between, where the picture stays as it is
                        last = packet
            except (EndOfFile, IndexError):
                break  # an IndexError is PyAV's, at the end, of a stream that was found late
            except FFmpegError:
                self.frames_lost += 1
                self._is_end_hurt = True
                yield None
            else:
                break
        if last is not None:
            yield last

    def _is_ours(self, packet: "Packet[Stream]") -> TypeGuard[VideoPacket]:
        return packet.stream is self._stream  # empty packets at the end have no index of their own

    def _note_other(self, packet: "Packet[Stream]") -> None:
        if packet.pts is not None and packet.time_base:
            end_ms = round(1000 * (packet.pts + (packet.duration or 0)) * packet.time_base)
            self._others_ms = max(self._others_ms, end_ms)

    def _refuse_if_too_large(self, picture: "VideoFrame | av.VideoCodecContext") -> None:
        refuse_if_too_large(picture.width, picture.height, self.settings.max_frame_px, self.name)


@contextmanager
def open_video(source: str | HeldFile, settings: DecodeSettings) -> Iterator[Video]:
    """Open a file of this machine, an object on the network, or a file that is open already.

    Raises the ``InputError`` that says why it cannot be read.
    """
    with open_container(source) as container:
        yield Video(source if isinstance(source, str) else source.name_told, container, settings)


@contextmanager
def open_source(source: Source, settings: DecodeSettings) -> Iterator[Video | GivenFrames]:
    """The same, and pictures in memory. Raises ``InputError``."""
    if isinstance(source, Frames):
        yield GivenFrames(source, settings)
        return
    with open_video(source, settings) as video:
        yield video


def digest(source: Source) -> str:
    """Sha256, hexadecimal, of the file's bytes; raises ``InputError``.

    Of a file above 64 MiB it is that of its first 64 MiB and then its length in decimal digits, so that a
    film costs no more than a clip: only the opening is looked at. Of an object on the network it is that of
    what was read (see :class:`detector.video.remote_io.Remote`), of pictures that of all of them.
    """
    if isinstance(source, Frames):
        return digest_of_frames(source)
    if isinstance(source, HeldFile):
        return _digest_of_file(source)
    if is_remote(source):
        return digest_of_read(source)
    try:
        with io.BufferedReader(open_file(source)) as file:
            return _digest_of_file(file)
    except OSError as error:
        raise explain(source, error) from None


def _digest_of_file(file: Bytes) -> str:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    told, left = hashlib.sha256(), min(size, _DIGESTED_BYTES)
    while left and (piece := file.read(min(left, _PIECE_BYTES))):
        told.update(piece)
        left -= len(piece)
    if size > _DIGESTED_BYTES:
        told.update(str(size).encode())
    return told.hexdigest()
