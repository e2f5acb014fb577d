"""``detector review`` over a video and over an audit's folder: a desk for one, with nothing set up."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from fastapi.testclient import TestClient

from detector import cli
from detector.auditor.stored_results import audited_results
from detector.records import Episode, Failure, ScanFailure
from detector.review.case_queue import CaseFilter
from detector.review.cases import Reviewer
from detector.review.pages.app import create_desk_app
from detector.serving import local_review
from detector.settings import load
from tests.review import page_times
from tests.service.running import SAMPLES


@contextmanager
def reviewing(*arguments: str) -> Iterator[str]:
    """The link of a desk that runs."""
    command = [sys.executable, "-m", "detector", "review", *arguments, "--registry", "none"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0


def test_a_video_is_scanned_and_shown_to_who_has_the_link(tmp_path: Path) -> None:
    with reviewing(str(SAMPLES / "card.mp4"), "--folder", str(tmp_path)) as link:
        assert link.startswith("http://127.0.0.1:")
        with httpx.Client(timeout=20) as client:
            here = link.partition("/desk/")[0]
            assert client.get(f"{here}/desk/").headers["location"] == "/desk/sign-in"
            page = client.get(link, follow_redirects=True)
            assert page.status_code == 200
            (case,) = re.findall(r'href="(/desk/cases/[0-9a-f]{32})', page.text)
            shown = client.get(here + case).text
            assert "第99012号" in shown
            for picture in re.findall(r'"(/desk/cases/\w+/pictures/[^"]+)"', shown):
                assert client.get(here + picture).status_code == 200
            frames = re.findall(r'data-frame="([^"]+)"', client.get(f"{here}{case}/film").text)
            assert frames
            assert client.get(here + frames[-1]).headers["content-type"] == "image/jpeg"
            csrf = re.findall(r'name="csrf" value="([^"]+)"', shown)[0]
            done = client.post(f"{here}{case}/decide", data={"action": "reject", "csrf": csrf})
            assert done.status_code == 303
        with httpx.Client() as other:
            assert other.get(link).headers["location"] == "/desk/sign-in"  # it works once
    command = [sys.executable, "-m", "detector", "review", "log", "verify", "--folder", str(tmp_path)]
    assert subprocess.check_output(command, text=True).startswith("1:")


def test_an_audit_is_opened_with_its_decisions_kept(tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.csv"
    rows = [f"{SAMPLES / name}.mp4,{name},戏" for name in ("card", "absent")]
    catalogue.write_text("\n".join(["video,id,series", *rows, "gone.mp4,gone,戏"]), "utf-8")
    run = tmp_path / "run"
    command = [sys.executable, "-m", "detector", "audit", str(catalogue), "--out", str(run), "-j", "1"]
    subprocess.run([*command, "--registry", "none"], capture_output=True, check=False)
    with reviewing(str(run), "--folder", str(tmp_path / "desk")) as link, httpx.Client() as client:
        page = client.get(link, follow_redirects=True).text
        assert page.count('<td class="wide">') == 3
    settings = load(None, {"service": {"folder": str(tmp_path / "desk")}, "registry": {"url": "none"}})[0]
    desk = local_review.local_desk(
        settings, ((one, None) for one in audited_results(run, settings)), run / "evidence"
    )
    assert desk.case_queue.count_open() == 3
    desk.cases.store.close()


def test_a_file_of_an_odd_name_is_a_case_too(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.mp4"))
    shutil.copy(SAMPLES / "card.mp4", odd)
    settings = load(None, {"service": {"folder": str(tmp_path / "desk")}, "registry": {"url": "none"}})[0]
    episode = Episode(odd.stem, str(odd), series="戏\udcff")
    failed = ScanFailure(episode, Failure("NotAVideo", f"{odd}: no video", "fetch it again"))
    desk = local_review.local_desk(settings, [(failed, odd)], tmp_path / "evidence")
    (row,) = desk.case_queue.page(CaseFilter(), None, 9).rows
    assert row["drama"] == "戏\\udcff"
    text = desk.sessions.redeem_link(desk.sessions.create_link(Reviewer("link:a", "a")))
    with TestClient(
        create_desk_app(desk), cookies={"desk_session": text}, base_url="http://127.0.0.1"
    ) as client:
        for address in ("/", f"/cases/{row['job']}", f"/cases/{row['job']}/pack.zip"):
            assert client.get(address).status_code == 200
    desk.cases.store.close()


def test_what_is_neither_a_run_nor_a_video_is_said_so(tmp_path: Path) -> None:
    for told in (tmp_path, tmp_path / "gone.mp4"):
        assert cli.run(["review", str(told), "--registry", "none"]) == 4


def test_pages_execute_as_many_statements_with_many_cases_as_with_few(tmp_path: Path) -> None:
    found = []
    for count in (60, 900):
        desk = page_times.filled(tmp_path / str(count), count)
        found.append(page_times.statements(desk))
        desk.cases.store.close()
    few, many = found
    assert many == few
    assert all(few.values())  # they were counted
