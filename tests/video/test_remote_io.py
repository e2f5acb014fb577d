"""Videos on the network: the same readings, and only what the opening needs is fetched."""

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from detector.errors import (
    InputError,
    InputNotFound,
    InputNotPermitted,
    RemoteNotSupported,
    RemoteUnreachable,
)
from detector.records import Episode
from detector.scanner import Scanner
from detector.settings import RegistrySettings, Settings
from detector.settings.vision import DecodeSettings
from detector.video.decoder import digest, open_video
from detector.video.remote_io import (
    BLOCK_BYTES,
    ObjectStore,
    Remote,
    check_kind,
    download,
    is_remote,
    open_remote,
    stamp_of,
)
from tests.s3_server import s3_server
from tests.video.servers import Served, served

pytest.importorskip("httpx", reason="httpx is not installed: pip install 'micro-drama-detector[http]'")

SAMPLES = Path(__file__).parents[2] / "sample_videos"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    shutil.copy(SAMPLES / "card.mp4", tmp_path / "card.mp4")
    # A long video: what is after the opening must stay where it is.
    (tmp_path / "long.mp4").write_bytes((SAMPLES / "card.mp4").read_bytes() + bytes(20 * BLOCK_BYTES))
    with served(Served(tmp_path)) as running:
        yield running


def frames(path: str) -> list[int]:
    with open_video(path, DecodeSettings(window_ms=2_000)) as video:
        return [frame.at_ms for frame, _ in video.samples()]


def test_an_object_is_read_like_a_file(server: Served) -> None:
    remote = Remote(f"{server.url}/card.mp4")
    content = (SAMPLES / "card.mp4").read_bytes()
    assert remote.size == len(content)
    assert (remote.seek(-10, 2), remote.read(99)) == (len(content) - 10, content[-10:])
    assert (remote.seek(5), remote.read(7), remote.tell()) == (5, content[5:12], 12)
    remote.seek(0)
    assert remote.read() == content
    assert remote.read(1) == b""


def test_only_the_opening_is_fetched_and_only_once(server: Served) -> None:
    path = f"{server.url}/long.mp4"
    assert frames(path) == frames(str(SAMPLES / "card.mp4"))
    sent = server.sent_bytes
    assert sent <= (SAMPLES / "card.mp4").stat().st_size + 3 * BLOCK_BYTES
    frames(path)
    assert server.sent_bytes == sent
    first = digest(path)
    frames(path)
    assert digest(path) == first
    assert server.sent_bytes == 2 * sent


@pytest.mark.parametrize(("ranges", "size"), [(False, True), (False, False), (True, False)])
def test_simpler_servers_are_read_whole(tmp_path: Path, *, ranges: bool, size: bool) -> None:
    shutil.copy(SAMPLES / "card.mp4", tmp_path / "card.mp4")
    with served(Served(tmp_path, takes_ranges=ranges, tells_size=size)) as running:
        assert frames(f"{running.url}/card.mp4") == frames(str(SAMPLES / "card.mp4"))


def test_a_scan_of_an_object_says_what_a_scan_of_the_file_says(server: Served) -> None:
    scanner = Scanner(Settings(registry=RegistrySettings(url="none")))
    near = scanner.scan(Episode("a", str(SAMPLES / "card.mp4")))
    far = scanner.scan(Episode("a", f"{server.url}/card.mp4"))
    assert far.markers == near.markers
    assert far.findings == near.findings
    assert replace(far.opening, video_sha256="") == replace(near.opening, video_sha256="")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("absent.mp4", InputNotFound),
        ("forbidden.mp4", InputNotPermitted),
        ("broken.mp4", RemoteUnreachable),
    ],
)
def test_what_the_server_refuses_is_named(server: Served, name: str, error: type[InputError]) -> None:
    with pytest.raises(error, match=name):
        frames(f"{server.url}/{name}")
    assert stamp_of(f"{server.url}/{name}") is None


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(RemoteUnreachable, match=r"127\.0\.0\.1:9"):
        open_remote("http://127.0.0.1:9/a.mp4")


def test_a_stamp_changes_with_the_object(server: Served, tmp_path: Path) -> None:
    path = f"{server.url}/card.mp4"
    before = stamp_of(path)
    assert before
    assert before == stamp_of(path)
    (tmp_path / "card.mp4").write_bytes(b"another")
    assert stamp_of(path) != before
    assert stamp_of(str(tmp_path / "absent.mp4")) is None


def test_only_known_kinds_are_taken() -> None:
    assert is_remote("S3://bucket/a.mp4")
    assert not is_remote("C:\\a.mp4")
    check_kind("https://example.org/a.mp4")
    with pytest.raises(RemoteNotSupported, match="ftp"):
        check_kind("ftp://example.org/a.mp4")


def test_an_object_of_s3_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with s3_server(monkeypatch, as_default=True) as url:
        from s3fs import S3FileSystem  # noqa: PLC0415  (an extra)

        files = S3FileSystem()
        files.mkdir("videos")
        files.put_file(str(SAMPLES / "card.mp4"), "videos/card.mp4")
        path = "s3://videos/card.mp4"
        assert frames(path) == frames(str(SAMPLES / "card.mp4"))
        assert stamp_of(path) is not None
        with pytest.raises(InputNotFound, match="absent"):
            open_remote("s3://videos/absent.mp4")
        monkeypatch.delenv("AWS_ENDPOINT_URL")
        content = io.BytesIO()
        download(path, content, 1 << 30, ObjectStore(url, "us-east-1", "path"))
        assert content.getvalue() == (SAMPLES / "card.mp4").read_bytes()
