"""The stand-in's REST endpoints for channels: messages, typing, threads, reactions, servers."""

import time
from collections.abc import Callable, Iterator
from typing import Protocol

import discord_limits as limits
from discord_gateway import GUILDS
from discord_interactions import Told, edit_message
from discord_limits import Json
from discord_messages import Mail, Message, Written, blank, refers_to, render, shown_to_bot
from discord_places import (
    ADD_REACTIONS,
    APPLICATION_ID,
    ATTACH_FILES,
    CATEGORY,
    CREATE_PRIVATE_THREADS,
    CREATE_PUBLIC_THREADS,
    DM,
    EMBED_LINKS,
    FORUM,
    MANAGE_CHANNELS,
    MANAGE_MESSAGES,
    MANAGE_THREADS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    THE_BOT,
    Channel,
    Guild,
    Person,
    Places,
    new_number,
)
from discord_wire import (
    Call,
    Refused,
    Route,
    check_message,
    missing_access,
    missing_permissions,
    refuse_if,
    unknown_message,
    uploaded,
)

REPLIABLE = (0, 19, 20, 23)  # message types; the others are the system's


class Announce(Protocol):
    """Queues an event for the sessions of a server's shard that asked for any of the intents."""

    def __call__(
        self, name: str, data: Callable[[int], Json], guild_id: int | None, intents: int
    ) -> None: ...


