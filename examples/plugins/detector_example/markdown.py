"""A report format: a table of Markdown, one row an episode."""

from collections.abc import Iterable
from typing import TextIO

from detector.records import ScanFailure, ScanResult
from detector.report import Glossary


def write(results: Iterable[ScanResult | ScanFailure], out: TextIO, glossary: Glossary) -> None:
    """Write each row as soon as its result comes."""
    out.write("| video | outcome | number | findings |\n|---|---|---|---|\n")
    for result in results:
        numbers = findings = ""
        if isinstance(result, ScanResult):
            numbers = ", ".join(marker.number for marker in result.markers)
            findings = ", ".join(finding.code for finding in result.findings)
        cells = (result.episode.video, result.outcome, numbers, findings)
        out.write("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n")
