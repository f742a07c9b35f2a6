"""Everything that reads what strangers wrote, given 100,000 inputs that are not what it expects.

    python tests/benchmarks/fuzz.py [--inputs N] [--seed S] [--target NAME] [--save DIR]

The inputs are mutations of sound pages, feeds, exports, questions and cards (tests/fuzzing.py);
the same seed makes the same ones. Two processes share them. For each target it prints how many
inputs there were, how many were refused with a reason, the processor time of the slowest, and how
many failed: an exception that is no refusal, a result that breaks a rule (text without control
characters, passages that tile it, quotes that stand in it, cards that Discord takes and that ping
nobody), or more than two seconds. What hangs inside a library's own code is stopped after thirty
seconds with its process. Failures are printed, and with --save kept as files, made as small as
halving makes them. Exits with 1 when there was one.
"""

import argparse
import logging
import multiprocessing
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzzing import SECONDS, TARGETS, Target, counts, made, smaller, tried

_BATCH = 50  # inputs that a process is given at a time
_STUCK = 30.0  # seconds without a word, after which a process is stopped
_TOLD = 5_000  # inputs after which it is told how many there were
_SHOWN = 3  # failures of a kind that are saved
_BY_NAME = {target.name: target for target in TARGETS}


@dataclass(frozen=True, slots=True)
class Batch:
    """The inputs `first` to `last` - 1 of a target."""

    target: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Tried:
    """How one input went; `seconds` are of processor time."""

    target: str
    number: int
    refused: bool
    failure: str
    seconds: float


@dataclass
class Row:
    """What is known of a target so far."""

    inputs: int = 0
    refused: int = 0
    slowest: float = 0.0
    failures: list[Tried] = field(default_factory=list)

    def add(self, one: Tried) -> None:
        self.inputs += 1
        self.refused += one.refused
        self.slowest = max(self.slowest, one.seconds)
        if one.failure:
            self.failures.append(one)
            first = one.failure.partition("\n")[0]
            print(f"{one.target}, input {one.number}: {first}", file=sys.stderr)


class Worker:
    """A process that tries batches; when it is stuck it is killed, and a new one takes over."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._start()
        self.batch: Batch | None = None

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs, self._seed), daemon=True)
        self._process.start()
        theirs.close()
        self.heard = time.monotonic() + 60  # importing takes its time
        self.number = 0

    def give(self, batch: Batch) -> None:
        self.batch, self.number = batch, batch.first
        self.pipe.send(batch)

    def read(self) -> Tried | None:
        """What came; None when a batch is done or the process is gone."""
        self.heard = time.monotonic()
        try:
            one = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            self.heard = 0.0
            return None
        if one is None:
            self.batch = None
            return None
        assert isinstance(one, Tried)
        self.number = one.number + 1
        return one

    def is_stuck(self) -> bool:
        return self.batch is not None and time.monotonic() - self.heard > _STUCK

    def replaced(self) -> Tried:
        """Stop the process, go on behind the input at which it stood, which has failed."""
        assert self.batch is not None
        batch, number = self.batch, self.number
        self.stop()
        self._start()
        self.batch = None
        if number + 1 < batch.last:
            self.give(Batch(batch.target, number + 1, batch.last))
        return Tried(batch.target, number, False, "hung or killed its process", _STUCK)

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self.pipe.close()


def work(pipe: Connection, seed: int) -> None:
    """Try what comes through the pipe, and send back how each went; None ends a batch."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    while True:
        try:
            batch = pipe.recv()
        except EOFError:
            return
        target = _BY_NAME[batch.target]
        for number in range(batch.first, batch.last):
            data = made(target, seed, number)
            before = time.process_time()
            outcome = tried(target, data)
            spent = time.process_time() - before
            pipe.send(Tried(target.name, number, outcome.refused, outcome.failure, spent))
        pipe.send(None)


