"""Lists in Parquet, row by row."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from detector.errors import InputError
from detector.extras import need
from detector.registry.importing.tables import Row, Table, Tables

_BATCH = 1_000


def open_parquet(file: Path, source: BinaryIO) -> Tables:
    """One object a row. Raises ``ExtraMissing`` without pyarrow, ``InputError`` for what is no Parquet."""
    need("pyarrow", "a list in Parquet")
    from pyarrow import ArrowException  # noqa: PLC0415  (slow to import, this format only)
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    try:
        parquet = ParquetFile(source)
    except (ArrowException, OSError) as error:
        raise InputError(f"{file}: no readable Parquet: {error}", "write it anew") from None
    total, read = parquet.metadata.num_rows, 0

    def rows() -> Iterator[Row]:
        nonlocal read
        try:
            for batch in parquet.iter_batches(batch_size=_BATCH):
                for found in batch.to_pylist():
                    read += 1
                    yield read, found
        except (ArrowException, OSError) as error:
            raise InputError(f"{file}: no readable Parquet: {error}", "write it anew") from None

    return Tables(iter([Table("", rows())]), lambda: read / max(1, total))
