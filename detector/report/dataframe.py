"""Results as one table: a row an episode, for pandas and Arrow."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from detector.extras import need
from detector.i18n import Lang
from detector.records import ScanFailure, ScanResult
from detector.wire import dumps, result_to_json

if TYPE_CHECKING:
    import pandas
    import pyarrow

_EPISODE = ("id", "video", "title", "series", "number", "platform")
COLUMNS = (
    *_EPISODE,
    "outcome",
    "markers",
    "near_misses",
    "findings",
    "error",
    "video_sha256",
    "as_of",
    "result",
)
"""``markers``, ``near_misses`` and ``findings`` are lists of texts: numbers, what is printed, codes of rules.
``error`` is the class of one, ``as_of`` a date as ISO 8601 writes it, ``result`` all as JSON. ``None``: not
known, or none."""


def flat_row(result: ScanResult | ScanFailure, lang: Lang = "en") -> dict[str, Any]:
    """The cells of a result by column."""
    return short_row(result) | {"result": dumps(result_to_json(result, lang))}


def short_row(result: ScanResult | ScanFailure) -> dict[str, Any]:
    """The same without ``result``, which takes longest."""
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {name: getattr(result.episode, name) for name in _EPISODE} | {"outcome": result.outcome}
    if isinstance(result, ScanFailure):
        return row | {"error": result.error.type}
    return row | {
        "markers": [marker.number for marker in result.markers],
        "near_misses": [miss.printed for miss in result.near_misses],
        "findings": [finding.code for finding in result.findings],
        "video_sha256": result.opening.video_sha256,
        "as_of": str(result.as_of),
    }


def arrow_schema() -> "pyarrow.Schema":
    """Column and type of each cell. Raises ``ExtraMissing``."""
    need("pyarrow", "a table of Arrow or Parquet")
    import pyarrow  # noqa: PLC0415  (an extra)

    text, texts = pyarrow.string(), pyarrow.list_(pyarrow.string())
    types = dict.fromkeys(COLUMNS, text) | {"number": pyarrow.int64()}
    return pyarrow.schema(types | dict.fromkeys(("markers", "near_misses", "findings"), texts))


def to_arrow(results: Iterable[ScanResult | ScanFailure]) -> "pyarrow.Table":
    """All results as one Arrow table. Raises ``ExtraMissing`` without pyarrow."""
    schema = arrow_schema()
    import pyarrow  # noqa: PLC0415  (an extra, there by now)

    return pyarrow.Table.from_pylist([flat_row(result) for result in results], schema)


def to_pandas(results: Iterable[ScanResult | ScanFailure]) -> "pandas.DataFrame":
    """All results as one data frame, with the same columns. Raises ``ExtraMissing`` without pandas."""
    need("pandas", "a data frame")
    import pandas  # noqa: PLC0415  (an extra)

    frame = pandas.DataFrame([flat_row(result) for result in results], columns=list(COLUMNS))
    return frame.astype({"number": "Int64"})  # whole numbers, although some are not known
