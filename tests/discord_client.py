"""A small discord.py client in the test's own loop, pointed at the stand-in for Discord.

In the end-to-end tests the bot has a process of its own.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Self, TypeVar

import aiohttp
import discord
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord_limits import Json
from discord_server import GUILD_ID, DiscordServer
from discord_wire import Signal

TOKEN = "a.b.c"
Answering = Callable[[discord.Interaction[Any]], Awaitable[None]]
Replying = Callable[[discord.Message], Awaitable[object]]
Running = TypeVar("Running", bound=discord.Client)


class Open(ui.DynamicItem[ui.Button[ui.LayoutView]], template=r"open:(?P<number>\d+)"):
    """A button whose state is in its custom_id, so that it outlives the view that sent it."""

    def __init__(self, number: int) -> None:
        button = ui.Button[ui.LayoutView](label="Open", custom_id=f"open:{number}")
        super().__init__(button)
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str]
    ) -> Self:
        return cls(int(match["number"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(f"opened {self.number}", ephemeral=True)


def card(words: str, number: int = 7) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(ui.TextDisplay(words), ui.ActionRow(Open(number))))
    return view


async def defer_then_card(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.defer(thinking=True)
    await interaction.edit_original_response(view=card("The council said yes."))


async def say_nothing(_message: discord.Message) -> None:
    return


class Client(discord.Client):
    """One command, /ask, and an ear for messages, which do what the test says."""

    def __init__(
        self,
        answering: Answering = defer_then_card,
        intents: discord.Intents | None = None,
        replying: Replying = say_nothing,
        **options: Any,
    ) -> None:
        super().__init__(
            intents=intents or discord.Intents.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0,  # seconds to wait for further servers before being ready
            **options,
        )
        self.tree = app_commands.CommandTree(self)
        self.answering = answering
        self.replying = replying
        self.heard: list[discord.Message] = []
        """What others wrote."""
        self.signal = Signal()
        self.add_dynamic_items(Open)

        @self.tree.command(description="Ask the archive")
        @app_commands.describe(question="Your question")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def ask(
            interaction: discord.Interaction[Any], question: app_commands.Range[str, 1, 20]
        ) -> None:
            await self.answering(interaction)

        @ask.autocomplete("question")
        async def suggest(
            _interaction: discord.Interaction[Any], typed: str
        ) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"{typed}?", value=typed)]

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, _shard_id: int | None, *, initial: bool = False) -> None:
        """discord.py waits five seconds before every further IDENTIFY; nobody limits us here."""

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.heard.append(message)
            await self.replying(message)
            self.signal.ring()

    async def on_ready(self) -> None:
        self.signal.ring()

    async def on_guild_available(self, _guild: discord.Guild) -> None:
        self.signal.ring()

    async def knows(self, guild_id: int = GUILD_ID) -> discord.Guild:
        """A server, once it is told of."""
        await self.wait_until_ready()

        def told() -> discord.Guild | None:
            guild = self.get_guild(guild_id)
            return guild if guild and not guild.unavailable else None

        return await self.signal.until(told, 5, lambda: f"there are only {self.guilds}")

    async def hears(self, count: int = 1) -> list[discord.Message]:
        """What others wrote, once it is so many messages."""
        await self.signal.until(
            lambda: self.heard[count - 1 : count] or None, 5, lambda: f"heard {self.heard}"
        )
        return self.heard

    def place(self, channel: Any) -> discord.PartialMessageable:
        """Somewhere to send to, of which nothing is known but the id."""
        return self.get_partial_messageable(channel.id)


class ShardedClient(discord.AutoShardedClient):
    """As many shards as Discord says, or the given ones."""

    def __init__(self, **options: Any) -> None:
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True), **options)
        self.signal = Signal()
        self.heard: list[tuple[int | None, int]] = []
        """Which shard heard which message."""

    async def before_identify_hook(self, _shard_id: int | None, *, initial: bool = False) -> None:
        """See Client."""

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append((message.guild.shard_id if message.guild else None, message.id))
        self.signal.ring()


@contextmanager
def pointed_at(server: DiscordServer) -> Iterator[None]:
    """Takes Discord to be the stand-in, for every client in this process."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = server.api_base
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def running(server: DiscordServer, client: Running) -> AsyncIterator[Running]:
    """The client, started; whether it is connected yet is for the test to wait for."""
    with pointed_at(server):
        task = asyncio.create_task(client.start(TOKEN))
        try:
            yield client
        finally:
            await client.close()
            await task


@asynccontextmanager
async def connecting(
    server: DiscordServer, *how: Any, each: int = 1, **options: Any
) -> AsyncIterator[Client]:
    """A Client connected for as long as the ``async with`` lasts."""
    async with running(server, Client(*how, **options)) as client:
        await server.connected(within=5, each=each)
        yield client


@asynccontextmanager
async def gateway(server: DiscordServer) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare socket to the gateway."""
    url = f"{server.gateway_url}?v=10&encoding=json"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        yield socket


async def identify(socket: aiohttp.ClientWebSocketResponse, payload: Json) -> None:
    assert (await socket.receive_json())["op"] == 10
    await socket.send_json({"op": 2, "d": payload})
