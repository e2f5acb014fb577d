"""What can go wrong with a registry, done in earnest: killed writers, full disks, locks, broken files."""

import gc
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from detector.errors import (
    RegistryAbsent,
    RegistryCorrupt,
    RegistryLocked,
    RegistryNewer,
    RegistryReadOnly,
    RegistryUnreachable,
)
from detector.registry.address import open_registry
from detector.registry.sql.migrations.versions import (
    r0001_first_tables,
    r0002_issued_numbers,
    r0003_title_index,
    r0004_title_rows,
    r0005_who_and_sheets,
)
from detector.registry.sql.schema import METADATA, REVISIONS
from detector.registry_replies import Entry
from tests.registry.entries import DAY, delivery, entry, marker, numbers, rows, take
from tests.registry.sql.old_schema import downgrade
from tests.slow import slow

A, B = entry(), entry("（浙）网微剧备字（2024）第00123号")
NOBODY = 65_534

KILLED = """
import sys, time
from detector.registry.address import open_registry
from tests.registry.entries import delivery, entry, rows
def endless():
    for serial in range(1, 10_001):
        yield from rows(entry(f"（七猫）网微剧备字（2026）第{serial}号"))
    print("in the middle", flush=True)
    time.sleep(60)
open_registry(sys.argv[1]).import_rows(endless(), delivery())
"""


