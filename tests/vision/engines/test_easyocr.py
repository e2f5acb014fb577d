"""EasyOCR: whose files it opens, when it is loaded, and what it leaves alone."""

import pickle
import shutil
import subprocess
import sys
from hashlib import md5
from pathlib import Path

import numpy as np
import pytest

from detector.errors import ExtraMissing, ModelChanged, ModelMissing, SetupError
from detector.scanner import recipe
from detector.settings import Settings
from detector.settings.vision import EngineSettings
from detector.vision.engines import easyocr_files
from detector.vision.engines.factory import check, open_engine
from detector.vision.runtime import model_files
from tests.drawing.text import TOP_LEFT, Overlay
from tests.vision.engines.test_contract import PRINTED, frame, level
from tests.vision.torch_on_a_cpu import INSTALL, easyocr_is_here
from training.reader.level import greedy

CRAFT, ZH_SIM = (file for file, _ in easyocr_files.FILES.values())

needs_easyocr = pytest.mark.skipif(not easyocr_is_here(), reason=INSTALL)


def settings(folder: Path | str = "") -> Settings:
    return Settings(engine=EngineSettings(name="easyocr", easyocr_folder=str(folder)))


def test_absent_files_are_named_with_their_md5_and_their_place(tmp_path: Path) -> None:
    (tmp_path / CRAFT).write_bytes(b"")
    with pytest.raises(ModelMissing) as caught:
        easyocr_files.user_models(str(tmp_path))
    assert caught.value.exit_code == 5
    assert f"{ZH_SIM} (md5 b601ce7143293387d3ec4f41a66edc07)" in caught.value.message
    assert CRAFT not in caught.value.message
    for told in (CRAFT, ZH_SIM, "2f8227d2def4037cdb3b34389dcf9ec1", str(tmp_path), "easyocr/config.py"):
        assert told in caught.value.hint


def test_a_file_of_another_content_is_named_with_both_md5(tmp_path: Path) -> None:
    for name in (CRAFT, ZH_SIM):
        (tmp_path / name).write_bytes(b"half a download")
    with pytest.raises(ModelChanged) as caught:
        easyocr_files.user_models(str(tmp_path))
    assert str(tmp_path / CRAFT) in caught.value.message
    assert md5(b"half a download").hexdigest() in caught.value.message
    assert "2f8227d2def4037cdb3b34389dcf9ec1" in caught.value.message


def test_without_the_package_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "detector.vision.engines.easyocr", raising=False)
    monkeypatch.setitem(sys.modules, "easyocr", None)
    for asked in (lambda: open_engine(settings()), lambda: check(settings().engine)):
        with pytest.raises(ExtraMissing, match="easyocr") as caught:
            asked()
        assert caught.value.hint == "pip install 'micro-drama-detector[easyocr]'"


def test_the_default_engine_loads_no_other() -> None:
    code = (
        "import sys; from detector.scanner import Scanner; Scanner();"
        "print(sorted({'torch', 'easyocr', 'detector.vision.engines.easyocr'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


class Planted:
    """What a stranger may put into a pickled file: it runs when it is opened."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (self._place,)  # type: ignore[return-value]


@needs_easyocr
@pytest.mark.parametrize("file", ["marker_reader.pth", "marker_reader.py", "marker_reader.yaml"])
def test_a_changed_file_of_ours_is_never_opened(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, planted = tmp_path / "models", tmp_path / "planted"
    shutil.copytree(model_files.model_for("recognizer", "marker").path().parents[1], folder)
    (folder / "marker_reader" / file).write_bytes(pickle.dumps(Planted(planted)))
    monkeypatch.setattr(model_files, "models_folder", lambda: folder)
    with pytest.raises(ModelChanged, match=file):
        open_engine(settings())
    with pytest.raises(ModelChanged, match=file):
        check(settings().engine)
    assert not planted.exists()


@needs_easyocr
def test_it_leaves_path_and_home_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import easyocr  # noqa: PLC0415  (an extra)

    monkeypatch.setattr(easyocr.easyocr, "MODULE_PATH", str(tmp_path / "home"))
    before = list(sys.path)
    open_engine(settings())
    assert sys.path == before
    assert list(tmp_path.iterdir()) == []


@needs_easyocr
def test_the_network_says_what_easyocr_makes_of_it() -> None:
    """EasyOCR scales lines in another way, so this one is drawn as high as its network takes it."""
    from detector.vision.engines.easyocr import _open_with_our_recognizer  # noqa: PLC0415  (an extra)

    picture = level(Overlay(PRINTED, 26, TOP_LEFT))
    assert picture.shape[0] == 32
    easyocr = _open_with_our_recognizer("cpu")
    theirs = easyocr.recognize(picture, detail=0)  # type: ignore[attr-defined]
    row = open_engine(settings()).recognizer.forward(picture)
    ours = "".join(character for character, _ in greedy(row.steps, easyocr.character))
    assert [ours] == theirs


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of the networks that EasyOCR has itself, with weights that know nothing, published as such."""
    import torch  # noqa: PLC0415  (an extra)
    from easyocr import config, craft  # noqa: PLC0415
    from easyocr.model.vgg_model import Model  # noqa: PLC0415

    torch.manual_seed(1)
    stock = config.recognition_models["gen2"]["zh_sim_g2"]
    reader = Model(1, 256, 256, len(stock["characters"]) + 1)
    networks = {"detector": (config.detection_models["craft"], craft.CRAFT()), "recognizer": (stock, reader)}
    published = {}
    for stage, (row, network) in networks.items():
        file = tmp_path / row["filename"]
        torch.save({f"module.{name}": value for name, value in network.state_dict().items()}, file)
        digest = md5(file.read_bytes()).hexdigest()
        monkeypatch.setitem(row, "md5sum", digest)
        published[stage] = (file.name, digest)
    monkeypatch.setattr(easyocr_files, "FILES", published)
    return tmp_path


@needs_easyocr
def test_files_of_the_users_take_the_place_of_ours(own_folder: Path) -> None:
    chosen = settings(own_folder)
    engine = open_engine(chosen)
    shown = frame(Overlay(PRINTED, 28, TOP_LEFT))
    for fine in (False, True):
        for box in engine.detect(shown.picture, (0, 0, 427, 480), fine=fine):
            assert box.corners.shape == (4, 2)
    row = engine.recognizer.forward(level(Overlay(PRINTED, 28, TOP_LEFT)))
    np.testing.assert_allclose(row.steps.sum(axis=1), 1, atol=1e-3)
    assert 0.8 < row.step_share * len(row.steps) < 1.2
    names = [model.partition("@")[0] for model in recipe(chosen, "").models]
    assert names == ["craft_mlt_25k", "zh_sim_g2", "marker-screen"]
    assert recipe(chosen, "").settings == recipe(settings(), "").settings


@needs_easyocr
def test_the_files_that_are_asked_for_are_those_that_easyocr_publishes() -> None:
    from easyocr import config  # noqa: PLC0415  (an extra)

    rows = (config.detection_models["craft"], config.recognition_models["gen2"]["zh_sim_g2"])
    assert list(easyocr_files.FILES.values()) == [(row["filename"], row["md5sum"]) for row in rows]


@needs_easyocr
def test_what_easyocr_cannot_open_is_a_set_up_error(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(easyocr_files, "FILES", dict(easyocr_files.FILES))
    from easyocr import config  # noqa: PLC0415  (an extra)

    monkeypatch.setitem(config.detection_models["craft"], "md5sum", "that of another version")
    with pytest.raises(SetupError, match="MD5 mismatch"):
        open_engine(settings(own_folder))
