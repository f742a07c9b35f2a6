"""The watchdog: a gateway that is stuck is restarted, and if that does not help, the bot ends.

Nothing for three minutes on a shard, while Discord answers otherwise, means stuck.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from bot.gateway import Line
from bot.observing import Observer
from corpus.errors import FootnoteError

GATEWAY_STUCK = 75  # exit status: EX_TEMPFAIL of sysexits.h
log = logging.getLogger(__name__)


class GatewayStuck(FootnoteError):
    """The connection to Discord is stuck, and a new one is too."""


@dataclass(frozen=True, slots=True)
class Leash:
    """Seconds. `ask` after so long without an event; stuck after `stuck` without what should come.

    `look`: between looks. `answer`: within which Discord should tell of what it was asked.
    """

    look: float = 5.0
    ask: float = 60.0
    answer: float = 10.0
    stuck: float = 180.0


class Deed(Enum):
    """What to do about a shard."""

    NOTHING = auto()
    ASK = auto()
    RESTART = auto()
    LEAVE = auto()


class Lines(Protocol):
    """What the watchdog needs of bot.gateway.Gateway."""

    def look(self) -> Sequence[Line]: ...
    async def ask(self, shard: int, within: float) -> None: ...
    async def restart(self, shard: int) -> None: ...
    async def reachable(self) -> bool: ...


def deed(line: Line, since: float | None, leash: Leash) -> Deed:
    """What to do about a shard that was restarted so many seconds ago, if it was."""
    if line.unheard >= leash.stuck:
        if since is None:
            return Deed.RESTART
        return Deed.LEAVE if since >= leash.stuck else Deed.NOTHING
    return Deed.ASK if line.connected and line.quiet >= leash.ask else Deed.NOTHING


def stuck(lines: Sequence[Line], leash: Leash) -> Mapping[int, float]:
    """The shards that are stuck, and for how many seconds nothing came."""
    return {line.shard: line.unheard for line in lines if line.unheard >= leash.stuck}


class Watchdog:
    """Looks at the gateway for ever, until it is stuck for good."""

    def __init__(
        self,
        gateway: Lines,
        observer: Observer,
        leash: Leash,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._gateway = gateway
        self._observer = observer
        self._leash = leash
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._restarted: dict[int, float] = {}

    async def watch(self) -> None:
        """Raises GatewayStuck when a restart did not help."""
        while True:
            await asyncio.sleep(self._leash.look)
            await self.look()

    async def look(self) -> None:
        """One look at every shard. Raises GatewayStuck."""
        deeds: Mapping[Deed, Callable[[Line], Awaitable[None]]] = {
            Deed.ASK: lambda line: self._gateway.ask(line.shard, self._leash.answer),
            Deed.RESTART: self._restart,
            Deed.LEAVE: self._leave,
        }
        for line in self._gateway.look():
            if line.unheard < self._leash.stuck:
                self._restarted.pop(line.shard, None)
            if do := deeds.get(deed(line, self._since(line.shard), self._leash)):
                await do(line)

    def _since(self, shard: int) -> float | None:
        at = self._restarted.get(shard)
        return None if at is None else self._clock() - at

    async def _restart(self, line: Line) -> None:
        if not await self._gateway.reachable():
            log.warning(
                "shard %d heard nothing for %.0f s, and Discord does not answer otherwise either",
                line.shard,
                line.unheard,
            )
            return
        log.error(
            "shard %d heard nothing for %.0f s; restarting its connection", line.shard, line.unheard
        )
        self._restarted[line.shard] = self._clock()
        self._observer.restarted(line.shard)
        await self._gateway.restart(line.shard)

    async def _leave(self, line: Line) -> None:
        if await self._gateway.reachable():
            raise GatewayStuck(
                f"shard {line.shard} heard nothing from Discord for {line.unheard:.0f} s, although "
                f"its connection was restarted; ending with status {GATEWAY_STUCK} so that a "
                "supervisor starts the bot again"
            )
