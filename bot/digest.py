"""The week's gaps, told on Mondays to the channel that those who run a server chose. *"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import aiohttp
import discord

from bot.delivery import Form, as_sent
from bot.desk import DeskError
from bot.front import Front
from bot.gap_groups import GapGroups
from bot.gaps_card import digest_forms
from bot.languages import language_of, speaking
from bot.permissions import missing
from corpus.errors import FootnoteError

log = logging.getLogger(__name__)

_EVERY = 3600.0  # seconds between looks
_WEEK = timedelta(days=7)
_MONDAY, _HOUR = 0, 8  # UTC; a claim is remembered for a day, so there is one day to tell it
_Channel = discord.TextChannel | discord.VoiceChannel


async def keep_digesting(client: discord.Client, front: Front) -> None:
    """Tell each server's digest once a week, for ever."""
    groups = GapGroups(front)
    await client.wait_until_ready()
    while True:
        now = datetime.now(UTC)
        if is_due(now):
            await digest(client.guilds, front, groups, now)
        await asyncio.sleep(_EVERY)


def is_due(now: datetime) -> bool:
    """Whether it is the day of the week, and late enough in it, to tell of the week before."""
    return now.weekday() == _MONDAY and now.hour >= _HOUR


async def digest(
    guilds: Sequence[discord.Guild], front: Front, groups: GapGroups, now: datetime
) -> int:
    """Tell the digest to the servers that want one and had none this week; how many were told."""
    told = 0
    for guild in guilds:
        try:
            told += await _tell(guild, front, groups, now)
        except (DeskError, FootnoteError) as error:
            log.error("no digest for the server %s this time: %r", guild.id, error)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("the server %s does not take its digest: %s", guild.id, error)
    return told


async def _tell(guild: discord.Guild, front: Front, groups: GapGroups, now: datetime) -> bool:
    settings = front.remembered.server(guild.id)
    channel = guild.get_channel(settings.digest_channel or 0)
    if not isinstance(channel, _Channel):
        return False
    if lacking := missing(channel):
        log.warning("no digest for the server %s: it lacks %s", guild.id, ", ".join(lacking))
        return False
    found = await groups.of(guild.id, now - _WEEK)
    year, week, _ = now.isocalendar()
    claim = f"digest {guild.id} {year}-{week}"
    if not found or not await front.claim(claim):
        return False
    try:
        with speaking(settings.language or language_of(str(guild.preferred_locale))):
            await _first_taken(channel, digest_forms(found))
    except BaseException:
        await front.release(claim)  # at the next look, then
        raise
    return True


async def _first_taken(channel: _Channel, forms: Sequence[Form]) -> None:
    for form in forms[:-1]:
        try:
            await channel.send(**as_sent(form.make()))
        except discord.HTTPException as error:
            if error.status not in (400, 413) and error.status < 500:
                raise
            log.warning("Discord refused the %s: %s", form.name, error)
        else:
            return
    await channel.send(**as_sent(forms[-1].make()))
