"""The manifest's sha256, written by command."""

from hashlib import sha256
from pathlib import Path

from training.manifest import MANIFEST, rewritten

TEXT = """# All models.

[[model]]
name = "ours"
file = "ours.onnx"
sha256 = "22"
"""


def test_the_files_beside_it_get_their_sha256_and_nothing_else_changes(tmp_path: Path) -> None:
    (tmp_path / "ours.onnx").write_bytes(b"weights")
    assert rewritten(TEXT, tmp_path) == TEXT.replace("22", sha256(b"weights").hexdigest())


def test_the_manifest_is_as_the_command_writes_it() -> None:
    text = MANIFEST.read_text("utf-8")
    assert rewritten(text, MANIFEST.parent) == text
