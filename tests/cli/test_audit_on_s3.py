"""An audit whose catalogue, videos and folder lie on S3: a local server answers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detector.auditor import remote_folder
from detector.auditor.catalogue import catalogue_columns, read_catalogue
from detector.auditor.ledger import open_ledger
from detector.errors import InputNotFound, LedgerUnusable, RemoteUnreachable
from tests.cli.conftest import Ended, Run
from tests.s3_server import s3_server

SAMPLES = Path(__file__).parents[2] / "sample_videos"
pytestmark = pytest.mark.slow
COMMON = ("--registry", "none", "--as-of", "2026-08-01", "-j", "1", "--no-pictures", "--quiet")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """A file system of S3 with the bucket ``audits``; this machine's own state is in the test's folder."""
    monkeypatch.setattr(remote_folder, "user_cache_path", lambda _name: tmp_path / "cache")
    with s3_server(monkeypatch, as_default=True):
        from s3fs import S3FileSystem  # noqa: PLC0415  (an extra)

        files = S3FileSystem(use_listings_cache=False)
        files.makedirs("audits", exist_ok=True)  # the server's buckets outlive it
        yield files


def test_an_audit_is_read_from_s3_and_written_there_and_goes_on_elsewhere(
    bucket: Any,  # noqa: ANN401  (a library without types)
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket.put_file(str(SAMPLES / "card.mp4"), "audits/in/card.mp4")
    bucket.pipe("audits/in/c.csv", b"id,video,note\na,card.mp4,mine\nb,s3://audits/in/absent.mp4,\n")
    ended = run("audit", "s3://audits/in/c.csv", "--out", "s3://audits/out", *COMMON)
    assert (ended.code, ended.err) == (4, "")
    assert ended.out.startswith("2 rows in, 2 results out\n")
    assert "s3://audits/out/results.jsonl" in ended.out
    results = [json.loads(line) for line in bucket.cat("audits/out/results.jsonl").splitlines()]
    assert [result["outcome"] for result in results] == ["pass", "error"]
    assert results[0]["columns"] == {"note": "mine"}
    assert {"ledger.sqlite", "report.html"} < {Path(name).name for name in bucket.ls("audits/out")}
    # Another machine, which has none of the state, takes the ledger from S3: the video is not read again.
    monkeypatch.setattr(remote_folder, "user_cache_path", lambda _name: tmp_path / "other")
    planned = run("audit", "s3://audits/in/c.csv", "--out", "s3://audits/out", *COMMON, "--plan")
    assert planned.out.startswith("2 rows: 0 bad, 1 with a result, 1 to scan\n")


def test_what_another_machine_has_written_is_neither_lost_nor_mixed(
    bucket: Any,  # noqa: ANN401  (as above)
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def on(machine: str, *rows: str) -> Ended:
        monkeypatch.setattr(remote_folder, "user_cache_path", lambda _name: tmp_path / machine)
        bucket.pipe("audits/two/c.csv", "\n".join(["id,video", *rows]).encode())
        exported = ("--export", "parquet")
        return run("audit", "s3://audits/two/c.csv", "--out", "s3://audits/two/out", *COMMON, *exported)

    if bucket.exists("audits/two"):
        bucket.rm("audits/two", recursive=True)
    bucket.put_file(str(SAMPLES / "card.mp4"), "audits/two/card.mp4")
    assert on("one", "a,card.mp4").code == 0
    bucket.pipe("audits/two/out/results.parquet/part-00009.parquet", b"of a larger run")
    assert on("two", "a,card.mp4", "b,absent.mp4").code == 4
    assert not bucket.exists("audits/two/out/results.parquet/part-00009.parquet")
    # The first machine has a ledger, but an older one: it goes on from that of the second.
    remote = remote_folder.RemoteFolder("s3://audits/two/out")
    monkeypatch.setattr(remote_folder, "user_cache_path", lambda _name: tmp_path / "one")
    remote_of_one = remote_folder.RemoteFolder("s3://audits/two/out")
    with open_ledger(remote_of_one.local) as ledger:
        assert ledger.count() == 2
        remote_of_one.checkpoint(ledger.base, at_once=True)
    with pytest.raises(LedgerUnusable, match="another machine"):
        remote.put_all()


@pytest.mark.usefixtures("bucket")
def test_what_is_not_there_is_named() -> None:
    with pytest.raises(InputNotFound, match="no such object"):
        next(read_catalogue("s3://audits/absent.csv", catalogue_columns()))
    with pytest.raises(RemoteUnreachable, match="nosuch"):
        next(read_catalogue("nosuch://b/c.csv", catalogue_columns()))
