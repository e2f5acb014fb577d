"""What a person or a pipeline gets to see. Each format is one function over a stream of results.

A format writes a result as soon as it comes, wherever its shape allows that.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol, TextIO

from detector.records import ScanFailure, ScanResult
from detector.report import console, lines, page, table
from detector.report.glossary import Glossary


class Format(Protocol):
    """Writes results to ``out``, a text stream that must not change line ends."""

    def __call__(
        self, results: Iterable[ScanResult | ScanFailure], out: TextIO, glossary: Glossary, /
    ) -> None:
        """Write all of ``results``."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "console": console.write,
        "json": lines.write_json,
        "jsonl": lines.write_jsonl,
        "csv": table.write,
        "html": page.write,
    }
)

__all__ = ["FORMATS", "Format", "Glossary"]
