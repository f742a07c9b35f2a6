"""Servers, channels, threads, roles and people, as Discord keeps and tells of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from discord_limits import Json
from discord_wire import new_id, now

APPLICATION_ID = 700_000_000_000_000_001  # also the bot's user id, as for every newer application
GUILD_ID = 700_000_000_000_000_002
CHANNEL_ID = 700_000_000_000_000_003
READER_ID = 700_000_000_000_000_004
OWNER_ID = 700_000_000_000_000_005

# Permissions: docs, topics/permissions#permissions-bitwise-permission-flags
ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
USE_EXTERNAL_EMOJIS = 1 << 18
USE_APPLICATION_COMMANDS = 1 << 31
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
SEND_MESSAGES_IN_THREADS = 1 << 38
USE_EXTERNAL_APPS = 1 << 50
EVERYTHING = (1 << 53) - 1

MEMBER = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | ADD_REACTIONS
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS
    | USE_EXTERNAL_APPS
)
"""What @everyone may, unless a test says otherwise; the bot is a member like the others."""
EDITOR = MEMBER | MANAGE_GUILD

# Channel types: schema ChannelTypes
TEXT, DM, GROUP_DM, CATEGORY, NEWS, FORUM = 0, 1, 3, 4, 5, 15
NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
THREADS = frozenset({NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})

IN_GUILD, IN_BOT_DM, IN_PRIVATE = 0, 1, 2  # schema InteractionContextType
GUILD_INSTALL, USER_INSTALL = 0, 1  # schema ApplicationIntegrationType


@dataclass(eq=False)
class Person:
    """An account."""

    id: int
    name: str
    locale: str = "en-US"
    bot: bool = False
    installed: bool = False
    """Whether they installed the application for themselves."""
    closed: bool = False
    """Whether they take no direct messages."""

    def told(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", ""),
            "global_name": None if self.bot else self.name,
            "discriminator": "0000" if self.bot else "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "bot": self.bot,
            "primary_guild": None,
        }


THE_BOT = Person(APPLICATION_ID, "footnote", bot=True)
BOT = THE_BOT.told()


@dataclass(eq=False)
class Role:
    id: int
    name: str
    permissions: int = 0
    position: int = 1
    mentionable: bool = False

    def told(self) -> Json:
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": self.mentionable,
            "flags": 0,
        }


@dataclass(frozen=True)
class Overwrite:
    """What a channel allows and denies one role or person."""

    allow: int = 0
    deny: int = 0


@dataclass(eq=False)
class Guild:
    """A server. `joined` says whether the bot is a member of it, and not only its commands."""

    id: int
    name: str = "The Daily Test"
    locale: str = "en-US"
    joined: bool = False
    owner_id: int = OWNER_ID
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=dict)
    """The ids of each member's roles, by the member's id; @everyone is not named."""
    channels: "dict[int, Channel]" = field(default_factory=dict)
    """Threads included."""

    def __post_init__(self) -> None:
        self.roles.setdefault(self.id, Role(self.id, "@everyone", MEMBER, position=0))

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    def permissions_of(self, user_id: int) -> int:
        """Over the whole server, before channels' overwrites."""
        if user_id == self.owner_id:
            return EVERYTHING
        bits = self.everyone.permissions
        for role in self.members.get(user_id, ()):
            bits |= self.roles[role].permissions
        return EVERYTHING if bits & ADMINISTRATOR else bits

    def member(self, person: Person, permissions: int | None = None) -> Json:
        """Schema GuildMemberResponse; with `permissions` as interactions tell of it."""
        told: Json = {
            "user": person.told(),
            "roles": [str(role) for role in sorted(self.members.get(person.id, ()))],
            "nick": None,
            "avatar": None,
            "banner": None,
            "joined_at": "2024-01-01T00:00:00+00:00",
            "premium_since": None,
            "communication_disabled_until": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }
        return told if permissions is None else told | {"permissions": str(permissions)}

    def described(self) -> Json:
        """The server itself: schema GuildResponse, as far as discord.py reads it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": str(self.owner_id),
            "preferred_locale": self.locale,
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": [role.told() for role in self.roles.values()],
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "premium_tier": 0,
            "nsfw_level": 0,
            "premium_progress_bar_enabled": False,
            "vanity_url_code": None,
            "description": None,
            "banner": None,
        }

    def whole(self) -> Json:
        """With its channels, active threads and the bot, as GUILD_CREATE tells of it."""
        threads = [c for c in self.channels.values() if c.is_thread and not c.archived]
        return self.described() | {
            "unavailable": False,
            "joined_at": "2024-01-01T00:00:00+00:00",
            "member_count": len(self.members),
            "large": False,
            "channels": [c.told() for c in self.channels.values() if not c.is_thread],
            "threads": [c.told() for c in threads if c.visible_to_bot],
            "members": [self.member(THE_BOT)],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


@dataclass(eq=False)
class Channel:
    """A channel, thread, forum, or a private conversation."""

    id: int
    kind: int = TEXT
    name: str = "newsroom"
    guild: Guild | None = None
    parent: "Channel | None" = None
    """A thread's channel, a channel's category."""
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    """Who writes in a private conversation; who joined a thread."""
    owner_id: int = OWNER_ID
    with_bot: bool = True
    """Of private conversations: whether the bot is part of it."""
    archived: bool = False
    locked: bool = False
    tags: list[str] = field(default_factory=list)
    """A forum's tags, or the ids of a post's."""
    count: int = 0
    last_message_id: str | None = None
    created: str = field(default_factory=now)

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    @property
    def guild_id(self) -> int | None:
        return self.guild.id if self.guild else None

    @property
    def context(self) -> int:
        if self.guild:
            return IN_GUILD
        return IN_BOT_DM if self.kind == DM and self.with_bot else IN_PRIVATE

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    def permissions_of(self, user_id: int) -> int:
        """Docs, topics/permissions#permission-overwrites; threads have those of their channel."""
        if self.guild is None:
            return EVERYTHING
        if self.is_thread and self.parent:
            return self.parent.permissions_of(user_id)
        bits = self.guild.permissions_of(user_id)
        if bits == EVERYTHING:
            return bits
        own_roles = self.guild.members.get(user_id, set())
        steps: Iterable[list[int]] = ([self.guild.id], sorted(own_roles), [user_id])
        for targets in steps:
            found = [self.overwrites[target] for target in targets if target in self.overwrites]
            for overwrite in found:
                bits &= ~overwrite.deny
            for overwrite in found:
                bits |= overwrite.allow
        return bits

    def lets(self, user_id: int, needed: int) -> bool:
        """Whether someone sees the channel and may do all of that in it."""
        needed |= VIEW_CHANNEL
        return self.permissions_of(user_id) & needed == needed

    @property
    def visible_to_bot(self) -> bool:
        """Whether its messages reach the bot."""
        if self.guild is None:
            return self.with_bot
        if not self.guild.joined or not self.lets(APPLICATION_ID, 0):
            return False
        joined = THE_BOT in self.people or self.lets(APPLICATION_ID, MANAGE_THREADS)
        return joined if self.kind == PRIVATE_THREAD else True

    @property
    def sending(self) -> int:
        """The permission that writing here takes."""
        return SEND_MESSAGES_IN_THREADS if self.is_thread else SEND_MESSAGES

    def told(self, permissions: int | None = None) -> Json:
        """Schema *ChannelResponse; with `permissions`, those of whom an interaction is of."""
        shared: Json = {
            "id": str(self.id),
            "type": self.kind,
            "flags": 0,
            "last_message_id": self.last_message_id,
        }
        if self.guild is None:
            return shared | self._as_private()
        shared |= {
            "guild_id": str(self.guild.id),
            "name": self.name,
            "parent_id": str(self.parent.id) if self.parent else None,
            "rate_limit_per_user": 0,
        }
        shared |= self._as_thread() if self.is_thread else self._as_channel()
        return shared if permissions is None else shared | {"permissions": str(permissions)}

    def _as_private(self) -> Json:
        others: Json = {"recipients": [person.told() for person in self.people]}
        if self.kind == GROUP_DM:
            others |= {"name": self.name, "icon": None, "owner_id": str(self.owner_id)}
        return others

    def _as_thread(self) -> Json:
        told: Json = {
            "owner_id": str(self.owner_id),
            "message_count": min(self.count, 50),
            "total_message_sent": self.count,
            "member_count": min(len(self.people), 50),
            "applied_tags": self.tags,
            "thread_metadata": {
                "archived": self.archived,
                "archive_timestamp": self.created,
                "auto_archive_duration": 1440,
                "locked": self.locked,
                "create_timestamp": self.created,
                "invitable": True,
            },
        }
        if THE_BOT in self.people:
            told["member"] = self.thread_member(THE_BOT)
        return told

    def thread_member(self, person: Person) -> Json:
        return {
            "id": str(self.id),
            "user_id": str(person.id),
            "join_timestamp": self.created,
            "flags": 0,
        }

    def _as_channel(self) -> Json:
        told: Json = {
            "topic": None,
            "position": 0,
            "nsfw": False,
            "permission_overwrites": [
                {
                    "id": str(target),
                    "type": 0 if self.guild and target in self.guild.roles else 1,
                    "allow": str(overwrite.allow),
                    "deny": str(overwrite.deny),
                }
                for target, overwrite in self.overwrites.items()
            ],
        }
        if self.kind == FORUM:
            told |= {
                "available_tags": [
                    {"id": str(i + 1), "name": name, "moderated": False, "emoji_id": None}
                    | {"emoji_name": None}
                    for i, name in enumerate(self.tags)
                ],
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
                "default_thread_rate_limit_per_user": 0,
            }
        return told


