"""The registry's answers on the markers of one episode; a registry that fails is silent, not wrong."""

from collections.abc import Iterable
from datetime import date

from detector import errors
from detector.records import Marker
from detector.registry.protocol import RegistryLookup
from detector.registry_replies import Absent, Entry, Reply, Silent
from detector.translation import in_chinese

_FAILED_ZH: dict[type[errors.RegistryError], str] = {
    errors.RegistryAbsent: "登记库不存在",
    errors.RegistryUnreachable: "无法连接登记库服务器",
    errors.RegistryLocked: "登记库被占用",
    errors.RegistryReadOnly: "无法打开或写入登记库",
    errors.RegistryFull: "登记库所在磁盘空间不足或无法读写",
    errors.RegistryCorrupt: "登记库已损坏",
    errors.RegistryNewer: "登记库由本程序的较新版本写入",
}


def ask(registry: RegistryLookup, markers: Iterable[Marker], as_of: date, max_age_days: int | None) -> Reply:
    """What the registry says of each marker on a day, as :class:`CachedLookup` gives it."""
    return CachedLookup(registry, as_of, max_age_days).look_up(markers)


class CachedLookup:
    """What one scan asks a registry: its state once, and each number at most once.

    Never raises ``RegistryError``: a registry that cannot be read, is empty, or whose newest list on that day
    is older than ``max_age_days`` is silent on every number. Without a registry there are no answers.
    ``asked`` counts the numbers that it was asked for.
    """

    def __init__(self, registry: RegistryLookup | None, as_of: date, max_age_days: int | None) -> None:
        self._registry = registry
        self._as_of = as_of
        self._state: str | None = None
        self._answers: dict[str, Entry | Absent] = {}
        self._silent: Silent | None = None
        self.asked = 0
        if not registry:
            return
        try:
            snapshot = registry.snapshot(as_of)
        except errors.RegistryError as error:
            self._silent = _failed(error)
            return
        if snapshot is None:
            self._silent = Silent("the registry is empty", "import a list", "登记库没有数据")
            return
        age = (as_of - snapshot.dated).days
        if max_age_days is not None and age > max_age_days:
            told = f"its newest list is of {snapshot.dated}, {age} days before {as_of}"
            told_zh = f"最新登记数据的日期为{snapshot.dated}，距{as_of}已有{age}天"
            self._silent = Silent(told, "import a newer list, or allow more days", told_zh)
        self._state = snapshot.id

    def cached(self, markers: Iterable[Marker]) -> Reply:
        """What is known of the markers already: nothing is asked."""
        numbers = [marker.number for marker in markers]
        if self._silent:
            return Reply(None, dict.fromkeys(numbers, self._silent))
        return Reply(self._state, {n: self._answers[n] for n in numbers if n in self._answers})

    def look_up(self, markers: Iterable[Marker]) -> Reply:
        """What the registry says of each marker; those that were not asked for yet are."""
        wanted = tuple(markers)
        if self._registry and not self._silent:
            try:
                for marker in wanted:
                    if marker.number not in self._answers:
                        self.asked += 1
                        self._answers[marker.number] = self._registry.find(marker, self._as_of)
            except errors.RegistryError as error:
                self._silent = _failed(error)
        return self.cached(wanted)


def _failed(error: errors.RegistryError) -> Silent:
    reason_zh = f"{_FAILED_ZH.get(type(error), '登记库出错')}（{in_chinese(error.message)}）"
    return Silent(error.message, error.hint, reason_zh)
