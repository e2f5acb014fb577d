"""What a kind of odd file is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.coverage.cases import Expected
from tests.coverage.material import Look


@dataclass(frozen=True, slots=True)
class Kind:
    """``make`` writes the file of a look into a folder and gives its path; the file shows the look's number,
    or none where ``has_number`` is false. ``expected``: see ``cases``."""

    name: str
    expected: Expected
    make: Callable[[Look, Path], Path]
    has_number: bool = True
