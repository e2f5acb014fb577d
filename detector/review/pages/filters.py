"""The filters of the case queue in the query string of a page, which goes along from page to page."""

import re
from urllib.parse import urlencode

from fastapi import Request

from detector.review.case_queue import CaseFilter

_RULE = re.compile("[Nn][Mm][Dd][0-9]{3}")
_CONFIDENCE = re.compile(r"[01](\.\d{1,6})?")


def filter_from(request: Request, reviewer: str) -> CaseFilter:
    """The filters in a query string; invalid values are ignored. ``mine``: what the reviewer has claimed."""
    given = {name: value.strip() for name, value in request.query_params.items() if value.strip()}
    rule, below = given.get("rule", ""), given.get("below", "")
    return CaseFilter(
        platform=given.get("platform"),
        rule=rule.upper() if _RULE.fullmatch(rule) else None,
        outcome=given["outcome"] if given.get("outcome") in ("pass", "fail", "undecided", "error") else None,
        drama=given.get("drama"),
        below=round(1_000 * float(below)) if _CONFIDENCE.fullmatch(below) else None,
        settled=given.get("settled") == "1",
        claimed_by=reviewer if given.get("mine") == "1" else None,
    )


def query_string(case_filter: CaseFilter, **more: str | list[str]) -> str:
    """The filters as a query string with its question mark; empty without filters."""
    names = ("outcome", "platform", "rule", "drama")
    values: dict[str, object] = {name: value for name in names if (value := getattr(case_filter, name))}
    if case_filter.below is not None:
        values["below"] = case_filter.below / 1_000
    if case_filter.settled:
        values["settled"] = "1"
    if case_filter.claimed_by:
        values["mine"] = "1"
    query = urlencode(values | more, doseq=True)
    return f"?{query}" if query else ""
