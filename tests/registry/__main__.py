"""``python -m tests.registry kills|hostile|scale``: the registry under stress, and what many rows cost."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.registry import hostile, kills, postgres, scale


def main() -> int:
    """Run what is asked for; 1 where something is wrong."""
    asked = argparse.ArgumentParser(prog="python -m tests.registry", description=__doc__)
    asked.add_argument("what", choices=["kills", "hostile", "scale"])
    asked.add_argument("--numbers", type=int, default=10_000)
    asked.add_argument("--lists", type=int, default=1_000)
    asked.add_argument("--rows", type=int, default=1_000_000)
    given = asked.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        if given.what == "scale":
            for line in scale.run(Path(folder), given.rows):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
            return 0
        if given.what == "hostile":
            found = hostile.run(Path(folder), given.lists)
        else:
            programs = postgres.programs()
            if programs is None:
                raise SystemExit(postgres.INSTALL)
            with postgres.running_server(programs) as url:
                found = kills.run(url.format("postgres"), given.numbers, processes=4, threads=5, kills=20)
    for line in found:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{len(found)} faults, {time.monotonic() - begun:.0f} s\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
