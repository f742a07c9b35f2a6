"""Discord, played on 127.0.0.1: its gateway and as much of its REST API v10 as the bot uses.

The bot runs as it would anywhere, in its own process, with DISCORD_API_BASE and DISCORD_GATEWAY_URL
pointing here; the test plays the members, and afterwards asks what Discord would have refused::

    async with DiscordServer(token="…", guild_id=GUILD_ID) as discord:
        await discord.connected()
        asked = await discord.slash("ask", {"question": "Who won?"})
        reply = await asked.answered()
        clicked = await discord.click(reply, reply.custom_ids[0])
        written = await discord.write("Who won?", mentions_bot=True)
        reply = await written.replied()
        assert discord.violations == []

It is stricter than Discord where Discord forgives what a bot should not rely on. What a payload may
hold is in discord_limits.

Places. With `guild_id` the bot is a member of that server and told of it; without, only its
commands are there. All of these may be called before the bot connects or after; it is told.
    add_guild(name, locale=, shard=)   add_channel(name, kind=FORUM, deny=VIEW_CHANNEL)
    add_role(name, permissions)        add_member(name, locale=, roles=, permissions=)
    permit(channel, who, allow=, deny=)    leave(guild)    go_down(guild)    come_back(guild)
    dm(member)    group(member, …)    refuse_dms(member)

Members. Everywhere `by` is a member or an id, `channel` a channel, thread or conversation.
    slash(name, options, by=, channel=, user_installed=)    autocomplete(name, option, typed)
    use_on_message(name, message or words)    click(message, custom_id, values=)
    submit(interaction, values)    -> Interaction: answered(), acknowledged(), asked_back(), …
    write(words, channel=, by=, mentions_bot=, reply_to=)
        -> Written: replied(), typed(), reacted(); told, replies
    post(forum, title, words)    -> Written with its thread
    start_thread(name, channel=, message=)    archive(thread, locked=)    unarchive(thread)
    rewrite(written, words)    remove(message)
    posted(channel, when=)    the bot's next message there, whatever it replies to

What goes wrong. Requests:  refuse, rate_limit, fail, slow, lose_answer. The connection:
drop_connections, ask_reconnect, invalidate_session, ignore_heartbeats, go_silent. An interaction:
age(interaction, minutes=16), deliver_again(interaction). Two processes with one token are both
told of everything: connected(each=2); with `shards` the bot is told to use that many.

Whatever Discord refuses is a violation, apart from what no bot can foresee (misfortunes): closed
direct messages, a message that somebody deleted, a token that `age` made old.

The parts: discord_host (sockets, routes, faults), discord_wire (requests), discord_places (servers,
channels, permissions), discord_gateway, discord_messages, discord_commands (what a member's client
does), discord_interactions and discord_channels (REST). discord_client is a small discord.py client
to try it with.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace

import discord_limits as limits
from discord_commands import (
    bare_option,
    check_available,
    chosen,
    command_data,
    descend,
    filled_in,
    stored_command,
    submission,
    usable,
)
from discord_gateway import (
    GUILD_MEMBERS,
    GUILDS,
    MESSAGE_CONTENT,
)
from discord_host import Host
from discord_limits import Json, is_components_v2
from discord_messages import (
    Interaction,
    Message,
    Written,
    blank,
    mentioned,
    refers_to,
    render,
)
from discord_places import (
    APPLICATION_ID,
    CHANNEL_ID,
    EDITOR,
    FORUM,
    GROUP_DM,
    GUILD_ID,
    MANAGE_THREADS,
    MEMBER,
    OWNER_ID,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    READER_ID,
    SEND_MESSAGES,
    TEXT,
    THE_BOT,
    Anybody,
    Channel,
    Guild,
    Overwrite,
    Person,
    Role,
    Someone,
    new_number,
    resolved,
)
from discord_wire import (
    new_id,
    now,
)

__all__ = [
    "APPLICATION_ID",
    "CHANNEL_ID",
    "EDITOR",
    "FORUM",
    "GUILD_ID",
    "MEMBER",
    "MESSAGE_CONTENT",
    "OWNER_ID",
    "READER_ID",
    "TEXT",
    "Channel",
    "DiscordServer",
    "Guild",
    "Interaction",
    "Message",
    "Person",
    "Role",
    "Someone",
    "Written",
    "is_components_v2",
    "stored_command",
]


class DiscordServer(Host):
    """Discord, for as long as the ``async with`` lasts; see Host for how it is made and fails."""

    # Servers, channels, roles and people

    @property
    def guild(self) -> Guild:
        """The server that is meant where none is named: the first that the bot is in."""
        return next(iter(self.places.joined()), self.places.guild(GUILD_ID))

    def person(self, who: Anybody = READER_ID) -> Person:
        return self.places.person(who)

    def dm(self, who: Anybody = READER_ID) -> Channel:
        """Somebody's direct messages with the bot."""
        return self.places.dm(self.person(who))

    def group(self, *who: Anybody) -> Channel:
        """A group conversation, in which the bot is not: only its installed commands are."""
        people = [self.person(somebody) for somebody in who]
        channel = Channel(new_number(), GROUP_DM, "group", people=people, with_bot=False)
        channel.owner_id = people[0].id
        self.places.private[channel.id] = channel
        return channel

    def refuse_dms(self, who: Anybody = READER_ID) -> None:
        """Closes somebody's direct messages to the bot: 50007 from now on."""
        self.person(who).closed = True

    async def add_guild(
        self,
        name: str = "The Daily Test",
        *,
        locale: str = "en-US",
        shard: int | None = None,
        guild_id: int | None = None,
        permissions: int = MEMBER,
    ) -> Guild:
        """A server that takes the bot in, told to that shard; `permissions` are @everyone's."""
        number = guild_id or new_number()
        if shard is not None:
            moment = (number >> 22) // self.shards * self.shards + shard
            number = moment << 22 | number & 0x3FFFFF
        guild = self.places.guild(number)
        guild.name, guild.locale, guild.joined = name, locale, True
        guild.everyone.permissions = permissions
        guild.members[APPLICATION_ID] = set()
        told = guild.whole()
        del told["unavailable"]  # by which discord.py tells a new server from one that is back
        await self._tell("GUILD_CREATE", told, guild)
        return guild

    async def leave(self, guild: Guild) -> None:
        """The server throws the bot out."""
        guild.joined = False
        guild.members.pop(APPLICATION_ID, None)
        await self._tell("GUILD_DELETE", {"id": str(guild.id)}, guild)

    async def go_down(self, guild: Guild) -> None:
        """The server cannot be reached for a while."""
        await self._tell("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild)

    async def come_back(self, guild: Guild) -> None:
        await self._tell("GUILD_CREATE", guild.whole(), guild)

    async def add_channel(
        self,
        name: str = "newsroom",
        *,
        guild: Guild | None = None,
        kind: int = TEXT,
        allow: int = 0,
        deny: int = 0,
        tags: tuple[str, ...] = (),
    ) -> Channel:
        """A channel, with what it allows and denies the bot."""
        guild = guild or self.guild
        channel = Channel(new_number(), kind, name, guild, tags=list(tags))
        if allow or deny:
            channel.overwrites[APPLICATION_ID] = Overwrite(allow, deny)
        guild.channels[channel.id] = channel
        await self._tell("CHANNEL_CREATE", channel.told(), guild)
        return channel

    async def permit(
        self,
        channel: Channel,
        who: Person | Role = THE_BOT,
        *,
        allow: int = 0,
        deny: int = 0,
    ) -> None:
        """Sets what a channel allows and denies somebody, or a role; the bot if nobody is named."""
        assert channel.guild
        channel.overwrites[who.id] = Overwrite(allow, deny)
        await self._tell("CHANNEL_UPDATE", channel.told(), channel.guild)

    async def add_role(
        self, name: str, permissions: int = 0, *, guild: Guild | None = None
    ) -> Role:
        guild = guild or self.guild
        role = Role(new_number(), name, permissions)
        guild.roles[role.id] = role
        told = {"guild_id": str(guild.id), "role": role.told()}
        await self._tell("GUILD_ROLE_CREATE", told, guild)
        return role

    async def add_member(
        self,
        name: str = "",
        *,
        user_id: int | None = None,
        locale: str = "en-US",
        roles: tuple[Role, ...] = (),
        permissions: int = 0,
        guild: Guild | None = None,
    ) -> Person:
        """Somebody with these roles and, by one of their own, these permissions beside everyone's.

        An account that is there already joins, keeping its name and locale.
        """
        guild = guild or self.guild
        number = user_id or new_number()
        person = self.places.person(Person(number, name or f"Reader {number % 1000}", locale))
        if permissions:
            roles = (*roles, await self.add_role(f"{person.name}'s", permissions, guild=guild))
        guild.members[person.id] = {role.id for role in roles}
        told = guild.member(person) | {"guild_id": str(guild.id)}
        self._say("GUILD_MEMBER_ADD", lambda _intents: told, guild.id, GUILD_MEMBERS)
        await self._flush()
        return person

    async def _tell(self, name: str, data: Json, guild: Guild) -> None:
        self._say(name, lambda _intents: data, guild.id, GUILDS)
        await self._flush()

    # What members write

    async def write(
        self,
        content: str,
        *,
        channel: Channel | None = None,
        by: Anybody = READER_ID,
        mentions_bot: bool = False,
        reply_to: Message | None = None,
        ping: bool = True,
    ) -> Written:
        """Somebody's message; `ping` is whether a reply notifies, as clients do unless told not to.

        The bot hears its words only with the message content intent, directly, or mentioned.
        """
        person = self.person(by)
        channel = channel or (reply_to.channel if reply_to else self._channel_of_bot(person))
        self._check_may_write(person, channel, channel.sending)
        if channel.guild is None:
            person.installed = person.installed or not self.places.reachable(person)
        if mentions_bot and APPLICATION_ID not in mentioned(content):
            content = f"<@{APPLICATION_ID}> {content}"
        return await self._written(person, channel, content, reply_to=reply_to, ping=ping)

    async def post(
        self, forum: Channel, title: str, content: str, *, by: Anybody = READER_ID
    ) -> Written:
        """Starts a post in a forum; its first message has the id of its thread."""
        person = self.person(by)
        self._check_may_write(person, forum, SEND_MESSAGES)
        thread = self._channels.start(forum, title, person)
        written = await self._written(person, thread, content, message_id=str(thread.id))
        written.thread = thread
        return written

    async def start_thread(
        self,
        name: str,
        *,
        channel: Channel | None = None,
        by: Anybody = READER_ID,
        message: Message | None = None,
        private: bool = False,
    ) -> Channel:
        """A thread of somebody's; with `message` it hangs from that message."""
        person = self.person(by)
        parent = message.channel if message else channel or self._channel_of_bot(person)
        kind = PRIVATE_THREAD if private else PUBLIC_THREAD
        thread = self._channels.start(parent, name, person, kind=kind, message=message)
        await self._flush()
        return thread

    async def archive(self, thread: Channel, *, locked: bool = False) -> None:
        thread.archived, thread.locked = True, locked
        self._channels.thread_changed(thread)
        await self._flush()

    async def unarchive(self, thread: Channel) -> None:
        thread.archived = thread.locked = False
        self._channels.thread_changed(thread)
        await self._flush()

    async def rewrite(self, written: Written, content: str) -> None:
        """Its author edits a message."""
        written.sent = written.sent | {"content": content}
        written.body["edited_timestamp"] = now()
        render(written)
        self._mention(written.body, mentioned(content))
        self._tell_of("MESSAGE_UPDATE", written)
        await self._flush()

    async def remove(self, message: Message) -> None:
        """Somebody deletes a message, the bot's too."""
        message.deleted = True
        self._tell_of("MESSAGE_DELETE", message)
        await self._flush()

    async def posted(
        self,
        channel: Channel | None = None,
        within: float = 30,
        when: Callable[[Message], bool] = lambda _message: True,
    ) -> Message:
        """The bot's first message there, not to an interaction, for which `when` holds."""
        here = channel or self._channel_of_bot(self.person())

        def found() -> Message | None:
            own = (m for m in self.mail.in_channel(here) if m.from_bot and not m.of_interaction)
            return next((message for message in own if when(message)), None)

        shown = lambda: f"there are {[m.text for m in self.mail.in_channel(here)]}"  # noqa: E731
        return await self.mail.signal.until(found, within, shown)

    def _channel_of_bot(self, person: Person) -> Channel:
        if not self.guild.joined:
            raise LookupError("the bot is in no server: DiscordServer(token, guild_id=GUILD_ID)")
        return self.places.first_channel(self.guild.id, person)

    def _check_may_write(self, person: Person, channel: Channel, needed: int) -> None:
        if not self.gateway.sessions:
            raise RuntimeError("no session to tell: await discord.connected() first")
        if channel.guild:
            channel.guild.members.setdefault(person.id, set())
        if not channel.lets(person.id, needed):
            raise PermissionError(f"{person.name} may not write in {channel.name}")
        if channel.locked and not channel.lets(person.id, MANAGE_THREADS):
            raise PermissionError(f"{channel.name} is locked")
        if channel.archived:
            channel.archived = False
            self._channels.thread_changed(channel)

    async def _written(
        self,
        person: Person,
        channel: Channel,
        content: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        message_id: str | None = None,
    ) -> Written:
        body = blank(person, channel)
        if message_id is not None:
            body["id"] = message_id
        mentions = mentioned(content)
        if reply_to is not None:
            if reply_to.ephemeral or reply_to.channel is not channel:
                raise LookupError("it cannot be replied to here")
            body |= refers_to(reply_to)
            # what answers an interaction is a webhook's, which cannot be notified
            if ping and not reply_to.of_interaction:
                mentions.append(int(reply_to.body["author"]["id"]))
        written = Written(body, self.places.someone(person, channel), {"content": content})
        render(written)
        self._mention(written.body, mentions)
        self.mail.put(written)
        self._tell_of("MESSAGE_CREATE", written)
        await self._flush()
        return written

    def _mention(self, body: Json, ids: list[int]) -> None:
        body["mentions"] = [self.places.person(number).told() for number in dict.fromkeys(ids)]

    # What members do with commands, buttons and modals

    def command(self, name: str, guild_id: int | None = None, kind: int = 1) -> Json:
        """The synced command of that name, a guild's own before a global one."""
        for command in [*self.guild_commands.get(str(guild_id), []), *self.commands]:
            if command["name"] == name and command["type"] == kind:
                return command
        names = sorted(command["name"] for command in self.commands)
        raise LookupError(f"no command {name!r} of type {kind} was synced; there are {names}")

    def _someone(
        self,
        by: Anybody,
        channel: Channel | None,
        guild_id: int | None,
        locale: str | None,
        permissions: int | None = None,
        *,
        user_installed: bool = False,
    ) -> Someone:
        person = self.person(by)
        person.installed = person.installed or user_installed
        return self.places.someone(
            person,
            channel or self.places.first_channel(guild_id, person),
            locale=locale,
            permissions=permissions,
            user_installed=user_installed,
        )

    async def slash(
        self,
        name: str,
        options: Mapping[str, object] | None = None,
        *,
        by: Anybody | None = None,
        channel: Channel | None = None,
        user_id: int = READER_ID,
        guild_id: int | None = GUILD_ID,
        locale: str | None = None,
        permissions: int | None = None,
        user_installed: bool = False,
        enforce: bool = True,
    ) -> Interaction:
        """Uses a command; a subcommand is named like “coverage gaps”, guild_id=None is a DM.

        `permissions` are the member's own where not given. Without `enforce` the values' limits and
        the permissions are not looked at: clients can be old, and administrators can open commands
        to everybody.
        """
        who = self._someone(
            by or user_id, channel, guild_id, locale, permissions, user_installed=user_installed
        )
        data = self._command_data(name, options or {}, who, enforce=enforce)
        return await self._interact(limits.COMMAND, who, data)

    async def autocomplete(
        self,
        name: str,
        focused: str,
        typed: str,
        options: Mapping[str, object] | None = None,
        *,
        by: Anybody | None = None,
        channel: Channel | None = None,
        user_id: int = READER_ID,
        guild_id: int | None = GUILD_ID,
        locale: str | None = None,
        user_installed: bool = False,
    ) -> Interaction:
        """Types into the option `focused`, with `options` filled in before; see `suggested`."""
        who = self._someone(by or user_id, channel, guild_id, locale, user_installed=user_installed)
        command, path = self._find(name, who.guild_id)
        holder = descend(command, path)
        option = next(o for o in holder.get("options", []) if o["name"] == focused)
        if not option.get("autocomplete"):
            raise LookupError(f"{focused} of {name} has no autocomplete")
        by_name = {o["name"]: o for o in holder["options"]}
        filled = [bare_option(by_name[key], value) for key, value in (options or {}).items()]
        filled.append(bare_option(option, typed) | {"focused": True})
        data = command_data(command, path, filled)
        return await self._interact(limits.AUTOCOMPLETE, who, data)

    async def use_on_message(
        self,
        name: str,
        content: str | Message,
        *,
        by: Anybody | None = None,
        channel: Channel | None = None,
        author_id: int = OWNER_ID,
        user_id: int = READER_ID,
        guild_id: int | None = GUILD_ID,
        locale: str | None = None,
        user_installed: bool = False,
    ) -> Interaction:
        """Uses a message command (Apps in a message's menu) on a message, or on new words."""
        if isinstance(content, Message):
            channel = content.channel
        who = self._someone(by or user_id, channel, guild_id, locale, user_installed=user_installed)
        command = self.command(name, who.guild_id, kind=3)
        check_available(command, who)
        if isinstance(content, Message):
            target = copy.deepcopy(content.body)
        else:
            target = blank(self.person(author_id), who.channel, content)
        data = {
            "id": command["id"],
            "name": name,
            "type": 3,
            "target_id": target["id"],
            "resolved": {"messages": {target["id"]: target}},
        }
        return await self._interact(limits.COMMAND, who, data)

    async def click(
        self,
        message: Message,
        custom_id: str,
        *,
        by: Anybody | None = None,
        user_id: int | None = None,
        locale: str | None = None,
        permissions: int | None = None,
        values: list[str] | None = None,
    ) -> Interaction:
        """Uses a button or, with `values`, a select; by default as whoever the message answers."""
        asker = message.placed
        known = asker.person if asker.person is not THE_BOT else self.person(READER_ID)
        person = self.person(by or user_id or known)
        same = person is asker.person
        who = self.places.someone(
            person,
            asker.channel,
            locale=locale or (asker.locale if same else None),
            permissions=asker.permissions if same and permissions is None else permissions,
            user_installed=asker.user_installed,
        )
        if not same and asker.user_installed:
            who = replace(who, installer=asker.installer or asker.person)
        component = usable(message, custom_id, who)
        data = {"custom_id": custom_id, "component_type": component["type"], "id": component["id"]}
        if component["type"] in limits.SELECTS:
            data |= chosen(component, values or [], who, self.places)
        return await self._interact(limits.COMPONENT, who, data, message=message)

    async def submit(self, opened: Interaction, values: Mapping[str, object]) -> Interaction:
        """Fills in the modal that `opened` was answered with, by custom_id, and sends it."""
        modal = await opened.asked_back()
        data = submission(modal, values, opened.by, self.places)
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
        return command_data(command, path, filled) | resolved(filled, by, self.places)

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
