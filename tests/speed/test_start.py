"""What a fresh process loads, by name: what a scan does not need, it does not import."""

import json
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import numpy as np
import onnxruntime
import pytest

from detector.review.media.previews import RENDER_PROGRAM, TRACE_PROGRAM
from detector.service.workers.program import WorkerSetup
from detector.settings import Settings
from detector.vision.runtime.model_files import Network, model_for

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "corner.mp4"
_CODE = """
import json, sys
from detector.cli import run
assert run(sys.argv[1:]) == 0
print(json.dumps(sorted(sys.modules)))
"""


def _modules(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _CODE, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_a_scan_to_json_lines_imports_no_report_for_people() -> None:
    modules = _modules("scan", str(SAMPLE), "-j", "1", "--format", "jsonl")
    assert "detector.vision.pipeline" in modules
    assert not modules & {"rich", "sqlalchemy", "rapidocr", "detector.report.html_page"}


def test_help_imports_neither_pictures_nor_settings() -> None:
    modules = _modules("--help")
    assert not modules & {"numpy", "cv2", "av", "onnxruntime", "pydantic", "rich"}


@pytest.mark.parametrize(
    "program", [RENDER_PROGRAM, TRACE_PROGRAM, WorkerSetup(Settings(), None, None).program().target]
)
def test_a_sandboxed_process_imports_neither_database_nor_web_framework(program: str) -> None:
    code = (
        "import importlib, json, sys; importlib.import_module(sys.argv[1]); print(json.dumps([*sys.modules]))"
    )
    command = [sys.executable, "-c", code, program.partition(":")[0]]
    modules = set(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))
    assert "av" in modules
    assert not modules & {"sqlalchemy", "alembic", "fastapi", "httpx", "jinja2", "rich"}


def test_a_network_is_loaded_when_it_is_first_used_and_once() -> None:
    with patch.object(onnxruntime, "InferenceSession", wraps=onnxruntime.InferenceSession) as opened:
        network = Network(model_for("fast_detector"), 1)
        assert opened.call_count == 0
        for _ in range(2):
            network(np.zeros((1, 1, 32, 32), np.float32))
        assert opened.call_count == 1
