"""Discord, played on 127.0.0.1: its gateway and as much of its REST API v10 as the bot uses.

The bot runs as it would anywhere, in its own process, with DISCORD_API_BASE and DISCORD_GATEWAY_URL
pointing here; the test plays the members, and afterwards asks what Discord would have refused::

    async with DiscordServer(token="…") as discord:
        await discord.connected()
        asked = await discord.slash("ask", {"question": "Who won?"})
        reply = await asked.answered()
        clicked = await discord.click(reply, reply.custom_ids[0])
        assert discord.violations == []

It is stricter than Discord where Discord forgives what a bot should not rely on. What a payload may
hold is in discord_limits.
"""

import asyncio
import contextlib
import copy
import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self, TypeAlias, TypeVar

import discord_limits as limits
from aiohttp import BodyPartReader, WSMsgType, web
from discord_limits import Json

T = TypeVar("T")
Body: TypeAlias = Json | list[Json] | None

APPLICATION_ID = 700_000_000_000_000_001  # also the bot's user id, as for every newer application
GUILD_ID = 700_000_000_000_000_002
CHANNEL_ID = 700_000_000_000_000_003
READER_ID = 700_000_000_000_000_004
OWNER_ID = 700_000_000_000_000_005

# View Channel, Send Messages, Embed Links, Attach Files, Read Message History, Use Application
# Commands, Send Messages in Threads; an editor may also Manage Server
MEMBER = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 31 | 1 << 38
EDITOR = MEMBER | 1 << 5
ADMINISTRATOR = 1 << 3

GUILDS = 1 << 0
GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT = 1 << 1, 1 << 8, 1 << 15
PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT
KNOWN_INTENTS = 0x1FFFF | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25
MAX_GATEWAY_PAYLOAD = 4096  # bytes; docs, events/gateway#sending-events

IN_GUILD, IN_BOT_DM = 0, 1  # schema InteractionContextType
GUILD_INSTALL, USER_INSTALL = 0, 1  # schema ApplicationIntegrationType


is_components_v2 = limits.is_components_v2


class Refused(Exception):
    """An error answer: the status, and Discord's own JSON."""

    def __init__(self, status: int, code: int, message: str, problems: list[str] | None = None):
        self.status = status
        self.body: Json = {"code": code, "message": message}
        if problems:
            self.body["errors"] = error_tree(problems)
        self.said = f"{code} {message}" + "".join(f"; {problem}" for problem in problems or [])
        super().__init__(self.said)


def error_tree(problems: list[str]) -> Json:
    """Problems as Discord nests them; the innermost code is always the same one here."""
    tree: Json = {}
    for problem in problems:
        where, _, what = problem.partition(": ")
        node = tree
        for key in where.split("."):
            node = node.setdefault(key, {})
        node.setdefault("_errors", []).append({"code": "BASE_TYPE_INVALID", "message": what})
    return tree


def refuse_if(problems: Iterable[str], inside: str = "") -> None:
    """Refuses a payload that has problems; `inside` is the key that held it, with a dot."""
    found = list(problems)
    if limits.EMPTY_MESSAGE in found:
        raise Refused(400, 50006, "Cannot send an empty message")
    if found:
        raise Refused(400, 50035, "Invalid Form Body", [inside + problem for problem in found])


class Signal:
    """Wakes those who wait for something to have changed, so that they look again."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def until(
        self, found: Callable[[], T | None], within: float, complaint: Callable[[], str]
    ) -> T:
        """The first thing `found` returns that is not None."""
        try:
            async with asyncio.timeout(within):
                while (thing := found()) is None:
                    await self._event.wait()
                return thing
        except TimeoutError:
            raise TimeoutError(f"not within {within} s: {complaint()}") from None


_serial = itertools.count()


def new_id() -> str:
    """A snowflake of this moment: discord.py reads an interaction's expiry out of its id."""
    return str(int(time.time() * 1000 - 1_420_070_400_000) << 22 | next(_serial) & 0x3FFFFF)


def now() -> str:
    return datetime.now(UTC).isoformat()


# What members and messages look like


def user(user_id: int, *, bot: bool = False) -> Json:
    return {
        "id": str(user_id),
        "username": "footnote" if bot else f"reader{user_id % 1000}",
        "global_name": None if bot else f"Reader {user_id % 1000}",
        "discriminator": "0000" if bot else "0",
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "bot": bot,
        "primary_guild": None,
    }


BOT = user(APPLICATION_ID, bot=True)


def guild_member(user_id: int, permissions: int) -> Json:
    return {
        "user": user(user_id, bot=user_id == APPLICATION_ID),
        "roles": [],
        "nick": None,
        "avatar": None,
        "joined_at": "2024-01-01T00:00:00+00:00",
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "permissions": str(permissions),
    }


def text_channel(guild_id: int, permissions: int | None = None) -> Json:
    channel = {
        "id": str(CHANNEL_ID),
        "type": 0,
        "guild_id": str(guild_id),
        "name": "newsroom",
        "topic": None,
        "position": 0,
        "nsfw": False,
        "flags": 0,
        "rate_limit_per_user": 0,
        "parent_id": None,
        "last_message_id": None,
        "permission_overwrites": [],
    }
    return channel if permissions is None else channel | {"permissions": str(permissions)}


