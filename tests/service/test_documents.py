"""What docs/service.md says is so."""

import re
import subprocess
import sys
import time
from pathlib import Path

import typer.main
from fastapi.routing import APIRoute

from detector import cli
from detector.service.api.routes import batches, evidence, operations, registry, rules, scans, texts, webhooks
from detector.settings.service import ServiceSettings
from tests.service.running import ROOT, SAMPLES, running

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


def test_the_pipeline_acts_on_the_suggestions(tmp_path: Path) -> None:
    program = PROGRAMS["watch.py"]
    script, inbox = tmp_path / "watch.py", tmp_path / "inbox"
    script.write_text(program, "utf-8")
    inbox.mkdir()
    for name in ("card.mp4", "malformed_no_di.mp4"):
        (inbox / name).write_bytes((SAMPLES / name).read_bytes())
    (inbox / "broken.mp4").write_bytes(b"no video")
    with running(tmp_path / "service") as service:
        command = [sys.executable, str(script), service.url, str(inbox)]
        watching = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            until = time.monotonic() + 60
            while list(inbox.glob("*.mp4")) and time.monotonic() < until:
                time.sleep(0.1)
        finally:
            watching.kill()
    found = {str(path.relative_to(inbox)) for path in inbox.rglob("*.mp4")}
    assert found == {"passed/card.mp4", "blocked/malformed_no_di.mp4", "review/broken.mp4"}
