"""Fetch one address in a process of its own, and print what came of it and the peak of its memory.

python tests/memory_bomb.py URL
"""

import asyncio
import resource
import sys
from pathlib import Path
from urllib.parse import urlsplit

from corpus.fetch import Fetcher, FetchError


async def outcome(url: str) -> str:
    async with Fetcher(None, frozenset({urlsplit(url).netloc})) as fetcher:
        try:
            return f"{len((await fetcher.get(url)).body)} bytes"
        except FetchError as error:
            return error.reason


def peak() -> float:
    """Megabytes of memory that this process held at most."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux counts what the parent held at the fork into the child's ru_maxrss.
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    said = asyncio.run(outcome(sys.argv[1]))
    print(f"{peak():.0f}\t{said}")
