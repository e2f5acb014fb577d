"""A local server that speaks S3 and SQS, for tests of what is kept with them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from detector.video import remote_io


@contextmanager
def s3_server(monkeypatch: pytest.MonkeyPatch, *, as_default: bool = False) -> Iterator[str]:
    """Its address; the environment has keys for it. ``as_default``: and names it. Skips without moto."""
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed: pip install 'micro-drama-detector[s3]'")
    moto = pytest.importorskip("moto.server", reason="moto is not installed: pip install 'moto[server]'")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    running = moto.ThreadedMotoServer(port=0)
    running.start()
    try:
        url = "http://{}:{}".format(*running.get_host_and_port())
        if as_default:
            monkeypatch.setenv("AWS_ENDPOINT_URL", url)
            monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        # Another test's file system has the address of another server.
        remote_io._files.cache_clear()
        s3fs.S3FileSystem.clear_instance_cache()
        yield url
    finally:
        running.stop()
