"""``python -m tests.house.release_notes VERSION``: what the changelog says of a version."""

import re
import sys
from pathlib import Path

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"


def release_notes(version: str, changelog: str) -> str:
    """The section of a version without its heading. Raises ``LookupError`` where there is none."""
    heading = re.escape(f"## [{version}]")
    found = re.search(rf"^{heading}[^\n]*\n(.*?)(?=^## \[|\Z)", changelog, re.MULTILINE | re.DOTALL)
    if found is None:
        raise LookupError(f"the changelog has no section {version}")
    return found[1].strip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(release_notes(sys.argv[1], CHANGELOG.read_text("utf-8")))
