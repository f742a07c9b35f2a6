"""The bot, watched with little patience: `python -m hasty_bot`. SIGUSR1 makes its loop hang.

A gateway is stuck after STUCK seconds, the event loop after about as long.
"""

import asyncio
import signal
import sys
import time
from typing import Any

import bot.client
from bot.cli import main
from bot.pulse import Patience
from bot.watchdog import Leash
from bot.watching import Watching

STUCK = 1.5

_run = bot.client.run
_client = bot.client.FootnoteClient


class HangingClient(_client):
    """Hangs when it is told to, as no client should."""

    async def setup_hook(self) -> None:
        await super().setup_hook()
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _hang)


def _hang() -> None:
    time.sleep(3600)


def _hastily(*arguments: Any, **options: Any) -> None:
    watching = Watching(
        leash=Leash(look=0.1, ask=0.4, answer=0.2, stuck=STUCK),
        patience=Patience(looks=10, every=0.2),
    )
    _run(*arguments, **options, watching=watching)


if __name__ == "__main__":
    bot.client.FootnoteClient = HangingClient  # type: ignore[misc]
    bot.client.run = _hastily
    sys.argv.append("bot")
    main()
