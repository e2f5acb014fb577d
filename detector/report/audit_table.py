"""The rows of an audit's page: the first inside it, the others in script files beside it.

Browsers let a page that was opened from a disk read no other files than scripts, so the files are scripts
that hand their rows over. The page loads each when it is needed.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from detector.errors import OutputNotWritable
from detector.records import Finding, ScanFailure
from detector.report import audit_messages as texts
from detector.report import messages
from detector.report.labels import Glossary, one_line, printable
from detector.report.summary import Result

FILES_FOLDER = "report_files"
ROWS_INSIDE = 10_000
"""Rows inside the page."""
ROWS_A_FILE = 5_000
"""Rows of each file beside it, about 4 MB: chosen so that one is read in a moment."""
GRAVEST_FIRST = ("block", "warn", "note")


@dataclass(frozen=True, slots=True)
class ResultPictures:
    """Where the pictures of a result are: links that a page can show, empty where there is none.

    ``frame`` and ``crop`` are of a text. Where none was read, ``frames`` are those of the coverage's
    ``evidence``, and ``unread`` shows its regions that stayed unread, both in their order.
    """

    frame: str = ""
    crop: str = ""
    frames: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


class Beside(Protocol):
    """What is beside the page: the ``folder`` that will be called ``FILES_FOLDER``, and pictures.

    ``is_used``: whether pictures that did not fit into the page are there.
    """

    folder: Path
    is_used: bool

    def pictures_of(self, result: Result) -> ResultPictures:
        """Where the result's pictures are."""


@dataclass(slots=True)
class AuditTable:
    """The rows ``inside`` the page, by the names that ``audit.js`` reads, and the ``files`` with the others.

    Of each file: its ``file`` name, the number of its ``rows`` and of each of their ``outcomes``, the
    ``first`` and the ``last`` place. ``kinds``: what the findings of a rule have in common.
    """

    inside: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    kinds: dict[tuple[str, ...], int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.inside) + sum(int(one["rows"]) for one in self.files)


def audit_table(
    rows: Iterable[tuple[int, Result]],
    glossary: Glossary,
    beside: Beside,
    decisions: Mapping[str, str],
) -> AuditTable:
    """The table of ``rows``, places and results; what does not fit into the page is written beside it.

    ``decisions``: id of an episode → what reviewers decided. Raises ``OutputNotWritable``.
    """
    table = AuditTable()

    def told() -> Iterator[dict[str, Any]]:
        for place, result in rows:
            row = _row(place, result, glossary, beside.pictures_of(result), table.kinds)
            yield row | {"decision": decisions[result.episode.id]} if result.episode.id in decisions else row

    all_rows = told()
    table.inside = list(islice(all_rows, ROWS_INSIDE))
    while some := list(islice(all_rows, ROWS_A_FILE)):
        number = len(table.files) + 1
        file = beside.folder / f"rows-{number:04}.js"
        try:
            beside.folder.mkdir(exist_ok=True)
            file.write_text(f"audit_rows({number}, {script_json(some)});\n", "utf-8")
        except OSError as error:
            raise OutputNotWritable(f"{file}: {error.strerror}", "is the disk full?") from None
        outcomes = Counter(row["outcome"] for row in some)
        table.files.append(
            {
                "file": file.name,
                "rows": len(some),
                "outcomes": outcomes,
                "first": some[0]["place"],
                "last": some[-1]["place"],
            }
        )
    return table


def script_json(plain: object) -> str:
    """JSON that may stand inside a script."""
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    text = text.encode("utf-8", "backslashreplace").decode()  # names of files may be broken UTF-8
    # Inside <script>, < could end the element, and the two separators end a line of JavaScript.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _row(
    place: int,
    result: Result,
    glossary: Glossary,
    pictures: ResultPictures,
    kinds: dict[tuple[str, ...], int],
) -> dict[str, Any]:
    episode = result.episode
    row: dict[str, Any] = {
        "place": place,
        "id": printable(episode.id),
        "video": printable(episode.video),
        "outcome": result.outcome,
        "drama": printable(episode.series or episode.title or ""),
        "number": episode.number,
        "platform": printable(episode.platform or ""),
        "pictures": [[link, ""] for link in (pictures.frame, pictures.crop) if link],
    }
    if isinstance(result, ScanFailure):
        reason = printable(" → ".join(glossary.failure(result)))
        kind = " ".join(dict.fromkeys((error_kind(result.error.type, glossary), result.error.type)))
        return row | {"markers": "", "codes": printable(kind), "told": reason, "findings": []}
    numbers = [printable(marker.number) for marker in result.markers]
    numbers += [glossary.say(messages.NEARLY, text=one_line(miss.printed)) for miss in result.near_misses]
    about = [glossary.about_marker(marker, result.as_of) for marker in result.markers]
    about += map(glossary.about_near_miss, result.near_misses)
    if seen := glossary.about_coverage(result):
        about.append(seen)
    if coverage := result.opening.coverage:
        times = (glossary.say(messages.AT, at=at_ms / 1000) for at_ms, _ in coverage.evidence)
        unread = zip(pictures.unread, map(glossary.about_unread, coverage.unread_regions), strict=False)
        shown = (*zip(pictures.frames, times, strict=False), *unread)
        row["pictures"] += [[link, caption] for link, caption in shown if link]
    findings = sorted(result.findings, key=lambda one: GRAVEST_FIRST.index(one.severity))
    codes = (f"{glossary.rules.get(one.code, one.name)} {one.code}" for one in findings)
    return row | {
        "markers": " · ".join(numbers),
        "codes": glossary.listed(dict.fromkeys(codes)),
        "told": " / ".join(about),
        "findings": [
            [kinds.setdefault(_kind(one, glossary), len(kinds)), glossary.about_finding(one)]
            for one in findings
        ],
    }


_KIND = ("code", "severity", "head", "remedy", "source", "url")


def error_kind(kind: str, glossary: Glossary) -> str:
    """Why an input could not be read, in words; the class of the error where there are none."""
    known = texts.ERROR_KINDS.get(kind)
    return glossary.say(known) if known else kind


def _kind(finding: Finding, glossary: Glossary) -> tuple[str, ...]:
    """What a finding has in common with others: the values of ``_KIND``."""
    clause = finding.wording(glossary.lang).clause
    return (
        finding.code,
        finding.severity,
        glossary.about_rule(finding),
        glossary.remedies.get(finding.code, ""),
        glossary.say(messages.CLAUSE, title=finding.source.title, clause=clause),
        finding.source.url,
    )


def kinds_told(table: AuditTable) -> list[dict[str, str]]:
    """The kinds of findings in their order, by name."""
    return [dict(zip(_KIND, values, strict=True)) for values in table.kinds]
