"""The Discord client: least intents, commands told only when they changed, a clean end. *"""

import asyncio
import contextlib
import hashlib
import json
import logging
import signal
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.amending import keep_amending
from bot.commands import CommandTree, add_commands
from bot.delivery import Interaction, explain
from bot.digest import keep_digesting
from bot.front import Front
from bot.gateway import Gateway
from bot.keeping import keep_current
from bot.languages import language_of, speak
from bot.mentions import on_message
from bot.presence import Presence
from bot.pressing import Pressing
from bot.running import RUNNING_ITEMS, Running, add_running_commands
from bot.settings import BotSettings
from bot.supervisor import READY, STOPPING
from bot.translator import CatalogueTranslator
from bot.views import BUTTONS
from bot.watchdog import GatewayStuck, Watchdog
from bot.watching import Shown, Watching, watched
from corpus.errors import FootnoteError
from index.layout import SnapshotError

log = logging.getLogger(__name__)

_AGAIN_AFTER = 60.0  # seconds
_DOUBLE_CLICK = 2.0  # seconds
# Seconds that questions in hand may take when the bot is told to stop, and then that saying so to
# those who still wait may take: together less than the 10 that Docker gives.
_LAST_ANSWERS, _LAST_WORDS = 6.0, 3.0


class BotError(FootnoteError):
    """The bot cannot start or go on; the message says what to do."""


