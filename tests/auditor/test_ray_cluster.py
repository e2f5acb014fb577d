"""Addresses of clusters: what is none, or where nobody answers, is said at once and with the fix."""

import socket
from pathlib import Path

import pytest

from detector.auditor.ray_cluster import check_answers, check_form, runtime_env
from detector.errors import SetupError


@pytest.mark.parametrize(
    ("address", "told", "hint"),
    [
        ("ray://head:10001", "ray:// addresses", "ray.address=head:6379"),
        ("head", "'head' is no address", "HOST:PORT"),
        ("head:http", "'head:http' is no address", "HOST:PORT"),
        (":6379", "':6379' is no address", "HOST:PORT"),
    ],
)
def test_what_is_no_address_is_refused_with_the_fix(address: str, told: str, hint: str) -> None:
    with pytest.raises(SetupError, match=told) as raised:
        check_form(address)
    assert hint in raised.value.hint


def test_addresses_are_passed() -> None:
    for address in ("auto", "head:6379", "10.0.0.1:6379"):
        check_form(address)


def test_where_nobody_answers_and_where_another_program_does_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(SetupError, match="is no head of a cluster"):
            check_answers(address)
    with pytest.raises(SetupError, match="nothing answers"):
        check_answers(address)


def test_what_is_sent_to_the_nodes_is_the_program_with_its_models(tmp_path: Path) -> None:
    env = runtime_env(tmp_path)
    (sent,) = map(Path, env["py_modules"])
    assert sent.name == "detector"
    assert (sent / "models" / "manifest.toml").is_file()
    assert (sent / "auditor" / "engine_ray.py").is_file()
    assert not [name for name in env.get("pip", ()) if name.startswith(("ray", "torch"))]
