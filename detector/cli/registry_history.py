"""``detector registry history``: what changed the registry, when, by whom, and from which list."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from detector.cli import options
from detector.cli.language import said, said_word
from detector.cli.output import sink

if TYPE_CHECKING:
    from detector.registry.protocol import Snapshot

_SCHEMA = "detector.registry-history/1"
_SHOWN_SHEETS = 5
"""Sheets or pages of a list that are named; JSON has all."""


def history(
    *,
    format_: options.PlainFormatOption = "console",
    registry: options.RegistryOption = None,
    config: options.ConfigOption = None,
) -> None:
    """List what changed the registry and by whom, newest first: imports, numbers issued, imports undone.

    For example: `detector registry history`.
    """
    from detector.report.labels import printable

    with options.registry_session(registry, config) as (opened, _):
        snapshots = opened.contents(date.max).snapshots
    undone = {one.file for one in snapshots if one.kind == "revert"}
    with sink() as out:
        if format_ == "json":
            steps = [{**asdict(one), "undone": one.id in undone} for one in reversed(snapshots)]
            plain = {"schema": _SCHEMA, "snapshots": steps}
            out.write(json.dumps(plain, ensure_ascii=False, default=str) + "\n")
        else:
            out.writelines(printable(line) + "\n" for line in _lines(snapshots, undone))


def _lines(snapshots: "Sequence[Snapshot]", undone: set[str]) -> Iterator[str]:
    for one in reversed(snapshots):
        mark = f"  ({said('undone')})" if one.id in undone else ""
        yield f"{one.dated}  {one.id}  {said_word(one.kind)}  {one.file}{mark}"
        counts = f"{one.added} added, {one.changed} changed, {one.ended} ended"
        yield "  " + said(f"{one.rows} rows, {one.skipped} left out: {counts}")
        yield "  " + "  ".join(map(said, _origin(one)))
    if not snapshots:
        yield said("the registry is empty")


def _origin(snapshot: "Snapshot") -> Iterator[str]:
    unknown = said_word("not known")
    yield f"by: {unknown if snapshot.by is None else snapshot.by}"
    if snapshot.sheets is None:
        yield f"sheets: {unknown}"
    elif snapshot.sheets:
        further = len(snapshot.sheets) - _SHOWN_SHEETS
        named = ", ".join(map(said, snapshot.sheets[:_SHOWN_SHEETS]))
        yield f"sheets: {named} and {further} more" if further > 0 else f"sheets: {named}"
