"""Which servers may be asked: no address behind this machine's network, whatever a URL says."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from detector.errors import RemoteUnreachable, UriRefused
from detector.net import addresses
from detector.net.addresses import Allowed, Target, allowed_from, checked, checked_now, is_public

URLS = (
    "http://127.0.0.1/",
    "http://127.0.0.1:22/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://127.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.0.0.1.nip.example/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://metadata.google.internal/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://media.example@127.0.0.1/",
    "http://media.example:80@127.0.0.1/",
    "http://127.0.0.1#@media.example/",
    "http://media.example\\@127.0.0.1/",
    "http://media.example%00.evil/",
    "http://media.example:99999/",
    "http://media.example:0/",
    "http://media.example:8080/",
    "http://evil.media.example.org/",
    "http://xmedia.example/",
    "http://media.example /",
    "http://media.example\t/",
    "http://media.example\r\nHost: evil/",
    "http://①②⑦.⓪.⓪.①/",
    "http://media。example/",
    "http:///ep.mp4",
    "http:media.example/ep.mp4",
    "http://",
    "https://-/",
    "https://media..example/",
    "jar:http://media.example/!/",
    "http://" + "a." * 200 + "example/",
)
"""With ``media.example`` and ``*.cdn.example`` allowed, and all of these names leading to this machine."""


@contextmanager
def resolving(monkeypatch: pytest.MonkeyPatch, address: str) -> Iterator[None]:
    """Every name that a name server may be asked leads to one address."""

    def addresses_of(host: str, _port: int) -> list[str]:
        return [host if host[-1:].isdecimal() or ":" in host else address]

    with monkeypatch.context() as patched:
        patched.setattr(addresses, "_addresses", addresses_of)
        addresses._addresses_at.cache_clear()
        yield
    addresses._addresses_at.cache_clear()


@pytest.mark.parametrize("url", URLS)
def test_no_url_leads_to_this_machine_or_its_network(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for hosts in (("media.example", "*.cdn.example"), None):
        with resolving(monkeypatch, "127.0.0.1"), pytest.raises((UriRefused, RemoteUnreachable)):
            asyncio.run(checked(url, Allowed(hosts, ())))
        with resolving(monkeypatch, "127.0.0.1"), pytest.raises((UriRefused, RemoteUnreachable)):
            checked_now(url, Allowed(hosts, ()))


def test_an_allowed_host_is_asked_at_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = Allowed(("media.example", "*.cdn.example", "media.example:8080"), ())
    with resolving(monkeypatch, "93.184.216.34"):
        target = asyncio.run(checked("https://MEDIA.example/a%2fb?c=d#e", allowed))
        assert target == Target(("https://93.184.216.34:443/a%2fb?c=d",), "media.example", "media.example")
        assert asyncio.run(checked("http://x.cdn.example:80/", allowed)).authority == "x.cdn.example"
        assert asyncio.run(checked("http://media.example:8080/", allowed)).authority == "media.example:8080"
        with pytest.raises(UriRefused):
            asyncio.run(checked("http://cdn.example/", allowed))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


def test_every_address_of_a_name_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_addresses", lambda _host, _port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(UriRefused, match="not a public one"):
        asyncio.run(checked("http://media.example/", Allowed(None, ())))


def test_a_public_host_leads_to_public_hosts_only_and_an_own_one_anywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with resolving(monkeypatch, "93.184.216.34"):
        assert allowed_from("https://media.example/a.mp4") == Allowed(None, ())
    with resolving(monkeypatch, "10.0.0.1"):
        assert allowed_from("https://media.example/a.mp4") == Allowed(None, None)
        assert checked_now("http://192.168.0.1/", Allowed(None, None)).urls == ("http://192.168.0.1:80/",)