Anybody: TypeAlias = Person | int
"""Somebody, or the id of somebody the test has no other words for."""


@dataclass(frozen=True)
class Someone:
    """Who uses the bot, from where, and by which installation."""

    person: Person
    channel: Channel
    locale: str
    permissions: int
    """Theirs in that channel."""
    user_installed: bool = False
    """Whether only they installed the application, and not the server."""
    installer: Person | None = None
    """Who else did, if it is another's card that they use."""

    @property
    def user_id(self) -> int:
        return self.person.id

    @property
    def guild_id(self) -> int | None:
        return self.channel.guild_id

    @property
    def channel_id(self) -> str:
        return str(self.channel.id)

    @property
    def owners(self) -> dict[str, str]:
        """authorizing_integration_owners: who installed the application that answers."""
        if self.user_installed:
            return {str(USER_INSTALL): str((self.installer or self.person).id)}
        return {str(GUILD_INSTALL): str(self.guild_id or 0)}

    @property
    def forced_private(self) -> bool:
        """Whether Discord shows the answers to nobody else, whatever the application asks."""
        foreign = self.user_installed and self.guild_id is not None
        return foreign and not self.permissions & (USE_EXTERNAL_APPS | ADMINISTRATOR)

    @property
    def app_permissions(self) -> int:
        """The bot's here; docs, interactions/receiving-and-responding#interaction-object.

        In private conversations it has only those that its answers need. What a user's own
        installation has in a foreign server is not documented: @everyone's are taken.
        """
        if self.guild_id is not None:
            return self.channel.permissions_of(0 if self.user_installed else APPLICATION_ID)
        bits = EMBED_LINKS | ATTACH_FILES | MENTION_EVERYONE
        return bits | USE_EXTERNAL_EMOJIS if self.channel.context == IN_BOT_DM else bits

    def described(self) -> Json:
        """What every interaction tells of this."""
        told: Json = {
            "locale": self.locale,
            "channel_id": self.channel_id,
            "channel": self.channel.told(self.permissions if self.guild_id else None),
            "context": self.channel.context,
            "authorizing_integration_owners": self.owners,
            "app_permissions": str(self.app_permissions),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if (guild := self.channel.guild) is None:
            return told | {"user": self.person.told()}
        return told | {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": guild.member(self.person, self.permissions),
        }


class Places:
    """Everything there is. What a test names by a number alone comes into being when named."""

    def __init__(self, joined: int | None) -> None:
        """`joined` is the server that the bot is a member of from the start."""
        self.people: dict[int, Person] = {APPLICATION_ID: THE_BOT}
        self.guilds: dict[int, Guild] = {}
        self.private: dict[int, Channel] = {}
        self.guild(GUILD_ID)
        if joined:
            self.guild(joined).joined = True
            self.guild(joined).members[APPLICATION_ID] = set()

    def person(self, who: Anybody) -> Person:
        if isinstance(who, Person):
            return self.people.setdefault(who.id, who)
        number = who % 1000
        return self.people.setdefault(who, Person(who, f"Reader {number}"))

    def guild(self, guild_id: int) -> Guild:
        """A server with one channel, whose id for GUILD_ID is CHANNEL_ID."""
        if guild_id not in self.guilds:
            guild = self.guilds[guild_id] = Guild(guild_id)
            channel_id = CHANNEL_ID if guild_id == GUILD_ID else new_number()
            guild.channels[channel_id] = Channel(channel_id, guild=guild)
            for user_id in (OWNER_ID, READER_ID):
                guild.members[self.person(user_id).id] = set()
        return self.guilds[guild_id]

    def joined(self) -> list[Guild]:
        return [guild for guild in self.guilds.values() if guild.joined]

    def first_channel(self, guild_id: int | None, person: Person) -> Channel:
        """A server's first channel that can be written in, else the direct messages."""
        if guild_id is None:
            return self.dm(person)
        channels = self.guild(guild_id).channels.values()
        return next(channel for channel in channels if channel.kind in (TEXT, NEWS))

    def dm(self, person: Person) -> Channel:
        """Somebody's direct messages with the bot."""
        number = person.id + 1_000_000
        return self.private.setdefault(
            number, Channel(number, DM, person.name, people=[person], owner_id=person.id)
        )

    def channel(self, number: int | str) -> Channel | None:
        """The channel of that id."""
        number = int(number) if str(number).isdecimal() else 0
        if number in self.private:
            return self.private[number]
        for guild in self.guilds.values():
            if number in guild.channels:
                return guild.channels[number]
        return None

    def reachable(self, person: Person) -> bool:
        """Whether the bot may write to them at all: a shared server, or their installation."""
        return person.installed or any(person.id in guild.members for guild in self.joined())

    def someone(
        self,
        person: Person,
        channel: Channel,
        *,
        locale: str | None = None,
        permissions: int | None = None,
        user_installed: bool = False,
    ) -> Someone:
        """Somebody in a channel; a server they were no member of takes them in."""
        if channel.guild:
            channel.guild.members.setdefault(person.id, set())
        if permissions is None:
            permissions = channel.permissions_of(person.id)
        return Someone(person, channel, locale or person.locale, permissions, user_installed)


def resolved(options: list[Json], by: Someone, places: Places) -> Json:
    """The users, channels and roles that option values or a select's values name."""
    found: Json = {}
    for option in options:
        kind, value = option["type"], option.get("value")
        roles = by.channel.guild.roles if by.channel.guild else {}
        if kind == 8 or (kind == 9 and int(str(value)) in roles):
            found.setdefault("roles", {})[value] = _role(value, by)
        elif kind in (6, 9):
            _resolve_user(found, places.person(int(str(value))), by)
        elif kind == 7:
            found.setdefault("channels", {})[value] = _channel(value, by, places)
    return {"resolved": found} if found else {}


def _resolve_user(found: Json, person: Person, by: Someone) -> None:
    found.setdefault("users", {})[str(person.id)] = person.told()
    if guild := by.channel.guild:
        told = guild.member(person, by.channel.permissions_of(person.id))
        del told["user"]
        found.setdefault("members", {})[str(person.id)] = told


def _channel(value: Any, by: Someone, places: Places) -> Json:
    channel = places.channel(value) or Channel(int(value), guild=by.channel.guild)
    bits = {"app_permissions": str(channel.permissions_of(APPLICATION_ID))}
    return channel.told(channel.permissions_of(by.user_id)) | bits


def _role(value: Any, by: Someone) -> Json:
    roles = by.channel.guild.roles if by.channel.guild else {}
    return roles.get(int(value), Role(int(value), "role")).told()


def new_number() -> int:
    return int(new_id())
