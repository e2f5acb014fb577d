"""Where the service must not be led: files beside its folders, addresses behind its network."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from detector import net
from detector.errors import InputError, InputNotFound, RemoteUnreachable, UriRefused
from detector.net import Allowed, checked, is_public
from detector.service.sources.fetch import Source, Sources, open_within
from detector.settings.service import ServiceSettings
from tests.service.receiver import Receiver

PATHS = (
    "/etc/passwd",
    "etc/passwd",
    "ep.mp4",
    "",
    ".",
    "..",
    "/",
    "{root}",
    "{root}/",
    "{root}/.",
    "{root}/..",
    "{root}/../secret.mp4",
    "{root}/inner/../../secret.mp4",
    "{root}/inner/../ep.mp4",
    "{root}/./../secret.mp4",
    "{root}//../secret.mp4",
    "{root}2/ep.mp4",
    "{root}/link.mp4",
    "{root}/folder_link/secret.mp4",
    "{root}/folder_link/../secret.mp4",
    "{root}/dangling.mp4",
    "{root}/pipe",
    "{root}/inner",
    "{root}/ep.mp4/x",
    "{root}/ep.mp4\0.txt",
    "{root}/" + "a" * 300,
    "~/secret.mp4",
    "$HOME/secret.mp4",
    "/proc/self/environ",
    "/dev/zero",
    "\\\\server\\share\\ep.mp4",
    "C:\\ep.mp4",
    "file://{root}/../secret.mp4",
    "file://{root}/%2e%2e/secret.mp4",
    "file://{root}/..%2fsecret.mp4",
    "file://evil.example{root}/ep.mp4",
    "file:///etc/passwd",
    "file:/etc/passwd",
    "FILE:///etc/passwd",
    "file://localhost/etc/passwd",
    "file://{root}/ep.mp4?x",
    "concat:{root}/ep.mp4|/etc/passwd",
    "subfile,,start,0,end,9,,:{root}/ep.mp4",
    "data:video/mp4;base64,AAAA",
    "ftp://media.example/ep.mp4",
    "gopher://127.0.0.1:6379/_INFO",
    "rtsp://127.0.0.1/",
    "s3://other-bucket/ep.mp4",
    "s3://bucket",
    "s3://bucket/",
)
"""All of them name no file that may be read, though most lead to one."""

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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a video, and what tempts to leave it."""
    folder = tmp_path / "root"
    (folder / "inner").mkdir(parents=True)
    (tmp_path / "root2").mkdir()
    for file in (tmp_path / "secret.mp4", folder / "ep.mp4", tmp_path / "root2" / "ep.mp4"):
        file.write_bytes(b"video")
    (folder / "link.mp4").symlink_to(tmp_path / "secret.mp4")
    (folder / "folder_link").symlink_to(tmp_path)
    (folder / "dangling.mp4").symlink_to(tmp_path / "gone")
    os.mkfifo(folder / "pipe")
    return folder


def sources(root: Path, **settings: object) -> Sources:
    told = ServiceSettings.model_validate({"roots": (str(root),), "buckets": ("bucket",), **settings})
    return Sources(told, root.parent)


@contextmanager
def resolving(monkeypatch: pytest.MonkeyPatch, address: str) -> Iterator[None]:
    """Every name that a name server may be asked leads to one address."""

    async def addresses_of(parts: net._Parts) -> list[str]:
        return [parts.host if parts.host[-1:].isdecimal() or ":" in parts.host else address]

    with monkeypatch.context() as patched:
        patched.setattr(net, "_addresses", addresses_of)
        yield


@pytest.mark.parametrize("told", PATHS)
def test_no_path_leads_out_of_the_root(root: Path, told: str) -> None:
    with pytest.raises(InputError) as caught:
        asyncio.run(sources(root).checked(told.format(root=root)))
    assert "secret" not in caught.value.message  # whether it is there is not told either
    assert caught.value.http_status in (403, 404, 422)


