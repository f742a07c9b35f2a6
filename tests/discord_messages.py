"""Messages and interactions, as Discord keeps them and as members see them."""

import copy
import itertools
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import discord_limits as limits
from discord_gateway import MESSAGE_CONTENT
from discord_limits import Json
from discord_places import APPLICATION_ID, DM, Channel, Person, Someone
from discord_wire import Signal, new_id, now


@dataclass(eq=False)
class Message:
    """A message, as Discord keeps it."""

    body: Json
    """What Discord would tell a client of it now."""
    placed: Someone
    """Whom it answers, and where it is."""
    sent: Json
    """The payload it was made of, edits merged in."""
    pings: set[str] = field(default_factory=set)
    """Everyone it ever notified: an edit does not take a notification back."""
    versions: list[Json] = field(default_factory=list)
    """Each state it has been in, the present one last."""
    files: dict[str, bytes] = field(default_factory=dict)
    deleted: bool = False
    parsed: tuple[str, ...] = ("users",)
    """What its mentions notify when it says nothing of allowed_mentions."""
    answers: "Written | Interaction | None" = None

    @property
    def channel(self) -> Channel:
        return self.placed.channel

    @property
    def from_bot(self) -> bool:
        return bool(self.body["author"]["id"] == str(APPLICATION_ID))

    @property
    def of_interaction(self) -> bool:
        return "interaction_metadata" in self.body

    @property
    def replies_to(self) -> str | None:
        """The id of the message that it replies to."""
        reference = self.body.get("message_reference")
        return str(reference["message_id"]) if reference else None

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
class Written(Message):
    """A member's message, and what the bot made of it."""

    thread: Channel | None = None
    """The thread or forum post that it began."""
    told: list[Json] = field(default_factory=list)
    """MESSAGE_CREATE as each session heard it; empty when none asked to hear it."""
    replies: list[Message] = field(default_factory=list)
    """The bot's messages that reply to it, or that came next without replying to any."""
    typing: list[float] = field(default_factory=list)
    """When the bot was seen typing before its first reply, by the monotonic clock."""
    reactions: list[str] = field(default_factory=list)
    """The bot's."""
    signal: Signal = field(default_factory=Signal)

    async def replied(
        self, within: float = 30, when: Callable[[Message], bool] = lambda _message: True
    ) -> Message:
        """The first of the bot's replies for which `when` holds, also once edited."""

        def found() -> Message | None:
            return next((m for m in self.replies if not m.deleted and when(m)), None)

        return await self.signal.until(found, within, self._so_far)

    async def typed(self, within: float = 10) -> float:
        """When the bot was first seen typing."""
        first = lambda: self.typing[0] if self.typing else None  # noqa: E731
        return await self.signal.until(first, within, self._so_far)

    async def reacted(self, within: float = 10) -> list[str]:
        """The bot's reactions, once there are any."""
        return await self.signal.until(lambda: self.reactions or None, within, self._so_far)

    def _so_far(self) -> str:
        heard = [event["content"] for event in self.told]
        shown = [message.text for message in self.replies]
        return f"{self.content!r} was heard as {heard} and replied to with {shown}"


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
    follow_ups: int = 0
    aged: float = 0.0
    """Seconds that a test took it to be older than it is."""

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
            "user": self.by.person.told(),
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


class Mail:
    """Every message there is, by channel."""

    def __init__(self) -> None:
        self.everything: list[Message] = []
        self.signal = Signal()
        """Rings when the bot sends, edits, deletes, types or reacts."""

    def put(self, message: Message) -> None:
        channel = message.channel
        self.everything.append(message)
        if not message.ephemeral:
            channel.count += 1
            channel.last_message_id = message.id

    def in_channel(self, channel: Channel) -> list[Message]:
        """Those that are still there for everybody, oldest first."""
        return [
            message
            for message in self.everything
            if message.channel is channel and not message.deleted and not message.ephemeral
        ]

    def find(self, channel: Channel, message_id: str) -> Message | None:
        found = (message for message in self.in_channel(channel) if message.id == message_id)
        return next(found, None)

    def lost(self, channel: Channel, message_id: str) -> bool:
        """Whether it was there and somebody deleted it."""
        return any(
            message.deleted and message.id == message_id and message.channel is channel
            for message in self.everything
        )

    def last_written(self, channel: Channel) -> Written | None:
        """What the bot would be answering here: the last words, or what the thread is about."""
        for message in reversed(self.everything):
            here = message.channel is channel or message.id == str(channel.id)
            if isinstance(message, Written) and here:
                return message
        return None

    def answered(self, message: Message, to: Written | None) -> None:
        """Takes note of a message of the bot's, and of what it answers."""
        message.answers = to
        if to is not None:
            to.replies.append(message)
        self.changed(message)

    def changed(self, message: Message) -> None:
        answers = message.answers
        if isinstance(answers, Interaction) and not (message.loading or message in answers.final):
            answers.final.append(message)
        if answers is not None:
            answers.signal.ring()
        self.signal.ring()


def blank(person: Person, channel: Channel, content: str = "") -> Json:
    """A message with nothing in it but words: schema MessageResponse."""
    return {
        "id": new_id(),
        "type": 0,
        "channel_id": str(channel.id),
        "author": person.told(),
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


def mentioned(content: str) -> list[int]:
    return list(dict.fromkeys(int(number) for number in re.findall(r"<@!?(\d+)>", content)))


def refers_to(message: Message) -> Json:
    """What a reply tells of the message it replies to."""
    reference = {"type": 0, "message_id": message.id, "channel_id": message.body["channel_id"]}
    if message.channel.guild_id:
        reference["guild_id"] = str(message.channel.guild_id)
    return {"type": 19, "message_reference": reference, "referenced_message": message.body}


def shown_to_bot(body: Json, intents: int, channel: Channel) -> Json:
    """A message without the words that the bot may not read.

    Docs, events/gateway#message-content-intent: it may read its own, those that mention it (a reply
    that pings does) and those written to it directly.
    """
    to_bot = str(APPLICATION_ID) in [user["id"] for user in body["mentions"]]
    own = body["author"]["id"] == str(APPLICATION_ID)
    direct = channel.kind == DM and channel.with_bot
    if not (intents & MESSAGE_CONTENT or to_bot or own or direct):
        body = body | {"content": "", "embeds": [], "attachments": [], "components": []}
    if referenced := body.get("referenced_message"):
        shown = shown_to_bot(referenced, intents, channel)
        body = body | {"referenced_message": {**shown, "referenced_message": None}}
    return copy.deepcopy(body)


def as_event(body: Json, channel: Channel, author: Person) -> Json:
    """MESSAGE_CREATE and MESSAGE_UPDATE tell of the server and its member too."""
    told = body | {"channel_type": channel.kind}
    if (guild := channel.guild) is None:
        return told
    member = guild.member(author)
    del member["user"]
    return told | {"guild_id": str(guild.id), "member": member}


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
    message.pings |= limits.pings(sent, message.parsed)
    message.versions.append(copy.deepcopy(message.body))


def age(interaction: Interaction) -> float:
    """Seconds since the bot was told of it."""
    if interaction.sent_at is None:
        return interaction.aged
    return interaction.aged + time.monotonic() - interaction.sent_at


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
