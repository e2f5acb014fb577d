"""The engine on a cluster with catalogue, videos, folder and pictures on S3: a local server answers.

The bytes are those of the engine of this machine on the same objects, whatever goes wrong on the way.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from detector.evidence import kept_pictures
from detector.wire import result_from_json
from tests import broken_clips
from tests.auditor.papers import NUMBER
from tests.s3_server import s3_server

if find_spec("ray") is None or not os.environ.get("DETECTOR_TEST_RAY"):
    told = "needs Ray (pip install 'micro-drama-detector[ray]') and DETECTOR_TEST_RAY=1"
    pytest.skip(told, allow_module_level=True)

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_videos"
RUN = """
import sys
from pathlib import Path
from detector import audit
from detector.wire import dumps
from tests.auditor.papers import AS_OF, settings
from tests.auditor.scanners import object_paper
from detector.settings.service import RaySettings
if __name__ == "__main__":
    catalogue, out, engine, lines = sys.argv[1:]
    on_ray = settings().model_copy(update={"ray": RaySettings(rows_a_block=2)})
    common = {"settings": on_ray, "as_of": AS_OF, "workers": 2, "pictures": False}
    rows = audit(catalogue, out, engine=engine, open_scanner=object_paper, **common)
    Path(lines).write_text("".join(dumps(row.to_json("en")) + chr(10) for row in rows))
"""


@dataclass
class Place:
    """A bucket, and a machine with a folder of its own."""

    bucket: Any
    folder: Path

    def begun(self, *command: str, machine: str = "here") -> "subprocess.Popen[bytes]":
        """A program of this environment, whose cache is that of the machine with this name."""
        cache = {"XDG_CACHE_HOME": str(self.folder / machine), "PAPERS": str(self.folder)}
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **cache},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def audit(self, engine: str, out: str, lines: str = "lines.jsonl") -> "subprocess.Popen[bytes]":
        return self.begun("-c", RUN, "s3://ray/in/c.csv", f"s3://ray/{out}", engine, str(self.folder / lines))

    def lines(self, engine: str, out: str) -> bytes:
        run = self.audit(engine, out)
        told = run.communicate()[1].decode()
        assert run.returncode == 0, told
        return (self.folder / "lines.jsonl").read_bytes()

    def scans(self) -> "Counter[str]":
        """How often each object was scanned so far."""
        log = self.folder / "scans.log"
        return Counter(log.read_text().split() if log.exists() else ())

    def recorded(self) -> set[str]:
        """The objects whose scans the ledger of this machine holds."""
        (ledger,) = (self.folder / "here").rglob("ledger.sqlite")
        with closing(sqlite3.connect(ledger)) as base:
            return {video.rpartition("/")[2] for (video,) in base.execute("SELECT video FROM file")}


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Place]:
    with s3_server(monkeypatch, as_default=True):
        from s3fs import S3FileSystem  # noqa: PLC0415  (an extra)

        files = S3FileSystem(use_listings_cache=False)
        if files.exists("ray"):  # the server's buckets outlive it
            files.rm("ray", recursive=True)
        files.makedirs("ray")
        yield Place(files, tmp_path)


def papers(place: Place, count: int, **texts: str) -> None:
    """A catalogue and texts in place of videos on S3; ``texts``: what others say, by name."""
    listed = ["id,video,series"]
    for number in range(count):
        name = f"p{number}"
        text = texts.get(name, f"{NUMBER[:-6]}{number:03}号" if number % 5 else "no video")
        place.bucket.pipe(f"ray/in/{name}.txt", text.encode())
        listed.append(f"{name},{name}.txt,戏{number // 4}")
    listed.append("gone,absent.txt,戏0")
    place.bucket.pipe("ray/in/c.csv", "\n".join(listed).encode())


def test_a_poisoned_file_and_a_killed_worker_change_no_byte(place: Place) -> None:
    papers(place, 12, p3="crashes:", p7="kills-its-master-once:")
    on_ray = place.lines("ray", "out")
    assert on_ray == place.lines("local", "local")
    outcomes = [json.loads(line).get("error", {}).get("type") for line in on_ray.splitlines()]
    assert (outcomes[3], outcomes[5], outcomes[-1]) == ("WorkerLost", "NotAVideo", "InputNotFound")


def test_what_a_killed_driver_had_recorded_is_not_scanned_again(place: Place) -> None:
    papers(place, 40, **{f"p{number}": f"sleeps:0.{number % 3 + 1}" for number in range(1, 40, 2)})
    run = place.audit("ray", "out")
    while len(place.scans()) < 16 and run.poll() is None:
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    time.sleep(1)  # the cluster ends with its driver
    recorded, before = place.recorded(), place.scans()
    assert 0 < len(recorded) < 40
    on_ray = place.lines("ray", "out")
    again = place.scans() - before
    assert set(again) & recorded == set()
    assert on_ray == place.lines("local", "local")


def test_the_command_reads_and_writes_s3_from_a_cluster_pictures_too(place: Place) -> None:
    for name in ("card", "absent"):
        place.bucket.put_file(str(SAMPLES / f"{name}.mp4"), f"ray/in/{name}.mp4")
    place.bucket.put_file(str(broken_clips.text_renamed(place.folder / "bad.mp4")), "ray/in/bad.mp4")
    place.bucket.pipe("ray/in/c.csv", b"video\ncard.mp4\nabsent.mp4\nbad.mp4\n")
    found = {}
    for engine in ("ray", "local"):
        out = f"s3://ray/{engine}"
        options = ["--registry", "none", "--as-of", "2026-08-01", "-j", "2", "--export", "parquet"]
        run = place.begun(
            "-m", "detector", "audit", "s3://ray/in/c.csv", "--out", out, "--engine-on", engine, *options
        )
        written, told = (text.decode() for text in run.communicate())
        assert run.returncode == 4, told
        assert [line for line in told.splitlines() if "of 3 scanned" not in line] == []  # none of Ray's own
        assert written.startswith("3 rows in, 3 results out\n")
        found[engine] = place.bucket.cat(f"ray/{engine}/results.jsonl")
        results = [result_from_json(json.loads(line)) for line in found[engine].splitlines()]
        named = {
            one
            for result in results
            for picture in kept_pictures(result)
            for one in (picture.frame, picture.crop)
            if one
        }
        assert named
        assert {Path(name).name for name in place.bucket.ls(f"ray/{engine}/evidence")} == named
        assert place.bucket.ls(f"ray/{engine}/results.parquet")
    assert found["ray"] == found["local"]
