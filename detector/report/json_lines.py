"""JSON: one object a line, or one document."""

from collections.abc import Iterable
from typing import TextIO

from detector import wire
from detector.records import ScanFailure, ScanResult
from detector.report.labels import Glossary


def write_jsonl(results: Iterable[ScanResult | ScanFailure], out: TextIO, glossary: Glossary) -> None:
    """One result object a line, each written and flushed as soon as it comes."""
    for result in results:
        out.write(wire.dumps(wire.result_to_json(result, glossary.lang)) + "\n")
        out.flush()


def write_json(results: Iterable[ScanResult | ScanFailure], out: TextIO, glossary: Glossary) -> None:
    """One document; a result stands on a line of its own."""
    out.write(f'{{"schema": "{wire.RESULTS_SCHEMA}", "results": [')
    for number, result in enumerate(results):
        out.write(",\n" if number else "\n")
        out.write(wire.dumps(wire.result_to_json(result, glossary.lang)))
    out.write("\n]}\n")
