"""The registry's answers on the markers of one episode; a registry that fails is silent, not wrong."""

from collections.abc import Iterable
from datetime import date

from detector.answers import Reply, Silent
from detector.errors import RegistryError
from detector.records import Marker
from detector.registry.port import Registry


def ask(registry: Registry, markers: Iterable[Marker], as_of: date, max_age_days: int | None) -> Reply:
    """What the registry says of each marker on a day. Never raises ``RegistryError``.

    It is silent where it cannot be read, is empty, or where the list that the day sees is older than
    ``max_age_days`` on that day.
    """
    asked = tuple(markers)
    try:
        snapshot = registry.snapshot(as_of)
        if snapshot is None:
            return _silent(asked, Silent("the registry is empty", "import a list"))
        age = (as_of - snapshot.dated).days
        if max_age_days is not None and age > max_age_days:
            told = f"its newest list is of {snapshot.dated}, {age} days before {as_of}"
            return _silent(asked, Silent(told, "import a newer list, or allow more days"))
        return Reply(snapshot.id, {marker.number: registry.find(marker, as_of) for marker in asked})
    except RegistryError as error:
        return _silent(asked, Silent(error.message, error.hint))


def _silent(markers: Iterable[Marker], silent: Silent) -> Reply:
    return Reply(None, {marker.number: silent for marker in markers})
