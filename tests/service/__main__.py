"""The drills in full: ``python -m tests.service NAME [--help]``."""

import argparse
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.registry import postgres
from tests.review import page_times, screen_times
from tests.review.browser import chromium
from tests.service import damage, decision_kills, kills, load, overhead, schema


def main(arguments: list[str]) -> int:
    """Run one drill and write what came of it; 0 if it is as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.service")
    parser.add_argument("drill", choices=sorted(_DRILLS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--scans", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--variants", type=int, default=6, help="of each fault on each kind of container")
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=100_000, help="of the registry")
    parser.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite", help="of the desk alone")
    parser.add_argument("--repeats", type=int, default=3)
    told = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        is_well, shown = _DRILLS[told.drill](Path(folder), told)
    sys.stdout.write(shown + "\n")
    return 0 if is_well else 1


def _kills(folder: Path, told: argparse.Namespace) -> tuple[bool, str]:
    done = kills.drill(folder, told.scans, told.kills, told.seed)
    return done.is_whole and sum(done.kills.values()) >= told.kills, f"{done}\nwhole: {done.is_whole}"


def _decisions(folder: Path, told: argparse.Namespace) -> tuple[bool, str]:
    done = decision_kills.drill(folder, told.scans, told.kills, told.seed)
    return done.is_whole and done.kills >= told.kills, f"{done}\nwhole: {done.is_whole}"


def _load(folder: Path, told: argparse.Namespace) -> tuple[bool, str]:
    done = load.drill(folder, told.clients, told.seconds)
    lines = [
        f"{len(done.accepted)} scans accepted, {len(done.ended)} ended",
        f"answers: {dict(done.statuses)}, troubles: {dict(done.troubles)}",
        f"GET:  {load.quantiles(done.gets)}",
        f"GET, by the service's log:  {load.quantiles(done.served)}",
        f"POST: {load.quantiles(done.posts)}",
        f"decide: {load.quantiles(done.decisions)}",
        f"clean: {done.is_clean}",
    ]
    return done.is_clean, "\n".join(lines)


def _hostile(folder: Path, told: argparse.Namespace) -> tuple[bool, str]:
    done = damage.drill(folder, told.variants, told.seed)
    return done.is_well, f"{done}\nwell: {done.is_well}"


def _schema(folder: Path, told: argparse.Namespace) -> tuple[bool, str]:
    code, shown = schema.drill(folder, told.examples, told.seed)
    return code == 0, shown


def _overhead(folder: Path, told: argparse.Namespace) -> tuple[bool, str]:
    pairs = overhead.compare(folder, 4, told.repeats)
    shares = [1 - served / bare for bare, served in pairs]
    lines = [f"bare {bare:.2f}, served {served:.2f} scans a second" for bare, served in pairs]
    median = statistics.median(shares)
    return median <= 0.1, "\n".join([*lines, f"the service costs {median:.1%} of the throughput (median)"])


def _desk(folder: Path, told: argparse.Namespace) -> tuple[bool, str]:
    with ExitStack() as stack:
        address = None
        if told.on == "postgresql":
            programs = postgres.programs()
            assert programs, postgres.INSTALL
            # Nobody gathers statistics there: that is when its queries are slowest.
            server = stack.enter_context(postgres.running_server(programs, "-c autovacuum=off"))
            address = stack.enter_context(postgres.new_database(server))
        found = page_times.timed(page_times.filled(folder, told.cases, address))
    lines = [f"{one.median_ms:6.1f} ms (slowest {one.slowest_ms:.1f})  {one.page}" for one in found]
    return page_times.is_quick(found), "\n".join(lines)


def _screen(folder: Path, told: argparse.Namespace) -> tuple[bool, str]:
    with chromium() as browser:
        found = screen_times.measured(browser, folder, told.cases, told.rows, 5 * told.repeats)
    return screen_times.is_quick(found), "\n".join(map(str, found))


_DRILLS = {
    "kills": _kills,
    "decisions": _decisions,
    "load": _load,
    "hostile": _hostile,
    "schema": _schema,
    "overhead": _overhead,
    "desk": _desk,
    "screen": _screen,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
