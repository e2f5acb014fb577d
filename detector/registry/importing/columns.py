"""Which column of a list is which field: by its heading, or as a mapping file says."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from detector.errors import InputError, SettingsError
from detector.registry.importing.cell_values import fields_of_headings, key

REQUIRED = ("number", "title")
_UNIT = re.compile(r"[（(\[【]([^）)\]】]*)[）)\]】]\s*$")
_HINT = 'say which columns they are in a file: `[columns]`, `number = "its heading"`; give it with --mapping'


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its heading as printed, the field it holds, the unit in brackets, if any."""

    heading: str
    field: str
    unit: str


@dataclass(slots=True)
class Columns:
    """The fields of headings. ``ignored`` collects the headings that no field has."""

    fields: Mapping[str, str]
    ignored: dict[str, None] = field(default_factory=dict)

    def of(self, heading: str) -> Column | None:
        """The column with this heading; ``None`` for one that is not looked at."""
        bare = key(heading)
        unit = _UNIT.search(heading)
        if bare not in self.fields and unit:
            bare = key(heading[: unit.start()])
        found = self.fields.get(bare)
        if found is None:
            if bare:
                self.ignored[heading] = None
            return None
        return Column(heading, found, key(unit[1]) if unit else key(heading) if heading.isascii() else "")

    def of_row(self, cells: Sequence[object]) -> list[Column | None] | None:
        """The columns if this is the row of headings, else ``None``."""
        before = dict(self.ignored)
        columns = [self.of(str(cell or "").strip()) for cell in cells]
        known = {column.field for column in columns if column}
        if known.issuperset(REQUIRED):
            return columns
        self.ignored = before
        return None


def known_columns() -> Columns:
    """The columns by the headings that lists are known to have."""
    return Columns(fields_of_headings())


def mapped_columns(file: str, text: str) -> Columns:
    """The known columns, with those that a user's TOML text names. Raises ``SettingsError``."""
    return Columns(mapped_fields(file, text, fields_of_headings()))


def mapped_fields(file: str, text: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Headings and their fields, with those that a user's TOML text names. Raises ``SettingsError``."""
    try:
        named = tomllib.loads(text).get("columns")
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: no valid TOML: {error}", _HINT) from None
    if not isinstance(named, dict):
        raise SettingsError(f"{file}: no table [columns]", _HINT)
    fields = dict(fields)
    possible = sorted(set(fields.values()))
    for name, headings in named.items():
        if name not in possible:
            raise SettingsError(f"{file}: {name}: is no field", f"fields are {', '.join(possible)}")
        for heading in headings if isinstance(headings, list) else [headings]:
            if not isinstance(heading, str) or not key(heading):
                raise SettingsError(f"{file}: {name}: {heading!r} is no heading", _HINT)
            # What the user names is this field's only column: another one of the same field gives way.
            fields = {
                known: held for known, held in fields.items() if held != name or known in _keys(headings)
            }
            fields[key(heading)] = name
    return fields


def refuse_twice(file: str, columns: Iterable[Column | None]) -> None:
    """Raise ``InputError`` where two columns are the same field."""
    seen: dict[str, str] = {}
    for column in columns:
        if column and (other := seen.setdefault(column.field, column.heading)) != column.heading:
            raise InputError(f"{file}: {other!r} and {column.heading!r} both are {column.field}", _HINT)


def no_headings(file: str, found: Iterable[str]) -> InputError:
    """The error for a list without the two columns that are needed."""
    named = ", ".join(filter(None, found)) or "nothing"
    return InputError(f"{file}: no columns for number and title; found {named}", _HINT)


def no_rows(file: str) -> InputError:
    """The error for a list with nothing below its headings."""
    hint = "a list that is empty by mistake would end what it claims to list completely; give one with rows"
    return InputError(f"{file}: no rows below the headings", hint)


def _keys(headings: object) -> set[str]:
    return {key(str(heading)) for heading in (headings if isinstance(headings, list) else [headings])}
