"""CSV for spreadsheets: one row an episode."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TextIO

from detector.formula_escaping import inert
from detector.i18n import Localized
from detector.records import ScanFailure, ScanResult
from detector.report import messages
from detector.report.labels import Glossary
from detector.translation import translated

COLUMNS: Mapping[str, str] = {
    "id": "ID",
    "video": "视频",
    "title": "剧名",
    "series": "系列",
    "number": "第几集",
    "platform": "平台",
    "claimed_number": "申报编号",
    "outcome": "结论",
    "numbers": "编号",
    "printed": "画面文字",
    "categories": "类别",
    "issuers": "编号主体",
    "confidence": "置信度",
    "first_ms": "起始毫秒",
    "last_ms": "结束毫秒",
    "near_misses": "疑似编号",
    "findings": "检查意见",
    "messages": "说明",
    "gates": "可否上线传播",
    "error": "错误",
    "hint": "建议",
    "as_of": "判定日期",
    "assumptions": "未知情况",
    "coverage": "检查范围",
}
"""Every column, and its heading in Chinese.

Where an episode has several markers, near misses or findings, a cell holds all, joined by `` | ``.
"""

Cell = str | int | float | date | None

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
    found = typed_cells(result, glossary)
    return [inert("" if value is None else str(value)) for value in found.values()]


def typed_cells(result: ScanResult | ScanFailure, glossary: Glossary) -> dict[str, Cell]:
    """Column → value, for every column; a number or a day is one where the cell holds it alone."""
    episode = result.episode
    names = ("id", "video", "title", "series", "number", "platform", "claimed_number")
    values: dict[str, Cell] = dict.fromkeys(COLUMNS)
    values |= {name: getattr(episode, name) for name in names}
    values["outcome"] = result.outcome
    if isinstance(result, ScanFailure):
        message, hint = (
            translated(text, glossary.lang) for text in (result.error.message, result.error.hint)
        )
        values |= {"error": f"{result.error.type}: {message}", "hint": hint}
    else:
        values |= _codes(result)
        values["coverage"] = glossary.about_coverage(result, beside_findings=False)
        values |= _words(result, glossary) if glossary.lang == "zh" else {}
    if glossary.lang == "zh":
        values["outcome"] = glossary.say(messages.OUTCOMES[result.outcome])
    return values


def _codes(result: ScanResult) -> dict[str, Cell]:
    """The cells as programs read them."""
    markers, findings = result.markers, result.findings
    gates = (
        f"{gate.name} {gate.permission}" + (f" ({', '.join(gate.reasons)})" if gate.reasons else "")
        for gate in result.gates
    )
    return {
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
        "gates": _joined(gates),
        "as_of": result.as_of,
        "assumptions": _joined(result.assumptions),
    }


def _words(result: ScanResult, glossary: Glossary) -> dict[str, Cell]:
    """The cells that hold codes or prose, in words for a reader."""
    say, misses = glossary.say, result.near_misses
    return {
        "categories": _joined(glossary.category(marker.category, result.as_of) for marker in result.markers),
        "issuers": _joined(map(glossary.about_issuer, result.markers)),
        "near_misses": _joined(
            say(messages.WITH_NOTE, text=miss.printed, note=glossary.reason(miss)) for miss in misses
        ),
        "findings": _joined(map(glossary.about_rule, result.findings)),
        "messages": _joined(finding.wording(glossary.lang).message for finding in result.findings),
        "gates": glossary.about_gates(result),
        "assumptions": _joined(glossary.assumed(code)[0] for code in result.assumptions),
    }


def _joined(values: Iterable[Cell]) -> Cell:
    found = list(values)
    if len(found) == 1:
        return found[0]
    return " | ".join("" if value is None else str(value) for value in found)
