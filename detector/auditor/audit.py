"""A whole catalogue: rows in, as many results out, whatever happens in between.

Take the rows in, give each its result (``examine``), compare them (``across``), write what came of it.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from os import PathLike, fspath
from pathlib import Path
from typing import TypedDict, Unpack

from detector.auditor.catalogue import read_catalogue
from detector.auditor.cross_episode import compare
from detector.auditor.engine_local import Outcome
from detector.auditor.incremental_scan import EngineName, IncrementalScan, OpenScanner, Task, judging_rules
from detector.auditor.ledger import Ledger, open_ledger
from detector.auditor.results import JudgingRules, Row, row_of
from detector.auditor.sampling import RowSample
from detector.auditor.worker import open_examiner
from detector.errors import DetectorError
from detector.sandbox.limits import cores
from detector.settings import Settings, load

PICTURES = "evidence"
"""The folder for pictures, within that of the audit."""


@dataclass(frozen=True, slots=True)
class AuditConfig:
    """What is asked of an audit. ``mapping`` is the text of a file that says which column is which."""

    catalogue: Path
    out: Path
    settings: Settings = field(default_factory=Settings)
    as_of: date = field(default_factory=date.today)
    workers: int = field(default_factory=cores)
    engine: EngineName = "local"
    mapping: str = ""
    choice: RowSample = field(default_factory=RowSample)
    retry_failed: bool = False
    resume: bool = True
    pictures: bool = True
    open_scanner: OpenScanner = open_examiner


class Audit:
    """The steps of one audit over its ledger, in the order in which they are taken."""

    def __init__(self, ledger: Ledger, wish: AuditConfig) -> None:
        """``ledger`` is that of the wish's folder. Raises ``DetectorError`` for wrong settings."""
        self.ledger, self._wish = ledger, wish
        self.bench: JudgingRules = judging_rules(wish.settings)
        if not wish.resume:
            ledger.forget()
        self._examination = IncrementalScan(
            ledger,
            Task(
                settings=wish.settings,
                as_of=wish.as_of,
                base=wish.catalogue.parent,
                pictures=wish.out / PICTURES if wish.pictures else None,
                workers=wish.workers,
                retry_failed=wish.retry_failed,
                engine=wish.engine,
                open_scanner=wish.open_scanner,
                scratch=wish.out / "ray",
            ),
        )

    def take_in(self) -> int:
        """Read the catalogue; the number of rows that are taken. Raises ``InputError``."""
        rows = read_catalogue(self._wish.catalogue, self._wish.mapping)
        self.ledger.take_in(self._wish.choice.of(rows))
        return self.ledger.count()

    def link_known(self) -> int:
        """Give rows the results of earlier runs; the number of those that are still to be scanned."""
        return sum(1 for _ in self._examination.link_known())

    def scan(self) -> Iterator[Outcome]:
        """Scan what has no result yet; each outcome is kept before it is given."""
        return self._examination.scan()

    def compare(self) -> Iterator[Outcome]:
        """Compare the rows with one another; what must be scanned again for pictures of it is given."""
        compare(self.ledger, self.bench)
        yield from self._examination.picture(self.bench)

    def rows(self) -> Iterator[Row]:
        """As many rows as were taken in, in their order, each with its result."""
        given = 0
        for kept in self.ledger.kept():
            row = row_of(kept, self.bench)
            if row is None:
                raise DetectorError(f"line {kept.line} has no result", "run the audit again: it goes on")
            given += 1
            yield row
        if given != self.ledger.count():
            raise DetectorError(f"{self.ledger.count()} rows came in, {given} went out", "please report it")

    def rows_named(self, drama: str) -> Iterator[tuple[int, Row]]:
        """The rows of which this is the series, or the title without one, with their places."""
        for kept in self.ledger.kept_named(drama):
            if row := row_of(kept, self.bench):
                yield kept.place, row


@contextmanager
def open_audit(wish: AuditConfig) -> Iterator[Audit]:
    """An audit in its folder, which it holds alone. Raises ``DetectorError``."""
    with open_ledger(wish.out) as ledger:
        yield Audit(ledger, wish)


class AuditOptions(TypedDict, total=False):
    """Fields of :class:`Wish` beside catalogue and folder."""

    settings: Settings
    as_of: date
    workers: int
    engine: EngineName
    mapping: str
    choice: RowSample
    retry_failed: bool
    resume: bool
    pictures: bool
    open_scanner: OpenScanner


def audit(
    catalogue: str | PathLike[str],
    out: str | PathLike[str] | None = None,
    *,
    registry: str | None = None,
    **wishes: Unpack[AuditOptions],
) -> Iterator[Row]:
    """Audit a catalogue and give every row of it with its result, in its order.

    ``out`` is the folder of the ledger, from which a later call goes on; without one nothing is kept.
    ``registry`` is the path or URL of one, or ``none``. The rows come once all are examined and compared.
    Raises ``DetectorError``; a row that cannot be read is a row with a ``ScanFailure``.
    """
    if "settings" not in wishes:
        wishes["settings"] = load(flags={"registry": {"url": registry}} if registry else None)[0]
    elif registry:
        named = wishes["settings"].registry.model_copy(update={"url": registry})
        wishes["settings"] = wishes["settings"].model_copy(update={"registry": named})
    with _folder(out) as folder, open_audit(AuditConfig(Path(fspath(catalogue)), folder, **wishes)) as one:
        one.take_in()
        _done(one.scan())
        _done(one.compare())
        yield from one.rows()


@contextmanager
def _folder(out: str | PathLike[str] | None) -> Iterator[Path]:
    if out is not None:
        yield Path(fspath(out))
        return
    with tempfile.TemporaryDirectory(prefix="detector-audit-") as folder:
        yield Path(folder)


def _done(outcomes: Iterable[Outcome]) -> None:
    for _ in outcomes:
        pass
