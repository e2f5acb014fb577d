"""What sandboxed processes run in tests: each has one named fault. A child finds them by name."""

import os
import signal
import socket
import sys
import time
from typing import Any

from detector.errors import InputNotFound, ModelMissing
from detector.sandbox.channel import Message
from detector.sandbox.child import Ask, Work, done


def obedient(order: dict[str, Any], ask: Ask) -> Work:
    """Does what each task names under ``do``."""

    def read(_task: dict[str, Any], file: int | None) -> Message:
        assert file is not None
        return done({"content": os.read(file, 99).decode()})

    def ask_some(task: dict[str, Any], _file: int | None) -> Message:
        return done({"answers": [ask({"number": number}) for number in range(task["times"])]})

    def echo(task: dict[str, Any], _file: int | None) -> Message:
        return done({"order": order, "task": task}, *(part.encode() for part in task.get("parts", ())))

    known: dict[str, Work] = {"read": read, "ask": ask_some, "echo": echo, "tell": _tell, "fault": _fault}
    return lambda task, file: known[task["do"]](task, file)


def _tell(_task: dict[str, Any], _file: int | None) -> Message:
    return done({"pid": os.getpid(), "environment": sorted(os.environ), "path": sys.path})


def _fault(task: dict[str, Any], _file: int | None) -> Message:
    match task["fault"]:
        case "fails":
            raise InputNotFound("it is not there", "look elsewhere")
        case "crashes":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exits":
            os._exit(3)
        case "spins":
            while True:
                pass
        case "hangs":
            time.sleep(600)
        case "eats":
            bytearray(600 << 20)
    return done({})


def without_model(_order: dict[str, Any], _ask: Ask) -> Work:
    """Cannot begin."""
    raise ModelMissing("the model is not there", "install again")


def with_a_bug(_order: dict[str, Any], _ask: Ask) -> Work:
    """Cannot begin either."""
    raise ZeroDivisionError("opening")


def dead_at_once(_order: dict[str, Any], _ask: Ask) -> Work:
    """Ends before it is ready."""
    os._exit(7)


def wrong_names(_order: dict[str, Any], _ask: Ask) -> Work:
    """Tells names that lead elsewhere."""
    return lambda _task, _file: done({"names": ["../../passwd"]}, b"x")


def no_names(_order: dict[str, Any], _ask: Ask) -> Work:
    """Tells no names."""
    return lambda _task, _file: done({"names": {"a": 1}}, b"x")


def wrong_trace(order: dict[str, Any], _ask: Ask) -> Work:
    """Gives another trace than a scan writes; the setting ``judge.provisions`` says which."""
    begun = b'{"event":"scan","schema":"detector.trace/1","version":"","settings":""}\n'
    said = order["settings"]["judge"]["provisions"]
    content = {
        "no_lines": b"\x00\xff<script>",
        "no_objects": begun + b"[1]\n" * 3 + b"[" * 200_000,
        "other_schema": begun.replace(b"/1", b"/2"),
        "many": begun + b'{"event":"pass","defers":true}\n' * 100_000,
        "huge": begun + b'{"event":"%s"}\n' % (b"a" * (9 << 20)),
        "other_name": begun,
        "none": b"",
    }[said]
    name = "1.jpg" if said == "other_name" else "trace.jsonl"
    return lambda _task, _file: done({"names": [name]}, content)


def no_message(order: dict[str, Any], _ask: Ask) -> Work:
    """Says bytes that are no message of this channel's, once taken over."""

    def work(_task: dict[str, Any], _file: int | None) -> Message:
        end = socket.socket(fileno=int(sys.argv[1]))
        end.sendall(bytes.fromhex(order.get("bytes", "00")))
        if order.get("hangs"):
            time.sleep(600)
        os._exit(0)

    return work