def batches(inputs: int, targets: list[Target]) -> Iterator[Batch]:
    """All inputs; the targets in turn, so that a run that is broken off has tried them all."""
    waiting = {target.name: (0, count) for target, count in counts(inputs, targets)}
    while waiting:
        for name, (first, count) in list(waiting.items()):
            last = min(first + _BATCH, count)
            yield Batch(name, first, last)
            if last == count:
                del waiting[name]
            else:
                waiting[name] = (last, count)


def run(given: argparse.Namespace, targets: list[Target]) -> dict[str, Row]:
    """Every input tried once."""
    rows = {target.name: Row() for target in targets}
    waiting = batches(given.inputs, targets)
    workers = [Worker(given.seed) for _ in range(given.processes)]
    done = False
    done_so_far = 0
    while not done or any(worker.batch for worker in workers):
        for worker in workers:
            if worker.batch is None and not done:
                batch = next(waiting, None)
                if batch is None:
                    done = True
                else:
                    worker.give(batch)
        ready = wait([worker.pipe for worker in workers], timeout=1.0)
        for worker in workers:
            if worker.pipe in ready and (one := worker.read()):
                rows[one.target].add(one)
                done_so_far += 1
                if done_so_far % _TOLD == 0:
                    print(f"{done_so_far:,} inputs", file=sys.stderr)
            if worker.is_stuck():
                stuck = worker.replaced()
                rows[stuck.target].add(stuck)
    for worker in workers:
        worker.stop()
    return rows


def print_table(rows: dict[str, Row]) -> None:
    print("| target | inputs | refused | slowest, s | failures |")
    print("|---|---:|---:|---:|---:|")
    for name, row in rows.items():
        cells = f"{row.inputs:,} | {row.refused:,} | {row.slowest:.2f} | {len(row.failures)}"
        print(f"| {name} | {cells} |")
    inputs, failures = (sum(values) for values in zip(
        *((row.inputs, len(row.failures)) for row in rows.values()), strict=True
    ))  # fmt: skip
    print(f"| all | {inputs:,} | | | {failures} |")


def tell(rows: dict[str, Row], seed: int, save: Path | None) -> None:
    """Each kind of failure once, with how often; its inputs as files, if they are to be kept."""
    for name, row in rows.items():
        kinds = Counter(one.failure for one in row.failures)
        for failure, count in kinds.most_common():
            alike = [one for one in row.failures if one.failure == failure]
            print(f"\n{name}, {count} times, first input {alike[0].number}:\n{failure}")
            for one in alike[:_SHOWN] if save else ():
                assert save is not None
                keep(save, _BY_NAME[name], seed, one)


def keep(folder: Path, target: Target, seed: int, one: Tried) -> None:
    """Write an input that failed, as small as it was made, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    data = made(target, seed, one.number)
    first = one.failure.partition("\n")[0][:40]
    if one.seconds < _STUCK:  # what hangs in a library would hang here too
        data = smaller(data, partial(fails_alike, target, first))
    file = folder / f"{target.name.replace(' ', '-')}-{seed}-{one.number}.bin"
    file.write_bytes(data)
    print(f"kept: {file} ({len(data):,} bytes)")


def fails_alike(target: Target, first: str, data: bytes) -> bool:
    """Whether an input fails with the same first words."""
    return tried(target, data).failure.startswith(first)


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=100_000, help="over all targets")
    parser.add_argument("--seed", type=int, default=1, help="another makes other inputs")
    parser.add_argument("--target", choices=sorted(_BY_NAME), help="only this one")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--save", type=Path, help="a folder for inputs that failed")
    return parser.parse_args()


def main() -> None:
    """Print the table, and what failed."""
    given = parsed()
    targets = [target for target in TARGETS if given.target in (None, target.name)]
    began = time.monotonic()
    rows = run(given, targets)
    print_table(rows)
    minutes = (time.monotonic() - began) / 60
    print(f"\nseed {given.seed}, at most {SECONDS:g} s each, {minutes:.1f} minutes")
    tell(rows, given.seed, given.save)
    sys.exit(any(row.failures for row in rows.values()))


if __name__ == "__main__":
    main()
