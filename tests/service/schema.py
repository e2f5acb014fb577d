"""The drill of the description: schemathesis sends what the OpenAPI allows, and what it does not."""

import os
import subprocess
import sys
from pathlib import Path

from detector.client import Client
from tests.service.running import SAMPLES, Running, running

ALL = "examples,coverage,fuzzing"
_CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance", "unsupported_method",
)  # fmt: skip


def drill(folder: Path, examples: int, seed: int = 0) -> tuple[int, str]:
    """Its exit code and its report, on a service of its own."""
    place = str(folder / "registry.db")
    told = ["registry", "import", str(SAMPLES / "registry.csv"), "--registry", place]
    subprocess.run([sys.executable, "-m", "detector", *told], check=True, capture_output=True)
    with running(folder, {"evidence": "all"}, place) as service:
        return check(service, examples, seed)


def _known(service: Running, token: str | None) -> str:
    """What is really there, for routes that are about one thing."""
    with Client(service.url, token) as client:
        scan = client.scan(str(SAMPLES / "malformed_no_di.mp4"))
        batch = client.hand_in([{"uri": str(SAMPLES / "truth.toml")}])
        name = next(iter(client.pictures(scan.id)))[0]
    known = {"scan_id": scan.id, "batch_id": batch.id, "name": name, "code": "NMD101"}
    return "[parameters]\n" + "".join(f'"path.{key}" = "{value}"\n' for key, value in known.items())


def check(
    service: Running, examples: int, seed: int = 0, token: str | None = None, phases: str = ALL
) -> tuple[int, str]:
    """The same on a service that runs."""
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{service.url}/openapi.json",
        "--checks", ",".join(_CHECKS), "--max-examples", str(examples), "--seed", str(seed),
        "--phases", phases, "--no-color",
        *(["-H", f"Authorization: Bearer {token}"] if token else []),
    ]  # fmt: skip
    folder = service.folder
    (folder / "schemathesis.toml").write_text(_known(service, token))
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "110"}
    )
    return done.returncode, done.stdout + done.stderr
