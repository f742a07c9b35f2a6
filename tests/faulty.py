"""Faults injected into processes of their own, and what they break.

A job runs in a process that is forked from a small server without threads, so that starting one
costs milliseconds. Its output is that of the command line: errors for the operator become one line
and exit status 1.
"""

import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from corpus.terminal import run

_FORKED = multiprocessing.get_context("forkserver")
_LONGEST = 120  # seconds that a job may take: after that it hangs

Job = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a job ended: its exit status (negative: the signal), its lines, seconds it took."""

    status: int
    lines: tuple[str, ...]
    seconds: float

    @property
    def complaint(self) -> str | None:
        """What is wrong with the way in which it told of a fault; None when nothing is."""
        told = [line for line in self.lines if line.startswith("footnote: ")]
        if any("Traceback" in line for line in self.lines):
            return f"a stack trace: {self.lines[-1]}"
        if self.status != 1 or len(told) != 1:
            return f"status {self.status}, told {told or self.lines[-3:]}"
        return None

    @property
    def acknowledged(self) -> list[str]:
        """What it said was done."""
        return [line for line in self.lines if not line.startswith("footnote: ")]

    @property
    def told(self) -> str:
        """The line that tells the operator what is wrong; empty when there is none."""
        return next((line for line in self.lines if line.startswith("footnote: ")), "")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a fault: how often it was injected, how often it struck, what broke."""

    times: int
    struck: int
    broken: tuple[str, ...] = ()
    note: str = ""


class Child:
    """A job in a process of its own, which has begun when this is made."""

    def __init__(self, job: Job, *given: object) -> None:
        _serve()
        self._folder = tempfile.TemporaryDirectory(prefix="faulty-")
        self._output = Path(self._folder.name) / "output"
        reader, writer = _FORKED.Pipe(duplex=False)
        self._process = _FORKED.Process(target=_begin, args=(writer, self._output, job, given))
        self._process.start()
        writer.close()
        reader.recv()
        reader.close()
        self._begun = time.monotonic()

    def says(self, text: str) -> None:
        """Wait until it has written this. Raises TimeoutError when it does not."""
        until = time.monotonic() + _LONGEST
        while text not in self._output.read_text("utf-8"):
            if time.monotonic() > until or not self._process.is_alive():
                raise TimeoutError(self._output.read_text("utf-8"))
            time.sleep(0.005)

    def kill(self, after: float = 0.0) -> Ended:
        """`kill -9` when it has run that many seconds, if it still runs then."""
        self._process.join(max(0.0, self._begun + after - time.monotonic()))
        self._process.kill()
        return self.ended()

    def ended(self) -> Ended:
        """Wait for its end. One that hangs is killed."""
        self._process.join(_LONGEST)
        seconds = time.monotonic() - self._begun
        self._process.kill()
        self._process.join()
        lines = self._output.read_text("utf-8", errors="replace").splitlines(keepends=True)
        status = self._process.exitcode
        self._process.close()
        self._folder.cleanup()
        whole = tuple(line.rstrip("\n") for line in lines if line.endswith("\n"))
        return Ended(-9 if status is None else status, whole, seconds)


def done(job: Job, *given: object) -> Ended:
    """A job from start to end."""
    return Child(job, *given).ended()


@dataclass(frozen=True, slots=True)
class Kill:
    """Work that is killed: `make` fills a folder, `job` works in it, `broken` looks afterwards.

    `broken` is told how the job ended, and finishes the work: it says what is not as promised.
    """

    make: Callable[[Path], None]
    job: Callable[[Path], object]
    broken: Callable[[Path, Ended], Iterable[str]]


def kill_often(kill: Kill, scratch: Path, times: int, seed: int) -> Seen:
    """`kill -9` at random moments, spread over the time that the work takes undisturbed."""
    chance = random.Random(seed)
    with _made(kill, scratch) as template:
        length = _undisturbed(kill, template, scratch)
        struck, broken = 0, []
        for number in range(times):
            moment = length * (number + chance.random()) / times
            with copied(template, scratch) as folder:
                ended = Child(kill.job, folder).kill(after=moment)
                struck += ended.status == -9
                broken += [
                    f"killed after {moment:.4f} of {length:.3f} s: {what}"
                    for what in kill.broken(folder, ended)
                ]
    return Seen(times, struck, tuple(broken), f"of {length:.2f} s")


def _undisturbed(kill: Kill, template: Path, scratch: Path) -> float:
    """Seconds that the work takes."""
    with copied(template, scratch) as folder:
        ended = done(kill.job, folder)
        wrong = [*kill.broken(folder, ended)]
        if ended.status or wrong:
            raise AssertionError(f"undisturbed: {ended}, {wrong}")
        return ended.seconds


@contextmanager
def _made(kill: Kill, scratch: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        kill.make(Path(name))
        yield Path(name)


@contextmanager
def copied(template: Path, scratch: Path) -> Iterator[Path]:
    """A copy to do harm to."""
    with tempfile.TemporaryDirectory(dir=scratch, ignore_cleanup_errors=True) as name:
        yield Path(shutil.copytree(template, name, dirs_exist_ok=True))


def _begin(started: Connection, output: Path, job: Job, given: tuple[Any, ...]) -> None:
    """In the new process."""
    handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1) for number in (1, 2))
    started.send(None)
    started.close()
    run(lambda: job(*given))  # type: ignore[arg-type]  # anything that can be called


def _serve() -> None:
    """Start the server that is forked from, with all that jobs import."""
    if forkserver._forkserver._forkserver_pid is not None:  # type: ignore[attr-defined]
        return
    here = {"PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    before = {name: os.environ.get(name) for name in here}
    os.environ.update(here)
    try:
        _FORKED.set_forkserver_preload(["faulty_jobs"])
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
