"""What the sources of a service refuse: files beside its folders, redirects, downloads past their limits."""

import asyncio
import os
from pathlib import Path

import pytest

from detector.errors import InputError, InputNotFound, RemoteUnreachable, UriRefused
from detector.service.sources.fetch import Source, Sources, open_within
from detector.settings.service import ServiceSettings
from tests.s3_server import s3_server
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


def test_an_object_comes_from_the_server_that_the_settings_name(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # the setting holds, not the environment
    with s3_server(monkeypatch) as url:
        from s3fs import S3FileSystem  # noqa: PLC0415  (an extra)

        files = S3FileSystem(endpoint_url=url)
        files.makedirs("bucket", exist_ok=True)  # the server's buckets outlive it
        files.pipe_file("bucket/剧 1/ep.mp4", b"video")
        told = sources(root, s3_endpoint=url, s3_region="cn-north-1", s3_addressing="path")
        source = asyncio.run(told.checked("s3://bucket/剧 1/ep.mp4"))
        with told.opened(source) as found:
            assert os.pread(found, 10, 0) == b"video"
        with pytest.raises(InputNotFound), told.opened(Source("s3", "s3://bucket/absent.mp4")):
            pass


def test_nothing_may_be_read_by_default(root: Path) -> None:
    told = Sources(ServiceSettings(), root.parent)
    for uri in (f"{root}/ep.mp4", "http://media.example/", "https://93.184.216.34/", "s3://bucket/key"):
        with pytest.raises(UriRefused):
            asyncio.run(told.checked(uri))
