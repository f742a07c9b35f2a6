"""One rebuild at a time: who holds the lock, and since when.

The lock is the operating system's, on an open file: when its owner dies, however it dies, it is
free. What the file says of the owner is only for the message, and never keeps anyone out.
"""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import filelock

from index.layout import RebuildError

_LOCK = ".lock"
_MOST = 1000  # bytes that are read of a lock file: an owner's are some eighty


@dataclass(frozen=True, slots=True)
class Owner:
    """Who rebuilds. `since` is in seconds since 1970, by the owner's clock."""

    pid: int
    host: str
    since: float


@contextmanager
def only_one(index: Path) -> Iterator[None]:
    """Nobody else rebuilds this index meanwhile. Raises RebuildError while somebody else does."""
    index.mkdir(parents=True, exist_ok=True)
    file = index / _LOCK
    try:
        with filelock.FileLock(file, timeout=0):
            file.write_text(json.dumps(asdict(_ourselves())), encoding="utf-8")
            yield
    except filelock.Timeout:
        raise RebuildError(
            f"another rebuild is running{_described(_owner(file), time.time())}; "
            "wait for it, then run this again"
        ) from None


def _ourselves() -> Owner:
    return Owner(os.getpid(), socket.gethostname(), time.time())


def _owner(file: Path) -> Owner | None:
    """Whom a lock file names; None when it names nobody."""
    try:
        with file.open("rb") as stream:
            fields = json.loads(stream.read(_MOST))
        return Owner(int(fields["pid"]), str(fields["host"]), float(fields["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # it is just being written, or not ours


def _described(owner: Owner | None, now: float) -> str:
    if owner is None:
        return ""
    return f" (process {owner.pid} on {owner.host[:60]}, {_for(now - owner.since)})"


def _for(seconds: float) -> str:
    """For how long; a clock that was put back makes it short, never negative."""
    minutes = int(max(0.0, seconds) // 60)
    if minutes < 1:
        return "for less than a minute"
    return f"for {minutes} min" if minutes < 120 else f"for {minutes // 60} h"