def child(code: str, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.parametrize("kind", ["address", *slow("database")])
def test_a_killed_import_leaves_the_old_snapshot_whole(kind: str, request: pytest.FixtureRequest) -> None:
    place = request.getfixturevalue(kind)
    registry = open_registry(place)
    before = take(registry, A, B).snapshot
    with child(KILLED, place) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "in the middle\n"
        assert registry.find(marker(A.number), DAY) == A
        if kind == "address":
            assert Path(f"{place}-wal").stat().st_size > 1_000_000  # much of it is written already
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    assert registry.contents(DAY).snapshots == (before,)
    assert list(registry.entries(DAY)) == [B, A]
    after = take(registry, A, dated=DAY + timedelta(days=1))
    assert after.snapshot
    registry.close()


@pytest.mark.parametrize("kind", ["address", *slow("database")])
def test_two_writers_and_ten_readers_lose_nothing(kind: str, request: pytest.FixtureRequest) -> None:
    place = request.getfixturevalue(kind)
    take(open_registry(place), A)
    stop = threading.Event()

    def write(prefix: str) -> None:
        registry = open_registry(place)
        for turn in range(5):
            found = [entry(f"（{prefix}）网微剧备字（2026）第{turn * 300 + n}号") for n in range(1, 301)]
            assert take(registry, *found).snapshot
        registry.close()

    def read() -> int:
        registry, asked = open_registry(place), 0
        while not stop.is_set():
            assert registry.find(marker(A.number), DAY) == A
            assert registry.contents(DAY).entries % 300 == 1
            asked += 1
        registry.close()
        return asked

    with ThreadPoolExecutor(12) as pool:
        readers = [pool.submit(read) for _ in range(10)]
        try:
            for writer in [pool.submit(write, prefix) for prefix in ("七猫", "快手")]:
                writer.result()
        finally:
            stop.set()
        assert all(reader.result() for reader in readers)
    contents = open_registry(place).contents(DAY)
    assert (contents.entries, len(contents.snapshots)) == (3_001, 11)
    assert contents.by_issuer == {"七猫": 1_500, "快手": 1_500, "番茄": 1}


def test_a_writer_that_waits_too_long_says_so(address: str, database: str) -> None:
    for place in (address, database):
        held = open_registry(place)
        take(held, A)
        begun, go_on = threading.Event(), threading.Event()

        def slow(begun: threading.Event = begun, go_on: threading.Event = go_on) -> object:
            yield from rows(B)
            begun.set()
            go_on.wait(30)

        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(held.import_rows, slow(), delivery())  # type: ignore[arg-type]
            assert begun.wait(30)
            with pytest.raises(RegistryLocked, match="another process writes") as caught:
                take(open_registry(place, wait_s=0.2), B)
            assert "try again" in caught.value.hint
            go_on.set()
            assert first.result().snapshot


def test_a_file_that_may_only_be_read_is_read_and_not_written() -> None:
    file, found, error = _used_as_nobody(REVISIONS[-1])
    assert found == A
    assert isinstance(error, RegistryReadOnly)
    assert error.message.startswith(f"{file}: may not be written")
    assert "right to write" in error.hint


def test_a_file_of_an_earlier_version_that_may_only_be_read_says_what_it_needs() -> None:
    file, found, error = _used_as_nobody("0001")
    assert found is None
    assert isinstance(error, RegistryReadOnly)
    told = f"{file}: has schema 0001 of an earlier version, and this user may not bring it up to date"
    assert error.message == told
    assert "registry stats" in error.hint


@pytest.mark.parametrize("is_read_first", [True, False])
@pytest.mark.parametrize("kind", ["address", *slow("database")])
def test_a_registry_of_an_earlier_version_is_brought_up_to_date_at_its_first_use(
    kind: str, request: pytest.FixtureRequest, *, is_read_first: bool
) -> None:
    place = request.getfixturevalue(kind)
    made = open_registry(place)
    first = take(made, A, by="甲某").snapshot
    assert first
    made.close()
    downgrade(place, "0001")
    held = open_registry(place)
    if is_read_first:
        assert held.find(marker(A.number), DAY) == A
    second = take(held, B, by="乙某").snapshot
    assert second
    assert second.by == "乙某"
    assert held.contents(DAY).snapshots == (replace(first, by=None, sheets=None), second)
    held.revert(second.id)
    assert list(held.entries(DAY)) == [A]
    held.close()


def _used_as_nobody(revision: str) -> tuple[Path, Entry | None, RegistryReadOnly]:
    """What a user gets who may only read a file with the tables of this revision: a look-up, an import."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "registry.db"
        registry = open_registry(str(file))
        take(registry, A)
        registry.close()
        if revision != REVISIONS[-1]:
            downgrade(str(file), revision)
        file.chmod(0o444)
        file.parent.chmod(0o555)
        try:
            # A fork, because the user nobody need not be able to start Python.
            ours, theirs = get_context("fork").Pipe()
            process = get_context("fork").Process(target=_use_as_nobody, args=(str(file), theirs))
            process.start()
            assert ours.poll(30)
            found, error = ours.recv()
            process.join()
        finally:
            file.parent.chmod(0o755)
    return file, found, error


def _use_as_nobody(file: str, answers: Connection) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    registry, found = open_registry(file), None
    try:
        found = registry.find(marker(A.number), DAY)
        take(registry, B)
    except RegistryReadOnly as error:
        answers.send((found, error))


def test_a_full_disk_leaves_the_old_snapshot_whole(address: str) -> None:
    registry = open_registry(address)
    take(registry, A)
    size = Path(address).stat().st_size
    code = """
import resource, signal, sys
from detector.errors import RegistryFull
from detector.registry.address import open_registry
from tests.registry.entries import entry, take
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
many = [entry(f"（七猫）网微剧备字（2026）第{serial}号") for serial in range(1, 20_001)]
try:
    take(open_registry(sys.argv[1]), *many)
except RegistryFull as error:
    print(error)
"""
    with child(code, address, str(size + 400_000)) as done:
        assert done.stdout
        told = done.stdout.read()
    assert "make space" in told
    assert "Traceback" not in told
    assert list(registry.entries(DAY)) == [A]
    assert take(registry, B).snapshot


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be looked at" * 40, b""])
def test_a_file_that_is_no_registry_is_refused(address: str, content: bytes) -> None:
    Path(address).write_bytes(content)
    with pytest.raises((RegistryCorrupt, RegistryAbsent), match=r"registry\.db: ") as caught:
        open_registry(address).snapshot(DAY)
    assert caught.value.hint


def test_a_damaged_file_is_told_as_damaged(address: str) -> None:
    registry = open_registry(address)
    take(registry, *(entry(f"（七猫）网微剧备字（2026）第{n}号", "长" * 200) for n in range(1, 2_000)))
    registry.close()
    content = bytearray(Path(address).read_bytes())
    content[8_192:] = b"\xff" * (len(content) - 8_192)
    Path(address).write_bytes(content)
    with pytest.raises(RegistryCorrupt, match="damaged") as caught:
        list(open_registry(address).entries(DAY))
    assert "backup" in caught.value.hint


def test_a_newer_schema_is_refused_for_reading_and_for_writing(address: str) -> None:
    take(open_registry(address), A)
    with sqlite3.connect(address) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for use in (lambda held: held.snapshot(DAY), lambda held: take(held, B)):
        with pytest.raises(
            RegistryNewer, match=f"has schema 9999, this program knows up to {REVISIONS[-1]}"
        ) as caught:
            use(open_registry(address))
        assert "newer version" in caught.value.hint


def test_a_server_that_is_not_there_is_unreachable(database: str) -> None:
    with pytest.raises(RegistryUnreachable, match="does not exist"):
        open_registry(database.replace("/made", "/nothing", 1)).snapshot(DAY)
    with pytest.raises(RegistryUnreachable) as caught:
        open_registry("postgresql://me@127.0.0.1:1/db").snapshot(DAY)
    assert "host" in caught.value.hint
    with pytest.raises(RegistryAbsent, match="holds no registry"):
        open_registry(database).snapshot(DAY)


def test_who_may_only_read_a_server_is_told_so(database: str) -> None:
    take(open_registry(database), A)
    reader = f"{database}&options=-c%20default_transaction_read_only%3Don"
    with pytest.raises(RegistryReadOnly, match="read-only"):
        take(open_registry(reader), B)
    assert numbers(open_registry(reader).entries(DAY)) == [A.number]


def test_tables_and_migrations_agree(database: str, address: str) -> None:
    for place in (address, database):
        take(open_registry(place), A)
        url = (
            f"sqlite:///{place}" if place == address else place.replace("postgresql:", "postgresql+psycopg:")
        )
        with sa.create_engine(url).connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    steps = (
        r0001_first_tables,
        r0002_issued_numbers,
        r0003_title_index,
        r0004_title_rows,
        r0005_who_and_sheets,
    )
    assert tuple(step.revision for step in steps) == REVISIONS


def test_memory_stays_flat_however_long_the_list(address: str) -> None:
    registry = open_registry(address)

    def many(count: int) -> object:
        for serial in range(1, count + 1):
            yield from rows(entry(f"（七猫）网微剧备字（2026）第{serial}号", summary="长" * 1_000))

    registry.import_rows(many(2_000), delivery())  # type: ignore[arg-type]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    registry.import_rows(many(12_000), delivery())  # type: ignore[arg-type]
    # 10,000 entries more, 20 MB of text at least; a batch is 1,000.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 15_000
    assert isinstance(next(registry.entries(DAY)), Entry)


def test_no_batch_waits_until_cycles_are_collected(address: str) -> None:
    # The command collects them seldom, so what lies in one is kept.
    registry = open_registry(address)
    many = [entry(f"（七猫）网微剧备字（2026）第{serial}号") for serial in range(1, 3_001)]
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for day, title in ((DAY, "一"), (DAY + timedelta(days=1), "二")):
            take(registry, *(replace(one, title=title) for one in many), dated=day)
        gc.collect()
        kept = [len(one) for one in gc.garbage if isinstance(one, list | dict | tuple) and len(one) >= 1_000]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert kept == []
