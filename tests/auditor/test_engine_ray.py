"""The engine on a cluster: byte for byte the results of the local one, whatever goes wrong."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from detector.auditor.ray_cluster import connected
from detector.errors import SetupError
from detector.settings.service import RaySettings
from tests.auditor.papers import NUMBER, audit_config, audited, catalogue, settings

# Not by importing it: that would be too early for the engine. Clusters take minutes, so they are asked for.
if find_spec("ray") is None or not os.environ.get("DETECTOR_TEST_RAY"):
    told = "needs Ray (pip install 'micro-drama-detector[ray]') and DETECTOR_TEST_RAY=1"
    pytest.skip(told, allow_module_level=True)


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
    on_ray = settings().model_copy(update={"ray": RaySettings(rows_a_block=4)})
    audited(audit_config(file, out=tmp_path / "ray", engine="ray", settings=on_ray))
    audited(audit_config(file, out=tmp_path / "local"))
    for name in ("results.jsonl", "quarantine.jsonl"):
        assert (tmp_path / "ray" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()
    assert (tmp_path / "local" / "quarantine.jsonl").read_text().count("\n") == (fault == "a poisoned file")


def test_two_nodes_give_the_same_bytes_and_rows_of_a_lost_one_are_given_out_again(tmp_path: Path) -> None:
    rows = [{"text": f"{NUMBER[:-6]}{n:03}号", "series": f"戏{n // 4}"} for n in range(24)]
    rows[3]["text"] = "kills-its-master-once:"
    file = catalogue(tmp_path, *rows)
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    from ray.cluster_utils import Cluster  # noqa: PLC0415  (as above)

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    try:
        cluster.add_node(num_cpus=2)
        cluster.add_node(num_cpus=2)
        on_ray = RaySettings(address=cluster.address, rows_a_block=3, ship=False)
        config = audit_config(file, out=tmp_path / "ray", engine="ray", workers=4)
        audited(replace(config, settings=config.settings.model_copy(update={"ray": on_ray})))
    finally:
        cluster.shutdown()
    audited(audit_config(file, out=tmp_path / "local"))
    for name in ("results.jsonl", "quarantine.jsonl"):
        assert (tmp_path / "ray" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="no /proc to look into")
def test_ray_on_this_machine_listens_to_nobody_else() -> None:
    ray = connected(RaySettings(), 1)
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
        connected(RaySettings(), 1)


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
