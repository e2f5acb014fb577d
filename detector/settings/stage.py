"""What all settings have in common: frozen, each knob known, and a wrong one told as an error of ours."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from detector.errors import SettingsError
from detector.suggestion import suggestion

HINT = "`detector doctor` lists all settings with their values and ranges"


class Stage(BaseModel):
    """Knobs that belong together. Raises ``SettingsError`` naming the one with a wrong value."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    if not TYPE_CHECKING:  # a type checker reads the fields

        def __init__(self, **knobs: Any) -> None:  # noqa: ANN401  (what it may be, the fields say)
            try:
                super().__init__(**knobs)
            except ValidationError as error:
                raise wrong_setting(type(self), error, {}) from None

        # Else pydantic would call it for each stage within the settings too: the stage's name would be lost.
        __init__.__pydantic_base_init__ = True


def wrong_setting(
    settings: type[BaseModel], error: ValidationError, origins: Mapping[str, str]
) -> SettingsError:
    """The error of ours for the first wrong knob. ``origins``: where each came from, else it is the class."""
    first = error.errors()[0]
    path = [str(part) for part in first["loc"]]
    knob = ".".join(path)
    # A wrong stage is reported without its knobs.
    origin = next(
        (place for name, place in origins.items() if name == knob or name.startswith(f"{knob}.")),
        settings.__name__,
    )
    if first["type"] == "string_pattern_mismatch":
        known = ", ".join(choices(first["ctx"]["pattern"]))
        return SettingsError(f"{origin}: {knob}: {first['input']!r} is none of {known}", HINT)
    if first["type"] != "extra_forbidden":
        return SettingsError(f"{origin}: {knob}: {first['msg']}", HINT)
    stage = settings.model_fields[path[0]].annotation if path[1:] else settings
    near = suggestion(path[-1], getattr(stage, "model_fields", ()))
    return SettingsError(f"{origin}: {knob}: there is no such setting", f"{near}{HINT}")


def choices(pattern: str) -> list[str]:
    """What the pattern of a knob admits, as a person writes it."""
    return pattern.strip("^()$").replace(r"[\w.-]+", "NAME").split("|")
