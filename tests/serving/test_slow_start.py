"""A worker that needs longer for its start than it is given at first is given more each time."""

import time
from pathlib import Path

import pytest

from detector.service.workers import supervisor
from detector.serving.server import build_service
from detector.settings import Settings
from detector.settings.service import ServiceSettings

_MOST_S = 300
"""Until then it is ready on any machine."""


@pytest.mark.slow
def test_a_service_is_ready_in_the_end_where_starts_take_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "START_S", 0.05)  # no worker has loaded its models by then
    monkeypatch.setattr(supervisor, "_MAX_RESTART_PAUSE_S", 0.01)
    service = build_service(Settings(service=ServiceSettings(folder=str(tmp_path), workers=1)))
    service.supervisor.start()
    try:
        until = time.monotonic() + _MOST_S
        failures = set()
        while not service.supervisor.ready and time.monotonic() < until:
            failures.add(str(service.supervisor.failure()))
            time.sleep(0.05)
        assert service.supervisor.ready == 1
        assert any("did not end within 0.05 s" in failure for failure in failures)
        assert service.supervisor.failure() is None
    finally:
        service.supervisor.drain(_MOST_S)
