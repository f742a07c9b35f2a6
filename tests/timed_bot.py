"""The bot, with a clock on its event loop: `python -m timed_bot`.

Logs once a second by how much the loop was late at most: `loop late by 0.003 s`.
"""

import asyncio
import logging
import re
import sys
import time
from collections.abc import Iterable

from bot.cli import main
from bot.client import FootnoteClient

_EVERY, _TOLD_EVERY = 0.01, 1.0  # seconds
_LATE = re.compile(r"loop late by (\d+\.\d+) s")

log = logging.getLogger("timed_bot")


def late(lines: Iterable[str]) -> list[float]:
    """What such a log says: seconds, the worst of each second."""
    return [float(found[1]) for line in lines if (found := _LATE.search(line))]


class _TimedClient(FootnoteClient):
    """Begins to look at the clock when it serves; what comes before, nobody waits for."""

    _looking: asyncio.Task[None] | None = None

    async def on_ready(self) -> None:
        await super().on_ready()
        self._looking = self._looking or asyncio.create_task(_look())


async def _look() -> None:
    worst, told = 0.0, time.monotonic()
    while True:
        began = time.monotonic()
        await asyncio.sleep(_EVERY)
        now = time.monotonic()
        worst = max(worst, now - began - _EVERY)
        if now - told >= _TOLD_EVERY:
            log.info("loop late by %.3f s", worst)
            worst, told = 0.0, now


if __name__ == "__main__":
    import bot.client

    bot.client.FootnoteClient = _TimedClient  # type: ignore[misc]
    sys.argv.append("bot")
    main()
