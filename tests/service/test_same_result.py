"""The service's verdict is that of the command line, to the byte, with a registry too."""

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
import xlsxwriter

from tests.service.running import SAMPLES, Running, running

CLIPS = ("other_platform.mp4", "truth.toml")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with the sample registry, imported."""
    folder = tmp_path_factory.mktemp("service")
    place = str(folder / "registry.db")
    listed = [str(SAMPLES / "registry.csv"), "--dated", "2026-11-01", "--complete", "抖音:2026-01-01"]
    command = [sys.executable, "-m", "detector", "registry", "import", *listed, "--registry", place]
    subprocess.run(command, check=True, capture_output=True)
    with running(folder / "s", {"evidence": "none"}, place) as service:
        yield service


def test_equal_inputs_give_equal_bytes(service: Running) -> None:
    videos = [str(SAMPLES / clip) for clip in CLIPS]
    facts = ["--as-of", "2026-11-01", "--platform", "快手", "--title", "神喵归来"]
    command = [sys.executable, "-m", "detector", "scan", *videos, *facts, "-j", "1", "--format", "jsonl"]
    scanned = subprocess.run([*command, "--registry", service.registry], capture_output=True, check=False)
    asked = {"as_of": "2026-11-01", "platform": "快手", "title": "神喵归来"}
    with httpx.Client(base_url=service.url, headers={"Prefer": "wait=60"}, timeout=90) as http:
        told = [http.post("/v1/scans", json={"uri": video, **asked}).json() for video in videos]
        found = http.get("/v1/registry/entries", params={"q": "神喵归来"}).json()
        health = http.get("/readyz").json()
    assert [scan["state"] for scan in told] == ["done"] * 2
    results = [scan["result"] for scan in told]
    assert [result.pop("suggestion") for result in results] == ["block", "review"]
    lines = [json.dumps(result, ensure_ascii=False, separators=(",", ":")) for result in results]
    assert lines == scanned.stdout.decode().splitlines()
    assert any(finding["code"].startswith("NMD3") for finding in results[0]["findings"])
    assert found["candidates"][0]["difference"] == "神[-喵][+猫]归来"
    assert (health["parts"]["registry"]["ok"], health["parts"]["registry"]["dated"]) == (True, "2026-11-01")


def test_an_import_says_what_it_left_out_and_the_next_verdict_has_its_state(service: Running) -> None:
    entry = ["（快手）网微剧备字（2026）第00017号", "迟来的信", "样例影业（虚构）有限公司"]
    sheets = {
        "说明": [["本表由样例机构编制"]],
        "九月": [["备案名单（样例）"], ["备案编号", "剧名", "报备机构", "备注"], entry, ["合计", "1部"]],
    }
    book = BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    with httpx.Client(base_url=service.url, headers={"Prefer": "wait=60"}, timeout=90) as http:
        imported, again = (
            http.post(
                "/v1/registry/imports",
                files={"list": ("九月.xlsx", book.getvalue())},
                data={"dated": "2026-11-01"},
            ).json()
            for _ in range(2)
        )
        found = http.get("/v1/registry/entries", params={"q": entry[0], "as_of": "2026-11-01"}).json()
        scan = http.post(
            "/v1/scans", json={"uri": str(SAMPLES / "other_platform.mp4"), "as_of": "2026-11-01"}
        ).json()
    assert (imported["rows"], imported["snapshot"]["added"], imported["rejected"]) == (1, 1, [])
    assert imported["ignored"] == ["备注"]
    assert (imported["snapshot"]["by"], imported["snapshot"]["sheets"]) == ("local", ["九月"])
    left_out = [(one["sheet"], one["line"], one["text"]) for one in imported["left_out"]]
    assert left_out == [
        ("说明", 0, "本表由样例机构编制"),
        ("九月", 1, "备案名单（样例）"),
        ("九月", 4, "合计 1部"),
    ]
    assert all(one["reason"] for one in imported["left_out"])
    assert found["entry"]["title"] == "迟来的信"
    assert again["snapshot"] is None
    assert scan["result"]["recipe"]["registry"] == imported["snapshot"]["id"]
