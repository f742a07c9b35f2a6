"""How closely the bot is watched, and what runs beside it for that. *"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from bot.desk import Desk
from bot.gateway import Gateway
from bot.health import serving
from bot.metrics import Metrics
from bot.observing import Observer
from bot.pulse import Patience, Pulse
from bot.supervisor import Tell, patience, supervisor
from bot.vitals import Examiner
from bot.watchdog import Leash
from corpus.home import Home


def _tell_every() -> float | None:
    wanted = patience()
    return wanted / 2 if wanted else None


@dataclass(frozen=True, slots=True)
class Watching:
    """`leash` of the gateway, `patience` with the event loop, and how systemd is told."""

    leash: Leash = field(default_factory=Leash)
    patience: Patience = field(default_factory=Patience)
    tell: Tell = field(default_factory=supervisor)
    tell_every: float | None = field(default_factory=_tell_every)


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the figures are shown: at this port of 127.0.0.1."""

    port: int
    metrics: Metrics
    home: Home


@asynccontextmanager
async def watched(
    desk: Desk, gateway: Gateway, observer: Observer, watching: Watching, shown: Shown | None
) -> AsyncIterator[None]:
    """The pulse and, where wanted, the pages, while what is inside runs. Raises HealthError."""
    pulse = Pulse(
        observer, watching.tell, tell_every=watching.tell_every, patience=watching.patience
    )
    async with AsyncExitStack() as stack:
        if shown:
            examiner = Examiner(shown.home, desk, gateway)
            await stack.enter_async_context(
                serving(shown.port, shown.metrics, examiner, watching.leash)
            )
        beating = asyncio.create_task(pulse.beat(), name="pulse")
        stack.callback(beating.cancel)
        yield
