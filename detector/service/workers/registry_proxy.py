"""The registry as a worker has it: it holds no address and no password, and asks the service."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from detector.errors import RegistryError
from detector.records import Marker
from detector.registry.protocol import RegistryLookup, RegistryState
from detector.registry_replies import Absent, Entry
from detector.sandbox.channel import NoMessage, error_from_json, error_to_json
from detector.sandbox.child import Ask

_MARKER, _ENTRY, _ABSENT = TypeAdapter(Marker), TypeAdapter(Entry), TypeAdapter(Absent)
_STATE = TypeAdapter(RegistryState)


class RegistryProxy:
    """The worker's side."""

    def __init__(self, ask: Ask) -> None:
        """``ask`` sends a question to the service and gives the answer."""
        self._ask = ask

    def snapshot(self, as_of: date) -> RegistryState | None:
        """The state that a day sees; ``None`` for an empty registry."""
        found = self._answer({"ask": "snapshot", "as_of": as_of.isoformat()})["snapshot"]
        return _STATE.validate_python(found) if found else None

    def find(self, marker: Marker, as_of: date) -> Entry | Absent:
        """The entry with this number, else with one that differs in leading zeros alone."""
        told = _MARKER.dump_python(marker, mode="json")
        answer = self._answer({"ask": "find", "marker": told, "as_of": as_of.isoformat()})
        if "entry" in answer:
            return _ENTRY.validate_python(answer["entry"])
        return _ABSENT.validate_python(answer["absent"])

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        answer = self._ask(question)
        if failed := answer.get("failed"):
            raise error_from_json(failed, RegistryError)
        return answer


def answering(registry: RegistryLookup | None) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The service's side: a function that answers the questions of :class:`RegistryProxy`.

    The registry's errors are answers too. It raises ``NoMessage`` for what is no question.
    """

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        try:
            as_of = date.fromisoformat(question["as_of"])
            marker = _MARKER.validate_python(question["marker"]) if question["ask"] == "find" else None
        except (LookupError, TypeError, ValueError):
            raise NoMessage from None
        if registry is None:
            raise NoMessage
        try:
            if marker is None:
                found = registry.snapshot(as_of)
                return {"snapshot": _STATE.dump_python(found, mode="json") if found else None}
            entry = registry.find(marker, as_of)
        except RegistryError as error:
            return {"failed": error_to_json(error)}
        if isinstance(entry, Entry):
            return {"entry": _ENTRY.dump_python(entry, mode="json")}
        return {"absent": _ABSENT.dump_python(entry, mode="json")}

    return answer
