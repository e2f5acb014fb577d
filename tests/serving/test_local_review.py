"""``detector review`` over a video and over an audit's folder: a desk for one, with nothing set up."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

import httpx
from fastapi.testclient import TestClient

from detector import cli
from detector.records import Episode, Failure, ScanFailure
from detector.review.case_queue import CaseFilter
from detector.review.cases import Reviewer
from detector.review.pages.app import create_desk_app
from detector.serving import local_review
from detector.settings import load
from tests.report.samples import FAILED, UNDECIDED
from tests.review import page_times
from tests.service.running import SAMPLES


@contextmanager
def reviewing(*arguments: str, **environment: str) -> Iterator[str]:
    """The link of a desk that runs, until it is ended by SIGTERM."""
    command = [sys.executable, "-m", "detector", "review", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | environment
    ) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(90) == 0


def decide(client: httpx.Client, here: str, case: str, action: str) -> None:
    shown = client.get(f"{here}{case}").text
    csrf = re.findall(r'name="csrf" value="([^"]+)"', shown)[0]
    assert client.post(f"{here}{case}/decide", data={"action": action, "csrf": csrf}).status_code == 303


def verified(folder: Path) -> str:
    with redirect_stdout(StringIO()) as out:
        assert cli.run(["review", "log", "verify", "--folder", str(folder)]) == 0
    return out.getvalue()


def test_a_video_is_scanned_and_shown_to_who_has_the_link(tmp_path: Path) -> None:
    data = tmp_path / "data"
    card, home = str(SAMPLES / "card.mp4"), {"XDG_DATA_HOME": str(data)}
    with reviewing(card, "--registry", "none", **home) as link:
        assert link.startswith("http://127.0.0.1:")
        with httpx.Client(timeout=90) as client:
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
            decide(client, here, case, "block")
        with httpx.Client() as other:
            assert other.get(link).headers["location"] == "/desk/sign-in"  # it works once
    (folder,) = (data / "detector" / "review").iterdir()
    assert verified(folder).startswith("1:")


def test_an_audit_keeps_its_decisions_whatever_the_environment_names(tmp_path: Path) -> None:
    catalogue, run, registry = tmp_path / "catalogue.csv", tmp_path / "run", tmp_path / "registry.db"
    rows = [f"{SAMPLES / name}.mp4,{name},戏" for name in ("card", "absent")]
    catalogue.write_text("\n".join(["video,id,series", *rows, "gone.mp4,gone,戏"]), "utf-8")
    listed = tmp_path / "list.csv"
    listed.write_text("number,title\n（浙）网微剧备字（2026）第99012号,戏\n", "utf-8")
    for command in (
        ["registry", "import", str(listed), "--registry", str(registry), "--dated", "2026-11-01"],
        ["audit", str(catalogue), "--out", str(run), "-j", "1", "--registry", str(registry)],
    ):
        cli.run(command)
    production = tmp_path / "production" / "service.db"
    hostile = {
        "DETECTOR_SERVICE__DATABASE": str(production),
        "DETECTOR_SERVICE__FOLDER": str(production.parent),
    }
    with reviewing(str(run), **hostile) as link, httpx.Client(timeout=90) as client:
        here = link.partition("/desk/")[0]
        page = client.get(link, follow_redirects=True).text
        cases = re.findall(r'href="(/desk/cases/[0-9a-f]{32})', page)
        assert len(cases) == 2  # the one that passed is for spot checks
        decide(client, here, cases[0], "return")
        (passed,) = re.findall(
            r'href="(/desk/cases/[0-9a-f]{32})', client.get(f"{here}/desk/?outcome=pass").text
        )
        assert "No registry is configured." not in client.get(here + passed).text
    assert not production.parent.exists()
    assert verified(run / "review").startswith("1:")
    with reviewing(str(run), **hostile) as link, httpx.Client(timeout=90) as client:
        assert client.get(link, follow_redirects=True).text.count('"/desk/cases/') == 1


def test_a_result_that_a_run_has_no_more_leaves_the_queue(tmp_path: Path) -> None:
    settings = load(None, {"service": {"folder": str(tmp_path)}, "registry": {"url": "none"}})[0]
    for result in (FAILED, UNDECIDED):
        desk = local_review.local_desk(settings, [(result, None)], tmp_path / "evidence")
        (row,) = desk.case_queue.page(CaseFilter(), None, 9).rows
        assert row["outcome"] == result.outcome
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


def test_decisions_outlive_a_video_that_is_gone(tmp_path: Path) -> None:
    video, data = tmp_path / "card.mp4", tmp_path / "data"
    shutil.copy(SAMPLES / "card.mp4", video)
    home = {"XDG_DATA_HOME": str(data), "USER": "\udcff", "DETECTOR_SERVICE__DESK_SAMPLE_PERCENT": "100"}
    with reviewing(str(video), "--registry", "none", **home) as link, httpx.Client(timeout=90) as client:
        here = link.partition("/desk/")[0]
        page = client.get(link, follow_redirects=True).text
        (case,) = re.findall(r'href="(/desk/cases/[0-9a-f]{32})', page)
        decide(client, here, case, "release")
        assert "This case is settled" in client.get(here + case, headers={"Accept-Language": "en"}).text
    (folder,) = (data / "detector" / "review").iterdir()
    head = verified(folder)
    video.unlink()
    command = [sys.executable, "-m", "detector", "review", str(video), "--registry", "none"]
    assert subprocess.run(command, capture_output=True, check=False, env=os.environ | home).returncode == 4
    assert verified(folder) == head


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
