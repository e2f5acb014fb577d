"""CSV for spreadsheets: one row an episode."""

import csv
from collections.abc import Iterable, Mapping
from typing import TextIO

from detector.formula_escaping import inert
from detector.i18n import Localized
from detector.records import Gate, ScanFailure, ScanResult
from detector.report import messages
from detector.report.labels import Glossary

COLUMNS: Mapping[str, str] = {
    "id": "ID",
    "video": "视频",
    "title": "剧名",
    "platform": "平台",
    "outcome": "结论",
    "numbers": "编号",
    "printed": "画面文字",
    "categories": "类别",
    "issuers": "发放机构",
    "confidence": "置信度",
    "first_ms": "起始毫秒",
    "last_ms": "结束毫秒",
    "near_misses": "疑似编号",
    "findings": "检查意见",
    "messages": "说明",
    "gates": "准许事项",
    "error": "错误",
    "hint": "建议",
    "as_of": "判定日期",
    "assumptions": "未知情况",
}
"""Every column, and its heading in Chinese.

Where an episode has several markers, near misses or findings, a cell holds all, joined by `` | ``.
"""

BYTE_ORDER_MARK = "\ufeff"


def write(results: Iterable[ScanResult | ScanFailure], out: TextIO, glossary: Glossary) -> None:
    """A heading and one row an episode, as RFC 4180 says.

    It begins with a byte order mark, without which spreadsheets garble Chinese. A cell that a spreadsheet
    would take for a formula gets an apostrophe in front. In English, headings and codes are those that
    programs know; in Chinese all is for a reader.
    """
    out.write(BYTE_ORDER_MARK)
    rows = csv.writer(out)
    rows.writerow(headings(glossary))
    for result in results:
        rows.writerow(cells(result, glossary))
        out.flush()


def headings(glossary: Glossary) -> list[str]:
    """What stands above the columns."""
    return [Localized(column, zh).in_(glossary.lang) for column, zh in COLUMNS.items()]


def cells(result: ScanResult | ScanFailure, glossary: Glossary) -> list[str]:
    """The cells of one episode, none of which a spreadsheet takes for a formula."""
    held = _failure(result) if isinstance(result, ScanFailure) else _result(result)
    if glossary.lang == "zh":
        held |= _in_words(result, glossary)
    return [_inert(held.get(column)) for column in COLUMNS]


def _in_words(result: ScanResult | ScanFailure, glossary: Glossary) -> dict[str, object]:
    """The cells that hold codes or prose, in the report's language."""
    outcome: dict[str, object] = {"outcome": glossary.say(messages.OUTCOMES[result.outcome])}
    if isinstance(result, ScanFailure):
        return outcome
    misses = result.near_misses
    return outcome | {
        "categories": _joined(
            glossary.say(messages.CATEGORIES[marker.category]) for marker in result.markers
        ),
        "issuers": _joined(map(glossary.about_issuer, result.markers)),
        "near_misses": _joined(
            glossary.say(messages.ASIDE, text=miss.printed, aside=glossary.reason(miss)) for miss in misses
        ),
        "findings": _joined(map(glossary.about_rule, result.findings)),
        "messages": _joined(finding.wording(glossary.lang).message for finding in result.findings),
        "gates": glossary.about_gates(result.gates),
        "assumptions": _joined(glossary.assumed(code)[0] for code in result.assumptions),
    }


def _gate(gate: Gate) -> str:
    reasons = f" ({', '.join(gate.reasons)})" if gate.reasons else ""
    return f"{gate.name} {gate.permission}{reasons}"


def _inert(cell: object) -> str:
    return inert("" if cell is None else str(cell))


def _joined(values: Iterable[object]) -> str:
    return " | ".join("" if value is None else str(value) for value in values)


def _episode(result: ScanResult | ScanFailure) -> dict[str, object]:
    episode = result.episode
    return {
        "id": episode.id,
        "video": episode.video,
        "title": episode.title,
        "platform": episode.platform,
        "outcome": result.outcome,
    }


def _failure(result: ScanFailure) -> dict[str, object]:
    error = result.error
    return _episode(result) | {"error": f"{error.type}: {error.message}", "hint": error.hint}


def _result(result: ScanResult) -> dict[str, object]:
    markers, findings = result.markers, result.findings
    return _episode(result) | {
        "numbers": _joined(marker.number for marker in markers),
        "printed": _joined(marker.printed for marker in markers),
        "categories": _joined(marker.category for marker in markers),
        "issuers": _joined(marker.issuer.name for marker in markers),
        "confidence": _joined(marker.confidence for marker in markers),
        "first_ms": _joined(marker.first_ms for marker in markers),
        "last_ms": _joined(marker.last_ms for marker in markers),
        "near_misses": _joined(f"{miss.printed} ({miss.reason})" for miss in result.near_misses),
        "findings": _joined(f"{finding.code} {finding.name}" for finding in findings),
        "messages": _joined(finding.message for finding in findings),
        "gates": _joined(_gate(gate) for gate in result.gates),
        "as_of": result.as_of,
        "assumptions": _joined(result.assumptions),
    }
