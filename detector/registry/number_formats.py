"""The forms of the numbers that a platform issues itself, from a dated table."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A form of numbers.

    ``number`` has places for issuer, year and serial; a serial has at least ``digits`` digits, with zeros.
    """

    in_force_from: date
    series: str
    number: str
    digits: int
    source: str

    def numbers(self, issuer: str, year: int, digits: int | None) -> Callable[[int], tuple[str, str]]:
        """From a serial to the number in full form and the serial's digits."""

        def number_of(serial: int) -> tuple[str, str]:
            told = str(serial).zfill(digits or self.digits)
            return self.number.format(issuer=issuer, year=year, serial=told), told

        return number_of


def format_on(day: date) -> NumberFormat | None:
    """The form that is used on a day; ``None`` before the first one."""
    return next((form for form in reversed(_formats()) if form.in_force_from <= day), None)


@cache
def _formats() -> tuple[NumberFormat, ...]:
    text = resources.files("detector.registry").joinpath("data", "number_formats.toml").read_text("utf-8")
    return tuple(NumberFormat(**row) for row in tomllib.loads(text)["format"])
