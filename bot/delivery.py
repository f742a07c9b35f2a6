"""Getting words to Discord: acknowledge, send in the best form it takes, say what went wrong. *"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import discord
from discord import app_commands

from bot import wording
from bot.explanations import sentence_for
from bot.permissions import Written, missing_permission
from bot.slip import error_id

log = logging.getLogger(__name__)

_ALREADY_ACKNOWLEDGED = 40060
_NO_HISTORY = 160002  # a reply needs Read Message History
_TOO_LATE = (10015, 50027)  # an interaction's token lives 15 minutes
_CLOSED = (50083, 160005)  # a thread that only those who manage threads may write in
_PRIVATE, _IN_PLACE = "private", "in place"  # how an interaction was acknowledged
_PAUSES = (0.3, 1.0, 3.0)  # seconds before trying again when the connection broke
_LONGEST_PAUSE = 10.0
_Result = TypeVar("_Result")
MANAGE_THREADS = "Manage Threads"  # as Discord names it
Interaction = discord.Interaction[Any]
Arguments = dict[str, Any]


class Taken(Exception):
    """Another process has the interaction."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to show something: `make` gives fresh arguments for editing the response."""

    name: str
    make: Callable[[], Arguments]


async def acknowledge(
    interaction: Interaction, *, ephemeral: bool = False, in_place: bool = False
) -> None:
    """Defer, as the first thing done with an interaction; `in_place` of the message it is on.

    Raises discord.NotFound when too late, Taken when it is another process's. Already acknowledged
    may be either that, or a first try of ours that arrived although its reply did not: the claim
    tells. A second call does nothing.
    """
    try:
        await _insist(
            lambda: interaction.response.defer(thinking=not in_place, ephemeral=ephemeral)
        )
    except discord.HTTPException as error:
        if error.code != _ALREADY_ACKNOWLEDGED:
            raise
    except discord.InteractionResponded:
        return
    interaction.extras.update({_PRIVATE: ephemeral, _IN_PLACE: in_place})
    if not await interaction.client.claim(interaction):
        raise Taken


async def turn(interaction: Interaction) -> None:
    """Acknowledge what turns a page: in its place, where the page is the member's own."""
    message: discord.Message | None = interaction.message
    own = bool(message and message.flags.ephemeral)
    await acknowledge(interaction, ephemeral=True, in_place=own)


async def open_form(interaction: Interaction, form: discord.ui.Modal) -> None:
    """A form must be the first answer to an interaction. Raises Taken when it had one."""
    try:
        await interaction.response.send_modal(form)
    except discord.HTTPException as error:
        if error.code != _ALREADY_ACKNOWLEDGED:
            raise
        raise Taken from error


async def send(interaction: Interaction, forms: Sequence[Form]) -> discord.Message | None:
    """Edit the deferred response to the first of the forms that Discord takes; what came of it.

    When it is too late for that, a message takes its place: in the channel, or directly where the
    channel is not permitted or the answer is for one member.
    """
    try:
        return await _first_taken(forms, lambda arguments: _edit(interaction, arguments))
    except discord.HTTPException as error:
        if error.code not in _TOO_LATE:
            raise
    log.warning("interaction %s is too old to be answered; a message instead", interaction.id)
    channel = interaction.channel
    if interaction.extras.get(_PRIVATE) or not isinstance(channel, discord.abc.Messageable):
        pass
    elif is_guest(interaction):
        await interaction.user.send(wording.told_privately(f"<#{channel.id}>"))
    elif not may_write(channel):
        await interaction.user.send(why_forbidden(channel))
    else:
        return await _first_taken(forms, lambda arguments: channel.send(**as_sent(arguments)))
    return await _first_taken(forms, lambda arguments: interaction.user.send(**as_sent(arguments)))


def is_guest(interaction: Interaction) -> bool:
    """Whether only the member has the bot here: in a group, or in a server that it is not in."""
    if interaction.guild_id is None:
        return interaction.context.private_channel
    return not interaction.is_guild_integration()


def may_write(channel: object) -> bool:
    """Whether the bot may write in a channel, as far as it knows; to try costs a refusal."""
    if not isinstance(channel, Written) or channel.guild.me is None:
        return True
    try:
        have = channel.permissions_for(channel.guild.me)
    except discord.ClientException:  # the thread's channel is not known
        return True
    if isinstance(channel, discord.Thread):
        return have.send_messages_in_threads and (have.manage_threads or not channel.locked)
    return have.send_messages


def is_forbidden(error: discord.HTTPException) -> bool:
    """Whether the bot lacks a permission, whatever it would send."""
    return isinstance(error, discord.Forbidden) or error.code in _CLOSED


