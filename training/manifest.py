"""Writes the sha256 of the files that lie beside ``models/manifest.toml`` into it.

``python -m training.manifest``; says which ones have changed.
"""

import re
from hashlib import sha256
from pathlib import Path

MANIFEST = Path(__file__).parents[1] / "models" / "manifest.toml"
_SHA256 = re.compile(r'^sha256 = "(.*)"$', re.MULTILINE)
_FILE = re.compile(r'^file = "(.*)"$', re.MULTILINE)


def main() -> None:
    """Write, where something has changed."""
    text = MANIFEST.read_text("utf-8")
    written = rewritten(text, MANIFEST.parent)
    MANIFEST.write_text(written, "utf-8")
    for before, after in zip(text.splitlines(), written.splitlines(), strict=True):
        if before != after:
            print(f"{before} -> {after}")  # noqa: T201


def rewritten(text: str, folder: Path) -> str:
    """A manifest's text with the sha256 of each file in a folder."""
    head, *rows = text.split("[[model]]")
    return "[[model]]".join((head, *(_row(row, folder) for row in rows)))


def _row(row: str, folder: Path) -> str:
    file = _FILE.search(row)
    if file is None:
        return row
    digest = sha256((folder / file[1]).read_bytes()).hexdigest()
    return _SHA256.sub(f'sha256 = "{digest}"', row)


if __name__ == "__main__":
    main()
