"""What a process holds while a desk answers and swaps its index, again and again."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.desk import Desk
from index.publishing import publish

_THREADS = 32  # the most that the pool has
_LOOK = 0.01  # seconds
_PATIENCE = 6000  # looks until the desk must have swapped


@dataclass(frozen=True, slots=True)
class Held:
    """After so many questions: memory in MiB, open files, threads, and maps of old snapshots.

    `maps` counts what is mapped of a snapshot that serves no more, deleted or not.
    """

    questions: int
    memory: float
    files: int
    threads: int
    maps: int


def held(questions: int, index: Path, serving: str) -> Held:
    """What this process holds now."""
    status = dict(
        line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines()
    )
    lines = Path("/proc/self/maps").read_text("utf-8", errors="replace").splitlines()
    old = [line for line in lines if str(index) in line and f"/{serving}/" not in line]
    return Held(
        questions=questions,
        memory=int(status["VmRSS"].split()[0]) / 1024,
        files=min(_open_files() for _ in range(5)),  # a desk that just looks has one more
        threads=int(status["Threads"]),
        maps=len(old),
    )


def _open_files() -> int:
    time.sleep(0.005)
    return len(list(Path("/proc/self/fd").iterdir()))


async def served(
    desk: Desk,
    index: Path,
    names: Sequence[str],
    questions: Iterator[str],
    swaps: int,
    between: int,
    tell: Callable[[Held], None] = lambda _: None,
) -> list[Held]:
    """What was held before each of the swaps, with so many questions between them.

    The desk watches, as it does in a bot; the snapshots named are published in turn.
    """
    seen: list[Held] = []
    await _fill_pool()
    watch = asyncio.create_task(desk.watch())
    try:
        for swap in range(swaps):
            name = names[swap % len(names)]
            publish(index, name)
            for _ in range(_PATIENCE):
                if desk.manifest and desk.manifest.name == name:
                    break
                await asyncio.sleep(_LOOK)
            else:
                raise TimeoutError(f"the desk does not swap to {name}")
            for _ in range(between):
                await desk.answered(next(questions))
            seen.append(held((swap + 1) * between, index, name))
            tell(seen[-1])
    finally:
        watch.cancel()
        await asyncio.wait({watch})
    return seen


async def _fill_pool() -> None:
    """Asyncio's own pool makes its threads as it needs them, and keeps them: all of them now."""
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.05) for _ in range(_THREADS)))


def growth(seen: Sequence[Held]) -> float:
    """By how much the last quarter's memory is above that of the second, 0 for not at all."""
    quarter = len(seen) // 4
    second, last = seen[quarter : 2 * quarter], seen[-quarter:]
    return median(one.memory for one in last) / median(one.memory for one in second) - 1


def unsteady(seen: Sequence[Held], most: float) -> list[str]:
    """What is not flat: after the first quarter handles, threads and maps are the same."""
    broken = [f"memory grows by {growth(seen):.1%}"] if growth(seen) > most else []
    late = seen[len(seen) // 4 :]
    for name in ("files", "threads", "maps"):
        values = [int(getattr(one, name)) for one in late]
        half = len(values) // 2
        if max(values[half:]) > max(values[:half]):
            broken.append(f"{name} grow: {values[0]} to {max(values)}")
    if late[-1].maps:
        broken.append(f"{late[-1].maps} maps of old snapshots are held")
    return broken
