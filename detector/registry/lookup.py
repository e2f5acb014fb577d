"""The registry's answers on the markers of one episode; a registry that fails is silent, not wrong."""

from collections.abc import Iterable
from datetime import date

from detector import errors
from detector.records import Marker
from detector.registry.protocol import Registry
from detector.registry_replies import Reply, Silent

_FAILED_ZH: dict[type[errors.RegistryError], str] = {
    errors.RegistryAbsent: "登记库不存在",
    errors.RegistryUnreachable: "无法连接登记库服务器",
    errors.RegistryLocked: "登记库被占用",
    errors.RegistryReadOnly: "无法打开或写入登记库",
    errors.RegistryFull: "登记库所在磁盘空间不足或无法读写",
    errors.RegistryCorrupt: "登记库已损坏",
    errors.RegistryNewer: "登记库由本程序的较新版本写入",
}


def ask(registry: Registry, markers: Iterable[Marker], as_of: date, max_age_days: int | None) -> Reply:
    """What the registry says of each marker on a day. Never raises ``RegistryError``.

    It is silent where it cannot be read, is empty, or where the list that the day sees is older than
    ``max_age_days`` on that day.
    """
    asked = tuple(markers)
    try:
        snapshot = registry.snapshot(as_of)
        if snapshot is None:
            return _silent(asked, Silent("the registry is empty", "import a list", "登记库没有数据"))
        age = (as_of - snapshot.dated).days
        if max_age_days is not None and age > max_age_days:
            reason = f"its newest list is of {snapshot.dated}, {age} days before {as_of}"
            reason_zh = f"最新登记数据的日期为{snapshot.dated}，距{as_of}已有{age}天"
            return _silent(asked, Silent(reason, "import a newer list, or allow more days", reason_zh))
        return Reply(snapshot.id, {marker.number: registry.find(marker, as_of) for marker in asked})
    except errors.RegistryError as error:
        reason_zh = f"{_FAILED_ZH.get(type(error), '登记库出错')}（{error.message}）"
        return _silent(asked, Silent(error.message, error.hint, reason_zh))


def _silent(markers: Iterable[Marker], silent: Silent) -> Reply:
    return Reply(None, {marker.number: silent for marker in markers})
