"""Injects every fault that Footnote is to survive, and prints what was promised and seen.

    PYTHONPATH=tests python tests/benchmarks/faults.py
    PYTHONPATH=tests python tests/benchmarks/faults.py --times 10 --only killed
    PYTHONPATH=tests python tests/benchmarks/faults.py --list

Each fault is injected into a process of its own that works on a small home: `kill -9` at random
moments, disks on which less and less is free (real ones, where small disks may be mounted: for
that it must be root) and files that may not grow, permissions taken away, each file of a snapshot
cut, flipped and removed, locks that are held, clocks that are set, and two at once. `struck` is
how often the fault hit the work; the rest came through before. The same faults, fewer of them, are
in the test suite (tests/test_faults_*.py). Takes about half an hour on two cores; ends with status
1 when a promise was broken.
"""

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import faulty_company
import faulty_disks
import faulty_homes
import faulty_snapshots
from faulty import Seen
from faulty_disks import WRITTEN
from faulty_kills import KILLED, killed, killed_at_each_call

import bot.desk

_SHOWN = 8  # broken promises that are printed of one fault


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, what is promised of it, and how it is injected into a folder."""

    name: str
    promised: str
    inject: Callable[[Path], Seen]


def main() -> int:
    """Print the table; the exit status."""
    given = parsed()
    logging.disable(logging.WARNING)  # that a store was of an older version is no news here
    bot.desk._LOOK_EVERY = 0.02  # a bot looks every two seconds for a new index
    faults = [one for one in all_faults(given.times, given.seed) if given.only in one.name]
    if given.list:
        print("\n".join(f"{one.name}: {one.promised}" for one in faults))
        return 0
    print(f"{'fault':<44} {'times':>5} {'struck':>6} {'broken':>6} {'s':>5}  promised")
    broken = 0
    for fault in faults:
        broken += shown(fault)
    print("every promise was kept" if not broken else f"{broken} promises were broken")
    return bool(broken)


def shown(fault: Fault) -> int:
    """Inject one fault and print its row; how many promises broke."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        seen = fault.inject(Path(folder))
    spent = time.monotonic() - started
    figures = f"{seen.times:>5} {seen.struck:>6} {len(seen.broken):>6} {spent:>5.0f}"
    print(f"{fault.name:<44} {figures}  {fault.promised}", flush=True)
    for what in seen.broken[:_SHOWN]:
        print(f"    {what[:400]}", flush=True)
    return len(seen.broken)


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=100, help="kills of each kind (100)")
    parser.add_argument("--only", default="", metavar="WORDS", help="faults with this in the name")
    parser.add_argument("--list", action="store_true", help="only name them")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def all_faults(times: int, seed: int) -> Iterator[Fault]:
    """Every fault; of `times` depend the kills, the sizes of disks, and what is done at once."""
    yield from _kills(times, seed)
    yield from _disks(max(4, times // 4))
    yield from _homes()
    yield Fault(
        "each file of a snapshot harmed",
        "named with its command; the bot serves the old one; rollback and rebuild heal",
        partial(faulty_snapshots.harmed, seed=seed, of=lambda harms: harms),
    )
    yield from _company(max(2, times // 10))


def _kills(times: int, seed: int) -> Iterator[Fault]:
    whole = "nothing acknowledged is lost, nothing torn is served, the next run is clean"
    for name in KILLED:
        yield Fault(f"killed: {name}", whole, partial(_killed, name, times, seed))
    for name in ("rebuild", "rollback"):
        yield Fault(
            f"killed at each file operation: {name}",
            whole,
            partial(killed_at_each_call, name),
        )


def _killed(name: str, times: int, seed: int, scratch: Path) -> Seen:
    return killed(name, scratch, times, seed)


def _disks(times: int) -> Iterator[Fault]:
    told = "one line says to free space; the old index serves; acknowledged work stays"
    for name in WRITTEN:
        if faulty_disks.can_mount():
            yield Fault(f"disk full: {name}", told, partial(_of_disk, name, times))
        yield Fault(f"file cannot grow: {name}", told, partial(_of_file, name, times))
    if not faulty_disks.can_mount():
        print("disk full: left out, since this user may mount no small disk")


def _of_disk(name: str, times: int, scratch: Path) -> Seen:
    return faulty_disks.full_disk(name, scratch, times)


def _of_file(name: str, times: int, scratch: Path) -> Seen:
    return faulty_disks.short_files(name, scratch, times)


def _homes() -> Iterator[Fault]:
    told = "one line says what to allow; nothing is harmed; it works when allowed again"
    yield Fault(
        "permission denied on each file and folder",
        told,
        partial(faulty_homes.denied, of=lambda parts: parts),
    )
    yield Fault("read-only home", told, faulty_homes.read_only)
    yield Fault("the home is a file", "one line names it", faulty_homes.home_is_a_file)
    yield Fault(
        "home or snapshot deleted under a bot",
        "it answers from its open files, and swaps after a rebuild",
        faulty_homes.gone_while_serving,
    )


def _company(times: int) -> Iterator[Fault]:
    polite = "one waits or leaves with a line; what is served at the end is the newest"
    yield Fault(
        "write lock held for longer than the timeout",
        "one line says to wait; reading goes on; no hang beyond 30 s",
        partial(faulty_company.locked, patient=True),
    )
    yield Fault("two rebuilds at once", polite, partial(faulty_company.two_rebuilds, times=times))
    yield Fault(
        "rebuild beside an import",
        polite,
        partial(faulty_company.rebuild_beside_import, times=times),
    )
    yield Fault(
        "rollback during a rebuild",
        polite,
        partial(faulty_company.rollback_beside_rebuild, times=times),
    )
    yield Fault(
        "owner of the rebuild lock killed",
        "the next rebuild takes it over",
        partial(faulty_company.dead_owner, times=times),
    )
    for jump in faulty_company.JUMPS:
        yield Fault(
            f"clock set {jump}",
            "all goes on, the newest is published",
            partial(faulty_company.clock_set, jump=jump),
        )


if __name__ == "__main__":
    sys.exit(main())
