"""A registry that fails is silent, never wrong."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from detector.errors import ExtraMissing, RegistryAbsent, UsageError
from detector.registry import address
from detector.registry.lookup import ask
from detector.registry.memory import MemoryRegistry
from detector.registry_replies import Absent, Reply, Silent
from tests.registry.entries import DAY, entry, marker, silent_registry, small_registry

A = entry()
UNKNOWN = marker("（浙）网微剧备字（2024）第00123号")


def test_every_marker_gets_its_answer_and_the_state_is_named() -> None:
    registry = small_registry([A])
    reply = ask(registry, [marker(A.number), UNKNOWN], DAY, None)
    assert reply.answers == {A.number: A, UNKNOWN.number: Absent()}
    snapshot = registry.snapshot(DAY)
    assert snapshot
    assert reply.state == snapshot.id
    assert ask(registry, [], DAY, None) == Reply(snapshot.id, {})


def test_an_empty_registry_is_silent() -> None:
    reply = ask(MemoryRegistry(), [UNKNOWN], DAY, None)
    assert reply == Reply(None, {UNKNOWN.number: Silent("the registry is empty", "import a list")})


@pytest.mark.parametrize(("days", "is_silent"), [(30, False), (31, True), (-5, False)])
def test_a_list_grows_too_old(days: int, *, is_silent: bool) -> None:
    reply = ask(small_registry([A]), [marker(A.number)], DAY + timedelta(days=days), 30)
    assert isinstance(reply.answers[A.number], Silent) is is_silent
    assert (reply.state is None) is is_silent


def test_an_error_becomes_silence_with_its_words() -> None:
    reply = ask(silent_registry("locked"), [UNKNOWN], date(2026, 11, 1), None)
    assert reply == Reply(None, {UNKNOWN.number: Silent("locked on 2026-11-01", "wait")})


@pytest.mark.parametrize("text", ["mysql://host/db", "sqlite://", "postgresql://host", "://", "a b://c"])
def test_an_address_of_no_known_kind_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--registry"):
        address.open_registry(text)


def test_a_password_is_never_shown() -> None:
    url = "postgresql://me:s3cret@host:1/db"
    assert address.without_password(url) == "postgresql://me:***@host:1/db"
    assert address.without_password("plain.db") == "plain.db"
    registry = address.open_registry("postgresql://me:s3cret@127.0.0.1:1/db")
    told = ask(registry, [UNKNOWN], DAY, None).answers[UNKNOWN.number]
    assert isinstance(told, Silent)
    assert "127.0.0.1" in told.reason
    assert "s3cret" not in told.reason + told.hint
    with pytest.raises(UsageError) as caught:
        address.open_registry("mysql://me:s3cret@host/db")
    assert "s3cret" not in str(caught.value)


def test_without_the_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(ExtraMissing, match="psycopg") as caught:
        address.open_registry("postgresql://host/db")
    assert "micro-drama-detector[postgres]" in caught.value.hint


def test_a_scan_asks_the_default_file_only_if_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert address.resolve_address("") is None
    file = tmp_path / "detector" / "registry.db"
    assert address.default_path() == file
    file.parent.mkdir()
    file.touch()
    assert address.resolve_address("") == str(file)
    assert address.resolve_address("none") is None
    assert address.resolve_address("x.db") == "x.db"


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(RegistryAbsent, match=r"none\.db: there is no such file"):
        address.check_registry(str(tmp_path / "none.db"))
    address.check_registry("")
    address.check_registry("none")
