"""Getting words to Discord: acknowledge, send in the best form it takes, say what went wrong. *"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import discord
from discord import app_commands

from bot import wording
from bot.explanations import sentence_for

log = logging.getLogger(__name__)

_ALREADY_ACKNOWLEDGED = 40060
_PAUSES = (0.3, 1.0, 3.0)  # seconds before trying again when the connection broke
_LONGEST_PAUSE = 10.0
_Result = TypeVar("_Result")
Interaction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to show something: `make` gives fresh arguments for editing the response."""

    name: str
    make: Callable[[], dict[str, Any]]


async def acknowledge(interaction: Interaction, *, ephemeral: bool = False) -> None:
    """Defer, as the first thing done with an interaction. Raises discord.NotFound when too late.

    Already acknowledged is as good: a first try may have arrived although its reply did not.
    """
    try:
        await _insist(lambda: interaction.response.defer(thinking=True, ephemeral=ephemeral))
    except discord.HTTPException as error:
        if error.code != _ALREADY_ACKNOWLEDGED:
            raise
    except discord.InteractionResponded:
        pass


async def send(interaction: Interaction, forms: Sequence[Form]) -> None:
    """Edit the deferred response to the first of the forms that Discord takes."""
    for form in forms[:-1]:
        try:
            await _edit(interaction, form.make())
        except discord.HTTPException as error:
            if not _refused(error):
                raise
            log.warning("Discord refused the %s: %s", form.name, error)
        else:
            return
    await _edit(interaction, forms[-1].make())


async def explain(interaction: Interaction, error: Exception) -> None:
    """Tell the member in one sentence, and the log in full, why there is no answer."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, discord.NotFound):
        log.warning("interaction %s is gone: %s", interaction.id, error)
        return
    sentence = sentence_for(error)
    if sentence is None:
        error_id = secrets.token_hex(3)
        log.error("error %s in interaction %s", error_id, interaction.id, exc_info=error)
        sentence = wording.failed(error_id)
    try:
        await _say(interaction, sentence)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
        log.warning("could not tell interaction %s: %s", interaction.id, failure)


async def _say(interaction: Interaction, sentence: str) -> None:
    if not interaction.response.is_done():
        try:
            await interaction.response.send_message(sentence, ephemeral=True)
        except discord.HTTPException as error:
            if error.code != _ALREADY_ACKNOWLEDGED:
                raise
        else:
            return
    await _edit(interaction, {"content": sentence})


async def _edit(interaction: Interaction, arguments: dict[str, Any]) -> None:
    await _insist(lambda: interaction.edit_original_response(**arguments))


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


def _refused(error: discord.HTTPException) -> bool:
    """True when another form may be taken. Too many bytes are refused with an error 500."""
    return error.status in (400, 413) or error.status >= 500
