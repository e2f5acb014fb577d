"""An audit's rows as JUnit XML, for the servers that build and test: one test case an episode."""

import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile
from xml.sax.saxutils import escape, quoteattr

from detector.records import ScanFailure
from detector.report.labels import Glossary, printable
from detector.report.rows import Row
from detector.translation import translated

_TAGS = {"fail": "failure", "undecided": "skipped", "error": "error"}


def write_junit(rows: Iterable[Row], file: Path, glossary: Glossary) -> None:
    """Undecided is a skipped case, and so is what does not pass for suppressed findings alone.

    ``time`` is what the scan took, in seconds, when the video was read.
    """
    counts: Counter[str] = Counter()
    seconds = 0.0
    with (
        TemporaryFile("w+", encoding="utf-8", errors="backslashreplace") as cases,
        file.open("w", encoding="utf-8", errors="backslashreplace") as out,
    ):
        for row in rows:
            tag = _tag(row)
            counts.update(("tests", tag))
            seconds += row.seconds
            cases.write(_case(row, tag, glossary))
        numbers = (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
        told = f'tests="{counts["tests"]}"' + "".join(f' {name}="{counts[tag]}"' for name, tag in numbers)
        told += f' time="{seconds:.3f}"'
        out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {told}>\n')
        out.write(f'<testsuite name="detector" {told}>\n')
        cases.seek(0)
        shutil.copyfileobj(cases, out)
        out.write("</testsuite>\n</testsuites>\n")


def _tag(row: Row) -> str:
    is_silenced = row.result.outcome != "pass" and row.outcome == "pass"
    return "skipped" if is_silenced else _TAGS.get(row.outcome, "")


def _case(row: Row, tag: str, glossary: Glossary) -> str:
    episode = row.result.episode
    drama = printable(episode.series or episode.title or "detector")
    head = {"classname": drama, "name": printable(episode.id), "file": printable(episode.video)}
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in head.items())
    facts = {"series": episode.series, "number": episode.number, "claimed_number": episode.claimed_number}
    facts |= {"line": row.line, **row.own, **({"notes": " | ".join(row.notes)} if row.notes else {})}
    properties = "".join(
        f"<property name={quoteattr(printable(name))} value={quoteattr(printable(str(value)))}/>"
        for name, value in facts.items()
        if value is not None
    )
    body = f"<properties>{properties}</properties>{_end(row, tag, glossary)}"
    return f'<testcase {attributes} time="{row.seconds:.3f}">{body}</testcase>\n'


def _end(row: Row, tag: str, glossary: Glossary) -> str:
    if not tag:
        return ""
    if isinstance(row.result, ScanFailure) and tag == "error":
        error = row.result.error
        message = quoteattr(printable(translated(error.message, glossary.lang)))
        return f"<error type={quoteattr(error.type)} message={message}/>"
    if row.outcome == "pass":
        reasons = "; ".join(f"{one.code}: {one.reason}" for one in row.suppressed)
        return f"<skipped message={quoteattr(printable(reasons))}/>"
    lines = [f"{glossary.about_rule(one)}: {glossary.about_finding(one)}" for one in row.findings]
    codes = quoteattr(" ".join(dict.fromkeys(one.code for one in row.findings)))
    return f"<{tag} message={codes}>{escape(printable(chr(10).join(lines)))}</{tag}>"
