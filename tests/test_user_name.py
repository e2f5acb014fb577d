"""Who is at this machine."""

import os

import pytest

from detector.user_name import user_name

_VARIABLES = ("LOGNAME", "USER", "LNAME", "USERNAME")


@pytest.fixture(autouse=True)
def _nobody_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(("name", "told"), [("李华", "李华"), ("a\udcffb", "a\\udcffb")])
def test_the_login_name_can_be_stored(monkeypatch: pytest.MonkeyPatch, name: str, told: str) -> None:
    monkeypatch.setenv("LOGNAME", name)
    assert user_name() == told


def test_a_user_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 987_654_321)
    assert user_name() == "987654321"
