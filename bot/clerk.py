"""The clerk: the records, asked from an event loop without holding it up."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from bot.observing import UNOBSERVED, Observer
from bot.records.records import Records
from corpus.database import StoreError
from corpus.errors import FootnoteError

log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


class ClerkClosed(FootnoteError):
    """The program is about to stop."""


class Clerk:
    """The records at `path`, on one worker thread. All methods are for one event loop."""

    def __init__(self, path: Path, observer: Observer = UNOBSERVED) -> None:
        self._path = path
        self._observer = observer
        self._records: Records | None = None
        self._closed = False
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clerk")

    async def open(self) -> None:
        """Open the records now, not at the first question. Raises StoreError."""
        await self.do(lambda records: None)

    async def do(self, work: Callable[[Records], _Result]) -> _Result:
        """What `work` returns or raises, one piece of work after the other.

        It is done also when the caller is cancelled meanwhile. Raises StoreError when the records
        cannot be opened (the next call tries again), ClerkClosed after `close`.
        """
        if self._closed:
            raise ClerkClosed("the records are closed: the program is about to stop")
        running = asyncio.get_running_loop().run_in_executor(self._worker, self._do, work)
        try:
            return await asyncio.shield(running)
        except StoreError:
            self._observer.records_failed()
            raise

    async def attempt(self, work: Callable[[Records], _Result]) -> _Result | None:
        """As `do`, for what members are answered without; None, and a line in the log, on error."""
        try:
            return await self.do(work)
        except FootnoteError as error:
            log.error("the records cannot be used: %s", error)
            return None

    async def close(self) -> None:
        """Finish the work in hand and close the file; may be called again."""
        if not self._closed:
            self._closed = True
            self._worker.submit(self._close)
        await asyncio.to_thread(self._worker.shutdown)

    def _do(self, work: Callable[[Records], _Result]) -> _Result:
        if self._records is None:
            self._records = Records(self._path)
        return work(self._records)

    def _close(self) -> None:
        if self._records is not None:
            self._records.close()
