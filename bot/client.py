"""The Discord client: least intents, commands told only when they changed, a clean end. *"""

import asyncio
import contextlib
import hashlib
import json
import logging
import signal
from pathlib import Path
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.commands import CommandTree, add_commands
from bot.desk import Desk
from bot.keeping import keep_current
from bot.settings import BotSettings
from bot.views import PassagesButton
from corpus.errors import FootnoteError
from index.layout import SnapshotError

log = logging.getLogger(__name__)

_LAST_ANSWERS = 10.0  # seconds that questions in hand may take when the bot is told to stop


class BotError(FootnoteError):
    """The bot cannot start or go on; the message says what to do."""


class FootnoteClient(discord.Client):
    """The bot. `told` is the file that remembers which commands Discord was last told of."""

    def __init__(self, desk: Desk, settings: BotSettings, told: Path) -> None:
        super().__init__(
            # Slash commands and buttons need no events of servers, members or messages at all;
            # servers are asked for so that replies know the permissions they have there.
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
        )
        self.desk = desk
        self._settings = settings
        self._told = told
        self._watch: asyncio.Task[None] | None = None
        self._keep: asyncio.Task[None] | None = None
        self._in_hand: set[asyncio.Task[Any]] = set()
        self.tree = CommandTree(self)
        add_commands(self.tree, desk)

    async def setup_hook(self) -> None:
        """Between logging in and connecting: model loaded, buttons known, commands told."""
        self.add_dynamic_items(PassagesButton)
        await self._open_desk()
        self._watch = asyncio.create_task(self.desk.watch(), name="watch-index")
        if self._settings.fetch_every:
            keeping = keep_current(self._settings.fetch_every)
            self._keep = asyncio.create_task(keeping, name="keep-current")
        await self._tell_commands()

    async def on_ready(self) -> None:
        """Discord lists our servers, at the start and after each lost session."""
        log.info("connected as %s in %d servers", self.user, len(self.guilds))

    def take_in_hand(self) -> None:
        """Let the current task finish before the bot stops."""
        if task := asyncio.current_task():
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)

    async def close(self) -> None:
        """Take no more questions, finish those in hand, then leave Discord."""
        self.desk.stop()
        for task in (self._watch, self._keep):
            if task:
                task.cancel()
        if self._in_hand:
            log.info("finishing %d questions", len(self._in_hand))
            await asyncio.wait(self._in_hand, timeout=_LAST_ANSWERS)
        await self.desk.close()
        await super().close()

    async def _open_desk(self) -> None:
        try:
            await self.desk.open()
        except SnapshotError as error:
            log.error("%s; members are told to wait until then", error)

    async def _tell_commands(self) -> None:
        """Sync the commands when their payload differs from what this application last told."""
        if self._settings.sync == "never":
            return
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        wanted = {str(self.application_id): digest}
        if self._settings.sync == "auto" and await asyncio.to_thread(_read, self._told) == wanted:
            return
        try:
            await self.tree.sync()
        except discord.HTTPException as error:
            log.error("Discord did not take the commands, those of before stay: %s", error)
            return
        try:
            await asyncio.to_thread(_write, self._told, wanted)
        except OSError as error:
            log.warning("cannot remember that Discord was told of the commands: %s", error)
        log.info("told Discord of %d commands", len(payload))


def run(desk: Desk, settings: BotSettings, told: Path) -> None:
    """Serve until SIGINT or SIGTERM. Raises BotError when Discord cannot be served."""
    if settings.token is None:
        raise BotError(
            "DISCORD_TOKEN is not set; put it into .env (see .env.example), or ask here with "
            "`footnote ask`"
        )
    _point_at(settings)
    asyncio.run(_serve(FootnoteClient(desk, settings, told), settings.token.get_secret_value()))


async def _serve(client: FootnoteClient, token: str) -> None:
    told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C still raises
            loop.add_signal_handler(number, told_to_stop.set)
    async with client:
        serving = asyncio.create_task(client.start(token))
        stopping = asyncio.create_task(told_to_stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if serving.done():
            _raise_reason(serving)
        log.info("stopping")
        await client.close()
        serving.cancel()
        await asyncio.wait({serving})
    log.info("stopped")


def _raise_reason(serving: asyncio.Task[None]) -> None:
    try:
        serving.result()
    except discord.LoginFailure:
        raise BotError("Discord does not accept the token; check DISCORD_TOKEN") from None
    except (discord.HTTPException, discord.GatewayNotFound, OSError) as error:
        raise BotError(f"Discord cannot be reached: {error}") from error
    except discord.ConnectionClosed as error:
        raise BotError(f"Discord closed the connection for good (code {error.code})") from error


def _point_at(settings: BotSettings) -> None:
    """Take Discord to be elsewhere: a stand-in in tests, a proxy."""
    if settings.api_base:
        Route.BASE = str(settings.api_base)
    if settings.gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(str(settings.gateway))


def _read(told: Path) -> object:
    try:
        return json.loads(told.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None  # not told yet, as far as is known


def _write(told: Path, wanted: object) -> None:
    told.parent.mkdir(parents=True, exist_ok=True)
    told.write_text(json.dumps(wanted), encoding="utf-8")
