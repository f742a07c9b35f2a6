"""The event loop's pulse: how late it beats, told on; a thread beside it ends what is stuck."""

import asyncio
import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.observing import Observer
from bot.supervisor import ALIVE, Tell

LOOP_STUCK = 70  # exit status: EX_SOFTWARE of sysexits.h
_EVERY = 0.5  # seconds between beats


@dataclass(frozen=True, slots=True)
class Patience:
    """A loop that beats in none of so many `looks`, `every` so many seconds, is stuck.

    Looks are counted rather than a clock read: a machine that slept was not stuck.
    """

    looks: int = 12
    every: float = 5.0


class Pulse:
    """Beats while the event loop runs."""

    def __init__(
        self, observer: Observer, tell: Tell, *, tell_every: float | None, patience: Patience
    ) -> None:
        """`tell` the supervisor every so many seconds, if at all."""
        self._observer = observer
        self._tell = tell
        self._tell_every = tell_every
        self._patience = patience
        self._beats = 0
        self._ended = threading.Event()

    async def beat(self) -> None:
        """For ever."""
        told = float("-inf")
        threading.Thread(target=self._watch, name="pulse", daemon=True).start()
        try:
            while True:
                began = time.monotonic()
                await asyncio.sleep(_EVERY)
                now = time.monotonic()
                self._beats += 1
                self._observer.late(max(0.0, now - began - _EVERY))
                if self._tell_every and now - told >= self._tell_every:
                    self._tell(ALIVE)
                    told = now
        finally:
            self._ended.set()

    def _watch(self) -> None:
        """On a thread: leave when the loop is stuck, having said where."""
        seen, missed = -1, 0
        while not self._ended.wait(self._patience.every):
            missed = missed + 1 if self._beats == seen else 0
            seen = self._beats
            if missed >= self._patience.looks:
                leave(self._patience)


def leave(patience: Patience, end: Callable[[int], None] = os._exit) -> None:
    """Write where all threads are, without what they hold, and end at once: nothing else would."""
    seconds = patience.looks * patience.every
    sys.stderr.write(
        f"footnote: the event loop is stuck for {seconds:.0f} s; ending with status {LOOP_STUCK} "
        "so that a supervisor starts the bot again. This is where it hangs:\n"
    )
    sys.stderr.flush()
    faulthandler.dump_traceback(file=sys.stderr, all_threads=True)
    end(LOOP_STUCK)
