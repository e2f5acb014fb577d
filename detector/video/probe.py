"""How long a stranger's video lasts, before anything of it is decoded."""

import av

from detector.errors import VideoTooLong
from detector.video.container import open_container


def check(path: str, max_duration_s: int) -> None:
    """Raise ``InputError`` for a file that cannot be opened, ``VideoTooLong`` for one that is longer."""
    with open_container(path) as container:
        duration_s = (container.duration or 0) / av.time_base
    if duration_s > max_duration_s:
        told = f"{path}: lasts {duration_s:.0f} s, more than {max_duration_s} s"
        raise VideoTooLong(told, "send the opening alone; the setting service.max_duration_s is the limit")
