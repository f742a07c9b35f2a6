"""What the bot's profile says: how much it covers, and how old the index is. *"""

import asyncio
import contextlib

import discord

from bot import wording
from bot.console import ago
from bot.front import Front

_EVERY = 60.0  # seconds between looks; Discord is told only what is new


class Presence:
    """Keeps the profile true."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._told: str | None = None

    def forget(self) -> None:
        """Discord knows nothing of it any more: a new session has begun."""
        self._told = None

    async def keep(self, client: discord.AutoShardedClient) -> None:
        """Tell Discord when there is something else to say, for ever."""
        await client.wait_until_ready()
        while True:
            words = self._words()
            if words != self._told and not client.is_closed():
                with contextlib.suppress(ConnectionError, discord.DiscordException):  # next time
                    await client.change_presence(
                        activity=discord.CustomActivity(words) if words else None
                    )
                    self._told = words
            await asyncio.sleep(_EVERY)

    def _words(self) -> str:
        coverage = self._front.desk.coverage
        return wording.presence(coverage.articles, ago(coverage.indexed)) if coverage else ""
