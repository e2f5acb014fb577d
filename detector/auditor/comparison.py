"""What changed between two audits, and why, episode by episode."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from detector.auditor.result_files import codes_of, result_lines
from detector.i18n import Localized
from detector.records import Episode, ScanFailure
from detector.report.rows import Result
from detector.wire import dumps, result_from_json

REASONS = {
    "new": Localized("new in the catalogue", "片单中新增"),
    "gone": Localized("no longer in the catalogue", "片单中已无"),
    "video": Localized("another video", "视频已更换"),
    "facts": Localized("other facts", "所填情况有变"),
    "day": Localized("the law of another day", "所依日期不同"),
    "recipe": Localized("another version, settings or models", "程序版本、设置或模型不同"),
    "registry": Localized("another state of the registry", "登记库状态不同"),
    "neighbours": Localized("other episodes of the catalogue", "片单中其他各集有变"),
    "reading": Localized("it can be read now, or no longer", "现可读取或已无法读取"),
}
"""Why a result may differ."""


@dataclass(frozen=True, slots=True)
class Change:
    """One episode whose outcome or findings differ; ``None`` where one audit does not have it.

    ``gone`` and ``come`` are codes of findings; ``reasons`` are keys of ``REASONS``.
    """

    id: str
    before: Result | None
    after: Result | None
    gone: tuple[str, ...]
    come: tuple[str, ...]
    reasons: tuple[str, ...]


def differences(before: Path, after: Path) -> Iterator[Change]:
    """The changes from one audit's folder to another's, by id; memory does not grow with the catalogues.

    Raises ``InputError`` for a folder without results, or with broken ones.
    """
    with closing(sqlite3.connect("")) as base:  # a temporary table on disk, deleted with the connection
        base.execute(
            "CREATE TABLE line(side INTEGER, id TEXT, text TEXT, PRIMARY KEY (id, side)) WITHOUT ROWID"
        )
        for side, folder in enumerate((before, after)):
            lines = ((side, name, dumps(plain)) for name, plain in result_lines(folder))
            base.executemany("INSERT OR IGNORE INTO line VALUES (?, ?, ?)", lines)
        query = (
            "SELECT id, MAX(CASE side WHEN 0 THEN text END), MAX(CASE side WHEN 1 THEN text END) FROM line "
            "GROUP BY id ORDER BY id"
        )
        for name, *texts in base.execute(query):
            if texts[0] != texts[1]:
                old, new = (text and result_from_json(json.loads(text)) for text in texts)
                had, has = codes_of(old), codes_of(new)
                if not (old and new and old.outcome == new.outcome and had == has):
                    reasons = tuple(_reasons(old, new, had ^ has))
                    yield Change(name, old, new, tuple(sorted(had - has)), tuple(sorted(has - had)), reasons)


def _reasons(old: Result | None, new: Result | None, codes: set[str]) -> Iterator[str]:
    """Why two results differ; ``codes`` are those that only one of them has."""
    if old is None or new is None:
        yield "new" if old is None else "gone"
        return
    if isinstance(old, ScanFailure) or isinstance(new, ScanFailure):
        yield "reading"
        return
    facts = (name for name in Episode.__slots__ if name not in ("id", "video"))
    differs = {
        "video": old.opening.video_sha256 != new.opening.video_sha256,
        "facts": any(getattr(old.episode, name) != getattr(new.episode, name) for name in facts),
        "day": old.as_of != new.as_of,
        "recipe": replace(old.recipe, registry=None) != replace(new.recipe, registry=None),
        "registry": old.recipe.registry != new.recipe.registry,
        "neighbours": any(code.startswith("NMD5") for code in codes),
    }
    yield from (reason for reason, is_so in differs.items() if is_so)
