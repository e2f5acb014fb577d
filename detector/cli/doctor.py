"""``detector doctor``: the state of the parts that a scan needs, and of the settings."""

import json
import platform
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TextIO

import typer

from detector import __version__
from detector.cli.output import sink
from detector.errors import SetupError

if TYPE_CHECKING:
    from detector.cli.diagnostics import Part, SettingValue

_SCHEMA = "detector.doctor/1"
_SIGNS = {True: "✓", False: "✗", None: "–"}


def doctor(
    *,
    format_: Annotated[
        Literal["console", "json"], typer.Option("--format", help="For a person or for a program.")
    ] = "console",
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings in TOML, as `scan` would read them.")
    ] = None,
) -> int:
    """Check models, libraries, codecs; list all settings.

    Exit code: 0 all is well, 5 something that a scan needs is absent or changed.
    """
    from detector.cli import diagnostics
    from detector.sandbox.limits import cores
    from detector.settings import load
    from detector.vision.runtime.device import gpus_found

    settings, origins = load(config)
    parts = [*diagnostics.parts(), *diagnostics.engines(settings)]
    setting_values = list(diagnostics.setting_values(settings, origins))
    machine: dict[str, object] = {
        "detector": __version__,
        "python": platform.python_version(),
        "cores": cores(),
        "providers": diagnostics.providers(),
        "gpu": gpus_found(),
    }
    with sink() as out:
        (_write_json if format_ == "json" else _write_console)(out, machine, parts, setting_values)
    return SetupError.exit_code if any(part.ok is False for part in parts) else 0


def _write_json(
    out: TextIO, machine: dict[str, object], parts: "list[Part]", setting_values: "list[SettingValue]"
) -> None:
    report = {
        "schema": _SCHEMA,
        **machine,
        "ok": all(part.ok is not False for part in parts),
        "parts": [asdict(part) for part in parts],
        "settings": [asdict(knob) for knob in setting_values],
    }
    out.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")


def _write_console(
    out: TextIO, machine: dict[str, object], parts: "list[Part]", setting_values: "list[SettingValue]"
) -> None:
    for name, value in machine.items():
        out.write(f"{name:<10} {', '.join(value) if isinstance(value, list) else value}\n")
    kind = ""
    for part in parts:
        if part.kind != kind:
            kind = part.kind
            out.write(f"\n{kind}\n")
        out.write(f"  {_SIGNS[part.ok]} {part.name:<24} {part.detail}\n")
        if part.hint:
            out.write(f"    → {part.hint}\n")
    out.write("\nsetting\n")
    for knob in setting_values:
        limits = f" ({knob.range})" if knob.range else ""
        value = "by policy" if knob.value is None else knob.value
        out.write(f"  {knob.name:<24} {value!s:<10} {knob.origin}\n")
        out.write(f"  {'':<24} {knob.description}{limits}\n")
    bad = sum(part.ok is False for part in parts)
    out.write(f"\n{'all is well' if not bad else f'{bad} of {len(parts)} parts are not as they should be'}\n")
