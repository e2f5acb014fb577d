"""The guarded clients: where they connect, and which redirects they follow."""

import asyncio
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest

from detector.errors import InputError, UriRefused
from detector.net import addresses, client
from detector.net.addresses import Allowed
from detector.video.remote_io import Remote
from tests.service.receiver import Receiver


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What names resolve to; 127.0.0.1 counts as a public address, 127.0.0.2 as a private one."""
    known: dict[str, list[str]] = {}
    monkeypatch.setattr(addresses, "_addresses", lambda host, _port: known.get(host, [host]))
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    addresses._addresses_at.cache_clear()
    return known


def test_the_next_address_is_tried_where_the_first_does_not_answer(names: dict[str, list[str]]) -> None:
    with Receiver() as receiver:
        receiver.files["/a"] = b"video"
        names["media.example"] = ["::1", "127.0.0.1"]
        url = f"http://media.example:{receiver.port}/a"

        async def asked() -> bytes:
            async with client.async_client(Allowed(None, None), 5) as asking:
                return (await asking.get(url)).content

        assert asyncio.run(asked()) == b"video"
        with client.client(Allowed(None, None), 5) as asking:
            assert asking.get(url).content == b"video"
        assert receiver.hosts == [f"media.example:{receiver.port}"] * 2


def test_a_public_host_leads_to_no_private_one_and_to_no_file(names: dict[str, list[str]]) -> None:
    names["media.example"], names["inner.example"] = ["127.0.0.1"], ["127.0.0.2"]
    with Receiver() as receiver:
        receiver.files["/a"] = b"video"
        url = f"http://media.example:{receiver.port}"
        assert Remote(f"{url}/to/{url}/a").read() == b"video"
        for target in ("http://inner.example/a", "file:///etc/passwd", "s3://bucket/a", "//127.0.0.2/a"):
            with pytest.raises(UriRefused, match="leads elsewhere"):
                Remote(f"{url}/to/{target}")
        with pytest.raises(UriRefused, match="redirects"):
            Remote(url + "/to/" * 9)


def test_a_host_of_ones_own_network_may_lead_about_in_it(names: dict[str, list[str]]) -> None:
    names["inner.example"], names["other.example"] = ["127.0.0.2", "127.0.0.1"], ["127.0.0.2", "127.0.0.1"]
    with Receiver() as receiver:
        receiver.files["/a"] = b"video"
        path = f"http://inner.example:{receiver.port}/to/http://other.example:{receiver.port}/a"
        assert Remote(path).read() == b"video"


def test_a_server_must_prove_the_name_that_was_asked_for(
    names: dict[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names["media.example"], names["other.example"] = ["127.0.0.1"], ["127.0.0.1"]
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
         "-days", "2", "-subj", "/CN=media.example", "-addext", "subjectAltName=DNS:media.example"],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl makes no certificate here")
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate, key)
    known = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(client, "_certificates", lambda: known)
    with Receiver(served) as receiver, client.client(Allowed(None, ()), 5) as asking:
        receiver.files["/a"] = b"video"
        good, wrong = (f"https://{host}:{receiver.port}/a" for host in ("media.example", "other.example"))
        assert asking.get(good).content == b"video"
        with pytest.raises(httpx.ConnectError, match="certificate"):
            asking.get(wrong)  # though a connection to its address is open


def test_a_name_and_a_password_go_into_a_header(names: dict[str, list[str]]) -> None:
    names["media.example"] = ["127.0.0.1"]
    with Receiver() as receiver:
        receiver.files["/剧"] = b"video"
        assert Remote(f"http://ann:secret@media.example:{receiver.port}/剧").read() == b"video"
        assert receiver.authorized == {"Basic YW5uOnNlY3JldA=="}
        with pytest.raises(InputError):
            Remote(f"http://media.example:{receiver.port}/gone")
