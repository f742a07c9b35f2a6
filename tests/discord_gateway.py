"""The stand-in's websocket side: sessions, sequence numbers, intents, and what to replay."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import WSMsgType, web
from discord_limits import Json
from discord_places import APPLICATION_ID, BOT, THE_BOT, Guild
from discord_wire import Signal, new_id

GUILDS = 1 << 0
GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT = 1 << 1, 1 << 8, 1 << 15
GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 9, 1 << 12
GUILD_REACTIONS, DIRECT_REACTIONS = 1 << 10, 1 << 13
PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT
KNOWN_INTENTS = 0x1FFFF | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25
MAX_GATEWAY_PAYLOAD = 4096  # bytes; docs, events/gateway#sending-events

Tailored: TypeAlias = Callable[[int], Json]
"""What an event tells a session of those intents."""


@dataclass(eq=False)
class Session:
    """One IDENTIFY's worth of events; survives its socket until it is ended."""

    id: str
    shard: tuple[int, int]
    intents: int
    events: list[Json] = field(default_factory=list)
    socket: web.WebSocketResponse | None = None
    telling: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by who tells it something: what is told is told in order."""

    def sees(self, guild_id: int | None) -> bool:
        """Guilds are spread over the shards, direct messages come to the first."""
        number, count = self.shard
        return number == ((guild_id >> 22) % count if guild_id else 0)


@dataclass(frozen=True)
class Mute:
    """Sockets that are held open while nothing is told on them; `lasting`: new ones are so too.

    `beating`: heartbeats are answered all the same.
    """

    sockets: frozenset[web.WebSocketResponse]
    beating: bool
    lasting: bool


class Closing(Exception):
    """The gateway hangs up; docs, topics/opcodes-and-status-codes#gateway."""

    def __init__(self, code: int, why: str):
        self.code, self.why = code, why
        super().__init__(f"{code} {why}")


