"""The user's own files of EasyOCR's networks: whether they are there, and the right ones.

EasyOCR unpickles them, which runs whatever they hold, so nothing is opened before it is compared.
"""

import hashlib
from pathlib import Path

from detector.errors import ModelChanged, ModelMissing
from detector.vision.runtime.model_files import Model

FILES = {
    "detector": ("craft_mlt_25k.pth", "2f8227d2def4037cdb3b34389dcf9ec1"),
    "recognizer": ("zh_sim_g2.pth", "b601ce7143293387d3ec4f41a66edc07"),
}
"""Stage to file and md5, the only checksum that EasyOCR publishes (``easyocr/config.py``)."""


def user_models(folder: str) -> tuple[Model, ...]:
    """The models in a folder. Raises ``ModelMissing``, and ``ModelChanged`` for files of another content."""
    paths = {stage: Path(folder).expanduser().absolute() / name for stage, (name, _) in FILES.items()}
    absent = [FILES[stage] for stage, path in paths.items() if not path.is_file()]
    if absent:
        names = " and ".join(f"{name} (md5 {md5})" for name, md5 in absent)
        raise ModelMissing(f"engine.easyocr_folder: {Path(folder)} has no {names}", _hint(folder))
    models = []
    for stage, path in paths.items():
        published = FILES[stage][1]
        md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
        try:
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    md5.update(block)
                    sha256.update(block)
        except OSError as error:
            raise ModelMissing(f"engine.easyocr_folder: {path}: {error.strerror}", _hint(folder)) from None
        if md5.hexdigest() != published:
            told = f"engine.easyocr_folder: {path} has md5 {md5.hexdigest()}, not {published}"
            raise ModelChanged(told, _hint(folder))
        models.append(
            Model(
                name=path.stem,
                stage=stage,
                version=f"EasyOCR's own, md5 {published}",
                file=str(path),
                sha256=sha256.hexdigest(),
                engines=("easyocr",),
                input_shape=(),
                licence="Apache-2.0",
                source="https://github.com/JaidedAI/EasyOCR",
            )
        )
    return tuple(models)


def _hint(folder: str) -> str:
    wanted = " and ".join(f"{name} (md5 {md5})" for name, md5 in FILES.values())
    return (
        f"put {wanted} into {folder}; EasyOCR's easyocr/config.py tells where they can be had; "
        "or leave engine.easyocr_folder empty, then our own recogniser and boxes are used"
    )