class FootnoteClient(discord.AutoShardedClient):
    """The bot. `told` is the file that remembers which commands Discord was last told of."""

    def __init__(
        self, front: Front, settings: BotSettings, told: Path, watching: Watching | None = None
    ) -> None:
        # Commands and buttons need no events at all. Servers are asked for so that replies know
        # the permissions they have there; messages, to be mentioned, replied to and written to.
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        intents.message_content = settings.message_content
        some: Any = {"shard_ids": sorted(settings.shard_ids)} if settings.shard_ids else {}
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            shard_count=settings.shard_count,
            **some,
        )
        self.front = front
        self.watching = watching or Watching()
        self.gateway = Gateway(self)
        self.stuck: asyncio.Future[GatewayStuck] | None = None
        self._presence = Presence(front)
        pressing, running = Pressing(front), Running(front, settings)
        self.presses = {**pressing.presses(), **running.presses()}
        self.command_ids: Mapping[str, int] = {}
        self._pressing, self._running = pressing, running
        self._settings = settings
        self._told = told
        self._tasks: list[asyncio.Task[None]] = []
        self._in_hand: set[asyncio.Task[Any]] = set()
        self._pressed: dict[tuple[int, int], tuple[str, float]] = {}
        self.tree = CommandTree(self)
        add_commands(self.tree, front)
        add_running_commands(self.tree, self._running)

    async def setup_hook(self) -> None:
        """Between logging in and connecting: model loaded, buttons known, commands told."""
        self.add_dynamic_items(*BUTTONS, *RUNNING_ITEMS)
        await self.front.open()
        await self._open_desk()
        every = self._settings.fetch_every
        self._keep("watching the index", self.front.desk.watch)
        self._keep("looking at the records", self.front.remembered.keep_looking)
        self._keep("amending cards", lambda: keep_amending(self, self.front))
        self._keep("showing presence", lambda: self._presence.keep(self))
        self._keep("telling digests", lambda: keep_digesting(self, self.front))
        if every:
            self._keep("keeping current", lambda: keep_current(every, self.front.observer))
        await self.tree.set_translator(CatalogueTranslator())
        await self._tell_commands()
        self.gateway.begin()
        dog = Watchdog(self.gateway, self.front.observer, self.watching.leash)
        self._keep("watching the gateway", lambda: self._watch(dog))

    async def on_ready(self) -> None:
        """Discord lists our servers, at the start and after each lost session."""
        log.info("connected as %s in %d servers", self.user, len(self.guilds))
        self.watching.tell(READY)
        self._presence.forget()

    async def on_shard_connect(self, shard: int) -> None:
        """A session has begun."""
        self.gateway.greeted(shard)
        self.front.observer.connected(shard, resumed=False)

    async def on_shard_resumed(self, shard: int) -> None:
        """A session goes on."""
        self.gateway.greeted(shard)
        self.front.observer.connected(shard, resumed=True)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was thrown out, or the server is no more: nothing is kept of it."""
        log.info("left the server %s", guild.id)
        await self.front.remembered.erase_server(guild.id)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something; it may be to us."""
        if self.user is None:
            return
        self.take_in_hand()
        speak(self._language(message.guild.id if message.guild else None, _locale_of(message)))
        await on_message(message, self.user, self.front)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Forms are read here: discord.py knows only those it opened since it started."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        self.take_in_hand()
        self.speak_to(interaction)
        data: Any = interaction.data or {}
        if interaction.message:  # pressing its button again is no double click
            self._pressed.pop((interaction.user.id, interaction.message.id), None)
        try:
            await self._pressing.sent(interaction, str(data.get("custom_id", "")))
            await self._running.sent(interaction, str(data.get("custom_id", "")))
        except Exception as error:  # noqa: BLE001 - else the member hears nothing
            await explain(interaction, error)

    def take_in_hand(self) -> None:
        """Let the current task finish before the bot stops."""
        if task := asyncio.current_task():
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)

    def speak_to(self, interaction: Interaction) -> None:
        """From here on, the current task speaks the language of the server, else of the member."""
        speak(self._language(interaction.guild_id, str(interaction.locale)))

    async def claim(self, interaction: Interaction) -> bool:
        """True in one of the processes that were told of an interaction."""
        return await self.front.claim(f"interaction {interaction.id}")

    def is_repeated(self, interaction: Interaction) -> bool:
        """Whether the member pressed this button, and no other, a moment ago: a double click."""
        data: Any = interaction.data or {}
        message = interaction.message.id if interaction.message else 0
        who, what = (interaction.user.id, message), str(data.get("custom_id"))
        moment = time.monotonic()
        recent = {k: v for k, v in self._pressed.items() if moment - v[1] < _DOUBLE_CLICK}
        self._pressed = {**recent, who: (what, moment)}
        return who in recent and recent[who][0] == what

    async def close(self) -> None:
        """Finish the questions in hand, take no more, or say that we stop, then leave Discord."""
        for task in self._tasks:
            task.cancel()
        if self._in_hand:  # perhaps on their way to the desk, which must be open until then
            log.info("finishing %d questions", len(self._in_hand))
        finished = await self._finished(_LAST_ANSWERS)
        self.front.desk.stop()
        if not finished:
            log.warning("no time to answer %d questions", len(self._in_hand))
            self.front.desk.give_up()
            await self._finished(_LAST_WORDS)
        await super().close()
        await self.front.close()

    async def _finished(self, within: float) -> bool:
        """Wait so many seconds until nothing is in hand; more may come meanwhile."""
        end = time.monotonic() + within
        while self._in_hand and (left := end - time.monotonic()) > 0:
            await asyncio.wait(self._in_hand, timeout=left)
        return not self._in_hand

    def _keep(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do what has to be done for ever, also after it broke in a way nobody thought of."""

        async def on_and_on() -> None:
            while True:
                try:
                    await work()
                except Exception:  # else it would end, and nobody would know
                    log.exception("%s broke; again in a minute", name)
                await asyncio.sleep(_AGAIN_AFTER)

        self._tasks.append(asyncio.create_task(on_and_on(), name=name))

    async def _watch(self, dog: Watchdog) -> None:
        """Until the gateway is stuck for good, which is told to whoever waits for the end."""
        try:
            await dog.watch()
        except GatewayStuck as error:
            if self.stuck and not self.stuck.done():
                self.stuck.set_result(error)
            await asyncio.Event().wait()

    def _language(self, guild: int | None, locale: str) -> str:
        return self.front.remembered.server(guild).language or language_of(locale)

    async def _open_desk(self) -> None:
        try:
            await self.front.desk.open()
        except SnapshotError as error:
            log.error("%s; members are told to wait until then", error)

    async def _tell_commands(self) -> None:
        """Sync the commands when their payload differs from what this application last told."""
        before = await asyncio.to_thread(_read, self._told)
        self.command_ids = before.ids
        if self._settings.sync == "never":
            return
        translator = self.tree.translator
        payload = [
            await command.get_translated_payload(self.tree, translator)
            if translator
            else command.to_dict(self.tree)
            for command in self.tree.get_commands()
        ]
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        told = f"{self.application_id} {digest}"
        if self._settings.sync == "auto" and before.told == told:
            return
        try:
            commands = await self.tree.sync()
        except (discord.HTTPException, app_commands.CommandSyncFailure) as error:
            log.error("Discord did not take the commands, those of before stay: %s", error)
            return
        self.command_ids = {command.name: command.id for command in commands}
        try:
            await asyncio.to_thread(_write, self._told, Commands(told, self.command_ids))
        except OSError as error:
            log.warning("cannot remember that Discord was told of the commands: %s", error)
        log.info("told Discord of %d commands", len(payload))


def _locale_of(message: discord.Message) -> str:
    return str(message.guild.preferred_locale) if message.guild else "en-US"


def run(
    front: Front,
    settings: BotSettings,
    told: Path,
    *,
    watching: Watching | None = None,
    shown: Shown | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises BotError when Discord cannot be served, GatewayStuck when it does not serve us any more,
    HealthError when what is `shown` cannot be.
    """
    if settings.token is None:
        raise BotError(
            "DISCORD_TOKEN is not set; put it into .env (see .env.example), or ask here with "
            "`footnote ask`"
        )
    _point_at(settings)
    client = FootnoteClient(front, settings, told, watching)
    asyncio.run(_serve_watched(client, settings.token.get_secret_value(), shown))


async def _serve_watched(client: FootnoteClient, token: str, shown: Shown | None) -> None:
    front, gateway, watching = client.front, client.gateway, client.watching
    async with watched(front.desk, gateway, front.observer, watching, shown):
        await _serve(client, token)


async def _serve(client: FootnoteClient, token: str) -> None:
    told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    client.stuck = loop.create_future()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C still raises
            loop.add_signal_handler(number, told_to_stop.set)
    async with client:
        serving = asyncio.create_task(client.start(token))
        stopping = asyncio.create_task(told_to_stop.wait())
        ends: set[asyncio.Future[Any]] = {serving, stopping, client.stuck}
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        client.watching.tell(STOPPING)
        if serving.done():
            _raise_reason(serving)
        log.info("stopping")
        await client.close()
        serving.cancel()
        await asyncio.wait({serving})
    if client.stuck.done():
        raise client.stuck.result()
    log.info("stopped")


def _raise_reason(serving: asyncio.Task[None]) -> None:
    try:
        serving.result()
    except discord.LoginFailure:
        raise BotError("Discord does not accept the token; check DISCORD_TOKEN") from None
    except discord.PrivilegedIntentsRequired:
        raise BotError(
            "Discord does not give the words of messages: turn on “Message Content Intent” for the "
            "application (Bot, Privileged Gateway Intents), or take FOOTNOTE_MESSAGE_CONTENT away"
        ) from None
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


@dataclass(frozen=True, slots=True)
class Commands:
    """What Discord was told of our commands, and their ids, by which a name becomes a link."""

    told: str = ""
    ids: Mapping[str, int] = field(default_factory=dict)


def _read(file: Path) -> Commands:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return Commands(str(found["told"]), {str(k): int(v) for k, v in found["ids"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Commands()  # not told yet, as far as is known


def _write(file: Path, commands: Commands) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(asdict(commands)), encoding="utf-8")
