"""Hooks of MkDocs: pages made from the code, and links that lead out of ``docs/`` made plain text."""

import inspect
import re
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

import detector
from detector.cli.diagnostics import setting_values
from detector.serving.description import openapi_description
from detector.settings import Settings

_LEADS_OUT = re.compile(r"(?<!!)\[([^\]]+)\]\(\.\./[^)]*\)")
_FIRST_COLUMNS = "| setting | default | range | what it is |\n|---|---|---|---|\n"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made from the code, so that they cannot fall behind it."""
    made = {"settings": _settings(), "python_reference": _python(), "http": _http()}
    for name, content in made.items():
        files.append(File.generated(config, f"generated/{name}.md", content=content))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """What lies in the source and not in the site is named, not linked."""
    if "/" in page.file.src_uri:
        return markdown
    return _LEADS_OUT.sub(r"\1", markdown)


def _settings() -> str:
    rows = [
        f"| `{one.name}` | {_cell(one.value)} | {_cell(one.range)} | {_cell(one.description)} |"
        for one in setting_values(Settings(), {})
    ]
    intro = "A file has `[decode]`, `window_ms = 20000`; the environment `DETECTOR_DECODE__WINDOW_MS=20000`."
    return f"# Settings\n\n{intro}\n\n{_FIRST_COLUMNS}" + "\n".join(rows) + "\n"


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return text.replace("|", "\\|").replace("<", "&lt;")


def _python() -> str:
    intro = "Public names of `detector`, from their docstrings; recipes: [In Python](../python.md)."
    parts = ["# The Python reference", intro]
    for name in sorted(public for public in detector.__all__ if not public.startswith("__")):
        value = getattr(detector, name)
        parts.append(f"## {name}\n\n```python\n{_signature(name, value)}\n```\n\n{_doc(value)}")
        if inspect.isclass(value):
            for method, function in sorted(vars(value).items()):
                if inspect.isfunction(function) and not method.startswith("_"):
                    about = f"```python\n{_signature(method, function)}\n```\n\n{_doc(function)}"
                    parts.append(f"### {name}.{method}\n\n{about}")
    return "\n\n".join(parts) + "\n"


def _signature(name: str, value: object) -> str:
    try:
        return f"{name}{inspect.signature(value)}" if callable(value) else name  # type: ignore[arg-type]
    except ValueError:
        return name


def _doc(value: object) -> str:
    text = inspect.getdoc(value) or ""
    return re.sub(r":\w+:`([^`]+)`", r"`\1`", text).replace("``", "`").replace("<", "&lt;")


def _http() -> str:
    described: dict[str, Any] = openapi_description()
    rows = ["# The HTTP interface", "", "From the service's OpenAPI description, `/openapi.json`.", ""]
    rows += ["| request | what it does | responses |", "|---|---|---|"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            codes = ", ".join(operation["responses"])
            rows.append(f"| `{method.upper()} {path}` | {_cell(operation.get('summary', ''))} | {codes} |")
    return "\n".join(rows) + "\n"
