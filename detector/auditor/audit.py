"""A whole catalogue: as many results as rows, whatever happens in between.

The steps: load the catalogue, scan each row that has no result yet, compare the rows, write the outputs.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from os import PathLike
from typing import Unpack

from detector.auditor.catalogue import catalogue_columns, read_catalogue
from detector.auditor.config import AuditConfig, AuditOptions
from detector.auditor.cross_episode import compare
from detector.auditor.engine_local import ScanOutcome
from detector.auditor.incremental_scan import IncrementalScan, ReuseCounts
from detector.auditor.ledger import Ledger, StoredRow, open_ledger
from detector.auditor.ledger_file import copied_aside
from detector.auditor.remote_folder import working_folder
from detector.auditor.results import Row, audited_row, judging_rules
from detector.errors import DetectorError, UsageError
from detector.facts import checked_day
from detector.plain_values import plain_path
from detector.scanner import judging_context
from detector.settings import chosen_settings
from detector.suggestion import suggestion


class Audit:
    """The steps of one audit over its ledger, in the order in which they are taken.

    ``config`` has the day: the one asked for, else that of an unfinished run, else today. ``resumed`` is that
    of an unfinished run which goes on. ``own_columns``: the headings of the catalogue that are no known ones.
    """

    def __init__(self, ledger: Ledger, config: AuditConfig) -> None:
        """``ledger`` is that of the audit's folder. Raises ``DetectorError`` for wrong settings."""
        self.ledger = ledger
        self.own_columns: tuple[str, ...] = ()
        self.resumed = ledger.unfinished_day() if config.resume and config.as_of is None else None
        self.config = config = replace(config, as_of=config.as_of or self.resumed or date.today())
        context = judging_context(config.settings)
        self.rules = judging_rules(config.settings, context.provisions)
        self._scan = IncrementalScan(ledger, config, context, self.rules)

    def load_catalogue(self) -> int:
        """Read the catalogue; the number of rows in the sample. Raises ``InputError``."""
        columns = catalogue_columns(self.config.mapping)
        rows = read_catalogue(self.config.catalogue, columns)
        self.ledger.load(self.config.sample.select(rows), anew=not self.config.resume)
        self.own_columns = tuple(columns.ignored)
        return self.ledger.count()

    def reuse_results(self) -> ReuseCounts:
        """Give rows the verdicts that earlier runs let them have; the others are still to be scanned."""
        return self._scan.reuse_results()

    def scan(self) -> Iterator[ScanOutcome]:
        """Scan what has no result yet; each outcome is stored before it is given."""
        self.ledger.begin_run(self.config.day)
        return self._scan.scan()

    def compare(self) -> Iterator[ScanOutcome]:
        """Compare the rows with one another; gives the outcomes of what was opened once more for pictures."""
        compare(self.ledger, self.rules)
        yield from self._scan.save_pictures()

    def finish(self) -> None:
        """Note that all is done: the next run takes its own day."""
        self.ledger.finish_run(self.config.day, self._scan.keys.judged)

    def rows(self) -> Iterator[Row]:
        """As many rows as were loaded, in their order, each with its result."""
        given = 0
        for stored in self.ledger.rows():
            given += 1
            yield self._row(stored)
        if given != self.ledger.count():
            raise DetectorError(f"{self.ledger.count()} rows came in, {given} went out", "please report it")

    def placed_rows(self, *, to_show: bool) -> Iterator[tuple[int, Row]]:
        """The same with their places; ``to_show``: without most of those that nobody will want to see."""
        for stored in self.ledger.rows_to_show() if to_show else self.ledger.rows():
            yield stored.place, self._row(stored)

    def _row(self, stored: StoredRow) -> Row:
        row = audited_row(stored, self.rules)
        if row is None:
            raise DetectorError(f"line {stored.line} has no result", "run the audit again: it goes on")
        return row

    def rows_named(self, drama: str) -> Iterator[tuple[int, Row]]:
        """The rows of which this is the series, or the title without one, with their places."""
        for stored in self.ledger.rows_named(drama):
            if row := audited_row(stored, self.rules):
                yield stored.place, row


@contextmanager
def open_audit(config: AuditConfig) -> Iterator[Audit]:
    """An audit in its folder, locked for other processes. Raises ``DetectorError``."""
    with open_ledger(config.out) as ledger:
        yield Audit(ledger, config)


@contextmanager
def open_audit_aside(config: AuditConfig) -> Iterator[Audit]:
    """The same on a copy that is forgotten: nothing is written into the audit's folder."""
    with copied_aside(config.out) as aside, open_audit(replace(config, out=aside, pictures=False)) as opened:
        yield opened


def audit(
    catalogue: str | PathLike[str],
    out: str | PathLike[str] | None = None,
    *,
    registry: str | PathLike[str] | None = None,
    **options: Unpack[AuditOptions],
) -> Iterator[Row]:
    """Audit a catalogue and give every row of it with its result, in its order.

    ``out`` is the folder or URL of the ledger, from which a later call goes on; without one nothing is kept.
    ``registry`` is the path or URL of one, or ``none``. The rows come once all are scanned and compared.
    Raises ``DetectorError``; a row that cannot be read is a row with a ``ScanFailure``.
    """
    _check_options(options)
    options["settings"] = chosen_settings(options.get("settings"), registry)
    with ExitStack() as stack:
        if out is None:
            out = stack.enter_context(tempfile.TemporaryDirectory(prefix="detector-audit-"))
        folder, remote = stack.enter_context(
            working_folder(plain_path(out), resume=options.get("resume", True))
        )
        config = AuditConfig(plain_path(catalogue), folder, **options)
        one = stack.enter_context(open_audit(config))
        one.load_catalogue()
        for outcomes in (one.scan(), one.compare()):
            for _ in outcomes:
                pass
        one.finish()
        yield from one.rows()
        if remote:
            remote.checkpoint(one.ledger.base, at_once=True)


def _check_options(options: Mapping[str, object]) -> None:
    known = AuditOptions.__annotations__
    for name in options:
        if name not in known:
            hint = f"{suggestion(name, known)}known are {', '.join(known)}"
            raise UsageError(f"{name}: audit has no option of this name", hint)
    if (as_of := options.get("as_of")) is not None:
        checked_day(as_of)
