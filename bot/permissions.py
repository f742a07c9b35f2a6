"""What the bot may do in a channel, by the names that Discord's settings have for it. *"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.server import ServerSettings

# Discord shows these in each member's language; in English they are found anywhere.
_NAMES: Mapping[str, str] = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
}
_IN_CHANNELS = tuple(name for name in _NAMES if name != "send_messages_in_threads")
_IN_THREADS = tuple(name for name in _NAMES if name != "send_messages")
_TEXT = (discord.TextChannel, discord.ForumChannel)
Written = discord.TextChannel | discord.Thread | discord.VoiceChannel
Place = discord.abc.GuildChannel | discord.Thread


@dataclass(frozen=True, slots=True)
class Problem:
    """A channel in which the bot lacks permissions; `missing` are their names, at least one."""

    channel: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """What is amiss in the channels that matter.

    `gone`: channels of the settings that are not there. `hidden`: how many channels nobody chose
    and the bot does not see; that may well be meant so.
    """

    checked: int
    problems: tuple[Problem, ...] = ()
    gone: tuple[int, ...] = ()
    hidden: int = 0


def manages(interaction: discord.Interaction[Any]) -> bool:
    """Whether a member may manage the server. Commands can be opened to others in Discord."""
    may = interaction.permissions
    return bool(interaction.guild_id) and (may.manage_guild or may.administrator)


def missing(channel: Place) -> tuple[str, ...]:
    """The permissions for answering that the bot lacks in a channel, as Discord names them.

    Not those that it lacks only for lack of another.
    """
    have = channel.permissions_for(channel.guild.me)
    lacking = [name for name in _needed(channel) if not getattr(have, name)]
    if "view_channel" in lacking:
        return (_NAMES["view_channel"],)  # discord.py takes away all others with it
    unknown = () if have.send_messages else ("embed_links", "attach_files")  # these, with it
    return tuple(_NAMES[name] for name in lacking if name not in unknown)


def missing_permission(channel: Written) -> str:
    """The first of them; where Discord refused for a reason of its own, Send Messages."""
    return next(iter(missing(channel)), _NAMES["send_messages"])


def audit(guild: discord.Guild, settings: ServerSettings) -> Audit | None:
    """What is amiss where members may ask; None while the bot does not know the server."""
    me: discord.Member | None = guild.me
    if me is None:
        return None
    chosen = settings.channels | settings.auto_channels
    if settings.digest_channel:
        chosen |= {settings.digest_channel}
    there = [channel for number in sorted(chosen) if (channel := guild.get_channel(number))]
    others = [] if settings.channels else [one for one in _text(guild) if one.id not in chosen]
    seen = [one for one in others if one.permissions_for(me).view_channel]
    looked_at = [*there, *seen]
    return Audit(
        checked=len(looked_at),
        problems=tuple(_problems(looked_at)),
        gone=tuple(sorted(chosen - {channel.id for channel in there})),
        hidden=len(others) - len(seen),
    )


def _needed(channel: Place) -> tuple[str, ...]:
    """In a forum each post is a thread; the bot writes nowhere else."""
    return (
        _IN_THREADS if isinstance(channel, discord.Thread | discord.ForumChannel) else _IN_CHANNELS
    )


def _text(guild: discord.Guild) -> list[discord.abc.GuildChannel]:
    return [channel for channel in guild.channels if isinstance(channel, _TEXT)]


def _problems(channels: Iterable[discord.abc.GuildChannel]) -> Iterable[Problem]:
    for channel in channels:
        if lacking := missing(channel):
            yield Problem(channel.id, lacking)
