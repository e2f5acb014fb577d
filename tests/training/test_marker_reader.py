"""The marker reader's files, of one training: what they hold, and that they read alike."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnxruntime
import pytest

from tests.training.stock import DRAWN
from training.reader.level import blob, greedy
from training.reader.mosaic import mosaic

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("onnx", reason="the extra `train` is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a network that has learned nothing."""
    from training.reader.export import export, network  # noqa: PLC0415  (needs torch)

    torch.manual_seed(1)
    out: Path = tmp_path_factory.mktemp("marker_reader")
    export(network().eval(), out)
    return out


def easyocr_module(folder: Path) -> ModuleType:
    """The network's file, alone, as EasyOCR imports it."""
    spec = spec_from_file_location("marker_reader", folder / "marker_reader.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_both_forms_have_one_alphabet_and_read_alike(folder: Path) -> None:
    yaml = pytest.importorskip("yaml")
    settings: dict[str, Any] = yaml.safe_load((folder / "marker_reader.yaml").read_text("utf-8"))
    characters = settings["character_list"]
    model = easyocr_module(folder).Model(**settings["network_params"], num_class=len(characters) + 1)
    named = torch.load(folder / "marker_reader.pth", weights_only=True)
    model.load_state_dict({name.removeprefix("module."): value for name, value in named.items()})
    model.eval()
    session = onnxruntime.InferenceSession(
        str(folder / "marker_reader.onnx"), providers=["CPUExecutionProvider"]
    )
    listed = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    assert [*listed, " "] == list(characters)
    samples = list(mosaic(8, DRAWN))
    assert len(samples) > 10
    for sample in samples:
        line = blob(sample.picture)
        with torch.no_grad():
            shares = torch.softmax(model(torch.from_numpy(line), None), dim=2)[0].numpy()
        other = session.run(None, {"line": line})[0][0]
        np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-4)
        np.testing.assert_allclose(shares, other, atol=1e-3)
        assert [c for c, _ in greedy(shares, characters)] == [c for c, _ in greedy(other, characters)]
