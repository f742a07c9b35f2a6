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
    """The client of an interaction, with the desk that is asked."""

    desk: Any = None
    in_hand: int = 0

    def take_in_hand(self) -> None:
        self.in_hand += 1


@dataclass
class FakeInteraction:
    """Plays out its `outcomes`, an error or None for each call in turn; then all goes well."""

    outcomes: list[Exception | None] = field(default_factory=list)
    client: FakeClient = field(default_factory=FakeClient)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    done: bool = False
    id: int = 7

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

    async def defer(self, **arguments: Any) -> None:
        self._play("defer", arguments)
        self.done = True

    async def send_message(self, content: str, **arguments: Any) -> None:
        self._play("send", {"content": content, **arguments})
        self.done = True

    async def edit_original_response(self, **arguments: Any) -> None:
        self._play("edit", arguments)

    def _play(self, name: str, arguments: dict[str, Any]) -> None:
        self.calls.append((name, arguments))
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is not None:
            raise outcome


def interaction(*outcomes: Exception | None, done: bool = False, desk: Any = None) -> Any:
    """A fake that stands in for discord.Interaction."""
    return FakeInteraction(list(outcomes), FakeClient(desk), done=done)