def whole_guild(guild_id: int) -> Json:
    """A small server with one channel and the bot in it, as GUILD_CREATE tells of it."""
    everyone = {
        "id": str(guild_id),
        "name": "@everyone",
        "permissions": str(MEMBER),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
    return {
        "id": str(guild_id),
        "name": "The Daily Test",
        "icon": None,
        "owner_id": str(OWNER_ID),
        "unavailable": False,
        "joined_at": "2024-01-01T00:00:00+00:00",
        "preferred_locale": "en-US",
        "member_count": 2,
        "large": False,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [everyone],
        "channels": [text_channel(guild_id)],
        "threads": [],
        "members": [guild_member(APPLICATION_ID, MEMBER)],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
    }


@dataclass(frozen=True)
class Someone:
    """Who uses the bot, from where, and by which installation."""

    user_id: int = READER_ID
    guild_id: int | None = GUILD_ID
    locale: str = "en-US"
    permissions: int = MEMBER
    user_installed: bool = False

    @property
    def channel_id(self) -> str:
        """The one channel of a guild, else the reader's direct messages with the bot."""
        return str(CHANNEL_ID if self.guild_id else self.user_id + 1_000_000)

    @property
    def owners(self) -> dict[str, str]:
        """authorizing_integration_owners: who installed the application that answers."""
        if self.user_installed:
            return {str(USER_INSTALL): str(self.user_id)}
        return {str(GUILD_INSTALL): str(self.guild_id or 0)}

    def described(self) -> Json:
        shared: Json = {
            "locale": self.locale,
            "channel_id": self.channel_id,
            "authorizing_integration_owners": self.owners,
            "app_permissions": str(MEMBER),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        return shared | (self._in_guild(self.guild_id) if self.guild_id else self._in_dm())

    def _in_guild(self, guild_id: int) -> Json:
        return {
            "context": IN_GUILD,
            "guild_id": str(guild_id),
            "guild": {"id": str(guild_id), "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "channel": text_channel(guild_id, self.permissions),
            "member": guild_member(self.user_id, self.permissions),
        }

    def _in_dm(self) -> Json:
        channel = {
            "id": self.channel_id,
            "type": 1,
            "flags": 0,
            "last_message_id": None,
            "recipients": [user(self.user_id)],
        }
        return {"context": IN_BOT_DM, "channel": channel, "user": user(self.user_id)}


@dataclass(eq=False)
class Message:
    """A message of the bot's, as Discord keeps it."""

    body: Json
    """What Discord would tell a client of it now."""
    placed: Someone
    """Whose interaction it answers."""
    sent: Json
    """The payload it was made of, edits merged in."""
    pings: set[str] = field(default_factory=set)
    """Everyone it ever notified: an edit does not take a notification back."""
    versions: list[Json] = field(default_factory=list)
    """Each state it has been in, the present one last."""
    files: dict[str, bytes] = field(default_factory=dict)
    deleted: bool = False

    @property
    def id(self) -> str:
        return str(self.body["id"])

    @property
    def content(self) -> str:
        return str(self.body["content"])

    @property
    def flags(self) -> int:
        return int(self.body["flags"])

    @property
    def components(self) -> list[Json]:
        return list(self.body["components"])

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & limits.EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Deferred and not answered yet: readers see “thinking…”."""
        return bool(self.flags & limits.LOADING)

    @property
    def text(self) -> str:
        """Every word of the message's own: content, Text Displays, embeds' titles and texts."""
        embeds = [
            words
            for embed in self.body["embeds"]
            for words in (
                embed.get("title"),
                embed.get("description"),
                *(
                    part
                    for item in embed.get("fields", [])
                    for part in (item["name"], item["value"])
                ),
                (embed.get("footer") or {}).get("text"),
            )
        ]
        return "\n".join(filter(None, [self.content, *limits.texts(self.body), *embeds]))

    @property
    def interactive(self) -> list[Json]:
        """The components a member can use, in reading order."""
        return [item for _, item in limits.walk(self.components) if "custom_id" in item]

    @property
    def custom_ids(self) -> list[str]:
        return [item["custom_id"] for item in self.interactive]

    @property
    def links(self) -> list[str]:
        """Where its link buttons lead."""
        found = limits.walk(self.components)
        return [item["url"] for _, item in found if item["type"] == limits.BUTTON and "url" in item]


@dataclass(eq=False)
class Interaction:
    """Something a member did, and what became of it."""

    id: str
    token: str
    kind: int
    by: Someone
    payload: Json
    message: Message | None = None
    """The message whose component was used, also by way of a modal."""
    opened_by: "Interaction | None" = None
    """The interaction that was answered with the modal this one submits."""
    sent_at: float | None = None
    """When a connected bot was first told, by the monotonic clock."""
    acknowledged_at: float | None = None
    callback_type: int | None = None
    original: Message | None = None
    """What @original names: the first reply, or the message that was updated."""
    messages: list[Message] = field(default_factory=list)
    """The first reply and the follow-ups, in the order they were sent."""
    final: list[Message] = field(default_factory=list)
    """Messages with something in them for the member to read, in the order they got it."""
    modal: Json | None = None
    choices: list[Json] | None = None
    signal: Signal = field(default_factory=Signal)

    @property
    def acknowledged_after(self) -> float | None:
        """Seconds from the bot being told to its callback."""
        if self.acknowledged_at is None or self.sent_at is None:
            return None
        return self.acknowledged_at - self.sent_at

    @property
    def ephemeral(self) -> bool:
        return self.original is not None and self.original.ephemeral

    async def acknowledged(self, within: float = 10) -> float:
        """Seconds the bot took to acknowledge it, once it has."""
        return await self.signal.until(lambda: self.acknowledged_after, within, self._so_far)

    async def answered(
        self, within: float = 30, when: Callable[[Message], bool] = lambda _message: True
    ) -> Message:
        """The first final message for which `when` holds: a reply, an edit after a defer, …"""

        def found() -> Message | None:
            return next((message for message in self.final if when(message)), None)

        return await self.signal.until(found, within, self._so_far)

    async def asked_back(self, within: float = 10) -> Json:
        """The modal it was answered with."""
        return await self.signal.until(lambda: self.modal, within, self._so_far)

    async def suggested(self, within: float = 10) -> list[Json]:
        """The choices an autocomplete was answered with."""
        return await self.signal.until(lambda: self.choices, within, self._so_far)

    def metadata(self) -> Json:
        """interaction_metadata: schema *InteractionMetadataResponse."""
        told: Json = {
            "id": self.id,
            "type": self.kind,
            "user": user(self.by.user_id),
            "authorizing_integration_owners": self.by.owners,
        }
        if self.kind == limits.COMPONENT and self.message:
            told["interacted_message_id"] = self.message.id
        if self.opened_by:
            told["triggering_interaction_metadata"] = self.opened_by.metadata()
        return told

    def _so_far(self) -> str:
        if self.sent_at is None:
            return f"interaction {self.id} is still waiting for a connected bot"
        shown = [message.text or "(thinking…)" for message in self.messages]
        return (
            f"interaction {self.id} got callback {self.callback_type} "
            f"after {self.acknowledged_after} s and messages {shown}"
        )


# REST: what was asked, and what is to go wrong on purpose


@dataclass(frozen=True)
class Call:
    """A REST request, read."""

    method: str
    path: str
    args: Mapping[str, str]
    query: Mapping[str, str]
    json: object
    files: Mapping[str, tuple[str, bytes]]
    """Uploaded files by form field: their name and content."""

    @property
    def body(self) -> Json:
        if not isinstance(self.json, dict):
            raise Refused(400, 50109, "The request body contains invalid JSON.")
        return self.json

    @property
    def message(self) -> Json:
        """The message in the body: all of it, or a callback's data; empty if there is none."""
        if not isinstance(self.json, dict):
            return {}
        data = self.json.get("data")
        return data if isinstance(data, dict) else self.json


@dataclass(frozen=True)
class Request:
    """A line of the log of REST requests."""

    method: str
    path: str
    json: Any
    status: int
    at: float
    injected: bool = False


@dataclass
class Fault:
    """An answer to give instead of the right one, a number of times or always."""

    method: str
    path_contains: str
    when: Callable[[Json], bool]
    status: int
    body: Json
    headers: Mapping[str, str]
    times: int | None

    def meets(self, call: Call) -> bool:
        """Whether it is this call's turn; counts it if so."""
        meant = call.method == self.method and self.path_contains in call.path
        if self.times == 0 or not meant or not self.when(call.message):
            return False
        if self.times is not None:
            self.times -= 1
        return True


def answer(body: Body, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """discord.py reads JSON only from exactly this Content-Type, without a charset."""
    if body is None:
        return web.Response(status=204)
    kind = {"Content-Type": "application/json"}
    return web.Response(
        status=status, body=json.dumps(body).encode(), headers={**kind, **(headers or {})}
    )


async def read(request: web.Request) -> tuple[object, dict[str, tuple[str, bytes]]]:
    """The JSON of a request, from its body or the form's payload_json, and the form's files."""
    if not request.content_type.startswith("multipart/"):
        raw = await request.text()
        return (json.loads(raw) if raw else None), {}
    payload: object = None
    files = {}
    async for part in parts(request):
        if part.name == "payload_json":
            payload = json.loads(part.content)
        else:
            files[part.name] = (part.filename, part.content)
    return payload, files


@dataclass(frozen=True)
class Part:
    name: str
    filename: str
    content: bytes


async def parts(request: web.Request) -> AsyncIterator[Part]:
    form = await request.multipart()
    while (part := await form.next()) is not None:
        assert isinstance(part, BodyPartReader), "a form inside a form"
        yield Part(part.name or "", part.filename or "", bytes(await part.read()))


# The gateway


@dataclass(eq=False)
class Session:
    """One IDENTIFY's worth of events; survives its socket until it is ended."""

    id: str
    shard: tuple[int, int]
    intents: int
    events: list[Json] = field(default_factory=list)
    socket: web.WebSocketResponse | None = None

    def sees(self, guild_id: int | None) -> bool:
        """Guilds are spread over the shards, direct messages come to the first."""
        number, count = self.shard
        return number == ((guild_id >> 22) % count if guild_id else 0)


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
        guild_id: int | None,
        delivered: Callable[[Json], None],
        violated: Callable[[str], None],
    ):
        self.url = ""
        self.sessions: list[Session] = []
        self.identifies = 0
        self.resumes = 0
        self.presence: Json | None = None
        self.ignore_heartbeats = False
        self.signal = Signal()
        self.sockets: dict[web.WebSocketResponse, web.Request] = {}
        self.privileged = privileged_intents
        self._admitted: set[web.WebSocketResponse] = set()  # those that identified or resumed
        self._token = token
        self._interval = heartbeat_interval
        self._guild_id = guild_id
        self._delivered = delivered
        self._violated = violated

    def live(self) -> list[Session] | None:
        """The sessions, if every shard has one with a socket."""
        ready = [session for session in self.sessions if session.socket is not None]
        return ready if ready and len(ready) == ready[0].shard[1] else None

    async def dispatch(self, name: str, data: Json, guild_id: int | None) -> None:
        """Tells the shard concerned, now or when it resumes."""
        meant = [session for session in self.sessions if session.sees(guild_id)]
        if not meant:
            raise RuntimeError("no session to tell: await discord.connected() first")
        for session in meant:
            await self._tell(session, name, data)

    async def _tell(self, session: Session, name: str, data: Json) -> None:
        event = {"op": 0, "t": name, "s": len(session.events) + 1, "d": data}
        session.events.append(event)
        if session.socket is not None:
            await self._send_event(session.socket, event)

    async def _send_event(self, socket: web.WebSocketResponse, event: Json) -> None:
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
        await socket.send_json({"op": 10, "d": hello})
        last_beat = time.monotonic()
        while (payload := await self._receive(socket, last_beat)) is not None:
            if payload.get("op") == 1:
                last_beat = time.monotonic()
                if not self.ignore_heartbeats:
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
            case 4 | 8:
                pass
            case other:
                raise Closing(4001, f"Unknown opcode {other}")

    async def _identify(self, socket: web.WebSocketResponse, asked: Json) -> None:
        shard, intents = self._admit(asked)
        self._admitted.add(socket)
        self.identifies += 1
        self.sessions = [session for session in self.sessions if session.shard != shard]
        session = Session(id=f"session-{new_id()}", shard=shard, intents=intents, socket=socket)
        self.sessions.append(session)
        await self._tell(session, "READY", self._ready(session))
        if self._knows_guild(session):
            await self._tell(session, "GUILD_CREATE", whole_guild(self._guild_id or 0))
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
        return (number, count), intents

    def _knows_guild(self, session: Session) -> bool:
        return bool(self._guild_id and session.intents & GUILDS and session.sees(self._guild_id))

    def _ready(self, session: Session) -> Json:
        guilds = [{"id": str(self._guild_id), "unavailable": True}]
        return {
            "v": 10,
            "user": BOT,
            "guilds": guilds if self._knows_guild(session) else [],
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


# Commands, as members meet them


def bare_option(option: Json, value: object) -> Json:
    return {"name": option["name"], "type": option["type"], "value": value}


VALUE_TYPES: dict[int, tuple[type, ...]] = {
    3: (str,),
    4: (int,),
    5: (bool,),
    6: (int,),
    7: (int,),
    8: (int,),
    10: (int, float),
}


def filled_in(options: list[Json], values: Mapping[str, object], *, enforce: bool) -> list[Json]:
    """The options a client would send; refuses what no client can, or with `enforce` should."""
    by_name = {option["name"]: option for option in options}
    if unknown := values.keys() - by_name.keys():
        raise LookupError(f"no such options: {sorted(unknown)}; there are {sorted(by_name)}")
    missing = [name for name, o in by_name.items() if o.get("required") and name not in values]
    if missing:
        raise LookupError(f"required options not given: {missing}")
    for name, value in values.items():
        check_value(by_name[name], value, enforce=enforce)
    return [
        bare_option(by_name[name], str(value) if by_name[name]["type"] in (6, 7, 8) else value)
        for name, value in values.items()
    ]


def check_value(option: Json, value: object, *, enforce: bool) -> None:
    kinds = VALUE_TYPES.get(option["type"])
    if kinds is None:
        raise NotImplementedError(f"options of type {option['type']}")
    if not isinstance(value, kinds) or (isinstance(value, bool) and option["type"] != 5):
        raise TypeError(f"{option['name']}: option of type {option['type']} given {value!r}")
    if enforce and (problem := value_problem(option, value)):
        raise ValueError(f"{option['name']}: {problem}")


def value_problem(option: Json, value: Any) -> str | None:
    """What an up-to-date client would not let a member send."""
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        return f"{value!r} is none of {choices}"
    size = len(value) if isinstance(value, str) else value
    unit = "length" if isinstance(value, str) else "value"
    least, most = option.get(f"min_{unit}"), option.get(f"max_{unit}")
    if (least is not None and size < least) or (most is not None and size > most):
        return f"{unit} {size} is not between {least} and {most}"
    return None


def resolved(options: list[Json], by: Someone) -> Json:
    """The users, channels and roles that option values name."""
    found: Json = {}
    for option in options:
        value = option.get("value")
        if option["type"] == 6:
            member = guild_member(int(str(value)), MEMBER)
            found.setdefault("users", {})[value] = member.pop("user")
            found.setdefault("members", {})[value] = member
        if option["type"] == 7:
            channel = text_channel(by.guild_id or 0, MEMBER) | {"id": value}
            found.setdefault("channels", {})[value] = channel
        if option["type"] == 8:
            role = whole_guild(by.guild_id or 0)["roles"][0] | {"id": value, "name": "role"}
            found.setdefault("roles", {})[value] = role
    return {"resolved": found} if found else {}


def stored_command(command: Json, guild_id: str | None, known: Mapping[str, str]) -> Json:
    """Schema ApplicationCommandResponse; a command keeps its id for as long as its name."""
    kind = command.get("type") or 1
    permissions = command.get("default_member_permissions")
    placed = {"guild_id": guild_id} if guild_id else {}
    return {
        "integration_types": [GUILD_INSTALL],
        "contexts": None,
        "nsfw": False,
        "options": [],
        "description": "",
        **{key: value for key, value in command.items() if value is not None},
        **placed,
        "id": known.get(f"{kind} {command['name']}") or new_id(),
        "type": kind,
        "application_id": str(APPLICATION_ID),
        "version": new_id(),
        "default_member_permissions": None if permissions is None else str(permissions),
    }


def holders(command: Json, path: list[str]) -> list[Json]:
    """The group and subcommand that `path` names, outermost first."""
    found = [command]
    for name in path:
        inner = [option for option in found[-1].get("options") or [] if option["name"] == name]
        if not inner or inner[0]["type"] not in (limits.SUBCOMMAND, limits.GROUP):
            raise LookupError(f"{found[-1]['name']} has no subcommand {name}")
        found += inner
    return found[1:]


def descend(command: Json, path: list[str]) -> Json:
    """The subcommand, or the command itself, that holds the options."""
    command = [command, *holders(command, path)][-1]
    if any(o["type"] in (limits.SUBCOMMAND, limits.GROUP) for o in command.get("options") or []):
        raise LookupError(f"{command['name']} cannot be used without a subcommand")
    return command


def command_data(command: Json, path: list[str], options: list[Json]) -> Json:
    """Schema ApplicationCommandInteractionData: options lie inside their subcommands."""
    for holder in reversed(holders(command, path)):
        options = [{"name": holder["name"], "type": holder["type"], "options": options}]
    data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
    return data | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


def check_available(command: Json, by: Someone, *, enforce: bool = True) -> None:
    """Whether a client would offer the command to this member here."""
    here = IN_GUILD if by.guild_id else IN_BOT_DM
    contexts = command["contexts"]
    if here not in (contexts if contexts is not None else (IN_GUILD, IN_BOT_DM)):
        raise LookupError(f"{command['name']} is not offered in context {here}, only {contexts}")
    install = USER_INSTALL if by.user_installed else GUILD_INSTALL
    if install not in command["integration_types"]:
        raise LookupError(f"{command['name']} is not offered to installation type {install}")
    needed = command["default_member_permissions"]
    if enforce and by.guild_id and needed is not None and not may(by, int(needed)):
        raise PermissionError(f"{command['name']} needs permissions {needed}")


def may(by: Someone, needed: int) -> bool:
    """Needing no permission at all is Discord's way of saying administrators only."""
    if by.permissions & ADMINISTRATOR:
        return True
    return needed != 0 and by.permissions & needed == needed


def usable(message: Message, custom_id: str, by: Someone) -> Json:
    """The component of that custom_id, if this member can see and use it."""
    if message.deleted:
        raise LookupError("the message was deleted")
    if message.ephemeral and by.user_id != message.placed.user_id:
        raise LookupError("an ephemeral message is seen only by whom it answers")
    for component in message.interactive:
        if component["custom_id"] == custom_id:
            if component.get("disabled"):
                raise LookupError(f"{custom_id} is disabled")
            return component
    raise LookupError(f"no component {custom_id!r}; there are {message.custom_ids}")


SELECTED_KINDS = {5: 6, 6: 8, 7: 6, 8: 7}  # a select's type: the type of option that names the same


def chosen(select: Json, values: list[str], by: Someone) -> Json:
    """What a client sends of a select: the values, and what they name."""
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    if not least <= len(values) <= most:
        raise ValueError(f"{len(values)} values for a select of {least} to {most}")
    if select["type"] == limits.STRING_SELECT:
        offered = [option["value"] for option in select["options"]]
        if unknown := set(values) - set(offered):
            raise LookupError(f"not offered: {sorted(unknown)}; there are {offered}")
        return {"values": values}
    kind = SELECTED_KINDS[select["type"]]
    named = resolved([{"type": kind, "value": value} for value in values], by)
    return {"values": values, **named}


def plain_message(content: str, author_id: int, by: Someone) -> Json:
    """A member's message, as a message command is told of it."""
    return {
        "id": new_id(),
        "type": 0,
        "channel_id": by.channel_id,
        "author": user(author_id),
        "content": content,
        "timestamp": now(),
        "edited_timestamp": None,
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "tts": False,
        "flags": 0,
    }


# Modals, as members fill them in


def submitted(component: Json, values: Mapping[str, object]) -> Json:
    """A modal's component with what the member put in it: schema ModalSubmit*."""
    told: Json = {key: component[key] for key in ("type", "id", "custom_id") if key in component}
    if component["type"] == limits.LABEL:
        return told | {"component": submitted(component["component"], values)}
    if component["type"] == limits.ACTION_ROW:
        return told | {"components": [submitted(c, values) for c in component["components"]]}
    if component["type"] == limits.TEXT_DISPLAY:
        return told
    value = values.get(component["custom_id"])
    if value is None and component.get("required", True) and component["type"] != limits.CHECKBOX:
        raise LookupError(f"required by the modal and not given: {component['custom_id']}")
    match component["type"]:
        case limits.TEXT_INPUT:
            return told | {"value": value or ""}
        case limits.RADIO_GROUP | limits.CHECKBOX:
            return told | {"value": value}
        case _:
            return told | {"values": value or []}


# Messages, as Discord keeps them


def number_components(components: list[Json]) -> list[Json]:
    """A copy with the ids Discord gives to those that came without, in order, from 1."""
    numbered = copy.deepcopy(components)
    taken = {item["id"] for _, item in limits.walk(numbered) if item.get("id")}
    free = (number for number in itertools.count(1) if number not in taken)
    for _, item in limits.walk(numbered):
        item["id"] = item.get("id") or next(free)
    return numbered


def attachment_url(name: str) -> str:
    return f"https://cdn.discordapp.com/ephemeral-attachments/1/2/{name}"


def unfurled(url: str) -> Json:
    real = attachment_url(url.removeprefix("attachment://")) if "attachment://" in url else url
    return {"url": real, "proxy_url": real, "width": 1, "height": 1}


def stored_components(components: list[Json]) -> list[Json]:
    numbered = number_components(components)
    for _, item in limits.walk(numbered):
        for holder in (item, *item.get("items", [])):
            for key in holder.keys() & {"media", "file"}:
                holder[key] = unfurled(holder[key]["url"])
    return numbered


def stored_attachment(attached: Json, files: Mapping[str, bytes]) -> Json:
    url = attachment_url(attached["filename"])
    size = len(files.get(attached["filename"], b""))
    return attached | {"size": size, "url": url, "proxy_url": url}


def merged(message: Message, edit: Json) -> Json:
    """The payload a message consists of after an edit; a null empties a key."""
    sent = message.sent | {
        key: edit[key] for key in ("content", "embeds", "components", "attachments") if key in edit
    }
    if edit.get("flags") is not None:
        kept = message.sent.get("flags", 0) & ~limits.SETTABLE_WHEN_EDITED
        sent["flags"] = kept | edit["flags"] & limits.SETTABLE_WHEN_EDITED
    sent["allowed_mentions"] = edit.get("allowed_mentions")
    names = {attached["id"]: attached for attached in message.body["attachments"]}
    sent["attachments"] = [
        {**names.get(attached["id"], {}), **attached} for attached in sent.get("attachments") or []
    ]
    return sent


def render(message: Message) -> None:
    """Renders what was sent into what is told of it, and keeps that state."""
    sent = message.sent
    message.body |= {
        "content": (sent.get("content") or "").strip(),
        "embeds": [{"type": "rich", **embed} for embed in sent.get("embeds") or []],
        "components": stored_components(sent.get("components") or []),
        "attachments": [
            stored_attachment(attached, message.files) for attached in sent.get("attachments") or []
        ],
        "flags": sent.get("flags") or 0,
    }
    message.pings |= limits.pings(sent)
    message.versions.append(copy.deepcopy(message.body))


def uploaded(call: Call, payload: Json, inside: str = "") -> tuple[Json, dict[str, bytes]]:
    """A sound payload with its new attachments' real ids and names, and the files by name."""
    refuse_if(limits.MESSAGE_BASE(payload, ""), inside)
    files = dict(call.files.values())
    named = []
    for attached in payload.get("attachments") or []:
        slot = call.files.get(f"files[{attached['id']}]")
        named.append({**attached, "id": new_id(), "filename": slot[0]} if slot else attached)
    return ({**payload, "attachments": named} if "attachments" in payload else payload), files


def check_message(payload: Json, inside: str) -> None:
    refuse_if(limits.message_problems(payload), inside)
    if limits.text_weight(payload) > limits.MAX_TEXT_WEIGHT:
        raise Refused(500, 0, "500: Internal Server Error")


def age(interaction: Interaction) -> float:
    """Seconds since the bot was told of it."""
    return 0.0 if interaction.sent_at is None else time.monotonic() - interaction.sent_at


def callback_response(interaction: Interaction) -> Json:
    """Schema InteractionCallbackResponse."""
    told: Json = {"id": interaction.id, "type": interaction.kind}
    if interaction.original is None:
        return {"interaction": told}
    told |= {
        "response_message_id": interaction.original.id,
        "response_message_loading": interaction.original.loading,
        "response_message_ephemeral": interaction.original.ephemeral,
    }
    if interaction.callback_type not in (limits.REPLY, limits.UPDATE):
        return {"interaction": told}
    resource = {"type": interaction.callback_type, "message": interaction.original.body}
    return {"interaction": told, "resource": resource}


def asks_for_response(call: Call) -> bool:
    return call.query.get("with_response", "").lower() in ("1", "true")


def pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))


Handler: TypeAlias = Callable[[Call], Body]


class DiscordServer:
    """Discord, for as long as the ``async with`` lasts."""

    def __init__(
        self,
        token: str,
        *,
        guild_id: int | None = None,
        heartbeat_interval: float = 41.25,
        ack_deadline: float = 3.0,
        token_lifetime: float = 15 * 60,
        privileged_intents: int = 0,
    ):
        """`guild_id` is a guild the bot is a member of, told as GUILD_CREATE; times in seconds."""
        self.violations: list[str] = []
        self.requests: list[Request] = []
        self.commands: list[Json] = []
        """The global commands, as last synced, with their ids."""
        self.guild_commands: dict[str, list[Json]] = {}
        self.syncs = 0
        self.interactions: list[Interaction] = []
        self.ack_deadline = ack_deadline
        self.token_lifetime = token_lifetime
        self.api_base = ""
        self.gateway = Gateway(
            token,
            heartbeat_interval=heartbeat_interval,
            privileged_intents=privileged_intents,
            guild_id=guild_id,
            delivered=self._delivered,
            violated=self.violations.append,
        )
        self._token = token
        self._faults: list[Fault] = []
        self._watchdogs: dict[str, asyncio.TimerHandle] = {}
        self._routes = [
            (method, pattern(template), by_bot, handler)
            for method, template, by_bot, handler in self._route_table()
        ]

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=25 * 1024 * 1024)
        app.router.add_get("/", self.gateway.serve)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        address = "{}:{}".format(*self._runner.addresses[0][:2])
        self.api_base = f"http://{address}/api/v10"
        self.gateway.url = f"ws://{address}/"
        return self

    async def __aexit__(self, *_exception: object) -> None:
        for watchdog in self._watchdogs.values():
            watchdog.cancel()
        for socket in list(self.gateway.sockets):
            await socket.close(code=1001, drain=False)
        await self._runner.cleanup()

    @property
    def gateway_url(self) -> str:
        return self.gateway.url

    @property
    def messages(self) -> list[Message]:
        """Every message the bot sent, in the order of the interactions."""
        return [message for interaction in self.interactions for message in interaction.messages]

    # The connection, and how it can fail

    async def connected(self, within: float = 20) -> None:
        """Waits until every shard has identified or resumed, on a socket that is open."""
        await self.gateway.signal.until(self.gateway.live, within, self._why_not_connected)

    async def disconnected(self, within: float = 20) -> None:
        """Waits until the bot has closed every socket, as when it shuts down."""
        await self.gateway.signal.until(
            lambda: None if self.gateway.sockets else True,
            within,
            lambda: f"{len(self.gateway.sockets)} sockets are still open",
        )

    def _why_not_connected(self) -> str:
        return (
            f"the bot is not connected: {len(self.gateway.sockets)} sockets, "
            f"{len(self.gateway.sessions)} sessions, {self.gateway.identifies} identifies, "
            f"requests {[f'{r.method} {r.path} {r.status}' for r in self.requests[-5:]]}, "
            f"violations {self.violations}"
        )

    @property
    def ignore_heartbeats(self) -> bool:
        return self.gateway.ignore_heartbeats

    @ignore_heartbeats.setter
    def ignore_heartbeats(self, ignore: bool) -> None:
        self.gateway.ignore_heartbeats = ignore

    async def drop_connections(self) -> None:
        """Cuts the sockets without a close frame; the client should RESUME."""
        self.gateway.drop()

    async def ask_reconnect(self) -> None:
        await self.gateway.send_everyone({"op": 7, "d": None})

    async def ask_heartbeat(self) -> None:
        await self.gateway.ask_heartbeat()

    async def invalidate_session(self, *, resumable: bool) -> None:
        await self.gateway.send_everyone({"op": 9, "d": resumable})
        if not resumable:
            self.gateway.sessions.clear()

    # Faults, none of which is the bot's. `when` is given the message: a callback's data.

    def refuse(
        self,
        *,
        method: str,
        path_contains: str,
        when: Callable[[Json], bool] = lambda _body: True,
        status: int = 400,
        code: int = 50035,
        message: str = "Invalid Form Body",
        times: int | None = None,
    ) -> None:
        body = {"code": code, "message": message}
        self._faults.append(Fault(method, path_contains, when, status, body, {}, times))

    def rate_limit(
        self, *, method: str, path_contains: str, retry_after: float = 0.3, times: int | None = 1
    ) -> None:
        """Docs, topics/rate-limits; without Via discord.py believes it is banned by Cloudflare."""
        headers = {
            "Via": "1.1 google",
            "Retry-After": str(max(1, round(retry_after))),
            "X-RateLimit-Scope": "user",
        }
        body = {
            "message": "You are being rate limited.",
            "retry_after": retry_after,
            "global": False,
        }
        fault = Fault(method, path_contains, lambda _body: True, 429, body, headers, times)
        self._faults.append(fault)

    def fail(
        self, *, method: str, path_contains: str, status: int = 502, times: int | None = 1
    ) -> None:
        body = {"code": 0, "message": f"{status}: Server Error"}
        fault = Fault(method, path_contains, lambda _body: True, status, body, {}, times)
        self._faults.append(fault)

    # What members do

    def command(self, name: str, guild_id: int | None = None, kind: int = 1) -> Json:
        """The synced command of that name, a guild's own before a global one."""
        for command in [*self.guild_commands.get(str(guild_id), []), *self.commands]:
            if command["name"] == name and command["type"] == kind:
                return command
        names = sorted(command["name"] for command in self.commands)
        raise LookupError(f"no command {name!r} of type {kind} was synced; there are {names}")

    async def slash(
        self,
        name: str,
        options: Mapping[str, object] | None = None,
        *,
        user_id: int = READER_ID,
        guild_id: int | None = GUILD_ID,
        locale: str = "en-US",
        permissions: int = MEMBER,
        user_installed: bool = False,
        enforce: bool = True,
    ) -> Interaction:
        """Uses a command; a subcommand is named like “coverage gaps”, guild_id=None is a DM.

        Without `enforce` the values' limits and the member's permissions are not looked at: clients
        can be old, and administrators can open commands to everybody.
        """
        by = Someone(user_id, guild_id, locale, permissions, user_installed)
        data = self._command_data(name, options or {}, by, enforce=enforce)
        return await self._interact(limits.COMMAND, by, data)

    async def autocomplete(
        self,
        name: str,
        focused: str,
        typed: str,
        options: Mapping[str, object] | None = None,
        *,
        user_id: int = READER_ID,
        guild_id: int | None = GUILD_ID,
        locale: str = "en-US",
    ) -> Interaction:
        """Types into the option `focused`, with `options` filled in before; see `suggested`."""
        by = Someone(user_id, guild_id, locale)
        command, path = self._find(name, guild_id)
        holder = descend(command, path)
        option = next(o for o in holder.get("options", []) if o["name"] == focused)
        if not option.get("autocomplete"):
            raise LookupError(f"{focused} of {name} has no autocomplete")
        by_name = {o["name"]: o for o in holder["options"]}
        filled = [bare_option(by_name[key], value) for key, value in (options or {}).items()]
        filled.append(bare_option(option, typed) | {"focused": True})
        data = command_data(command, path, filled)
        return await self._interact(limits.AUTOCOMPLETE, by, data)

    async def use_on_message(
        self,
        name: str,
        content: str,
        *,
        author_id: int = OWNER_ID,
        user_id: int = READER_ID,
        guild_id: int | None = GUILD_ID,
        locale: str = "en-US",
    ) -> Interaction:
        """Uses a message command (Apps in a message's menu) on somebody's message."""
        by = Someone(user_id, guild_id, locale)
        command = self.command(name, guild_id, kind=3)
        check_available(command, by)
        target = plain_message(content, author_id, by)
        data = {
            "id": command["id"],
            "name": name,
            "type": 3,
            "target_id": target["id"],
            "resolved": {"messages": {target["id"]: target}},
        }
        return await self._interact(limits.COMMAND, by, data)

    async def click(
        self,
        message: Message,
        custom_id: str,
        *,
        user_id: int | None = None,
        locale: str | None = None,
        permissions: int = MEMBER,
        values: list[str] | None = None,
    ) -> Interaction:
        """Uses a button or, with `values`, a select; by default as whoever the message answers."""
        asker = message.placed
        by = Someone(
            user_id or asker.user_id,
            asker.guild_id,
            locale or asker.locale,
            permissions,
            asker.user_installed,
        )
        component = usable(message, custom_id, by)
        data = {"custom_id": custom_id, "component_type": component["type"], "id": component["id"]}
        if component["type"] in limits.SELECTS:
            data |= chosen(component, values or [], by)
        return await self._interact(limits.COMPONENT, by, data, message=message)

    async def submit(self, opened: Interaction, values: Mapping[str, object]) -> Interaction:
        """Fills in the modal that `opened` was answered with, by custom_id, and sends it."""
        modal = await opened.asked_back()
        components = number_components(modal["components"])
        known = {item["custom_id"] for _, item in limits.walk(components) if "custom_id" in item}
        if unknown := values.keys() - known:
            raise LookupError(f"the modal has no {sorted(unknown)}; it has {sorted(known)}")
        data = {
            "custom_id": modal["custom_id"],
            "components": [submitted(component, values) for component in components],
        }
        return await self._interact(
            limits.MODAL_SUBMIT,
            opened.by,
            data,
            message=opened.message,
            opened_by=opened,
        )

    def _find(self, name: str, guild_id: int | None) -> tuple[Json, list[str]]:
        first, *path = name.split()
        return self.command(first, guild_id), path

    def _command_data(
        self, name: str, values: Mapping[str, object], by: Someone, *, enforce: bool
    ) -> Json:
        command, path = self._find(name, by.guild_id)
        check_available(command, by, enforce=enforce)
        holder = descend(command, path)
        filled = filled_in(holder.get("options") or [], values, enforce=enforce)
        return command_data(command, path, filled) | resolved(filled, by)

    async def _interact(
        self,
        kind: int,
        by: Someone,
        data: Json,
        *,
        message: Message | None = None,
        opened_by: Interaction | None = None,
    ) -> Interaction:
        payload: Json = {
            "id": new_id(),
            "application_id": str(APPLICATION_ID),
            "token": f"token-{new_id()}",
            "type": kind,
            "version": 1,
            "data": data,
            **by.described(),
        }
        if message is not None:
            payload["message"] = copy.deepcopy(message.body)
        interaction = Interaction(
            payload["id"], payload["token"], kind, by, payload, message, opened_by
        )
        self.interactions.append(interaction)
        await self.gateway.dispatch("INTERACTION_CREATE", payload, by.guild_id)
        return interaction

    # The three seconds

    def _delivered(self, event: Json) -> None:
        """Starts an interaction's clock once a bot has been told of it.

        Discord's own clock starts earlier, but a test that cuts the line should not blame the bot.
        """
        if event["t"] != "INTERACTION_CREATE" or event["d"]["id"] in self._watchdogs:
            return
        interaction = next(i for i in self.interactions if i.id == event["d"]["id"])
        interaction.sent_at = time.monotonic()
        loop = asyncio.get_running_loop()
        self._watchdogs[interaction.id] = loop.call_later(
            self.ack_deadline, self._missed, interaction
        )

    def _missed(self, interaction: Interaction) -> None:
        if interaction.acknowledged_at is None:
            what = interaction.payload["data"]
            self.violations.append(
                f"interaction {interaction.id} ({what.get('name') or what.get('custom_id')}) "
                f"was not acknowledged within {self.ack_deadline} s"
            )

    # REST

    def _route_table(self) -> Iterator[tuple[str, str, bool, Handler]]:
        """Method, path, whether it takes the bot's token, and what answers it."""
        yield "GET", "/users/@me", True, lambda _call: BOT
        yield "GET", "/oauth2/applications/@me", True, self._application
        yield "GET", "/gateway", False, lambda _call: {"url": self.gateway_url}
        yield "GET", "/gateway/bot", True, self._gateway_bot
        commands = "/applications/{app}/commands"
        guild_commands = "/applications/{app}/guilds/{guild}/commands"
        for path in (commands, guild_commands):
            yield "GET", path, True, self._get_commands
            yield "PUT", path, True, self._put_commands
        yield "POST", "/interactions/{interaction}/{token}/callback", False, self._callback
        message = "/webhooks/{app}/{token}/messages/{message}"
        yield "GET", message, False, self._get_message
        yield "PATCH", message, False, self._edit_message
        yield "DELETE", message, False, self._delete_message
        yield "POST", "/webhooks/{app}/{token}", False, self._follow_up

    async def _rest(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        try:
            body, files = await read(request)
        except ValueError as unreadable:
            body, files = f"unreadable: {unreadable}", {}
        call = Call(request.method, path, {}, request.query, body, files)
        for fault in self._faults:
            if fault.meets(call):
                self._log(call, fault.status, injected=True)
                return answer(fault.body, fault.status, fault.headers)
        try:
            reply = self._route(call, request.headers)
        except Refused as refused:
            self._log(call, refused.status)
            self.violations.append(f"{call.method} {path}: {refused.status} {refused.said}")
            return answer(refused.body, refused.status)
        self._log(call, 204 if reply is None else 200)
        return answer(reply)

    def _log(self, call: Call, status: int, *, injected: bool = False) -> None:
        entry = Request(call.method, call.path, call.json, status, time.monotonic(), injected)
        self.requests.append(entry)

    def _route(self, call: Call, headers: Mapping[str, str]) -> Body:
        for method, path, by_bot, handler in self._routes:
            found = path.fullmatch(call.path)
            if method == call.method and found:
                if by_bot:
                    self._authorise(headers)
                args = found.groupdict()
                if args.get("app", str(APPLICATION_ID)) != str(APPLICATION_ID):
                    raise Refused(404, 10002, "Unknown Application")
                return handler(replace(call, args=args))
        raise Refused(404, 0, "404: Not Found")

    def _authorise(self, headers: Mapping[str, str]) -> None:
        if headers.get("Authorization") != f"Bot {self._token}":
            raise Refused(401, 0, "401: Unauthorized")
        if not re.match(r"DiscordBot \(\S+[, ]+\S+\)", headers.get("User-Agent", "")):
            raise Refused(403, 40333, "internal network error")  # docs, reference#user-agent

    def _application(self, _call: Call) -> Json:
        return {
            "id": str(APPLICATION_ID),
            "name": "Footnote",
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": user(OWNER_ID),
            "team": None,
            "flags": application_flags(self.gateway.privileged),
            "integration_types_config": {"0": {}, "1": {}},
        }

    def _gateway_bot(self, _call: Call) -> Json:
        starts = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
        return {"url": self.gateway_url, "shards": 1, "session_start_limit": starts}

    def _get_commands(self, call: Call) -> list[Json]:
        guild = call.args.get("guild")
        return self.guild_commands.get(guild, []) if guild else self.commands

    def _put_commands(self, call: Call) -> list[Json]:
        if not isinstance(call.json, list):
            raise Refused(400, 50109, "The request body contains invalid JSON.")
        refuse_if(limits.command_list_problems(call.json))
        guild = call.args.get("guild")
        known = {f"{c['type']} {c['name']}": c["id"] for c in self._get_commands(call)}
        stored = [stored_command(command, guild, known) for command in call.json]
        if guild:
            self.guild_commands[guild] = stored
        else:
            self.commands = stored
        self.syncs += 1
        return stored

    # Interactions' answers

    def _callback(self, call: Call) -> Body:
        interaction = self._awaiting_answer(call)
        data, files = uploaded(call, call.body.get("data") or {}, "data.")
        refuse_if(
            limits.callback_problems(
                call.body, interaction.kind, from_message=interaction.message is not None
            )
        )
        self._carry_out(interaction, call.body["type"], data, files)
        interaction.acknowledged_at = time.monotonic()
        interaction.callback_type = call.body["type"]
        self._watchdogs[interaction.id].cancel()
        interaction.signal.ring()
        return callback_response(interaction) if asks_for_response(call) else None

    def _awaiting_answer(self, call: Call) -> Interaction:
        """The interaction a callback is for: known, not answered, and not too old to be."""
        interaction = self._by_token(call.args["token"])
        if interaction is None or interaction.id != call.args["interaction"]:
            raise Refused(404, 10062, "Unknown interaction")
        if interaction.acknowledged_at is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        if age(interaction) > self.ack_deadline:
            raise Refused(404, 10062, "Unknown interaction")
        return interaction

    def _carry_out(
        self, interaction: Interaction, kind: int, data: Json, files: dict[str, bytes]
    ) -> None:
        match kind:
            case limits.REPLY:
                check_message(data, "data.")
                interaction.original = self._send(interaction, data, files)
                interaction.final.append(interaction.original)
            case limits.DEFERRED_REPLY:
                flags = (data.get("flags") or 0) | limits.LOADING
                interaction.original = self._send(interaction, {"flags": flags}, {})
            case limits.DEFERRED_UPDATE:
                interaction.original = interaction.message
            case limits.UPDATE:
                interaction.original = interaction.message
                self._edit(interaction, self._original(interaction), data, files, "data.")
            case limits.SUGGEST:
                refuse_if(limits.suggestion_problems(data), "data.")
                interaction.choices = list(data.get("choices") or [])
            case limits.MODAL:
                refuse_if(limits.modal_problems(data), "data.")
                interaction.modal = data

    def _send(self, interaction: Interaction, sent: Json, files: dict[str, bytes]) -> Message:
        first = not interaction.messages and interaction.kind == limits.COMMAND
        body: Json = {
            "id": new_id(),
            "type": 20 if first else 19,  # CHAT_INPUT_COMMAND, REPLY
            "channel_id": interaction.by.channel_id,
            "author": BOT,
            "application_id": str(APPLICATION_ID),
            "webhook_id": str(APPLICATION_ID),
            "timestamp": now(),
            "edited_timestamp": None,
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
            "interaction_metadata": interaction.metadata(),
        }
        message = Message(body, interaction.by, sent, files=files)
        render(message)
        interaction.messages.append(message)
        return message

    def _edit(
        self,
        interaction: Interaction,
        message: Message,
        edit: Json,
        files: dict[str, bytes],
        inside: str = "",
    ) -> None:
        """Changes a message, or fills in the one that was “thinking…”."""
        if edit.get("flags") is not None:
            refuse_if(limits.edited_flag_problems(message.flags, edit["flags"]), inside)
        sent = merged(message, edit)
        sent["flags"] = (sent.get("flags") or 0) & ~limits.LOADING
        check_message(sent, inside)
        message.sent = sent
        message.files |= files
        if not message.loading:
            message.body["edited_timestamp"] = now()
        render(message)
        if message not in interaction.final:
            interaction.final.append(message)
        interaction.signal.ring()

    def _by_token(self, token: str) -> Interaction | None:
        return next((i for i in self.interactions if i.token == token), None)

    def _webhook(self, call: Call) -> Interaction:
        """The acknowledged interaction whose token is used as a webhook's.

        Before the callback Discord knows no such webhook; after its lifetime it answers 401 with
        50027 (discord-api-docs issue 6851).
        """
        interaction = self._by_token(call.args["token"])
        if interaction is None or interaction.acknowledged_at is None:
            raise Refused(404, 10015, "Unknown Webhook")
        if age(interaction) > self.token_lifetime:
            raise Refused(401, 50027, "Invalid Webhook Token")
        return interaction

    def _original(self, interaction: Interaction) -> Message:
        if interaction.original is None or interaction.original.deleted:
            raise Refused(404, 10008, "Unknown Message")
        return interaction.original

    def _message(self, call: Call, interaction: Interaction) -> Message:
        if call.args["message"] == "@original":
            return self._original(interaction)
        for message in interaction.messages:
            if message.id == call.args["message"] and not message.deleted:
                return message
        raise Refused(404, 10008, "Unknown Message")

    def _get_message(self, call: Call) -> Json:
        return self._message(call, self._webhook(call)).body

    def _edit_message(self, call: Call) -> Json:
        interaction = self._webhook(call)
        message = self._message(call, interaction)
        edit, files = uploaded(call, call.body)
        self._edit(interaction, message, edit, files)
        return message.body

    def _delete_message(self, call: Call) -> None:
        self._message(call, self._webhook(call)).deleted = True

    def _follow_up(self, call: Call) -> Json:
        """A further message; the first after a deferred reply still fills that one in."""
        interaction = self._webhook(call)
        sent, files = uploaded(call, call.body)
        refuse_if(limits.flag_problems(sent.get("flags") or 0))
        original = interaction.original
        if original is not None and original.loading and not original.deleted:
            self._edit(interaction, original, sent, files)
            return original.body
        check_message(sent, "")
        message = self._send(interaction, sent, files)
        interaction.final.append(message)
        interaction.signal.ring()
        return message.body