def test_a_video_in_the_root_is_read_and_a_missing_one_is_missing(root: Path) -> None:
    for told in (f"{root}/ep.mp4", f"file://{root}/ep.mp4", f"file://{root}/inner/%65p.mp4"):
        (root / "inner" / "ep.mp4").write_bytes(b"video")
        source = asyncio.run(sources(root).checked(told))
        with sources(root).opened(source) as file:
            assert os.read(file, 9) == b"video"
    with pytest.raises(InputNotFound):
        asyncio.run(sources(root).checked(f"{root}/gone.mp4"))


def test_a_file_that_becomes_a_link_later_is_not_followed(root: Path) -> None:
    source = asyncio.run(sources(root).checked(f"{root}/ep.mp4"))
    (root / "ep.mp4").unlink()
    (root / "ep.mp4").symlink_to(root.parent / "secret.mp4")
    with pytest.raises(UriRefused), sources(root).opened(source):
        pass


def test_an_upload_is_found_by_its_name_alone(root: Path) -> None:
    for name in ("../secret.mp4", "/etc/passwd", "link.mp4", ""):
        with pytest.raises(UriRefused):
            open_within(root, Path(name))
        with pytest.raises(UriRefused), Sources(ServiceSettings(), root).opened(Source("upload", name)):
            pass


@pytest.mark.parametrize("url", URLS)
def test_no_url_leads_to_this_machine_or_its_network(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for hosts in (("media.example", "*.cdn.example"), None):
        with resolving(monkeypatch, "127.0.0.1"), pytest.raises((UriRefused, RemoteUnreachable)):
            asyncio.run(checked(url, Allowed(hosts, ())))


def test_an_allowed_host_is_asked_at_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = Allowed(("media.example", "*.cdn.example", "media.example:8080"), ())
    with resolving(monkeypatch, "93.184.216.34"):
        target = asyncio.run(checked("https://MEDIA.example/a%2fb?c=d#e", allowed))
        assert target == net.Target("https://93.184.216.34:443/a%2fb?c=d", "media.example", "media.example")
        assert asyncio.run(checked("http://x.cdn.example:80/", allowed)).authority == "x.cdn.example"
        assert asyncio.run(checked("http://media.example:8080/", allowed)).authority == "media.example:8080"
        with pytest.raises(UriRefused):
            asyncio.run(checked("http://cdn.example/", allowed))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


def test_every_address_of_a_name_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    async def both(_: net._Parts) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    monkeypatch.setattr(net, "_addresses", both)
    with pytest.raises(UriRefused, match="not a public one"):
        asyncio.run(checked("http://media.example/", Allowed(None, ())))


def test_a_redirect_is_checked_like_the_first_address(root: Path) -> None:
    with Receiver() as receiver:
        here = f"127.0.0.1:{receiver.port}"
        other = f"http://localhost:{receiver.port}/secret"
        told = sources(root, hosts=(here,), private_hosts=(here,))
        for target in (
            other,
            "file:///etc/passwd",
            "http://169.254.169.254/",
            "//localhost/x",
            "gopher://x/",
        ):
            source = asyncio.run(told.checked(f"{receiver.url}/to/{target}"))
            with pytest.raises(UriRefused), told.opened(source):
                pass
        many = Source("http", receiver.url + "/to/" * 9)
        with (
            pytest.raises(UriRefused, match="redirects"),
            told.opened(many),
        ):
            pass
        assert "/secret" not in receiver.asked


def test_a_download_ends_at_its_limits(root: Path) -> None:
    with Receiver() as receiver:
        here = f"127.0.0.1:{receiver.port}"
        told = sources(root, hosts=(here,), private_hosts=(here,), max_upload_mb=1, fetch_s=1)
        for path, error in (("/endless", "larger than 1 MB"), ("/drip", "within 1 s"), ("/gone", "no such")):
            with pytest.raises(InputError, match=error), told.opened(Source("http", receiver.url + path)):
                pass
    with pytest.raises(RemoteUnreachable), told.opened(Source("http", receiver.url + "/x")):
        pass


def test_nothing_may_be_read_by_default(root: Path) -> None:
    told = Sources(ServiceSettings(), root.parent)
    for uri in (f"{root}/ep.mp4", "http://media.example/", "https://93.184.216.34/", "s3://bucket/key"):
        with pytest.raises(UriRefused):
            asyncio.run(told.checked(uri))
