"""Scan the sample clips with an installed ``detector`` and compare with their truth.

``python compare_samples.py DETECTOR FOLDER``: the console command, and the folder with ``truth.toml``.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any


def main(detector: str, folder: Path) -> str:
    """Compare every clip; a line that says how many agree. Exits with the differences."""
    clips = tomllib.loads((folder / "truth.toml").read_text("utf-8"))["clip"]
    differences = []
    for platform in sorted({clip.get("platform", "") for clip in clips}):
        group = [clip for clip in clips if clip.get("platform", "") == platform]
        for clip, result in zip(group, scanned(detector, folder, group, platform), strict=True):
            if (found := seen(result)) != (wanted := expected(clip)):
                differences.append(f"{clip['file']}: expected {wanted}, found {found}")
    if differences:
        sys.exit("\n".join(differences))
    return f"{len(clips)} clips are as {folder / 'truth.toml'} says"


def scanned(detector: str, folder: Path, clips: list[dict[str, Any]], platform: str) -> list[dict[str, Any]]:
    """The results of these clips, in their order."""
    files = [str(folder / clip["file"]) for clip in clips]
    facts = ["--platform", platform] if platform else []
    command = [detector, "scan", "--format", "jsonl", *facts, *files]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)  # noqa: S603  (our own command)
    return [json.loads(line) for line in done.stdout.splitlines()]


def seen(result: dict[str, Any]) -> tuple[object, ...]:
    """What a result says: outcome, numbers, codes of blocking findings; of an error, its message."""
    if result["outcome"] == "error":
        return "error", result["error"]["message"]
    return (
        result["outcome"],
        [marker["number"] for marker in result["markers"]],
        [finding["code"] for finding in result["findings"] if finding["severity"] == "block"],
    )


def expected(clip: dict[str, Any]) -> tuple[object, ...]:
    """The same of a clip, from its truth."""
    return clip["outcome"], clip.get("numbers", []), clip.get("findings", [])


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1], Path(sys.argv[2])) + "\n")
