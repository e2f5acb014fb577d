"""One training's weights as both of its products: ONNX, and the files of an EasyOCR recogniser."""

import json
import shutil
from pathlib import Path

import onnx
import torch
from torch import nn

from training.reader import marker_reader
from training.reader.alphabet import alphabet
from training.reader.marker_reader import HEIGHT_PX, Model

NAME = "marker_reader"
_SHAPE = {"input_channel": 1, "output_channel": 256, "hidden_size": 320}
_DATA_PARALLEL = "module."
"""EasyOCR takes so many letters from the front of each weight's name."""


def network() -> Model:
    """A network without knowledge."""
    return Model(**_SHAPE, num_class=len(alphabet()) + 1)


def opened(weights: Path) -> Model:
    """The network of a ``marker_reader.pth``, which may know fewer characters than today's alphabet has."""
    named = torch.load(weights, weights_only=True)
    values = {name.removeprefix(_DATA_PARALLEL): value for name, value in named.items()}
    model = Model(**_SHAPE, num_class=len(values["letters.bias"]))
    model.load_state_dict(values)
    model.eval()
    return model


def export(model: Model, out: Path) -> Path:
    """Write ``marker_reader.onnx``, ``.pth``, ``.yaml`` and ``.py`` into a folder; the first is returned."""
    shutil.copy(Path(str(marker_reader.__file__)), out / f"{NAME}.py")
    named = {_DATA_PARALLEL + name: value for name, value in model.state_dict().items()}
    torch.save(named, out / f"{NAME}.pth")
    (out / f"{NAME}.yaml").write_text(_settings(), "utf-8")
    file = out / f"{NAME}.onnx"
    free = {0: "batch", 3: "width"}
    torch.onnx.export(
        nn.Sequential(model, nn.Softmax(dim=2)).eval(), (torch.zeros(1, 1, HEIGHT_PX, 640),), str(file),
        input_names=["line"], output_names=["share"], opset_version=17, dynamo=False,
        dynamic_axes={"line": free, "share": {0: "batch", 1: "step"}},
    )  # fmt: skip
    exported = onnx.load(file)
    # The space is not listed: readers of this list add it as the last class.
    onnx.helper.set_model_props(exported, {"character": "\n".join(alphabet()[:-1])})
    onnx.save(exported, file)
    return file


def _settings() -> str:
    """EasyOCR's settings; a JSON text is a YAML one."""
    shape = "".join(f"  {name}: {value}\n" for name, value in _SHAPE.items())
    characters = json.dumps("".join(alphabet()), ensure_ascii=False)
    return (
        f"# The marker reader as a recogniser of EasyOCR: recog_network='{NAME}', detector=False.\n"
        f"network_params:\n{shape}imgH: {HEIGHT_PX}\n"
        f"lang_list:\n  - ch_sim\n  - en\ncharacter_list: {characters}\n"
    )
