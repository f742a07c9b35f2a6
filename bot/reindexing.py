"""Rebuilding the index in a process of its own, which steps back for the bot that answers."""

import asyncio
import contextlib
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.token_file import without_token
from corpus.errors import FootnoteError

REBUILD = (sys.executable, "-m", "bot", "index", "rebuild", "--background")
_EVERY = 3.0  # seconds between what is told of the progress
_CHUNK = 4096  # bytes
_TAIL = 20_000  # characters of what the process said last
# rich draws its bars only where it believes in a terminal; so they are had, and are read.
AS_IF_SHOWN = {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"}
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_BAR = re.compile(r"([a-z]+)\s+\S+\s+(\d+)/(\d+)\s+\d+:\d\d:\d\d")


class AlreadyRebuilding(FootnoteError):
    """This bot rebuilds the index as it is."""


class RebuildFailed(FootnoteError):
    """The message is what the process said last."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a rebuild is: so many `done` of a stage of index.rebuild."""

    stage: str
    done: int
    total: int


class Reindexing:
    """Rebuilds the index with `command`, one at a time. For one event loop."""

    def __init__(self, command: Sequence[str] = REBUILD, every: float = _EVERY) -> None:
        self._command = tuple(command)
        self._every = every
        self._lock = asyncio.Lock()

    async def run(self, tell: Callable[[Step], Awaitable[None]]) -> str:
        """Rebuild; what came of it in one line. Tells of each step at most every few seconds.

        Raises AlreadyRebuilding, RebuildFailed, or OSError when there can be no process.
        """
        if self._lock.locked():
            raise AlreadyRebuilding("the index is being rebuilt already")
        async with self._lock:
            return await self._run(tell)

    async def _run(self, tell: Callable[[Step], Awaitable[None]]) -> str:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**without_token(), **AS_IF_SHOWN},
        )
        said = _Said()
        working = asyncio.gather(_read(process.stdout), said.read(process.stderr), process.wait())
        try:
            await self._watch(working, said, tell)
            summary, _, status = await working
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
            raise
        if status:
            raise RebuildFailed(said.last_line())
        return _plain(summary).strip().splitlines()[-1] if summary.strip() else ""

    async def _watch(
        self,
        working: "asyncio.Future[tuple[str, None, int]]",
        said: "_Said",
        tell: Callable[[Step], Awaitable[None]],
    ) -> None:
        told: Step | None = None
        while not (await asyncio.wait({working}, timeout=self._every))[0]:
            step = said.step()
            if step and step != told:
                await tell(step)
                told = step


def read_step(shown: str) -> Step | None:
    """The step of the last progress bar in what a rebuild shows (index.progress)."""
    bars = _BAR.findall(_plain(shown))
    return Step(bars[-1][0], int(bars[-1][1]), int(bars[-1][2])) if bars else None


class _Said:
    """The end of what a process says."""

    def __init__(self) -> None:
        self._tail = ""

    async def read(self, stream: asyncio.StreamReader | None) -> None:
        """Until there is no more."""
        while stream and (chunk := await stream.read(_CHUNK)):
            self._tail = (self._tail + chunk.decode(errors="replace"))[-_TAIL:]

    def step(self) -> Step | None:
        """The last progress bar."""
        return read_step(self._tail)

    def last_line(self) -> str:
        """The last line that is no progress bar."""
        lines = [line.strip() for line in re.split(r"[\r\n]+", _plain(self._tail))]
        return next((one for one in reversed(lines) if one and not _BAR.search(one)), "")


async def _read(stream: asyncio.StreamReader | None) -> str:
    return (await stream.read()).decode(errors="replace") if stream else ""


def _plain(text: str) -> str:
    return _CONTROL.sub("", text)
