"""A file of a network, or the manifest, that is not the one that was shipped."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detector.errors import ModelChanged, ModelMissing
from detector.vision.runtime import model_files
from detector.vision.runtime.model_files import Model, Network, check, manifest, model_for

SHIPPED = model_for("fast_detector")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(model_files, "models_folder", lambda: tmp_path)
    return tmp_path


def written(folder: Path, content: bytes) -> Model:
    """A model of the fast detector's row whose file holds this."""
    model = replace(SHIPPED, file="network.onnx")
    (folder / model.file).write_bytes(content)
    return model


def test_a_cut_off_or_exchanged_file_is_refused_before_it_is_loaded(folder: Path) -> None:
    model = written(folder, b"cut off")
    for refused in (lambda: check(model), lambda: Network(model, 1)):
        with pytest.raises(ModelChanged, match=r"model line-scout: .*network\.onnx has sha256"):
            refused()
    (folder / model.file).unlink()
    with pytest.raises(ModelMissing, match="model line-scout"):
        check(model)


def test_a_file_that_is_no_network_is_named_although_the_manifest_has_its_sha256(folder: Path) -> None:
    content = b"no network"
    model = replace(written(folder, content), sha256=hashlib.sha256(content).hexdigest())
    with pytest.raises(ModelChanged, match=r"model line-scout: .* cannot be loaded"):
        Network(model, 1)(np.zeros((1, 1, 8, 8), np.float32))


@pytest.mark.parametrize(
    "content", ["no toml [", "x = 1", '[[model]]\nname = "x"\n', b"\xff".decode("latin-1")]
)
def test_a_damaged_manifest_is_told(folder: Path, content: str) -> None:
    (folder / "manifest.toml").write_bytes(content.encode("latin-1"))
    manifest.cache_clear()
    try:
        with pytest.raises(ModelChanged, match="is no manifest of models"):
            manifest()
    finally:
        manifest.cache_clear()