class ChannelRest:
    """Everything under /channels, /guilds and /users/@me/channels, as the bot may use it."""

    def __init__(
        self,
        places: Places,
        mail: Mail,
        announce: Announce,
        told: Told,
        granted: Callable[[], int],
    ) -> None:
        """`granted` are the privileged intents, which say what REST shows too."""
        self._places = places
        self._mail = mail
        self._announce = announce
        self._told = told
        self._granted = granted

    def routes(self) -> Iterator[Route]:
        yield "POST", "/users/@me/channels", True, self._open_dm
        yield "GET", "/users/{user}", True, self._get_user
        yield "GET", "/guilds/{guild}", True, lambda call: self._guild(call).described()
        yield "GET", "/guilds/{guild}/channels", True, self._get_channels
        yield "GET", "/guilds/{guild}/threads/active", True, self._get_threads
        yield "GET", "/guilds/{guild}/members/{user}", True, self._get_member
        channel = "/channels/{channel}"
        yield "GET", channel, True, lambda call: self._seen(call).told()
        yield "PATCH", channel, True, self._edit_channel
        yield "POST", f"{channel}/typing", True, self._type
        yield "POST", f"{channel}/threads", True, self._start_thread
        yield "PUT", f"{channel}/thread-members/@me", True, self._join_thread
        yield "DELETE", f"{channel}/thread-members/@me", True, self._leave_thread
        yield "GET", f"{channel}/messages", True, self._get_messages
        yield "POST", f"{channel}/messages", True, self._create_message
        message = f"{channel}/messages/{{message}}"
        yield "GET", message, True, self._get_message
        yield "PATCH", message, True, self._edit_message
        yield "DELETE", message, True, self._delete_message
        yield "POST", f"{message}/threads", True, self._start_thread_from_message
        yield "PUT", f"{message}/reactions/{{emoji}}/@me", True, self._react
        yield "DELETE", f"{message}/reactions/{{emoji}}/@me", True, self._take_back_reaction

    # Who and where

    def _open_dm(self, call: Call) -> Json:
        refuse_if(limits.shape({"recipient_id": limits.snowflake})(call.body, ""))
        person = self._places.people.get(int(call.body["recipient_id"]))
        if person is None or person is THE_BOT:
            raise Refused(400, 50033, "Invalid Recipient(s)")
        return self._places.dm(person).told()

    def _known(self, call: Call) -> Person:
        person = self._places.people.get(int(call.args["user"]))
        if person is None:
            raise Refused(404, 10013, "Unknown User")
        return person

    def _get_user(self, call: Call) -> Json:
        return self._known(call).told()

    def _guild(self, call: Call) -> Guild:
        guild = self._places.guilds.get(int(call.args["guild"]))
        if guild is None or not guild.joined:
            raise Refused(404, 10004, "Unknown Guild")
        return guild

    def _get_channels(self, call: Call) -> list[Json]:
        return [c.told() for c in self._guild(call).channels.values() if not c.is_thread]

    def _get_threads(self, call: Call) -> Json:
        channels = self._guild(call).channels.values()
        threads = [c for c in channels if c.is_thread and c.visible_to_bot and not c.archived]
        joined = [thread for thread in threads if THE_BOT in thread.people]
        return {
            "threads": [thread.told() for thread in threads],
            "members": [thread.thread_member(THE_BOT) for thread in joined],
        }

    def _get_member(self, call: Call) -> Json:
        guild, person = self._guild(call), self._known(call)
        if person.id not in guild.members:
            raise Refused(404, 10007, "Unknown Member")
        return guild.member(person)

    def _seen(self, call: Call) -> Channel:
        """The channel of a call, which the bot must be able to see."""
        channel = self._places.channel(call.args["channel"])
        if channel is None:
            raise Refused(404, 10003, "Unknown Channel")
        if not channel.visible_to_bot:
            raise missing_access()
        return channel

    def _message(self, call: Call) -> Message:
        """A message that is there for everybody: ephemeral ones are nowhere."""
        channel, message_id = self._seen(call), call.args["message"]
        message = self._mail.find(channel, message_id)
        if message is None:
            raise unknown_message(foreseeable=not self._mail.lost(channel, message_id))
        return message

    # Reading

    def _shown(self, message: Message) -> Json:
        return shown_to_bot(message.body, self._granted(), message.channel)

    def _get_message(self, call: Call) -> Json:
        message = self._message(call)
        need(message.channel, READ_MESSAGE_HISTORY)
        return self._shown(message)

    def _get_messages(self, call: Call) -> list[Json]:
        """The newest first; none at all without Read Message History."""
        channel = self._seen(call)
        most = call.query.get("limit", "50")
        refuse_if(limits.whole(1, 100)(int(most) if most.isdecimal() else most, "limit"))
        if not channel.lets(APPLICATION_ID, READ_MESSAGE_HISTORY):
            return []
        before, after = call.query.get("before"), call.query.get("after")
        found = [
            message
            for message in self._mail.in_channel(channel)
            if (not before or int(message.id) < int(before))
            and (not after or int(message.id) > int(after))
        ]
        page = found[: int(most)] if after else found[-int(most) :]
        return [self._shown(message) for message in reversed(page)]

    # Writing

    def _create_message(self, call: Call) -> Json:
        channel = self._seen(call)
        if channel.kind in (FORUM, CATEGORY):
            raise Refused(400, 50008, "Cannot send messages in a non-text channel")
        check_may_write(channel, self._places)
        sent, files = uploaded(call, call.body)
        if (twin := self._twin(channel, sent)) is not None:
            return twin.body
        message = self._post(channel, sent, files)
        if channel.archived:
            channel.archived = False
            self.thread_changed(channel)
        return message.body

    def _twin(self, channel: Channel, sent: Json) -> Message | None:
        """The message that the same nonce already made; docs, resources/message#create-message."""
        refuse_if(limits.CHANNEL_MESSAGE(sent, ""))
        if not sent.get("enforce_nonce") or sent.get("nonce") is None:
            return None
        for message in self._mail.in_channel(channel):
            if message.from_bot and message.sent.get("nonce") == sent["nonce"]:
                return message
        return None

    def _post(
        self, channel: Channel, sent: Json, files: dict[str, bytes], message_id: str | None = None
    ) -> Message:
        sent = permitted(channel, sent, files)
        flags = sent.get("flags") or 0
        refuse_if([*limits.flag_problems(flags), *limits.ephemeral_problems(flags)])
        check_message(sent, "")
        target = self._target(channel, sent.get("message_reference"))
        body = blank(THE_BOT, channel)
        if target is not None:
            body |= refers_to(target)
        if message_id is not None:
            body["id"] = message_id
        if sent.get("nonce") is not None:
            body["nonce"] = sent["nonce"]
        asked = self._mail.last_written(channel) if target is None else target
        placed = asked.placed if asked is not None else self._places.someone(THE_BOT, channel)
        if placed.channel is not channel:
            placed = self._places.someone(placed.person, channel)
        message = Message(body, placed, sent, files=files, parsed=limits.ALL_MENTIONS)
        render(message)
        if target is not None and pings_author(sent):
            message.pings |= {f"<@{target.body['author']['id']}>"} - {f"<@{APPLICATION_ID}>"}
        if channel.is_thread and THE_BOT not in channel.people:
            channel.people.append(THE_BOT)
        self._mail.put(message)
        self._told("MESSAGE_CREATE", message)
        self._mail.answered(message, asked if isinstance(asked, Written) else None)
        return message

    def _target(self, channel: Channel, reference: Json | None) -> Message | None:
        """The message replied to."""
        if not reference or reference.get("type") == 1:
            return None
        if str(reference.get("channel_id") or channel.id) != str(channel.id):
            refuse_if(["message_reference: Cannot reply to a message in a different channel"])
        if not channel.lets(APPLICATION_ID, READ_MESSAGE_HISTORY):
            told = "Cannot reply without permission to read message history"
            raise Refused(400, 160002, told)
        target = self._mail.find(channel, str(reference["message_id"]))
        if target is None and reference.get("fail_if_not_exists", True):
            lost = self._mail.lost(channel, str(reference["message_id"]))
            refuse_if(["message_reference: Unknown message"], foreseeable=not lost)
        if target is not None and target.body["type"] not in REPLIABLE:
            refuse_if(["message_reference: Cannot reply to a system message"])
        return target

    def _edit_message(self, call: Call) -> Json:
        message = self._message(call)
        if not message.from_bot:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        check_not_archived(message.channel)
        edit, files = uploaded(call, call.body)
        edit_message(message, permitted(message.channel, edit, files), files)
        self._told("MESSAGE_UPDATE", message)
        self._mail.changed(message)
        return message.body

    def _delete_message(self, call: Call) -> None:
        message = self._message(call)
        if not message.from_bot:
            if message.channel.guild is None:
                raise Refused(403, 50003, "Cannot execute action on a DM channel")
            need(message.channel, MANAGE_MESSAGES)
        message.deleted = True
        self._told("MESSAGE_DELETE", message)
        self._mail.changed(message)

    def _type(self, call: Call) -> None:
        channel = self._seen(call)
        check_may_write(channel, self._places)
        written = self._mail.last_written(channel)
        if written is not None and not written.replies:
            written.typing.append(time.monotonic())
            written.signal.ring()

    def _react(self, call: Call) -> None:
        message = self._message(call)
        check_not_archived(message.channel)
        need(message.channel, READ_MESSAGE_HISTORY | ADD_REACTIONS)
        if isinstance(message, Written) and call.args["emoji"] not in message.reactions:
            message.reactions.append(call.args["emoji"])
            message.signal.ring()

    def _take_back_reaction(self, call: Call) -> None:
        message = self._message(call)
        if isinstance(message, Written) and call.args["emoji"] in message.reactions:
            message.reactions.remove(call.args["emoji"])
            message.signal.ring()

    # Threads

    def _start_thread(self, call: Call) -> Json:
        """A thread without a message, or in a forum a post."""
        channel = self._seen(call)
        if channel.guild is None or channel.is_thread:
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        if channel.kind == FORUM:
            return self._start_post(channel, call)
        refuse_if(limits.WITHOUT_MESSAGE(call.body, ""))
        kind = call.body.get("type") or PRIVATE_THREAD
        private = kind == PRIVATE_THREAD
        need(channel, CREATE_PRIVATE_THREADS if private else CREATE_PUBLIC_THREADS)
        return self.start(channel, call.body["name"], THE_BOT, kind=kind).told()

    def _start_post(self, forum: Channel, call: Call) -> Json:
        need(forum, SEND_MESSAGES)
        refuse_if(limits.FORUM_POST(call.body, ""))
        sent, files = uploaded(call, call.body["message"], "message.")
        check_message(permitted(forum, sent, files), "message.")
        thread = self.start(forum, call.body["name"], THE_BOT)
        thread.tags = [str(tag) for tag in call.body.get("applied_tags") or []]
        message = self._post(thread, sent, files, str(thread.id))
        return thread.told() | {"message": message.body}

    def _start_thread_from_message(self, call: Call) -> Json:
        message = self._message(call)
        if message.channel.guild is None or message.channel.is_thread:
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        refuse_if(limits.FROM_MESSAGE(call.body, ""))
        need(message.channel, CREATE_PUBLIC_THREADS)
        if self._places.channel(message.id) is not None:
            raise Refused(400, 160004, "A thread has already been created for this message")
        return self.start(message.channel, call.body["name"], THE_BOT, message=message).told()

    def start(
        self,
        parent: Channel,
        name: str,
        by: Person,
        *,
        kind: int = PUBLIC_THREAD,
        message: Message | None = None,
    ) -> Channel:
        """A new thread, told to those who may see it; from a message it takes the message's id."""
        assert parent.guild
        number = int(message.id) if message else new_number()
        thread = Channel(number, kind, name, parent.guild, parent, people=[by], owner_id=by.id)
        parent.guild.channels[number] = thread
        if message is not None:
            message.body |= {"thread": thread.told(), "flags": message.body["flags"] | 1 << 5}
        if isinstance(message, Written):
            message.thread = thread
        self._thread_event("THREAD_CREATE", thread, {"newly_created": True})
        return thread

    def thread_changed(self, thread: Channel) -> None:
        self._thread_event("THREAD_UPDATE", thread, {})

    def _thread_event(self, name: str, thread: Channel, more: Json) -> None:
        if thread.visible_to_bot:
            told = thread.told() | more
            self._announce(name, lambda _intents: told, thread.guild_id, GUILDS)

    def _edit_channel(self, call: Call) -> Json:
        channel, edit = self._seen(call), call.body
        if not channel.is_thread:
            need(channel, MANAGE_CHANNELS)
            channel.name = edit.get("name", channel.name)
            return channel.told()
        refuse_if(limits.THREAD_EDIT(edit, ""))
        check_may_edit_thread(channel, edit)
        channel.archived = edit.get("archived", channel.archived)
        channel.locked = edit.get("locked", channel.locked)
        channel.name = edit.get("name", channel.name)
        self.thread_changed(channel)
        return channel.told()

    def _join_thread(self, call: Call) -> None:
        thread = self._seen(call)
        check_not_archived(thread)
        if THE_BOT not in thread.people:
            thread.people.append(THE_BOT)

    def _leave_thread(self, call: Call) -> None:
        thread = self._seen(call)
        check_not_archived(thread)
        if THE_BOT in thread.people:
            thread.people.remove(THE_BOT)


