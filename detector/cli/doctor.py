"""``detector doctor``: the state of the parts that a scan needs, and of the settings."""

import json
import platform
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from detector import __version__
from detector.cli.language import said, said_description, said_list, said_word
from detector.cli.options import ConfigOption, LangOption, PlainFormatOption
from detector.cli.output import sink
from detector.errors import SetupError

if TYPE_CHECKING:
    from detector.cli.diagnostics import Part, SettingValue

_SCHEMA = "detector.doctor/1"
_SIGNS = {True: "✓", False: "✗", None: "–"}


def doctor(
    *,
    format_: PlainFormatOption = "console",
    lang: LangOption = None,  # noqa: ARG001  (the arguments set the language of the run)
    config: ConfigOption = None,
) -> int:
    """Check models, libraries, codecs; list all settings.

    For example: `detector doctor --format json`.

    Exit code: 0 nothing is missing, 5 something that a scan needs is missing or changed.
    """
    from detector.cli import diagnostics
    from detector.sandbox.limits import cores
    from detector.settings import load
    from detector.vision.runtime.device import gpus_found

    settings, origins = load(config)
    parts = [*diagnostics.parts(), *diagnostics.engines(settings)]
    values = list(diagnostics.setting_values(settings, origins))
    machine: dict[str, object] = {
        "detector": __version__,
        "python": platform.python_version(),
        "cores": cores(),
        "providers": diagnostics.providers(),
        "gpu": gpus_found(),
    }
    bad = sum(part.ok is False for part in parts)
    with sink() as out:
        if format_ == "json":
            report = {"schema": _SCHEMA, **machine, "ok": not bad}
            report |= {"parts": [asdict(part) for part in parts], "settings": [asdict(one) for one in values]}
            out.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        else:
            out.writelines(line + "\n" for line in _lines(machine, parts, values))
            summary = f"{bad} of {len(parts)} parts are not as they should be" if bad else "all is well"
            out.write(f"\n{said(summary)}\n")
            for part in (part for part in parts if part.ok is False):
                out.write(f"  {said_word(part.kind)} {part.name}: {said(part.detail)}\n")
                out.write(f"    → {said(part.hint)}\n")
    return SetupError.exit_code if bad else 0


def _padded(text: str) -> str:
    """A text with room for ten letters of one cell; one of Chinese has two."""
    from rich.cells import cell_len

    return text + " " * (10 - cell_len(text))


def _lines(machine: dict[str, object], parts: "list[Part]", values: "list[SettingValue]") -> Iterator[str]:
    for name, fact in machine.items():
        told = said_list(fact) if isinstance(fact, list) else said(str(fact))
        yield f"{_padded(said_word(name))} {told}"
    kind = ""
    for part in parts:
        if part.kind != kind:
            kind = part.kind
            yield f"\n{said_word(kind)}"
        yield f"  {_SIGNS[part.ok]} {part.name:<24} {said(part.detail)}"
        if part.hint:
            yield f"    → {said(part.hint)}"
    yield f"\n{said_word('setting')}"
    for setting in values:
        limits = f" ({setting.range})" if setting.range else ""
        unset = said_word("by policy" if setting.name.startswith("judge.") else "no limit")
        value = unset if setting.value is None else setting.value
        yield f"  {setting.name:<24} {_padded(str(value))} {said_word(setting.origin)}"
        yield f"  {'':<24} {said_description(setting.description)}{limits}"
