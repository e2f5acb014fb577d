"""Results as one table: a row an episode, for pandas and Arrow."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from detector.errors import UsageError
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
``error`` is the class of one, ``as_of`` a date as ISO 8601 writes it, ``result`` all as JSON. ``None``, in
pandas ``NA``: not known, or none."""
_LISTS = ("markers", "near_misses", "findings")


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
    return pyarrow.schema(types | dict.fromkeys(_LISTS, texts))


def to_arrow(results: Iterable[ScanResult | ScanFailure]) -> "pyarrow.Table":
    """All results as one Arrow table. Raises ``ExtraMissing`` without pyarrow."""
    schema = arrow_schema()
    import pyarrow  # noqa: PLC0415  (an extra, there by now)

    return pyarrow.Table.from_pylist(_rows(results), schema)


def to_pandas(results: Iterable[ScanResult | ScanFailure]) -> "pandas.DataFrame":
    """All results as one data frame, with the same columns. Raises ``ExtraMissing`` without pandas."""
    need("pandas", "a data frame")
    import pandas  # noqa: PLC0415  (an extra)

    frame = pandas.DataFrame(_rows(results), columns=list(COLUMNS))
    # A column's type is the same, whatever is not known: whole numbers and texts, not floats and objects.
    texts = dict.fromkeys(set(COLUMNS) - set(_LISTS), "string")
    return frame.astype(texts | {"number": "Int64"})


def _rows(results: object) -> list[dict[str, Any]]:
    if isinstance(results, Iterable):
        rows = list(results)
        wrong = [row for row in rows if not isinstance(row, ScanResult | ScanFailure)]
        if not wrong:
            return [flat_row(row) for row in rows]
        results = wrong[0]
    hint = "give a list of ScanResult and ScanFailure, such as scan_many gives"
    raise UsageError(f"results: {type(results).__name__} is no result of a scan", hint)
