"""Which stream of a file is its video, and whether its data may be looked at at all."""

from collections.abc import Sequence
from fractions import Fraction

from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from detector.errors import EncryptedVideo, NotAVideo, UndecodableVideo
from detector.video.raw_bytes import bytes_of
from detector.video.structure.files import is_scrambled

_PICTURES = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
_PICTURE_CODECS = frozenset({"mjpeg", "png", "apng", "bmp", "webp", "tiff", "jpeg2000", "jpegls", "gif"})
"""What covers are coded in; films are coded so too, which then are the only stream or beside their like."""
_SIDE_SHARE = 1 / 8
"""A stream with less than this share of the largest one's pixels is no film (chosen, not measured)."""
_NO_CODEC = "fetch it in another coding, or encode it again"
_MATROSKA_KEY = "enc_key_id"


def main_stream(name: str, container: InputContainer) -> VideoStream:
    """The stream that a player shows: the default one, else the largest, of those that are films.

    Covers, thumbnails, single pictures and small streams beside a film are none. Raises ``NotAVideo``,
    ``EncryptedVideo``, or ``UndecodableVideo`` where there is no decoder.
    """
    with bytes_of(name, container) as file:
        if file is not None and is_scrambled(file, container.format.name.split(",")[0]):
            raise encrypted(name)
    streams = [stream for stream in container.streams.video if not stream.disposition & _PICTURES]
    if not streams:
        raise NotAVideo(f"{name}: the file holds no video stream", "give the video, not its sound or cover")
    if any(_MATROSKA_KEY in stream.metadata for stream in streams):
        raise encrypted(name)
    decodable = [stream for stream in streams if _has_decoder(stream)]
    if not decodable:
        raise UndecodableVideo(f"{name}: no decoder for this video's codec", _NO_CODEC)
    films = [stream for stream in decodable if not _is_single_picture(stream, decodable)] or decodable
    largest_px = max(map(_pixels, films))
    films = [stream for stream in films if _pixels(stream) >= _SIDE_SHARE * largest_px]
    default = [stream for stream in films if stream.disposition & Disposition.default]
    return max(default or films, key=_pixels)  # the first of equals


def encrypted(name: str) -> EncryptedVideo:
    """The error for a video that is encrypted."""
    return EncryptedVideo(
        f"{name}: the video is encrypted (DRM)", "give the file from before it was packaged for distribution"
    )


def is_still(format_name: str) -> bool:
    """Whether FFmpeg opened one picture (JPEG, PNG, WebP), not a video."""
    return format_name == "image2" or format_name.endswith("_pipe")


def rate_of(stream: VideoStream) -> Fraction:
    """Frames per second, as far as the file tells; 25 where it tells nothing."""
    return stream.average_rate or stream.guessed_rate or Fraction(25)


def _has_decoder(stream: VideoStream) -> bool:
    # A stream of an unknown kind has no context; the types do not know that.
    context: object = stream.codec_context
    return context is not None and stream.codec_context.name != ""


def _is_single_picture(stream: VideoStream, beside: Sequence[VideoStream]) -> bool:
    """Whether this is one picture beside a film."""
    others = [other for other in beside if other is not stream]
    if stream.codec_context.name in _PICTURE_CODECS:
        return any(other.codec_context.name not in _PICTURE_CODECS for other in others)
    return _frames(stream) == 1 and any(_frames(other) != 1 for other in others)


def _frames(stream: VideoStream) -> int:
    """How many frames the file says that a stream has; 0: it does not say."""
    told = next((value for key, value in stream.metadata.items() if key.startswith("NUMBER_OF_FRAMES")), "")
    return stream.frames or (int(told) if told.isdecimal() else 0)


def _pixels(stream: VideoStream) -> int:
    return stream.codec_context.width * stream.codec_context.height
