"""The Python blocks of the documents, and the type check that a user's own code gets.

``python -m tests.house.recipes`` checks each block by ``mypy --strict``, without this project's settings.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("docs/python.md", "docs/plugins.md")
"""Those of docs/service.md are programs with arguments, which tests/service runs against a service."""


def recipes() -> dict[str, str]:
    """Document and number of each block, and what stands in it."""
    return {
        f"{Path(document).stem}_{number}": block
        for document in DOCUMENTS
        for number, block in enumerate(_blocks((ROOT / document).read_text("utf-8")), 1)
    }


def _blocks(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def main() -> int:
    """The exit code of mypy."""
    with tempfile.TemporaryDirectory() as folder:
        for name, block in recipes().items():
            (Path(folder) / f"{name}.py").write_text(block, "utf-8")
        cache = ROOT / ".mypy_cache" / "users"
        options = ("--strict", "--config-file=", f"--cache-dir={cache}")
        return subprocess.run([sys.executable, "-m", "mypy", *options, folder], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