def need(channel: Channel, permissions: int) -> None:
    if not channel.lets(APPLICATION_ID, permissions):
        raise missing_permissions()


def check_may_write(channel: Channel, places: Places) -> None:
    """Whether the bot may write here; an archived thread opens again unless it is locked."""
    if channel.kind == DM:
        (person,) = channel.people
        if not places.reachable(person):
            told = "Cannot send messages to this user due to having no mutual guilds"
            raise Refused(403, 50278, told, foreseeable=False)
        if person.closed:
            told = "Cannot send messages to this user"
            raise Refused(403, 50007, told, foreseeable=False)
        return
    need(channel, channel.sending)
    if channel.locked and not channel.lets(APPLICATION_ID, MANAGE_THREADS):
        if channel.archived:
            raise Refused(400, 50083, "Thread is archived")
        raise Refused(400, 160005, "Thread is locked")


def check_not_archived(channel: Channel) -> None:
    if channel.archived:
        raise Refused(400, 50083, "Thread is archived")


def check_may_edit_thread(thread: Channel, edit: Json) -> None:
    """Docs, topics/threads#permissions: anybody who writes there may open an archived thread."""
    if thread.lets(APPLICATION_ID, MANAGE_THREADS):
        return
    if edit.keys() == {"archived"} and not edit["archived"] and not thread.locked:
        need(thread, SEND_MESSAGES_IN_THREADS)
        return
    if thread.owner_id != APPLICATION_ID or "locked" in edit or thread.locked:
        raise missing_permissions()
    if thread.archived and edit.get("archived", True):
        check_not_archived(thread)


def permitted(channel: Channel, sent: Json, files: dict[str, bytes]) -> Json:
    """The payload without the embeds that may not be shown; files that may not be are refused."""
    if files:
        need(channel, ATTACH_FILES)
    if sent.get("embeds") and not channel.lets(APPLICATION_ID, EMBED_LINKS):
        return sent | {"embeds": []}
    return sent


def pings_author(sent: Json) -> bool:
    """Whether a reply notifies whom it replies to: unless told what to allow, it does."""
    allowed = sent.get("allowed_mentions")
    return allowed is None or bool(allowed.get("replied_user"))
