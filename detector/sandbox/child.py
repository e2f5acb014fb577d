"""What runs inside a sandboxed process: limits first, then one function's work, task after task.

The parent says *start* (``target``, ``order``, ``limits``), then one *task* after the other, perhaps with an
open file. The child says *ready* or *failed*; to each task *begun*, any number of times *ask* (the parent
says *answer*), then *done*, or *failed* for an error of ours.
"""

import gc
import os
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from detector.errors import DetectorError, SetupError
from detector.process_start import set_up_process
from detector.sandbox.channel import Channel, Message, error_to_json
from detector.sandbox.limits import Limits, allow_cpu, apply, end_with_parent

Ask = Callable[[dict[str, Any]], dict[str, Any]]
"""Asks the parent, and gives its answer."""

Work = Callable[[dict[str, Any], int | None], Message]
"""What is done with a task's data and its open file."""


def done(data: dict[str, Any], *parts: bytes) -> Message:
    """What a task has come to."""
    return Message("done", data, parts)


def main(end: int) -> None:
    """Work until the other end of the channel, a socket's descriptor, is closed."""
    end_with_parent()
    set_up_process()
    channel = Channel(socket.socket(fileno=end))
    start = _next(channel).data
    limits = Limits(**start["limits"])
    is_closed = apply(limits)
    try:
        work = _opened(start, channel)
    except DetectorError as error:
        _say(channel, Message("failed", error_to_json(error)))
        return
    gc.freeze()  # What is loaded stays to the end, and need not be searched for garbage.
    _say(channel, Message("ready", {"network_closed": is_closed}))
    while True:
        task = _next(channel)
        _say(channel, Message("begun"))
        if limits.cpu_s is not None:
            allow_cpu(limits.cpu_s)
        try:
            result = work(task.data, task.file)
        except DetectorError as error:
            result = Message("failed", error_to_json(error))
        finally:
            if task.file is not None:
                os.close(task.file)
        _say(channel, result)


def _opened(start: dict[str, Any], channel: Channel) -> Work:
    """The work, with its models loaded. Raises ``DetectorError`` for whatever hinders that."""

    def ask(question: dict[str, Any]) -> dict[str, Any]:
        _say(channel, Message("ask", question))
        return _next(channel).data

    module, _, name = start["target"].partition(":")
    try:
        work: Work = getattr(import_module(module), name)(start["order"], ask)
    except DetectorError:
        raise
    except MemoryError:
        hint = "raise the setting worker.memory_mb"
        raise SetupError("the models do not fit into the memory that a worker may hold", hint) from None
    except Exception as bug:
        told = f"a bug in detector: {type(bug).__name__}: {bug}"
        raise DetectorError(told, "please report it") from bug
    return work


def _next(channel: Channel) -> Message:
    """What the parent says. Ends this process where it has ended."""
    try:
        return channel.receive_task()
    except (EOFError, OSError):
        sys.exit()


def _say(channel: Channel, message: Message) -> None:
    """Say something to the parent. Ends this process where it has ended."""
    try:
        channel.send(message)
    except OSError:
        sys.exit()
