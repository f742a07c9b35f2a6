"""The bot as its users run it: `python -m bot` in a process of its own, pointed at the stand-in."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from discord_server import DiscordServer

from corpus.home import Home

TOKEN = "bot-token-for-tests"
ROOT = Path(__file__).parent.parent


@dataclass
class BotProcess:
    """A running bot and what it has logged so far."""

    process: asyncio.subprocess.Process
    log: list[str] = field(default_factory=list)
    logged: asyncio.Event = field(default_factory=asyncio.Event)

    async def told(self, words: str, within: float = 30) -> None:
        """Wait until the log holds these words."""
        async with asyncio.timeout(within):
            while not any(words in line for line in self.log):
                self.logged.clear()
                await self.logged.wait()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit status."""
        self.process.send_signal(number)
        return await self.ended()

    async def ended(self, within: float = 30) -> int:
        """Wait for the end; the exit status."""
        async with asyncio.timeout(within):
            return await self.process.wait()


@asynccontextmanager
async def running_bot(
    home: Home,
    discord: DiscordServer,
    *,
    connected: bool = True,
    beside: int = 0,
    module: str = "bot",
    **settings: str,
) -> AsyncIterator[BotProcess]:
    """A bot on `home`, connected to `discord` unless told otherwise; killed at the end.

    `beside` is how many others of the same token are connected already. `module` runs it.
    """
    environment = {
        **os.environ,
        "FOOTNOTE_HOME": str(home.root),
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_API_BASE": discord.api_base,
        "DISCORD_GATEWAY_URL": discord.gateway_url,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        env=environment,
        cwd=home.root,
        stderr=asyncio.subprocess.PIPE,
    )
    bot = BotProcess(process)
    reading = asyncio.create_task(_read(bot))
    try:
        if connected:
            await discord.connected(within=60, each=beside + 1)
        yield bot
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await reading


async def _read(bot: BotProcess) -> None:
    assert bot.process.stderr
    async for line in bot.process.stderr:
        bot.log.append(line.decode())
        bot.logged.set()
