"""The engine on a cluster: byte for byte the results of the local one, whatever goes wrong."""

from pathlib import Path

import pytest

from detector.settings import RaySettings
from tests.auditor.papers import NUMBER, audited, catalogue, settings, wish

pytest.importorskip("ray", reason="Ray is not installed: pip install 'detector[ray]'")


@pytest.mark.parametrize("fault", ["none", "a poisoned file", "a killed worker"])
def test_local_and_ray_give_the_same_bytes(tmp_path: Path, fault: str) -> None:
    rows = [
        {"text": f"{NUMBER[:-6]}{n:03}号" if n % 5 else "no video", "series": f"戏{n // 4}"}
        for n in range(12)
    ]
    if fault == "a poisoned file":
        rows[5]["text"] = "crashes:"
    elif fault == "a killed worker":
        rows[5]["text"] = "kills-its-master-once:"
    file = catalogue(tmp_path, *rows)
    on_ray = settings().model_copy(update={"ray": RaySettings(rows_a_block=4, rows_a_stage=9)})
    audited(wish(file, out=tmp_path / "ray", engine="ray", settings=on_ray))
    audited(wish(file, out=tmp_path / "local"))
    for name in ("results.jsonl", "quarantine.jsonl"):
        assert (tmp_path / "ray" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()
    assert (tmp_path / "local" / "quarantine.jsonl").read_text().count("\n") == (fault == "a poisoned file")
    assert list((tmp_path / "ray" / "ray").iterdir()) == []
