"""For tests of what those who run a server can do: a server as discord.py has it, and members."""

from dataclasses import dataclass, field
from typing import Any

import discord
from discord_places import APPLICATION_ID, BOT, FORUM, TEXT, Channel, Guild, Overwrite, Role
from front_office import FakeDesk
from interactions import FakeClient, FakeInteraction, FakeMessage

GUILD_ID = 20


def server(*channels: Channel, roles: tuple[Role, ...] = (), joined: bool = True) -> discord.Guild:
    """The server as the bot knows it; `joined`: the bot is a member of it."""
    told = Guild(GUILD_ID, joined=joined)
    for channel in channels:
        channel.guild = told
        told.channels[channel.id] = channel
    told.roles |= {role.id: role for role in roles}
    if joined:
        told.members[APPLICATION_ID] = set()
    state: Any = discord.Client(intents=discord.Intents(guilds=True))._connection
    state.user = discord.ClientUser(state=state, data=BOT)  # type: ignore[arg-type]  # as sent
    data: Any = told.whole()
    if not joined:
        data["members"] = []
    return discord.Guild(data=data, state=state)


def channel(number: int, *, kind: int = TEXT, deny: int = 0) -> Channel:
    """A channel that denies the bot these permissions."""
    made = Channel(number, kind, f"channel-{number}")
    if deny:
        made.overwrites[APPLICATION_ID] = Overwrite(deny=deny)
    return made


def forum(number: int, *, deny: int = 0) -> Channel:
    return channel(number, kind=FORUM, deny=deny)


@dataclass
class Followup:
    """What is told beside the response."""

    sent: list[str] = field(default_factory=list)

    async def send(self, content: str, *, ephemeral: bool) -> None:
        assert ephemeral
        self.sent.append(content)


@dataclass
class Client(FakeClient):
    """A client that is alone."""

    async def claim(self, interaction: Any) -> bool:
        return True


@dataclass
class Managed(FakeInteraction):
    """An interaction in a server, of somebody with permissions there."""

    permissions: discord.Permissions = field(
        default_factory=lambda: discord.Permissions(manage_guild=True)
    )
    guild: Any = None
    followup: Followup = field(default_factory=Followup)
    extras: dict[str, Any] = field(default_factory=dict)

    @property
    def whispered(self) -> list[str]:
        return self.followup.sent


def managed(**others: Any) -> Any:
    """An interaction of somebody who manages the server."""
    return Managed(**{"guild": None, "client": Client(), **others})


def reader(**others: Any) -> Any:
    """An interaction of somebody who does not."""
    return managed(permissions=discord.Permissions(view_channel=True), **others)


@dataclass
class Part:
    """A component of a message, as far as it is looked at."""

    custom_id: str = ""
    options: tuple[Any, ...] = ()
    children: tuple[Any, ...] = ()


def message_with(custom_id: str, *values: str) -> FakeMessage:
    """A message with a select of these values, as deep as on a card."""
    options = tuple(discord.SelectOption(label=value, value=value) for value in values)
    return FakeMessage(components=(Part(children=(Part(children=(Part(custom_id, options),)),)),))


@dataclass
class WordsDesk(FakeDesk):
    """Embeds questions by which of a few words they have."""

    embedded: list[list[str]] = field(default_factory=list)

    async def embed(self, texts: list[str]) -> list[list[float]]:
        if self.error:
            raise self.error
        self.embedded.append(list(texts))
        return [_vector(text) for text in texts]


def _vector(text: str) -> list[float]:
    for place, word in enumerate(("harbour", "bridge", "mayor")):
        if word in text.lower():
            return [float(place == axis) for axis in range(4)]
    return [0.0, 0.0, 0.0, 1.0]
