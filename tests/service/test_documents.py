"""What docs/service.md says is so."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from fastapi.routing import APIRoute

from detector import cli
from detector.service.api.routes import batches, evidence, operations, registry, rules, scans, texts, webhooks
from detector.settings.service import ServiceSettings
from tests.cli.test_documented_commands import DOCUMENTS, commands
from tests.service.running import ROOT, SAMPLES, START_S, Running

DOCUMENT = (ROOT / "docs" / "service.md").read_text("utf-8")
PROGRAMS = {
    program.split()[1]: program
    for program in re.findall(r"^```python\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
}
"""The programs in the document, by the names that their first lines give them."""

REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")


def test_every_setting_stands_there_with_its_default() -> None:
    for name, field in ServiceSettings.model_fields.items():
        default = {"": "empty", (): "none"}.get(field.default, field.default)
        assert f"| `service.{name}` | {default} | {field.description} |" in DOCUMENT


def test_every_route_stands_there() -> None:
    for part in (batches, evidence, operations, registry, rules, scans, texts, webhooks):
        for route in part.router.routes:
            assert isinstance(route, APIRoute)
            path = route.path.replace(":name}", "}")
            shown = re.sub(r"\{\w+_id\}", "{id}", path)
            last = "/" + shown.rpartition("/")[2]
            assert shown in DOCUMENT or last in DOCUMENT, path


def test_every_option_of_serve_is_explained() -> None:
    section = REFERENCE.partition("\n## The service\n")[2].partition("\n## ")[0]
    group = typer.main.get_command(cli.app).commands["serve"]  # type: ignore[attr-defined]
    for command in (group, *group.commands["token"].commands.values()):
        for option in command.params:
            flags = [flag for flag in option.opts if flag.startswith("--") and flag != "--help"]
            assert not flags or any(f"{flag}`" in section or f"{flag} " in section for flag in flags), flags
    for name in group.commands["token"].commands:
        assert f"token {name}" in section


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """``detector serve --root MEDIA``, with the video that the documents name in MEDIA."""
    folder = tmp_path_factory.mktemp("service")
    media = folder / "media"
    media.mkdir()
    shutil.copy(SAMPLES / "card.mp4", media / "ep02.mp4")
    service = Running(folder, {"workers": 1}, arguments=("--root", str(media)))
    try:
        yield service.start()
    finally:
        service.kill()


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl: apt-get install curl")
def test_the_requests_are_answered(service: Running, tmp_path: Path) -> None:
    for name in ("ep01", "upload"):
        shutil.copy(SAMPLES / "card.mp4", tmp_path / f"{name}.mp4")
    requests = [line for file in DOCUMENTS for line in commands(file) if line.startswith("curl ")]
    assert len(requests) >= 3
    for request in requests:
        here = request.replace("http://127.0.0.1:8300", service.url)
        here = here.replace("/srv/media", str(service.folder / "media"))
        scan = json.loads(subprocess.check_output(["curl", "-sS", *shlex.split(here)[1:]], cwd=tmp_path))
        assert scan["state"] in ("queued", "running", "done"), (request, scan)
        assert "Prefer" not in request or scan["result"]["outcome"] == "pass", (request, scan)


def test_the_pipeline_acts_on_the_suggestions(service: Running, tmp_path: Path) -> None:
    program = PROGRAMS["watch.py"]
    script, inbox = tmp_path / "watch.py", tmp_path / "inbox"
    script.write_text(program, "utf-8")
    inbox.mkdir()
    for name in ("card.mp4", "malformed_no_di.mp4"):
        (inbox / name).write_bytes((SAMPLES / name).read_bytes())
    (inbox / "broken.mp4").write_bytes(b"no video")
    command = [sys.executable, str(script), service.url, str(inbox)]
    watching = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + START_S
        while list(inbox.glob("*.mp4")) and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        watching.kill()
    found = {str(path.relative_to(inbox)) for path in inbox.rglob("*.mp4")}
    assert found == {"passed/card.mp4", "blocked/malformed_no_di.mp4", "review/broken.mp4"}