def why_forbidden(
    channel: discord.abc.Messageable, error: discord.HTTPException | None = None
) -> str:
    """Which permission the bot lacks in a channel, in a sentence for whoever asked there."""
    place = f"<#{getattr(channel, 'id', 0)}>"
    if not isinstance(channel, Written) or channel.guild.me is None:  # who knows
        return wording.told_privately(place)
    locked = isinstance(channel, discord.Thread) and channel.locked
    closed = locked or (error is not None and error.code in _CLOSED)
    permission = MANAGE_THREADS if closed else missing_permission(channel)
    return wording.lacks_permission(permission, place)


def as_one_edit(form: Form) -> Form:
    """The form as an edit that also clears what a line said while the answer was being found."""
    return Form(form.name, lambda: {"content": None, **form.make()})


async def reply(message: discord.Message, forms: Sequence[Form]) -> discord.Message:
    """Answer a member's message in the first of the forms that Discord takes, pinging nobody.

    Raises discord.Forbidden when the bot may not write there.
    """

    async def answer(arguments: Arguments) -> discord.Message:
        # The same nonce twice is one message: a try whose reply was lost may be repeated.
        sent = {**as_sent(arguments), "nonce": str(message.id)}
        if not _reads_history(message):
            return await message.channel.send(**sent)
        try:
            return await message.reply(mention_author=False, **sent)
        except discord.HTTPException as error:
            if error.code != _NO_HISTORY:
                raise
            return await message.channel.send(**sent)

    return await _first_taken(forms, lambda arguments: _insist(lambda: answer(arguments)))


def _reads_history(message: discord.Message) -> bool:
    """Whether the bot may reply to a message, as far as it knows."""
    me = message.guild.me if message.guild else None
    if me is None or not isinstance(message.channel, Written):
        return True
    try:
        return message.channel.permissions_for(me).read_message_history
    except discord.ClientException:  # the thread's channel is not known
        return True


def as_sent(arguments: Arguments) -> Arguments:
    """Arguments of an edit as those of a new message: nothing is to be removed, files are files."""
    sent = {name: value for name, value in arguments.items() if value is not None}
    if "attachments" in sent:
        sent["files"] = sent.pop("attachments")
    return sent


async def explain(interaction: Interaction, error: Exception) -> None:
    """Tell the member in one sentence, and the log in full, why there is no answer."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, Taken):
        log.info("interaction %s: another process has it", interaction.id)
        return
    if isinstance(error, discord.NotFound):
        log.warning("interaction %s is gone: %s", interaction.id, error)
        return
    sentence = sentence_of(error, f"interaction {interaction.id}")
    try:
        await _say(interaction, sentence)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
        log.warning("could not tell interaction %s: %s", interaction.id, failure)


def sentence_of(error: Exception, where: str) -> str:
    """What to tell the member; what should not happen is logged under an id that they are told."""
    sentence = sentence_for(error)
    if sentence is None:
        told = error_id()
        log.error("error %s in %s", told, where, exc_info=error)
        sentence = wording.failed(told)
    return sentence


async def _first_taken(
    forms: Sequence[Form], deliver: Callable[[Arguments], Awaitable[_Result]]
) -> _Result:
    for form in forms[:-1]:
        try:
            return await deliver(form.make())
        except discord.HTTPException as error:
            if not is_refused(error):
                raise
            log.warning("Discord refused the %s: %s", form.name, error)
    return await deliver(forms[-1].make())


async def _say(interaction: Interaction, sentence: str) -> None:
    if interaction.extras.get(_IN_PLACE):  # what is there stays
        await interaction.followup.send(sentence, ephemeral=True)
        return
    if not interaction.response.is_done():
        try:
            await interaction.response.send_message(sentence, ephemeral=True)
        except discord.HTTPException as error:
            if error.code != _ALREADY_ACKNOWLEDGED:
                raise
        else:
            return
    await _edit(interaction, {"content": sentence})


async def _edit(interaction: Interaction, arguments: Arguments) -> discord.Message:
    return await _insist(lambda: interaction.edit_original_response(**arguments))


async def _insist(call: Callable[[], Awaitable[_Result]]) -> _Result:
    """Try again when the connection broke or Discord asks to wait; discord.py retries the rest.

    Only for calls that may arrive twice without harm.
    """
    for pause in _PAUSES:
        try:
            return await call()
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            log.info("trying again in %.1f s: %r", pause, error)
            await asyncio.sleep(pause)
        except discord.HTTPException as error:
            if error.status != 429:
                raise
            await asyncio.sleep(_asked_to_wait(error, pause))
    return await call()


def _asked_to_wait(error: discord.HTTPException, otherwise: float) -> float:
    try:
        return min(float(error.response.headers["Retry-After"]), _LONGEST_PAUSE)
    except (KeyError, ValueError):
        return otherwise


def is_refused(error: discord.HTTPException) -> bool:
    """True when another form may be taken. Too many bytes are refused with an error 500."""
    hopeless = error.code in _TOO_LATE or error.code in _CLOSED
    return not hopeless and (error.status in (400, 413) or error.status >= 500)
