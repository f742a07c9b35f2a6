"""The connections to Discord, as the watchdog and the figures see them. *

discord.py notices a line on which nothing comes for a minute, and goes on. What it does not notice
is looked at from here: a connection that never says so, and one that keeps the heart beating but
tells of nothing. Where a shard has a server, Discord is asked for something that it answers with
an event; once that has worked, its silence means something.
"""

import asyncio
import math
import time
from dataclasses import dataclass

import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route

_WITHIN = 10.0  # seconds that Discord has for anything else


@dataclass(frozen=True, slots=True)
class Line:
    """A shard's connection, in seconds.

    `silent`: since anything came, an answered heartbeat too. `quiet`: since the last event.
    `answers`: Discord tells of something when asked, so that being quiet means to be stuck.
    """

    shard: int
    connected: bool
    latency: float | None
    silent: float
    quiet: float
    answers: bool

    @property
    def unheard(self) -> float:
        """For how many seconds nothing came that should have."""
        return self.quiet if self.answers else self.silent


@dataclass(slots=True)
class _Heard:
    """Moments of the monotonic clock."""

    frame: float
    event: float
    sequence: object = None


class Gateway:
    """The shards of a client. All methods are for its event loop."""

    def __init__(self, client: discord.AutoShardedClient) -> None:
        self._client = client
        self._began = time.perf_counter()
        self._heard: dict[int, _Heard] = {}
        self._answering: set[int] = set()
        self._greeted: dict[int, DiscordWebSocket | None] = {}

    def begin(self) -> None:
        """From now on there should be something to hear."""
        self._began = time.perf_counter()
        self._heard.clear()

    def greeted(self, shard: int) -> None:
        """Discord began a session on the shard's present connection, or took it up again.

        What comes before that proves nothing: a line may be taken, and lead nowhere.
        """
        self._greeted[shard] = self._socket(shard)

    @property
    def ready(self) -> bool:
        """Whether Discord has told of all servers."""
        return self._client.is_ready()

    @property
    def servers(self) -> int:
        """How many servers the bot is in, as far as it was told."""
        return len(self._client.guilds)

    def look(self) -> tuple[Line, ...]:
        """The state of each shard, as it is now; before there is any, of the one to come."""
        shards = sorted(self._client.shards) or sorted(self._client.shard_ids or [0])
        return tuple(self._line(shard, time.perf_counter()) for shard in shards)

    def _line(self, shard: int, now: float) -> Line:
        heard = self._heard.setdefault(shard, _Heard(self._began, self._began))
        socket = self._socket(shard)
        alive = socket._keep_alive if socket else None
        greeted = socket is not None and self._greeted.get(shard) is socket
        if socket and alive and greeted:
            heard.frame = max(heard.frame, alive._last_recv)
            position = (socket.session_id, socket.sequence)
            if position != heard.sequence:
                heard.event, heard.sequence = now, position
        latency = alive.latency if alive else math.inf
        return Line(
            shard=shard,
            connected=bool(socket and socket.open and greeted),
            latency=latency if math.isfinite(latency) else None,
            silent=now - heard.frame,
            quiet=now - heard.event,
            answers=shard in self._answering and self._server(shard) is not None,
        )

    async def ask(self, shard: int, within: float) -> None:
        """Have Discord tell of something: of ourselves, in a server of the shard's."""
        socket, server, me = self._socket(shard), self._server(shard), self._client.user
        if socket is None or not socket.open or server is None or me is None:
            return
        told = socket.wait_for("GUILD_MEMBERS_CHUNK", lambda _: True)
        try:
            async with asyncio.timeout(within):
                await socket.request_chunks(server.id, limit=1, user_ids=[me.id])
                await told
        except (TimeoutError, OSError, discord.DiscordException):
            return  # if it goes on, the watchdog acts
        finally:
            told.cancel()
        self._answering.add(shard)

    async def restart(self, shard: int) -> None:
        """Close the connection so that discord.py comes back to the session."""
        socket = self._socket(shard)
        if socket is None or not socket.open:
            return  # discord.py is at it
        try:
            async with asyncio.timeout(_WITHIN):
                await socket.close(code=4000)
        except (TimeoutError, OSError):
            return  # the next look tells

    async def reachable(self) -> bool:
        """Whether Discord answers at all; if not, it is no use to start again."""
        try:
            async with asyncio.timeout(_WITHIN):
                await self._client.http.request(Route("GET", "/gateway"))
        except discord.HTTPException as error:
            return error.status < 500
        except (TimeoutError, OSError):
            return False
        return True

    def _socket(self, shard: int) -> DiscordWebSocket | None:
        if shard not in self._client.shards:
            return None
        return self._client._get_websocket(shard_id=shard)

    def _server(self, shard: int) -> discord.Guild | None:
        found = (
            guild
            for guild in self._client.guilds
            if guild.shard_id == shard and not guild.unavailable
        )
        return next(found, None)
