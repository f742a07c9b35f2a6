"""One request at a time to each host, and a pause before the next."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    left: float | None = None  # when the last turn ended


class Turns:
    """`clock` is in seconds from any start; `sleep` waits for seconds."""

    def __init__(
        self, clock: Callable[[], float], sleep: Callable[[float], Awaitable[object]]
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, pause: float) -> AsyncIterator[None]:
        """Wait until the host is free, and for `pause` seconds after its last turn ended."""
        place = self._hosts.setdefault(host, _Host())
        async with place.lock:
            if place.left is not None:
                # Never more than the pause itself, should the clock have been set back.
                wait = min(pause, place.left + pause - self._clock())
                if wait > 0:
                    await self._sleep(wait)
            try:
                yield
            finally:
                place.left = self._clock()
