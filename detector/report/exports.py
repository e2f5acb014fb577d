"""An audit's rows for analysts and for pipelines: XLSX, CSV and Parquet, all with the same columns."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from detector.extras import need
from detector.formula_escaping import inert
from detector.i18n import Localized
from detector.records import ScanFailure
from detector.report import csv_table
from detector.report.csv_table import BYTE_ORDER_MARK, COLUMNS, Cell
from detector.report.dataframe import short_row
from detector.report.junit import write_junit
from detector.report.labels import Glossary
from detector.report.rows import Row
from detector.report.sarif import write_sarif
from detector.report.spreadsheet import write_xlsx
from detector.wire import dumps

_BATCH_ROWS = 10_000
_PART_ROWS = 1_000_000
"""Rows of one file of Parquet."""

OF_ROWS: Mapping[str, str] = MappingProxyType({"notes": "未能读取的情况", "suppressed": "不予报告的意见"})
"""Columns that an audit's rows have beside those of a result, with their Chinese headings."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The words, and the headings of the user's own columns, in their order."""

    glossary: Glossary
    own: Sequence[str] = ()


def headings(options: ExportOptions) -> list[str]:
    """All columns of a table: those of results, those of rows, and the user's own."""
    lang = options.glossary.lang
    of_rows = [Localized(column, zh).in_(lang) for column, zh in OF_ROWS.items()]
    known = [*csv_table.headings(options.glossary), *of_rows]
    return [*known, *_own_names(options.own, known)]


def _own_names(own: Iterable[str], known: Iterable[str]) -> list[str]:
    """The user's own headings; one that is also ours is told apart."""
    taken, names = set(known), []
    for heading in own:
        name = heading
        while name in taken:
            name = f"catalogue.{name}"
        taken.add(name)
        names.append(name)
    return names


def _cells(row: Row, options: ExportOptions) -> list[Cell]:
    found = csv_table.typed_cells(row.result, options.glossary)
    told = [f"{one.code} ({one.by}: {one.reason})" for one in row.suppressed]
    own = [row.own.get(heading) for heading in options.own]
    return [*found.values(), " | ".join(row.notes), " | ".join(told), *own]


def _csv(rows: Iterable[Row], file: Path, options: ExportOptions) -> None:
    with file.open("w", encoding="utf-8", errors="backslashreplace", newline="") as out:
        out.write(BYTE_ORDER_MARK)
        writer = csv.writer(out)
        writer.writerow(map(inert, headings(options)))
        for row in rows:
            writer.writerow(inert("" if cell is None else str(cell)) for cell in _cells(row, options))


def _xlsx(rows: Iterable[Row], file: Path, options: ExportOptions) -> None:
    inert_rows = (
        [inert(cell) if isinstance(cell, str) else cell for cell in _cells(row, options)] for row in rows
    )
    write_xlsx([inert(heading) for heading in headings(options)], inert_rows, file)


def _parquet(rows: Iterable[Row], folder: Path, options: ExportOptions) -> None:
    """A folder of parts, which every reader of Parquet takes for one table."""
    need(*_NEEDS["parquet"])
    import pyarrow as arrow  # noqa: PLC0415  (this format only)
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    own = dict(zip(options.own, _own_names(options.own, _PARQUET_COLUMNS), strict=True))
    types = {"text": arrow.string(), "texts": arrow.list_(arrow.string()), "int": arrow.int64()}
    types |= {"ints": arrow.list_(arrow.int64()), "floats": arrow.list_(arrow.float64())}
    schema = arrow.schema(
        {name: types[kind] for name, kind in _PARQUET_COLUMNS.items()}
        | dict.fromkeys(own.values(), types["text"])
    )
    folder.mkdir()
    batches = _batches((_flat(row, own, options.glossary) for row in rows), _BATCH_ROWS)
    for part, of_part in enumerate(_batches(batches, _PART_ROWS // _BATCH_ROWS)):
        with ParquetWriter(folder / f"part-{part:05}.parquet", schema) as writer:
            for batch in of_part:
                writer.write_table(arrow.Table.from_pylist(batch, schema))


def _batches(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Lists of ``size``; the first is there even if it is empty."""
    yield list(islice(items, size))
    while batch := list(islice(items, size)):
        yield batch


_PARQUET_COLUMNS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(COLUMNS, "text")
    | {"number": "int", "confidence": "floats"}
    | dict.fromkeys(("first_ms", "last_ms"), "ints")
    | dict.fromkeys(("numbers", "printed", "categories", "issuers", "near_misses", "findings"), "texts")
    | dict.fromkeys(("messages", "gates", "assumptions", "notes", "suppressed", "markers"), "texts")
    | dict.fromkeys(("video_sha256", "result"), "text")
)
"""The columns of the other tables, with lists in place of joined texts, and three more.

``markers`` is what ``numbers`` was called before; ``result`` is the whole as JSON.
"""


def _flat(row: Row, own: Mapping[str, str], glossary: Glossary) -> dict[str, Any]:
    result = row.result
    found = short_row(result) | {
        "claimed_number": result.episode.claimed_number,
        "result": dumps(row.to_json(glossary.lang)),
        "notes": list(row.notes),
        "suppressed": [one.code for one in row.suppressed],
    }
    found |= {name: row.own.get(heading) for heading, name in own.items()}
    if isinstance(result, ScanFailure):
        return found | {"hint": result.error.hint}
    markers = result.markers
    return found | {
        "numbers": found["markers"],
        "printed": [marker.printed for marker in markers],
        "categories": [marker.category for marker in markers],
        "issuers": [marker.issuer.name for marker in markers],
        "confidence": [marker.confidence for marker in markers],
        "first_ms": [marker.first_ms for marker in markers],
        "last_ms": [marker.last_ms for marker in markers],
        "messages": [finding.wording(glossary.lang).message for finding in result.findings],
        "gates": [f"{gate.name} {gate.permission}" for gate in result.gates],
        "assumptions": list(result.assumptions),
        "coverage": glossary.about_coverage(result, beside_findings=False),
    }


def _junit(rows: Iterable[Row], file: Path, options: ExportOptions) -> None:
    write_junit(rows, file, options.glossary)


def _sarif(rows: Iterable[Row], file: Path, options: ExportOptions) -> None:
    write_sarif(rows, file, options.glossary)


_NEEDS = {"xlsx": ("xlsxwriter", "a workbook"), "parquet": ("pyarrow", "Parquet")}


def check_exports(names: Iterable[str]) -> None:
    """Raise ``ExtraMissing`` for a format whose package is absent: before a scan of hours, not after it."""
    for name in _NEEDS.keys() & set(names):
        need(*_NEEDS[name])


Export = Callable[[Iterable[Row], Path, ExportOptions], None]

EXPORTS: Mapping[str, tuple[str, Export]] = MappingProxyType(
    {
        "csv": ("results.csv", _csv),
        "xlsx": ("results.xlsx", _xlsx),
        "parquet": ("results.parquet", _parquet),
        "junit": ("junit.xml", _junit),
        "sarif": ("results.sarif", _sarif),
    }
)
"""Format → file name and writer; that of Parquet is a folder."""
