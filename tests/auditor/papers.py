"""Small catalogues of text files in place of videos, audited by the scanner that reads them."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from detector.auditor.audit import open_audit
from detector.auditor.config import AuditConfig
from detector.auditor.outputs import ReportOptions, write_all
from detector.auditor.results import Row
from detector.records import ScanFailure, ScanResult
from detector.report.labels import Glossary
from detector.report.summary import AuditSummary
from detector.settings import RegistrySettings, Settings, WorkerSettings
from tests.auditor.scanners import paper

NUMBER = "（番茄）网微剧备字（2026）第847205号"
OTHER = "（番茄）网微剧备字（2026）第597301号"
AS_OF = date(2026, 8, 1)


def catalogue(folder: Path, *rows: dict[str, Any]) -> Path:
    """Write a file for the ``text`` of each row, and a catalogue of them all."""
    listed = []
    for place, row in enumerate(rows):
        name = row.get("video", f"{place}.txt")
        if row.get("text") is not None:
            (folder / name).write_text(row["text"], "utf-8")
        facts = {key: value for key, value in row.items() if key != "text"}
        listed.append({"id": f"e{place}", "video": name, "platform": "红果", "overlay": "no", **facts})
    columns = dict.fromkeys(key for row in listed for key in row)
    with (folder / "catalogue.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(listed)
    return folder / "catalogue.csv"


def settings(deadline_s: float = 60, memory_mb: int = 4_096) -> Settings:
    worker = WorkerSettings(deadline_s=deadline_s, memory_mb=memory_mb)
    return Settings(worker=worker, registry=RegistrySettings(url="none"))


def audit_config(file: Path, **more: Any) -> AuditConfig:  # noqa: ANN401  (fields of Wish)
    plain: dict[str, Any] = {
        "out": file.parent / "out", "settings": settings(), "as_of": AS_OF, "workers": 1,
        "open_scanner": paper, "pictures": False,
    }  # fmt: skip
    return AuditConfig(file, **(plain | more))


def audited(asked: AuditConfig, exports: Sequence[str] = ()) -> tuple[list[Row], AuditSummary]:
    """A whole audit; its rows, and what was counted."""
    with open_audit(asked) as one:
        one.load_catalogue()
        for outcomes in (one.scan(), one.compare()):
            for _ in outcomes:
                pass
        words = Glossary()
        digest = write_all(one, ReportOptions(words, words, {"NMD501": "the manual"}, exports))
        one.finish()
        return list(one.rows()), digest


def codes(result: ScanResult | ScanFailure) -> list[str]:
    if isinstance(result, ScanFailure):
        return [result.error.type]
    return [finding.code for finding in result.findings]


def scans(folder: Path) -> list[str]:
    """The files that were scanned so far, in their order."""
    log = folder / "scans.log"
    return log.read_text().split() if log.exists() else []