class Gateway:
    """The websocket side: sessions, sequence numbers, what to replay."""

    def __init__(
        self,
        token: str,
        *,
        heartbeat_interval: float,
        privileged_intents: int,
        guilds: Callable[[], list[Guild]],
        shards: int,
        delivered: Callable[[Json], None],
        violated: Callable[[str], None],
    ):
        self.url = ""
        self.sessions: list[Session] = []
        self.identifies = 0
        self.resumes = 0
        self.presence: Json | None = None
        self.ignore_heartbeats = False
        self.mute: Mute | None = None
        self.asked_for_members = 0
        self.signal = Signal()
        self.sockets: dict[web.WebSocketResponse, web.Request] = {}
        self.privileged = privileged_intents
        self._admitted: set[web.WebSocketResponse] = set()  # those that identified or resumed
        self._token = token
        self._interval = heartbeat_interval
        self._guilds = guilds
        self._shards = shards
        self._delivered = delivered
        self._violated = violated

    def live(self, each: int = 1) -> list[Session] | None:
        """The sessions that have a socket, if every shard has so many."""
        ready = [session for session in self.sessions if session.socket is not None]
        shards = [session.shard[0] for session in ready]
        enough = ready and all(shards.count(n) >= each for n in range(ready[0].shard[1]))
        return ready if enough else None

    async def dispatch(self, name: str, data: Json, guild_id: int | None) -> None:
        """Tells every session of the shard concerned, now or when it resumes."""
        if not any(session.sees(guild_id) for session in self.sessions):
            raise RuntimeError("no session to tell: await discord.connected() first")
        await self.announce(name, lambda _intents: data, guild_id)

    async def announce(
        self, name: str, data: Tailored, guild_id: int | None, intents: int = 0
    ) -> list[Session]:
        """Tells whichever sessions of that shard asked for any of those intents, if any did."""
        meant = [
            session
            for session in self.sessions
            if session.sees(guild_id) and (not intents or session.intents & intents)
        ]
        for session in meant:
            await self._tell(session, name, data(session.intents))
        return meant

    async def _tell(self, session: Session, name: str, data: Json) -> None:
        async with session.telling:
            await self._tell_next(session, name, data)

    async def _tell_next(self, session: Session, name: str, data: Json) -> None:
        event = {"op": 0, "t": name, "s": len(session.events) + 1, "d": data}
        session.events.append(event)
        if session.socket is not None:
            await self._send_event(session.socket, event)

    def go_silent(self, *, beating: bool, lasting: bool) -> None:
        self.mute = Mute(frozenset(self.sockets), beating, lasting)

    def _is_mute(self, socket: web.WebSocketResponse) -> bool:
        return self.mute is not None and (self.mute.lasting or socket in self.mute.sockets)

    async def _send_event(self, socket: web.WebSocketResponse, event: Json) -> None:
        if self._is_mute(socket):
            return
        # a socket that dies here loses nothing: the event is replayed on RESUME
        with contextlib.suppress(ConnectionResetError):
            await socket.send_json(event)
            self._delivered(event)

    async def send_everyone(self, payload: Json) -> None:
        """To every connected client, which is expected to hang up and come back."""
        for session in self.sessions:
            socket, session.socket = session.socket, None
            if socket is not None:
                await socket.send_json(payload)

    async def ask_heartbeat(self) -> None:
        for session in self.live() or []:
            if session.socket is not None:
                await session.socket.send_json({"op": 1, "d": None})

    def drop(self) -> None:
        for session in self.sessions:
            session.socket = None
        for request in self.sockets.values():
            if request.transport is not None:
                request.transport.abort()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(timeout=1)  # seconds for a client to answer our close
        await socket.prepare(request)
        self.sockets[socket] = request
        try:
            await self._talk(socket, request)
        except Closing as closing:
            self._violated(f"gateway: {closing}")
            await socket.close(code=closing.code, message=closing.why.encode())
        except ConnectionResetError:  # dropped while we were writing
            pass
        finally:
            del self.sockets[socket]
            self._admitted.discard(socket)
            self._part(socket)
        return socket

    def _part(self, socket: web.WebSocketResponse) -> None:
        """A client that closes with 1000 or 1001 ends its session; others may come back to it."""
        for session in [session for session in self.sessions if session.socket is socket]:
            session.socket = None
            if socket.close_code in (1000, 1001):
                self.sessions.remove(session)
        self.signal.ring()

    async def _talk(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            raise Closing(4012, "Invalid API version or encoding")
        hello = {"heartbeat_interval": round(self._interval * 1000)}
        if not self._is_mute(socket) or (self.mute and self.mute.beating):
            await socket.send_json({"op": 10, "d": hello})
        last_beat = time.monotonic()
        while (payload := await self._receive(socket, last_beat)) is not None:
            if payload.get("op") == 1:
                last_beat = time.monotonic()
                unheard = self._is_mute(socket) and not (self.mute and self.mute.beating)
                if not self.ignore_heartbeats and not unheard:
                    await socket.send_json({"op": 11})
            else:
                await self._obey(socket, payload)

    async def _receive(self, socket: web.WebSocketResponse, last_beat: float) -> Json | None:
        """The client's next payload, None when it has gone; it must keep its heart beating."""
        patience = last_beat + 2 * self._interval - time.monotonic()
        try:
            frame = await socket.receive(timeout=max(patience, 0.001))
        except TimeoutError:
            raise Closing(4009, f"no heartbeat within {2 * self._interval} s") from None
        if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
            return None
        raw = frame.data.encode() if isinstance(frame.data, str) else frame.data
        if len(raw) > MAX_GATEWAY_PAYLOAD:
            raise Closing(4002, f"payload of {len(raw)} bytes, more than {MAX_GATEWAY_PAYLOAD}")
        try:
            payload = json.loads(raw)
        except ValueError:
            raise Closing(4002, "Decode error") from None
        return payload if isinstance(payload, dict) else {}

    async def _obey(self, socket: web.WebSocketResponse, payload: Json) -> None:
        known = socket in self._admitted
        match payload.get("op"):
            case 2 | 6 if known:
                raise Closing(4005, "Already authenticated")
            case 2:
                await self._identify(socket, payload.get("d") or {})
            case 6:
                await self._resume(socket, payload.get("d") or {})
            case 3 | 4 | 8 if not known:
                raise Closing(4003, "Not authenticated")
            case 3:
                self.presence = payload.get("d")
            case 4:
                pass
            case 8:
                await self._tell_of_members(socket, payload.get("d") or {})
            case other:
                raise Closing(4001, f"Unknown opcode {other}")

    async def _tell_of_members(self, socket: web.WebSocketResponse, asked: Json) -> None:
        """Only of itself may a bot ask without the members intent; docs, events/gateway-events."""
        if [int(number) for number in asked.get("user_ids") or []] != [APPLICATION_ID]:
            raise Closing(4014, "GUILD_MEMBERS is needed to ask for others")
        self.asked_for_members += 1
        guild = next(g for g in self._guilds() if g.id == int(asked["guild_id"]))
        session = next(s for s in self.sessions if s.socket is socket)
        chunk = {
            "guild_id": str(guild.id),
            "members": [guild.member(THE_BOT)],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
        }
        if "nonce" in asked:
            chunk["nonce"] = asked["nonce"]
        await self._tell(session, "GUILD_MEMBERS_CHUNK", chunk)

    async def _identify(self, socket: web.WebSocketResponse, asked: Json) -> None:
        shard, intents = self._admit(asked)
        self._admitted.add(socket)
        self.identifies += 1
        # one that lives goes on beside the new one: both are told of everything
        self.sessions = [s for s in self.sessions if s.shard != shard or s.socket is not None]
        session = Session(id=f"session-{new_id()}", shard=shard, intents=intents, socket=socket)
        async with session.telling:  # nothing of a server is told before the server itself
            self.sessions.append(session)
            known = self._known(session)
            await self._tell_next(session, "READY", self._ready(session, known))
            for guild in known:
                await self._tell_next(session, "GUILD_CREATE", guild.whole())
        self.signal.ring()

    def _admit(self, asked: Json) -> tuple[tuple[int, int], int]:
        """The shard and intents of an IDENTIFY that is in order."""
        if asked.get("token") != self._token:
            raise Closing(4004, "Authentication failed")
        intents = asked.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise Closing(4013, f"Invalid intent(s): {intents!r}")
        if denied := intents & PRIVILEGED & ~self.privileged:
            raise Closing(4014, f"Disallowed intent(s): {denied:#x}")
        number, count = asked.get("shard") or (0, 1)
        if not 0 <= number < count:
            raise Closing(4010, f"Invalid shard: {number} of {count}")
        if count < self._shards:
            raise Closing(4011, f"Sharding required: {self._shards} shards, not {count}")
        return (number, count), intents

    def _known(self, session: Session) -> list[Guild]:
        """The servers of the bot's that a session is told of."""
        if not session.intents & GUILDS:
            return []
        return [guild for guild in self._guilds() if session.sees(guild.id)]

    def _ready(self, session: Session, known: list[Guild]) -> Json:
        return {
            "v": 10,
            "user": BOT,
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in known],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(session.shard),
            "application": {"id": str(APPLICATION_ID), "flags": application_flags(self.privileged)},
        }

    async def _resume(self, socket: web.WebSocketResponse, asked: Json) -> None:
        if asked.get("token") != self._token:
            raise Closing(4004, "Authentication failed")
        known = (session for session in self.sessions if session.id == asked.get("session_id"))
        session = next(known, None)
        if session is None:
            await socket.send_json({"op": 9, "d": False})
            return
        position = asked.get("seq")
        if not isinstance(position, int) or not 0 <= position <= len(session.events):
            raise Closing(4007, f"Invalid seq: {position!r}")
        while position < len(session.events):  # it may grow while we send
            await self._send_event(socket, session.events[position])
            position += 1
        session.socket = socket
        self._admitted.add(socket)
        self.resumes += 1
        await self._tell(session, "RESUMED", {})
        self.signal.ring()


def application_flags(privileged_intents: int) -> int:
    """The GATEWAY_*_LIMITED flags: docs, resources/application#application-object-flags."""
    granted = {GUILD_PRESENCES: 1 << 13, GUILD_MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19}
    return sum(flag for intent, flag in granted.items() if privileged_intents & intent)
