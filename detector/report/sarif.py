"""An audit's rows as SARIF 2.1.0, for programs that collect findings: one result a finding or failure."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from detector import errors
from detector.records import ScanFailure
from detector.report.labels import Glossary, printable
from detector.report.rows import Row, Suppression
from detector.translation import translated, translated_description
from detector.version import __version__

_LEVELS = {"block": "error", "warn": "warning", "note": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_IN_URL = ":/?#[]@!$&'()*+,;=%~"
"""Signs that stay as they are in an address; in a path only ``/`` and ``~`` do."""


def write_sarif(rows: Iterable[Row], file: Path, glossary: Glossary) -> None:
    """What is suppressed stands there too, as such; what a baseline had is ``unchanged``."""
    rules: dict[str, dict[str, Any]] = {}
    first = True
    with file.open("w", encoding="utf-8", errors="backslashreplace") as out:
        out.write(
            f'{{"$schema":"{_SCHEMA}","version":"2.1.0","runs":[{{"columnKind":"unicodeCodePoints","results":['
        )
        for row in rows:
            for plain in _results(row, glossary, rules):
                out.write(("\n" if first else ",\n") + json.dumps(plain, ensure_ascii=False))
                first = False
        named = [rule for _, rule in sorted(rules.items())]
        driver = {"name": "detector", "version": __version__, "semanticVersion": __version__, "rules": named}
        out.write(f'\n],"tool":{json.dumps({"driver": driver}, ensure_ascii=False)}}}]}}\n')


def _results(row: Row, glossary: Glossary, rules: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    episode = row.result.episode
    names = ("title", "series", "number", "platform", "claimed_number")
    facts = {name: getattr(episode, name) for name in names if getattr(episode, name) is not None}
    place = {
        "physicalLocation": {"artifactLocation": {"uri": uri_of(episode.video)}},
        "logicalLocations": [{"name": printable(episode.id)}],
    }
    common = {"locations": [place], "properties": {**row.own, **facts, "line": row.line}}
    suppressed = {one.code: one for one in row.suppressed}
    if isinstance(row.result, ScanFailure):
        error = row.result.error
        rules.setdefault(error.type, _error_rule(error.type, glossary))
        text = printable(translated(error.message, glossary.lang))
        told = {"ruleId": error.type, "level": "error", "message": {"text": text}}
        yield told | common | _silence(suppressed.get(error.type))
        return
    for finding in row.result.findings:
        rules.setdefault(
            finding.code,
            {
                "id": finding.code,
                "name": finding.name,
                "shortDescription": {"text": glossary.about_rule(finding)},
                **({"helpUri": finding.source.url} if finding.source.url else {}),
            },
        )
        yield {
            "ruleId": finding.code,
            "level": _LEVELS[finding.severity],
            "message": {"text": glossary.about_finding(finding)},
            **common,
            **_silence(suppressed.get(finding.code)),
        }


def _silence(one: Suppression | None) -> dict[str, Any]:
    if one is None:
        return {}
    if one.by == "baseline":
        return {"baselineState": "unchanged"}
    until = f" ({one.until})" if one.until else ""
    return {"suppressions": [{"kind": "external", "justification": one.reason + until}]}


def _error_rule(kind: str, glossary: Glossary) -> dict[str, Any]:
    described = " ".join(
        (getattr(errors, kind, errors.DetectorError).__doc__ or kind).split("\n\n")[0].split()
    )
    text = translated_description(described, glossary.lang)
    return {"id": kind, "name": kind, "shortDescription": {"text": text}}


def uri_of(video: str) -> str:
    """A video's path or address as RFC 3986 writes it."""
    return quote(video, safe=_IN_URL if "://" in video else "/~", errors="backslashreplace")
