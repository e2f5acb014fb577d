"""The engine on a cluster: byte for byte the results of the local one, whatever goes wrong."""

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from detector.auditor.engine_local import ScanConfig
from detector.auditor.engine_ray import _connected
from detector.errors import SetupError
from detector.settings import Settings
from detector.settings.service import RaySettings
from tests.auditor.papers import NUMBER, audit_config, audited, catalogue, settings

if find_spec("ray") is None:  # not by importing it: that would be too early for the engine
    pytest.skip("Ray is not installed: pip install 'micro-drama-detector[ray]'", allow_module_level=True)


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
    audited(audit_config(file, out=tmp_path / "ray", engine="ray", settings=on_ray))
    audited(audit_config(file, out=tmp_path / "local"))
    for name in ("results.jsonl", "quarantine.jsonl"):
        assert (tmp_path / "ray" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()
    assert (tmp_path / "local" / "quarantine.jsonl").read_text().count("\n") == (fault == "a poisoned file")
    assert list((tmp_path / "ray" / "ray").iterdir()) == []


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="no /proc to look into")
def test_ray_on_this_machine_listens_to_nobody_else() -> None:
    ray = _connected(ScanConfig(Settings(), date(2026, 11, 27)), 1)
    try:
        addresses = set(_listening("ray", "gcs_server"))
    finally:
        ray.shutdown()
    assert addresses  # "0100007F" is 127.0.0.1, as the kernel writes it
    assert {address[-8:] for address in addresses} == {"0100007F"}


def test_a_cluster_that_would_listen_to_others_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", ModuleType("ray"))
    monkeypatch.delenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", raising=False)
    with pytest.raises(SetupError, match="listen to other machines"):
        _connected(ScanConfig(Settings(), date(2026, 11, 27)), 1)


def _listening(*programs: str) -> Iterator[str]:
    """The addresses on which processes with such names listen, in the kernel's spelling."""
    sockets = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended by now
            if any(program in (process / "comm").read_text() for program in programs):
                links = [str(link.readlink()) for link in (process / "fd").iterdir()]
                sockets |= {found[1] for link in links if (found := re.fullmatch(r"socket:\[(\d+)\]", link))}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_, inode = line.split()[:10]
            if state == "0A" and inode in sockets:
                yield local.partition(":")[0]
