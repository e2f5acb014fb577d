"""Which column of a list is which field: by its heading, or as a mapping file says."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from detector.errors import InputError, SettingsError
from detector.registry.importing.cell_values import fields_of_headings, key

REQUIRED = ("number", "title")
"""The columns that a list of issued numbers must have."""
DRAMAS = ("title",)
"""Those of a list of dramas that have no numbers yet."""
HINT = 'say which columns they are in a file: `[columns]`, `number = "its heading"`; give it with --mapping'
_UNIT = re.compile(r"[（(\[【]([^）)\]】]*)[）)\]】]\s*$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its heading as printed, the field it holds, the unit in brackets, if any."""

    heading: str
    field: str
    unit: str


@dataclass(slots=True)
class Columns:
    """The field of each heading. ``ignored`` collects the headings that belong to no field."""

    fields: Mapping[str, str]
    ignored: dict[str, None] = field(default_factory=dict)

    def of(self, heading: str) -> Column | None:
        """The column with this heading; ``None``, noted in ``ignored``, where it belongs to no field."""
        bare, unit = key(heading), _UNIT.search(heading)
        if bare not in self.fields and unit:
            bare = key(heading[: unit.start()])
        found = self.fields.get(bare)
        if found is None:
            if bare:
                self.ignored[heading] = None
            return None
        return Column(heading, found, key(unit[1]) if unit else key(heading) if heading.isascii() else "")


def list_columns(mapping_file: str = "", mapping: str | None = None) -> Columns:
    """The columns by their known headings, with those that a user's TOML text names.

    Raises ``SettingsError``.
    """
    known = fields_of_headings()
    return Columns(known if mapping is None else mapped_fields(mapping_file, mapping, known))


def mapped_fields(file: str, text: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Headings and their fields, with those that a user's TOML text names. Raises ``SettingsError``."""
    try:
        named = tomllib.loads(text).get("columns")
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: no valid TOML: {error}", HINT) from None
    if not isinstance(named, dict):
        raise SettingsError(f"{file}: no table [columns]", HINT)
    fields = dict(fields)
    possible = sorted(set(fields.values()))
    for name, headings in named.items():
        if name not in possible:
            raise SettingsError(f"{file}: {name}: is no field", f"fields are {', '.join(possible)}")
        chosen = headings if isinstance(headings, list) else [headings]
        for heading in chosen:
            if not isinstance(heading, str) or not key(heading):
                raise SettingsError(f"{file}: {name}: {heading!r} is no heading", HINT)
        if chosen:  # the columns that the user names are this field's only ones
            fields = {heading: field for heading, field in fields.items() if field != name}
        fields |= {key(heading): name for heading in chosen}
    return fields


def check_unique(file: str, columns: Iterable[Column | None]) -> None:
    """Raise ``InputError`` where two columns with other headings are the same field."""
    seen: dict[str, str] = {}
    for column in columns:
        if column and (other := seen.setdefault(column.field, column.heading)) != column.heading:
            raise InputError(f"{file}: {other!r} and {column.heading!r} both are {column.field}", HINT)
