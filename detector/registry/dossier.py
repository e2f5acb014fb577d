"""The dossier that a platform must keep of each drama that it reviews itself: nine fields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from detector.registry_replies import Entry

LEAST_SUMMARY = 500
"""Characters that a summary must have."""

FIELDS: dict[str, str] = {
    "title": "剧名",
    "episode_ms": "单集时长（分钟）",
    "episodes": "集数",
    "institution": "制作机构",
    "personnel": "主创人员",
    "summary": "内容梗概",
    "review_opinion": "审核意见",
    "cost_allocation": "成本配置",
    "commitment": "平台承诺书",
}
"""The nine fields of the notice, and what they are called in the table for the province."""

HEADINGS = ("编号", *FIELDS.values(), "播出平台", "属地", "备案日期", "缺项")


@dataclass(frozen=True, slots=True)
class DossierFilter:
    """Chooses dramas by the days of issue, both included, and the institution's province."""

    province: str | None = None
    first: date | None = None
    last: date | None = None

    def matches(self, entry: Entry) -> bool | None:
        """Whether a drama is chosen; ``None`` where its entry does not have the fact."""
        answers: list[bool | None] = []
        if self.province:
            answers.append(None if entry.province is None else entry.province == self.province)
        if self.first or self.last:
            first, day, last = self.first or date.min, entry.issued_on, self.last or date.max
            answers.append(None if day is None else first <= day <= last)
        if False in answers:
            return False
        return None if None in answers else True


def missing_fields(entry: Entry) -> tuple[str, ...]:
    """What is missing or too short, in the order of the notice: ``summary (312 of 500 characters)``."""
    found = []
    for name in FIELDS:
        value = getattr(entry, name)
        if value in (None, (), "", 0):
            found.append(name)
        elif name == "summary" and (length := len("".join(value.split()))) < LEAST_SUMMARY:
            found.append(f"summary ({length} of {LEAST_SUMMARY} characters)")
    return tuple(found)


def report_rows(entries: Iterable[Entry]) -> Iterator[list[str]]:
    """The rows of the table for the province, under ``HEADINGS``."""
    for entry in entries:
        minutes = f"{entry.episode_ms / 60_000:.4g}" if entry.episode_ms else ""
        shown = {
            "episode_ms": minutes,
            "episodes": "" if entry.episodes is None else str(entry.episodes),
            "personnel": "、".join(entry.personnel),
        }
        missing = "、".join(FIELDS[name.partition(" ")[0]] for name in missing_fields(entry))
        yield [
            entry.number,
            *(shown.get(name, getattr(entry, name) or "") for name in FIELDS),
            "、".join(entry.platforms),
            entry.province or "",
            str(entry.issued_on or ""),
            missing,
        ]
