"""A question that came by an interaction: acknowledged, answered, shown. *"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import discord

from bot.card import answer_forms, stage_forms
from bot.delivery import Interaction, acknowledge, as_one_edit, is_guest, send
from bot.front import Asker, Front, Request
from bot.outcomes import answered, noted
from bot.slip import Slip
from index.filters import Filters

_STAGE_AFTER = 2.5  # seconds; most answers are there before


@dataclass(frozen=True, slots=True)
class Asked:
    """A question from an interaction, and what it came with; see bot.front.Request.

    `filters` reads the options after acknowledging: what is no date is an error to tell of.
    `remember` the choice of private for the member's next questions.
    """

    question: str
    way: str
    filters: Callable[[], Filters] = Filters
    private: bool | None = None
    after: str | None = None
    before: str | None = None
    remember: bool = True
    anytime: bool = False


def asker_of(interaction: Interaction, front: Front) -> Asker:
    """Who asks, and where: what holds for a channel holds in its threads."""
    channel = interaction.channel
    in_thread = isinstance(channel, discord.Thread)
    return Asker(
        user=interaction.user.id,
        guild=interaction.guild_id,
        channel=channel.parent_id
        if isinstance(channel, discord.Thread)
        else interaction.channel_id,
        staff=is_staff(interaction.user, front, interaction.guild_id),
        thread=interaction.channel_id if in_thread else None,
    )


def is_staff(user: discord.abc.User, front: Front, guild: int | None) -> bool:
    """Whether somebody has no quota: one of the roles that the server named, or who runs it."""
    if not isinstance(user, discord.Member):
        return False
    roles = {role.id for role in user.roles} | set(user._roles)
    return user.guild_permissions.manage_guild or bool(
        roles & front.remembered.server(guild).staff_roles
    )


def is_private(interaction: Interaction, front: Front, asked: bool | None = None) -> bool:
    """Whether the answer is for the asker alone: so unless said otherwise where we are a guest."""
    if asked is None and is_guest(interaction):
        return True
    return front.remembered.is_private(interaction.user.id, interaction.guild_id, asked)


async def answer(interaction: Interaction, front: Front, asked: Asked) -> None:
    """Acknowledge, ask, send. Raises Taken when another process does."""
    with noted(front, f"interaction {interaction.id}", asked.way, interaction.user.id) as slip:
        await _answer(interaction, front, asked, slip)


async def _answer(interaction: Interaction, front: Front, asked: Asked, slip: Slip) -> None:
    private = is_private(interaction, front, asked.private)
    await acknowledge(interaction, ephemeral=private)
    if asked.private is not None and asked.remember:
        await front.remembered.remember_private(interaction.user.id, asked.private)
    request = Request(
        question=asked.question,
        asker=asker_of(interaction, front),
        way=asked.way,
        filters=asked.filters(),
        private=private,
        after=asked.after,
        before=asked.before,
        anytime=asked.anytime,
        locale=str(interaction.locale),
    )
    async with _stage(interaction, front):
        told = await front.ask(request)
    answered(slip, told)
    message = await send(interaction, [as_one_edit(form) for form in answer_forms(told)])
    if message and not private:
        await front.place(told, message.channel.id, message.id)


@contextlib.asynccontextmanager
async def _stage(interaction: Interaction, front: Front) -> AsyncIterator[None]:
    """Say that we are searching, when that takes long; never after the answer."""
    coverage = front.desk.coverage
    begun = asyncio.Event()

    async def say() -> None:
        await asyncio.sleep(_STAGE_AFTER)
        begun.set()
        with contextlib.suppress(discord.HTTPException, OSError):  # the answer is what counts
            await send(interaction, stage_forms(coverage.articles if coverage else 0))

    staged = asyncio.create_task(say())
    try:
        yield
    finally:
        if begun.is_set():
            await asyncio.wait({staged})
        else:
            staged.cancel()
