"""What a sandboxed process does that scans a case's video once more, to tell how the result came about."""

from dataclasses import replace
from datetime import date
from typing import Any

from detector.review.media.cache import TRACE
from detector.review.media.render_worker import check_video
from detector.review.trace_events import BoundedTrace
from detector.sandbox.channel import Message
from detector.sandbox.child import Ask, Work, done
from detector.scanner import Scanner
from detector.settings import Settings
from detector.wire import episode_from_json


def open_tracer(order: dict[str, Any], _ask: Ask) -> Work:
    """Loads the models. A task has ``episode`` and ``as_of``, as a job has them; no registry is asked.

    It is done with the ``names`` of its one file, the trace, whose bytes are the part.
    """
    scanner = Scanner(Settings.model_validate(order["settings"]))

    def work(task: dict[str, Any], file: int | None) -> Message:
        path, trace = f"/dev/fd/{file}", BoundedTrace()
        check_video(path, task["sha256"])
        episode = episode_from_json(task["episode"])

        def write(event: dict[str, Any]) -> None:
            # The name that the caller gave, not that of this process.
            named = {**event, "video": episode.video}
            if "message" in event:
                named["message"] = event["message"].replace(path, episode.video)
            trace.add(named)

        scanner.try_scan(replace(episode, video=path), date.fromisoformat(task["as_of"]), trace=write)
        return done({"names": [TRACE]}, trace.content())

    return work
