"""Which device is used, of those that are there."""

from pathlib import Path

import pytest

from detector.errors import DeviceMissing
from detector.vision.runtime.device import choose_device, device_in_use, gpus_found, providers

CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


def names(tried: list[tuple[str, object]]) -> list[str]:
    return [name for name, _ in tried]


@pytest.mark.parametrize(
    ("wanted", "available", "tried"),
    [
        ("auto", [CPU], [CPU]),
        ("auto", ["AzureExecutionProvider", CPU], [CPU]),
        ("auto", ["TensorrtExecutionProvider", CUDA, CPU], [CUDA, CPU]),
        ("cpu", [CUDA, CPU], [CPU]),
        ("cuda", [CUDA, CPU], [CUDA, CPU]),
    ],
)
def test_onnxruntime_tries_a_gpu_where_it_may(wanted: str, available: list[str], tried: list[str]) -> None:
    assert names(providers(wanted, available)) == tried  # type: ignore[arg-type]


def test_a_gpu_computes_in_full() -> None:
    (_, options), _ = providers("auto", [CUDA, CPU])
    assert options["use_tf32"] == "0"


def test_what_was_tried_and_did_not_work_is_not_used() -> None:
    assert device_in_use("auto", [CUDA, CPU]) == "cuda"
    assert device_in_use("auto", [CPU]) == "cpu"
    with pytest.raises(DeviceMissing, match="CPUExecutionProvider took its place"):
        device_in_use("cuda", [CPU])


def test_a_gpu_that_is_asked_for_and_absent_is_an_error_that_says_what_was_found() -> None:
    with pytest.raises(DeviceMissing) as caught:
        providers("cuda", ["AzureExecutionProvider", CPU])
    assert caught.value.exit_code == 5
    assert "AzureExecutionProvider and CPUExecutionProvider" in caught.value.message
    assert gpus_found() in caught.value.message
    assert "onnxruntime-gpu" in caught.value.hint


@pytest.mark.parametrize(("has_gpu", "device"), [(True, "cuda"), (False, "cpu")])
def test_auto_is_a_gpu_where_there_is_one(has_gpu: bool, device: str) -> None:
    assert choose_device("auto", has_gpu=has_gpu, found="torch") == device
    assert choose_device("cpu", has_gpu=has_gpu, found="torch") == "cpu"


def test_the_gpus_of_a_machine_are_named(tmp_path: Path) -> None:
    assert gpus_found(tmp_path / "none") == "no driver of NVIDIA's lists a GPU"
    for bus in ("0000:17:00.0", "0000:65:00.0"):
        (tmp_path / bus).mkdir()
        (tmp_path / bus / "information").write_text(
            f"Model: \t\t NVIDIA L4\nIRQ:   \t\t 16\nBus Location: \t {bus}\n"
        )
    assert gpus_found(tmp_path) == "NVIDIA's driver lists NVIDIA L4, NVIDIA L4"
