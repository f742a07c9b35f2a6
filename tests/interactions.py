"""A fake interaction: what the bot did to it, and what Discord makes of that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import discord


@dataclass
class Reply:
    """As much of an HTTP response as discord.py's errors look at."""

    status: int
    reason: str = "because"
    headers: Mapping[str, str] = field(default_factory=dict)


def refusal(
    status: int, code: int = 0, headers: Mapping[str, str] | None = None
) -> discord.HTTPException:
    """The error that discord.py raises for a status."""
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = discord.DiscordServerError if status >= 500 else kinds.get(status, discord.HTTPException)
    reply: Any = Reply(status, headers=headers or {})
    return kind(reply, {"code": code, "message": "no"})


@dataclass
class FakeClient:
    """The client of an interaction: what buttons do, and what was taken in hand."""

    front: Any = None
    presses: Mapping[str, Any] = field(default_factory=dict)
    command_ids: Mapping[str, int] = field(default_factory=dict)
    repeated: bool = False
    in_hand: int = 0
    claimed: set[int] = field(default_factory=set)
    """The interactions that another process has."""

    def take_in_hand(self) -> None:
        self.in_hand += 1

    def speak_to(self, interaction: Any) -> None:
        """English, always."""

    async def claim(self, interaction: Any) -> bool:
        return interaction.id not in self.claimed

    def is_repeated(self, interaction: Any) -> bool:
        return self.repeated


@dataclass
class FakeFlags:
    """Of a message."""

    ephemeral: bool = False


@dataclass
class FakeMessage:
    """A message of ours: what an edit gives back, or whose button was pressed."""

    content: str = ""
    id: int = 900
    flags: FakeFlags = field(default_factory=FakeFlags)
    embeds: tuple[Any, ...] = ()
    components: tuple[Any, ...] = ()

    @property
    def channel(self) -> Any:
        return type("Channel", (), {"id": 30})

    @property
    def clean_content(self) -> str:
        return self.content


@dataclass
class FakeUser:
    """Who asks."""

    id: int = 10


@dataclass
class FakeInteraction:
    """Plays out its `outcomes`, an error or None for each call in turn; then all goes well."""

    outcomes: list[Exception | None] = field(default_factory=list)
    client: FakeClient = field(default_factory=FakeClient)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    done: bool = False
    id: int = 7
    user: FakeUser = field(default_factory=FakeUser)
    guild_id: int | None = 20
    channel_id: int = 30
    channel: Any = None
    locale: str = "en-US"
    message: FakeMessage | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    guest: bool = False
    extras: dict[str, Any] = field(default_factory=dict)
    context: discord.app_commands.AppCommandContext = field(
        default_factory=lambda: discord.app_commands.AppCommandContext(guild=True)
    )

    @property
    def response(self) -> "FakeInteraction":
        return self

    @property
    def names(self) -> list[str]:
        """The calls made, in order."""
        return [name for name, _ in self.calls]

    @property
    def said(self) -> str:
        """The text of the last call."""
        return str(self.calls[-1][1]["content"])

    def is_done(self) -> bool:
        return self.done

    def is_guild_integration(self) -> bool:
        return not self.guest

    async def defer(self, **arguments: Any) -> None:
        self._play("defer", arguments)
        self.done = True

    async def send_message(self, content: str, **arguments: Any) -> None:
        self._play("send", {"content": content, **arguments})
        self.done = True

    async def send_modal(self, modal: Any) -> None:
        self._play("modal", {"modal": modal})
        self.done = True

    async def edit_original_response(self, **arguments: Any) -> FakeMessage:
        self._play("edit", arguments)
        return FakeMessage()

    def _play(self, name: str, arguments: dict[str, Any]) -> None:
        self.calls.append((name, arguments))
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is not None:
            raise outcome


def interaction(*outcomes: Exception | None, done: bool = False, **others: Any) -> Any:
    """A fake that stands in for discord.Interaction."""
    client = others.pop("client", None) or FakeClient()
    return FakeInteraction(list(outcomes), client, done=done, **others)
