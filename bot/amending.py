"""Cards of answers whose articles were corrected or taken down since: they are made to say so. *"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import discord

from bot import wording
from bot.card import answer_forms
from bot.delivery import Form, is_refused
from bot.desk import DeskError
from bot.front import Forgotten, Front, question_on
from bot.languages import language_of, speaking
from bot.markdown import clip, escape
from bot.page import Page, page_forms
from bot.records.records import Kept
from bot.views import words_on
from corpus.article import Article, Change
from corpus.errors import FootnoteError

log = logging.getLogger(__name__)

_AS_OLD_AS = timedelta(days=30)
_LOOK_EVERY = 5.0  # seconds between looks for a new index
_AGAIN_AFTER = 15.0  # seconds, for cards that Discord could not edit just now
_TITLE, _MOST_TITLES = 80, 3


async def keep_amending(client: discord.Client, front: Front) -> None:
    """After each new index, bring the cards up to date, for ever."""
    seen: datetime | None = None
    while True:
        coverage = front.desk.coverage
        if coverage and coverage.indexed != seen:
            try:
                if await amend(client, front, datetime.now(UTC)):
                    seen = coverage.indexed
                else:
                    await asyncio.sleep(_AGAIN_AFTER)
            except DeskError as error:  # soon again: members' questions go first
                log.info("cannot look for answers to correct just now: %r", error)
            except FootnoteError as error:
                log.error("cannot look for answers to correct: %s", error)
            except Exception:  # else no later correction would ever be told
                log.exception("cannot look for answers to correct")
                seen = coverage.indexed
        await asyncio.sleep(_LOOK_EVERY)


async def amend(client: discord.Client, front: Front, now: datetime) -> bool:
    """Edit the cards that need it; False when Discord has to be asked again for some."""
    since = now - _AS_OLD_AS
    cited = await front.do(lambda records: records.cited(since))
    articles = {one: await front.desk.article(one) for one in sorted(cited)}
    changed = [one for one, article in articles.items() if _has_changed(article)]
    if not changed:
        return True
    whole = True
    for kept in await front.do(lambda records: records.citing(changed, since)):
        whole = await _amend_one(client, front, kept, articles) and whole
    return whole


def _has_changed(article: Article | None) -> bool:
    return article is None or article.change is Change.CORRECTED


async def _amend_one(
    client: discord.Client, front: Front, kept: Kept, articles: Mapping[str, Article | None]
) -> bool:
    """Whether nothing is left to do for a card: it is edited once to say the same, or cannot be."""
    behind = {ref.article_id: ref.revision for ref in kept.refs}
    gone = [one for one in behind if articles.get(one) is None]
    corrected = [
        article
        for one, revision in behind.items()
        if (article := articles.get(one)) and _has_changed(article) and article.revision != revision
    ]
    if not gone and not corrected:
        return True
    state = " ".join(sorted([*gone, *(f"{article.id} corrected" for article in corrected)]))
    if await front.do(lambda records: records.note(kept.id)) == state:
        return True
    try:
        with speaking(front.remembered.server(kept.guild).language or language_of(kept.locale)):
            await _edit(client, front, kept, _note(corrected, bool(gone)))
    except (discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
        log.warning("the card of answer %s is not edited yet: %s", kept.id, error)
        return False
    except discord.HTTPException as error:  # the bot has left, or the message is gone
        log.info("the card of answer %s cannot be edited: %s", kept.id, error)
    await front.do(lambda records: records.noted(kept.id, state))
    return True


def _note(corrected: Sequence[Article], gone: bool) -> str:
    titles = [f"“{escape(clip(article.title, _TITLE))}”" for article in corrected[:_MOST_TITLES]]
    lines = [wording.note_corrected(", ".join(titles))] if titles else []
    return "\n".join([*lines, wording.note_withdrawn()] if gone else lines)


async def _edit(client: discord.Client, front: Front, kept: Kept, note: str) -> None:
    """Where Discord allows it: the bot is still there, and so is the message."""
    if kept.channel is None or kept.message is None:
        return
    channel = client.get_partial_messageable(kept.channel, guild_id=kept.guild)
    message = channel.get_partial_message(kept.message)
    question = await _question_on(channel, kept.message)
    forms = await _forms(front, kept, question, note)
    if kept.guild:
        await _open_thread(client, kept.channel)
    await _first_taken(message, forms)
    log.info("the card of answer %s says what became of its articles", kept.id)


async def _question_on(channel: discord.PartialMessageable, message: int) -> str | None:
    """The question on the card; Discord sometimes fails to give cards back.

    Without Read Message History it does not; a message can be edited all the same.
    """
    try:
        return question_on(words_on(await channel.fetch_message(message)))
    except (discord.DiscordServerError, discord.Forbidden):
        return None


async def _open_thread(client: discord.Client, number: int) -> None:
    """Bring a thread back from the archive, where nothing can be edited."""
    channel = client.get_channel(number) or await client.fetch_channel(number)
    if isinstance(channel, discord.Thread) and channel.archived:
        await channel.edit(archived=False)


async def _forms(front: Front, kept: Kept, question: str | None, note: str) -> list[Form]:
    asked = front.question_of(kept, question) or wording.an_earlier_question()
    try:
        told = await front.told(kept.id, asked)
    except Forgotten:  # nothing that it quoted is left
        return page_forms(Page(f"### {escape(clip(asked, 200))}\n{note}"))
    return answer_forms(replace(told, note=note))


async def _first_taken(message: discord.PartialMessage, forms: Sequence[Form]) -> None:
    """The first of the forms that Discord takes, in the place of any other. Raises its refusal."""
    for form in forms[:-1]:
        try:
            await message.edit(**_instead(form))
        except discord.HTTPException as error:
            if not is_refused(error):
                raise
        else:
            return
    await message.edit(**_instead(forms[-1]))


def _instead(form: Form) -> dict[str, Any]:
    return {"content": None, "embed": None, **form.make()}
