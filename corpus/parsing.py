"""Reading what strangers send, in a process of its own that may be stopped."""

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self, TypeVar

from corpus.article import ArticleError

_Read = TypeVar("_Read")


class Parsers:
    """One worker process: a page that takes too long, or breaks it, costs nothing else.

    `seconds` is how long reading one thing may take.
    """

    def __init__(self, seconds: float = 20.0) -> None:
        self._seconds = seconds
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()  # so that waiting for others does not count

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    async def run(self, read: Callable[..., _Read], *arguments: object) -> _Read:
        """`read(*arguments)`, all of which can be pickled. Raises ArticleError as `read` does."""
        async with self._turn:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")  # forking a loop's process hangs
                self._pool = ProcessPoolExecutor(1, context)
            loop = asyncio.get_running_loop()
            try:
                return await asyncio.wait_for(
                    loop.run_in_executor(self._pool, read, *arguments), self._seconds
                )
            except TimeoutError:
                self._end()
                raise ArticleError(f"took longer than {self._seconds:g} s to read") from None
            except BrokenProcessPool:
                self._end()
                raise ArticleError("broke the process that was reading it") from None

    def _end(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list(pool._processes.values()):
                process.kill()  # there is no public way to stop a task that runs
            pool.shutdown(cancel_futures=True)
