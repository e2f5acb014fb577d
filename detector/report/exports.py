"""An audit's results for analysts and for pipelines: XLSX, CSV, Parquet, JUnit and SARIF, row by row."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from detector.records import Finding, ScanFailure
from detector.report import csv_table
from detector.report.labels import Glossary, printable
from detector.report.spreadsheet import MAX_ROWS, write_xlsx
from detector.report.summary import Result
from detector.translation import translated
from detector.wire import dumps, result_to_json

_BATCH_ROWS = 10_000
_LEVELS = {"block": "error", "warn": "warning", "note": "note"}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def _csv(results: Iterable[Result], file: Path, glossary: Glossary) -> None:
    with file.open("w", encoding="utf-8", errors="backslashreplace", newline="") as out:
        csv_table.write(results, out, glossary)


def _xlsx(results: Iterable[Result], file: Path, glossary: Glossary) -> None:
    rows = (csv_table.cells(result, glossary) for result in results)
    write_xlsx(csv_table.headings(glossary), islice(rows, MAX_ROWS), file)


def _parquet(results: Iterable[Result], file: Path, glossary: Glossary) -> None:
    import pyarrow as arrow  # noqa: PLC0415  (this format only)
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    text, texts = arrow.string(), arrow.list_(arrow.string())
    types = dict.fromkeys(("id", "video", "title", "series"), text) | {"number": arrow.int64()}
    types |= dict.fromkeys(("platform", "outcome"), text)
    types |= dict.fromkeys(("markers", "near_misses", "findings"), texts)
    schema = arrow.schema(types | dict.fromkeys(("error", "video_sha256", "as_of", "result"), text))
    rows = iter(results)
    with ParquetWriter(file, schema) as writer:
        while batch := [_flat(result, glossary) for result in islice(rows, _BATCH_ROWS)]:
            writer.write_table(arrow.Table.from_pylist(batch, schema))


def _flat(result: Result, glossary: Glossary) -> dict[str, Any]:
    episode = result.episode
    names = ("id", "video", "title", "series", "number", "platform")
    row = {name: getattr(episode, name) for name in names}
    row |= {"outcome": result.outcome, "result": dumps(result_to_json(result, glossary.lang))}
    if isinstance(result, ScanFailure):
        return row | {"error": result.error.type}
    return row | {
        "markers": [marker.number for marker in result.markers],
        "near_misses": [miss.printed for miss in result.near_misses],
        "findings": [finding.code for finding in result.findings],
        "video_sha256": result.opening.video_sha256,
        "as_of": str(result.as_of),
    }


def _junit(results: Iterable[Result], file: Path, glossary: Glossary) -> None:
    """One test case an episode; undecided is a skipped one."""
    with file.open("w", encoding="utf-8", errors="backslashreplace") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n<testsuite name="detector">\n')
        for result in results:
            episode = result.episode
            drama = quoteattr(printable(episode.series or episode.title or "detector"))
            name, video = quoteattr(printable(episode.id)), quoteattr(printable(episode.video))
            body = ""
            if isinstance(result, ScanFailure):
                kind = quoteattr(result.error.type)
                message = quoteattr(printable(translated(result.error.message, glossary.lang)))
                body = f"<error type={kind} message={message}/>"
            elif result.outcome != "pass":
                tag = "failure" if result.outcome == "fail" else "skipped"
                lines = [
                    f"{glossary.about_rule(one)}: {glossary.about_finding(one)}" for one in result.findings
                ]
                text = escape(printable("\n".join(lines)))
                codes = quoteattr(" ".join(dict.fromkeys(one.code for one in result.findings)))
                body = f"<{tag} message={codes}>{text}</{tag}>"
            out.write(f"<testcase classname={drama} name={name} file={video}>{body}</testcase>\n")
        out.write("</testsuite>\n</testsuites>\n")


def _sarif(results: Iterable[Result], file: Path, glossary: Glossary) -> None:
    """One result a finding, as SARIF 2.1.0; what could not be read is an error without a rule."""
    rules: dict[str, Finding] = {}
    first = True
    with file.open("w", encoding="utf-8", errors="backslashreplace") as out:
        out.write(f'{{"$schema":"{_SARIF}","version":"2.1.0","runs":[{{"results":[')
        for result in results:
            for plain in _sarif_results(result, glossary, rules):
                out.write(("\n" if first else ",\n") + json.dumps(plain, ensure_ascii=False))
                first = False
        named = [
            {"id": code, "name": rule.name, "shortDescription": {"text": glossary.about_rule(rule)}}
            for code, rule in sorted(rules.items())
        ]
        tool = json.dumps({"driver": {"name": "detector", "rules": named}}, ensure_ascii=False)
        out.write(f'\n],"tool":{tool}}}]}}\n')


def _sarif_results(result: Result, glossary: Glossary, rules: dict[str, Finding]) -> Iterator[dict[str, Any]]:
    episode = result.episode
    place = {
        "physicalLocation": {"artifactLocation": {"uri": episode.video}},
        "logicalLocations": [{"name": episode.id}],
    }
    if isinstance(result, ScanFailure):
        text = {"text": printable(translated(result.error.message, glossary.lang))}
        yield {"ruleId": result.error.type, "level": "error", "message": text, "locations": [place]}
        return
    for finding in result.findings:
        rules.setdefault(finding.code, finding)
        yield {
            "ruleId": finding.code,
            "level": _LEVELS[finding.severity],
            "message": {"text": glossary.about_finding(finding)},
            "locations": [place],
        }


Export = Callable[[Iterable[Result], Path, Glossary], None]

EXPORTS: Mapping[str, tuple[str, Export]] = MappingProxyType(
    {
        "csv": ("results.csv", _csv),
        "xlsx": ("results.xlsx", _xlsx),
        "parquet": ("results.parquet", _parquet),
        "junit": ("junit.xml", _junit),
        "sarif": ("results.sarif", _sarif),
    }
)
"""Format → file name and writer."""
