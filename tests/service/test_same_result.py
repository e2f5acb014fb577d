"""The service's verdict is that of the command line, to the byte, with a registry too."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.service.running import SAMPLES, Running

CLIPS = ("other_platform.mp4", "truth.toml")


@pytest.fixture
def registry(tmp_path: Path) -> str:
    """The sample registry, imported."""
    place = str(tmp_path / "registry.db")
    listed = [str(SAMPLES / "registry.csv"), "--dated", "2026-11-01", "--complete", "抖音:2026-01-01"]
    command = [sys.executable, "-m", "detector", "registry", "import", *listed, "--registry", place]
    subprocess.run(command, check=True, capture_output=True)
    return place


def test_equal_inputs_give_equal_bytes(tmp_path: Path, registry: str) -> None:
    videos = [str(SAMPLES / clip) for clip in CLIPS]
    facts = ["--as-of", "2026-11-01", "--platform", "快手", "--title", "神喵归来"]
    command = [sys.executable, "-m", "detector", "scan", *videos, *facts, "-j", "1", "--format", "jsonl"]
    scanned = subprocess.run([*command, "--registry", registry], capture_output=True, check=False)
    service = Running(tmp_path / "s", {"workers": 1, "roots": [str(SAMPLES)], "evidence": "none"}, registry)
    asked = {"as_of": "2026-11-01", "platform": "快手", "title": "神喵归来"}
    try:
        service.start()
        with httpx.Client(base_url=service.url, headers={"Prefer": "wait=60"}, timeout=90) as http:
            told = [http.post("/v1/scans", json={"uri": video, **asked}).json() for video in videos]
            found = http.get("/v1/registry/entries", params={"q": "神喵归来"}).json()
            health = http.get("/readyz").json()
    finally:
        service.kill()
    assert [scan["state"] for scan in told] == ["done"] * 2
    results = [scan["result"] for scan in told]
    assert [result.pop("suggestion") for result in results] == ["block", "review"]
    lines = [json.dumps(result, ensure_ascii=False, separators=(",", ":")) for result in results]
    assert lines == scanned.stdout.decode().splitlines()
    assert any(finding["code"].startswith("NMD3") for finding in results[0]["findings"])
    assert found["candidates"][0]["difference"] == "神[-喵][+猫]归来"
    assert (health["parts"]["registry"]["ok"], health["parts"]["registry"]["dated"]) == (True, "2026-11-01")
