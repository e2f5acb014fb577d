"""Reports for people and for programs. Each format is one function over a stream of results.

A format writes a result as soon as it comes, wherever its shape allows that.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, TextIO

from detector import plugins
from detector.plugins import PREFIX
from detector.records import ScanFailure, ScanResult
from detector.report.labels import Glossary


class Format(Protocol):
    """Writes results to ``out``, a text stream that must not change line ends."""

    def __call__(
        self, results: Iterable[ScanResult | ScanFailure], out: TextIO, glossary: Glossary, /
    ) -> None:
        """Write all of ``results``."""


FORMATS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "console": ("console", "write"),
        "json": ("json_lines", "write_json"),
        "jsonl": ("json_lines", "write_jsonl"),
        "csv": ("csv_table", "write"),
        "html": ("html_page", "write"),
    }
)
"""The module and function of each format."""


def format_named(name: str) -> Format:
    """A format of ``FORMATS``, or ``plugin:NAME`` of the group ``detector.formats``.

    Its module alone is imported: what people read takes a tenth of a second.
    """
    if name.startswith(PREFIX):
        plugin = name.removeprefix(PREFIX)
        brought: Format = plugins.load("formats", plugin)
        plugins.promised(plugin, brought, Callable)
        return brought
    module, function = FORMATS[name]
    found: Format = getattr(import_module(f"{__name__}.{module}"), function)
    return found


__all__ = ["FORMATS", "Format", "Glossary", "format_named"]
