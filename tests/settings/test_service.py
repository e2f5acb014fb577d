"""The service's knobs: lists as people write them, and what cannot be."""

import pytest

from detector.errors import SettingsError
from detector.settings import Settings, load
from detector.settings.service import ServiceSettings


def test_a_list_may_be_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETECTOR_SERVICE__HOSTS", "a.example.com, *.b.example.com,")
    settings, origins = load(flags={"service": {"roots": ["/srv/a", "/srv/b"]}})
    assert settings.service.hosts == ("a.example.com", "*.b.example.com")
    assert settings.service.roots == ("/srv/a", "/srv/b")
    assert origins == {"service.hosts": "environment", "service.roots": "flag"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "high"), ("PORT", "70000"), ("TRIES", "0"), ("EVIDENCE", "some"), ("PRT", "1")],
)
def test_a_wrong_knob_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"DETECTOR_SERVICE__{name}", value)
    with pytest.raises(SettingsError, match=f"environment: service.{name.lower()}"):
        load()


def test_no_knob_of_the_service_changes_a_result() -> None:
    assert Settings(service=ServiceSettings(port=1, workers=3)).digest() == Settings().digest()


def test_nothing_is_open_by_default() -> None:
    knobs = ServiceSettings()
    assert knobs.host == "127.0.0.1"
    assert not any((knobs.roots, knobs.hosts, knobs.buckets, knobs.private_hosts))
