"""The machinery of the stand-in for Discord: its sockets, its routes, and how they can fail."""

import asyncio
import copy
import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Self

import discord_limits as limits
from aiohttp import web
from discord_channels import ChannelRest
from discord_commands import (
    stored_command,
)
from discord_gateway import (
    DIRECT_MESSAGES,
    GUILD_MESSAGES,
    Gateway,
    Tailored,
    application_flags,
)
from discord_interactions import InteractionRest
from discord_limits import Json
from discord_messages import (
    Interaction,
    Mail,
    Message,
    Written,
    as_event,
    shown_to_bot,
)
from discord_places import (
    APPLICATION_ID,
    BOT,
    OWNER_ID,
    Places,
)
from discord_wire import (
    Body,
    Call,
    Fault,
    Refused,
    Request,
    Route,
    answer,
    pattern,
    read,
    refuse_if,
)


class Host:
    """Discord without anybody in it; what a test does there is DiscordServer's."""

    def __init__(
        self,
        token: str,
        *,
        guild_id: int | None = None,
        heartbeat_interval: float = 41.25,
        ack_deadline: float = 3.0,
        token_lifetime: float = 15 * 60,
        privileged_intents: int = 0,
        shards: int = 1,
    ):
        """`guild_id` is a guild the bot is a member of, told as GUILD_CREATE; times in seconds.

        `shards` is how many Discord tells the bot to use, and the least that it takes.
        """
        self.violations: list[str] = []
        """What Discord refused and the bot is to blame for."""
        self.misfortunes: list[str] = []
        """What it refused and nobody could foresee: members who take no messages, …"""
        self.requests: list[Request] = []
        self.commands: list[Json] = []
        """The global commands, as last synced, with their ids."""
        self.guild_commands: dict[str, list[Json]] = {}
        self.syncs = 0
        self.ack_deadline = ack_deadline
        self.shards = shards
        self.api_base = ""
        self.places = Places(guild_id)
        self.mail = Mail()
        self.gateway = Gateway(
            token,
            heartbeat_interval=heartbeat_interval,
            privileged_intents=privileged_intents,
            guilds=self.places.joined,
            shards=shards,
            delivered=self._delivered,
            violated=self.violations.append,
        )
        self._answers = InteractionRest(
            self.mail, self._tell_of, ack_deadline=ack_deadline, token_lifetime=token_lifetime
        )
        self._channels = ChannelRest(
            self.places, self.mail, self._say, self._tell_of, lambda: self.gateway.privileged
        )
        self._token = token
        self._faults: list[Fault] = []
        self._unsaid: deque[tuple[str, Tailored, int | None, int]] = deque()
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
    def interactions(self) -> list[Interaction]:
        return self._answers.interactions

    @property
    def messages(self) -> list[Message]:
        """Every message the bot sent, in the order in which it did."""
        return [message for message in self.mail.everything if message.from_bot]

    # The connection, and how it can fail

    async def connected(self, within: float = 20, each: int = 1) -> None:
        """Waits until every shard has `each` sessions, identified or resumed, on open sockets."""
        await self.gateway.signal.until(
            lambda: self.gateway.live(each), within, self._why_not_connected
        )

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

    def go_silent(self, *, beating: bool = False, lasting: bool = False) -> None:
        """Tells nothing more on the sockets that are open, nor answers heartbeats unless `beating`.

        The sockets stay open. With `lasting` it is the same on every new socket.
        """
        self.gateway.go_silent(beating=beating, lasting=lasting)

    def speak_again(self) -> None:
        self.gateway.mute = None

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

    def slow(
        self, *, method: str, path_contains: str, seconds: float, times: int | None = 1
    ) -> None:
        """Lets calls wait before they are carried out."""
        self._faults.append(Fault(method, path_contains, times=times, delay=seconds))

    def lose_answer(
        self,
        *,
        method: str,
        path_contains: str,
        when: Callable[[Json], bool] = lambda _body: True,
        times: int | None = 1,
    ) -> None:
        """Carries calls out, and hangs up instead of telling so."""
        self._faults.append(Fault(method, path_contains, when, times=times, cut=True))

    def age(self, interaction: Interaction, *, minutes: float = 16) -> None:
        """Makes an interaction so much older: after 15 minutes its token opens nothing."""
        interaction.aged += minutes * 60

    async def deliver_again(self, interaction: Interaction) -> None:
        """Tells the bot of an interaction a second time."""
        await self.gateway.dispatch(
            "INTERACTION_CREATE", copy.deepcopy(interaction.payload), interaction.by.guild_id
        )

    # What the bot is told

    def _say(self, name: str, data: Tailored, guild_id: int | None, intents: int) -> None:
        self._unsaid.append((name, data, guild_id, intents))

    async def _flush(self) -> None:
        while self._unsaid:
            await self.gateway.announce(*self._unsaid.popleft())

    def _tell_of(self, name: str, message: Message) -> None:
        """Tells of a message, to the bot's sessions that may hear of it."""
        channel = message.channel
        if message.ephemeral or not channel.visible_to_bot:
            return
        author = self.places.person(int(message.body["author"]["id"]))
        deleted = {"id": message.id, "channel_id": str(channel.id)}
        deleted |= {"guild_id": str(channel.guild_id)} if channel.guild_id else {}

        def told(intents: int) -> Json:
            if name == "MESSAGE_DELETE":
                return deleted
            event = as_event(shown_to_bot(message.body, intents, channel), channel, author)
            if isinstance(message, Written) and name == "MESSAGE_CREATE":
                message.told.append(event)
            return event

        self._say(
            name, told, channel.guild_id, GUILD_MESSAGES if channel.guild else DIRECT_MESSAGES
        )

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

    def _route_table(self) -> Iterator[Route]:
        yield "GET", "/users/@me", True, lambda _call: BOT
        yield "GET", "/oauth2/applications/@me", True, self._application
        yield "GET", "/gateway", False, lambda _call: {"url": self.gateway_url}
        yield "GET", "/gateway/bot", True, self._gateway_bot
        commands = "/applications/{app}/commands"
        guild_commands = "/applications/{app}/guilds/{guild}/commands"
        for path in (commands, guild_commands):
            yield "GET", path, True, self._get_commands
            yield "PUT", path, True, self._put_commands
        yield from self._answers.routes()
        yield from self._channels.routes()

    async def _rest(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        try:
            body, files = await read(request)
        except ValueError as unreadable:
            body, files = f"unreadable: {unreadable}", {}
        call = Call(request.method, path, {}, request.query, body, files)
        fault = next((fault for fault in self._faults if fault.meets(call)), None)
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault is not None and fault.status is not None:
            self._log(call, fault.status, injected=True)
            return answer(fault.body, fault.status, fault.headers)
        try:
            reply = self._route(call, request.headers)
        except Refused as refused:
            self._log(call, refused.status)
            said = f"{call.method} {path}: {refused.status} {refused.said}"
            (self.violations if refused.foreseeable else self.misfortunes).append(said)
            return answer(refused.body, refused.status)
        self._log(call, 204 if reply is None else 200)
        await self._flush()
        if fault is not None and fault.cut and request.transport is not None:
            request.transport.abort()
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
            "owner": self.places.person(OWNER_ID).told(),
            "team": None,
            "flags": application_flags(self.gateway.privileged),
            "integration_types_config": {"0": {}, "1": {}},
        }

    def _gateway_bot(self, _call: Call) -> Json:
        starts = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
        return {"url": self.gateway_url, "shards": self.shards, "session_start_limit": starts}

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
