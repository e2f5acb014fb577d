"""The registry as a worker asks for it: the same answers, and no answer to what is no question."""

import json
from datetime import date
from typing import Any

import pytest

from detector.errors import RegistryLocked
from detector.registry.memory import MemoryRegistry
from detector.registry.protocol import Registry, RegistryState
from detector.sandbox.channel import NoMessage
from detector.service.workers.registry_proxy import RegistryProxy, answering
from tests.registry.entries import DAY, entry, marker, silent_registry, take


def proxy_of(registry: Registry | None) -> RegistryProxy:
    """What a worker has, over a channel that takes JSON alone."""
    answer = answering(registry)
    return RegistryProxy(lambda question: json.loads(json.dumps(answer(json.loads(json.dumps(question))))))


def test_a_worker_gets_the_answers_of_the_registry() -> None:
    registry = MemoryRegistry()
    assert proxy_of(registry).snapshot(DAY) is None
    take(registry, entry())
    proxy = proxy_of(registry)
    state = registry.snapshot(DAY)
    assert state
    assert proxy.snapshot(DAY) == RegistryState(state.id, state.dated)
    for number in ("（番茄）网微剧备字（2026）第847205号", "（番茄）网微剧备字（2026）第1号"):
        assert proxy.find(marker(number), DAY) == registry.find(marker(number), DAY)


def test_errors_of_the_registry_are_answers_too() -> None:
    with pytest.raises(RegistryLocked):
        proxy_of(silent_registry("locked")).snapshot(DAY)


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"ask": "snapshot"},
        {"ask": "snapshot", "as_of": 1},
        {"ask": "snapshot", "as_of": "tomorrow"},
        {"ask": "find", "as_of": "2026-11-01"},
        {"ask": "find", "as_of": "2026-11-01", "marker": {"number": 1}},
    ],
)
def test_what_is_no_question_is_not_answered(question: dict[str, Any]) -> None:
    with pytest.raises(NoMessage):
        answering(MemoryRegistry())(question)


def test_where_there_is_no_registry_nothing_is_answered() -> None:
    with pytest.raises(NoMessage):
        proxy_of(None).snapshot(date(2026, 11, 1))
