"""What one format or one command needs and a scan does not: packages that are extras."""

from importlib.util import find_spec

from detector.errors import ExtraMissing

EXTRA_OF = {
    "pandas": "pandas",
    "pdfplumber": "pdf",
    "pyarrow": "parquet",
    "pypdfium2": "pdf",
    "python_calamine": "xlsx",
    "selectolax": "html",
    "xlsxwriter": "xlsx",
}
"""The module of a package, and the extra that brings it."""


def need(module: str, what: str) -> None:
    """Raise ``ExtraMissing`` unless a package is there; ``what`` says what needs it."""
    if find_spec(module) is None:
        extra = EXTRA_OF[module]
        raise ExtraMissing(
            f"{what} needs the package {module.replace('_', '-')}",
            f"pip install 'micro-drama-detector[{extra}]'",
        )
