"""A whole catalogue: as many results as rows, whatever happens in between.

The steps: load the catalogue, scan each row that has no result yet, compare the rows, write the outputs.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import Unpack

from detector.auditor.catalogue import read_catalogue
from detector.auditor.config import AuditConfig, AuditOptions
from detector.auditor.cross_episode import compare
from detector.auditor.engine_local import ScanOutcome
from detector.auditor.incremental_scan import IncrementalScan
from detector.auditor.ledger import Ledger, open_ledger
from detector.auditor.results import Row, audited_row, judging_rules
from detector.errors import DetectorError
from detector.scanner import judging_context
from detector.settings import load


class Audit:
    """The steps of one audit over its ledger, in the order in which they are taken."""

    def __init__(self, ledger: Ledger, config: AuditConfig) -> None:
        """``ledger`` is that of the audit's folder. Raises ``DetectorError`` for wrong settings."""
        self.ledger, self._config = ledger, config
        context = judging_context(config.settings)
        self.rules = judging_rules(config.settings, context.provisions)
        if not config.resume:
            ledger.clear()
        self._scan = IncrementalScan(ledger, config, context)

    def load_catalogue(self) -> int:
        """Read the catalogue; the number of rows in the sample. Raises ``InputError``."""
        rows = read_catalogue(self._config.catalogue, self._config.mapping)
        self.ledger.load(self._config.sample.select(rows))
        return self.ledger.count()

    def reuse_results(self) -> int:
        """Give rows the results of earlier runs; the number of those that are still to be scanned."""
        return self._scan.reuse_results()

    def scan(self) -> Iterator[ScanOutcome]:
        """Scan what has no result yet; each outcome is stored before it is given."""
        return self._scan.scan()

    def compare(self) -> Iterator[ScanOutcome]:
        """Compare the rows with one another; gives the outcomes of scans repeated for pictures."""
        compare(self.ledger, self.rules)
        yield from self._scan.scan_for_pictures(self.rules)

    def rows(self) -> Iterator[Row]:
        """As many rows as were loaded, in their order, each with its result."""
        given = 0
        for stored in self.ledger.rows():
            row = audited_row(stored, self.rules)
            if row is None:
                raise DetectorError(f"line {stored.line} has no result", "run the audit again: it goes on")
            given += 1
            yield row
        if given != self.ledger.count():
            raise DetectorError(f"{self.ledger.count()} rows came in, {given} went out", "please report it")

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


def audit(
    catalogue: str | PathLike[str],
    out: str | PathLike[str] | None = None,
    *,
    registry: str | None = None,
    **options: Unpack[AuditOptions],
) -> Iterator[Row]:
    """Audit a catalogue and give every row of it with its result, in its order.

    ``out`` is the folder of the ledger, from which a later call goes on; without one nothing is kept.
    ``registry`` is the path or URL of one, or ``none``. The rows come once all are scanned and compared.
    Raises ``DetectorError``; a row that cannot be read is a row with a ``ScanFailure``.
    """
    if "settings" not in options:
        options["settings"] = load(flags={"registry": {"url": registry}} if registry else None)[0]
    elif registry:
        named = options["settings"].registry.model_copy(update={"url": registry})
        options["settings"] = options["settings"].model_copy(update={"registry": named})
    with ExitStack() as stack:
        if out is None:
            out = stack.enter_context(tempfile.TemporaryDirectory(prefix="detector-audit-"))
        config = AuditConfig(Path(fspath(catalogue)), Path(fspath(out)), **options)
        one = stack.enter_context(open_audit(config))
        one.load_catalogue()
        for outcomes in (one.scan(), one.compare()):
            for _ in outcomes:
                pass
        yield from one.rows()
