"""Where networks run: on a GPU where there is one and it is wanted, else on the CPU.

What is read does not depend on it, but for the last bits of a confidence, as with another make of CPU.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from detector.errors import DeviceMissing
from detector.settings.vision import Device

DeviceInUse = Literal["cpu", "cuda"]

_CPU, _CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"
_CUDA_OPTIONS = {
    # Lines have many widths: trying every algorithm for each of them costs more than the best one gains.
    "cudnn_conv_algo_search": "HEURISTIC",
    # Products of ten bits instead of 23 would be seen in the confidences.
    "use_tf32": "0",
}
_DRIVER = Path("/proc/driver/nvidia/gpus")
_HINT = (
    "set engine.device to auto or cpu, or install what uses a GPU: onnxruntime-gpu in place of onnxruntime, "
    "for easyocr a torch with CUDA; `detector doctor` shows what is found"
)


def choose_device(wanted: Device, *, has_gpu: bool, found: str) -> DeviceInUse:
    """The device to use. ``found`` says what was found; ``DeviceMissing`` says it on where a GPU must be."""
    if wanted == "cuda" and not has_gpu:
        raise DeviceMissing(f"engine.device is cuda, and there is none for {found}; {gpus_found()}", _HINT)
    return "cuda" if has_gpu and wanted != "cpu" else "cpu"


def providers(wanted: Device, available: Sequence[str]) -> list[tuple[str, Mapping[str, str]]]:
    """What onnxruntime is to try of what is ``available``, best first. Raises ``DeviceMissing``."""
    found = f"onnxruntime, which has {' and '.join(available) or 'nothing'}"
    device = choose_device(wanted, has_gpu=_CUDA in available, found=found)
    return [(_CUDA, _CUDA_OPTIONS), (_CPU, {})] if device == "cuda" else [(_CPU, {})]


def device_in_use(wanted: Device, running: Sequence[str]) -> DeviceInUse:
    """What a session runs on, by its providers: one that was tried may not work. Raises ``DeviceMissing``."""
    found = f"onnxruntime: it could not be used, and {' and '.join(running)} took its place"
    return choose_device(wanted, has_gpu=_CUDA in running, found=found)


def gpus_found(driver: Path = _DRIVER) -> str:
    """What NVIDIA's driver says of this machine, whether or not a library here can use it."""
    told = [file.read_text("utf-8", "replace") for file in sorted(driver.glob("*/information"))]
    lines = [line.partition(":") for text in told for line in text.splitlines()]
    names = [name.strip() for key, _, name in lines if key.strip() == "Model"]
    return f"NVIDIA's driver lists {', '.join(names)}" if names else "no driver of NVIDIA's lists a GPU"
