"""Questions that are written: mentions, replies, direct messages, threads, forum posts. *

Without the message-content intent Discord delivers the words of a message only where the bot is
mentioned, replied to with a ping, or written to directly; that is enough for all but threads
without a mention and forum posts.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import discord

from bot import wording
from bot.asking import is_staff
from bot.card import answer_forms
from bot.delivery import Form, is_forbidden, may_write, reply, sentence_of, why_forbidden
from bot.desk import LONGEST_QUESTION
from bot.front import Asker, Front, Request, question_on
from bot.markdown import clip
from bot.outcomes import answered, left, noted
from bot.records.records import Kept
from bot.views import words_on

log = logging.getLogger(__name__)

_CONFIDENT = 0.5  # of a forum post's answer: nobody asked us
_MENTION = re.compile(r"<@!?(\d+)>")


@dataclass(frozen=True, slots=True)
class Written:
    """A message that is a question to us. `quiet`: say nothing unless the coverage answers.

    `unread`: it replies to an answer of ours, and Discord keeps its words from us.
    """

    message: discord.Message
    question: str
    way: str
    after: Kept | None = None
    before: str | None = None
    quiet: bool = False
    unread: discord.Message | None = None

    @property
    def key(self) -> str:
        """What one process claims. Of unread replies to an answer only the first is answered."""
        return f"unread {self.unread.id}" if self.unread else f"message {self.message.id}"


async def on_message(message: discord.Message, me: discord.ClientUser, front: Front) -> None:
    """Answer a message, if it is a question to us."""
    if message.author.bot or message.type not in (
        discord.MessageType.default,
        discord.MessageType.reply,
    ):
        return
    written = await read(message, me, front)
    if written is None or not await front.claim(written.key):
        return
    try:
        await _answer(written, front)
    except discord.HTTPException as error:
        if is_forbidden(error) and not written.quiet:
            await _explain_forbidden(message, error)
        else:
            log.warning("could not answer message %s: %s", message.id, error)


async def read(message: discord.Message, me: discord.ClientUser, front: Front) -> Written | None:
    """The question in a message; None when it is not for us."""
    question = _without_mentions(message, me)
    replied = message.reference.resolved if message.reference else None
    mentioned = any(user.id == me.id for user in message.mentions)
    if isinstance(replied, discord.Message) and replied.author.id == me.id:
        if mentioned or not message.guild or _cannot_be_pinged(replied):
            return await _read_reply(message, question, replied, front, mentioned=mentioned)
    elif isinstance(replied, discord.Message) and mentioned and not question:
        question = clip(replied.clean_content, LONGEST_QUESTION)
    if message.guild is None:
        last = await front.last_in(message.channel.id, message.author.id)
        return Written(message, question, "dm", last)
    if mentioned:
        return Written(message, question, "mention", await _thread_before(message, front))
    if not isinstance(message.channel, discord.Thread) or not question:
        return None
    if _is_post(message, front):
        post = clip(f"{message.channel.name}\n{question}", LONGEST_QUESTION)
        return Written(message, post, "forum", quiet=True)
    if message.mentions or (isinstance(replied, discord.Message) and replied.author.id != me.id):
        return None  # to somebody else
    kept = await _thread_before(message, front)
    return Written(message, question, "thread", kept) if kept else None


def _cannot_be_pinged(message: discord.Message) -> bool:
    """A reply to what answered a command mentions nobody, whatever the member chose."""
    return message.interaction_metadata is not None


async def _read_reply(
    message: discord.Message, question: str, ours: discord.Message, front: Front, *, mentioned: bool
) -> Written | None:
    if question or mentioned or not message.guild:
        kept = await front.shown_on(ours.id)
        return Written(message, question, "reply", kept, question_on(words_on(ours)))
    if message.attachments or message.stickers:
        return None  # it has no words
    return Written(message, "", "reply", unread=ours)


async def _thread_before(message: discord.Message, front: Front) -> Kept | None:
    """The last answer in a thread; in a channel people talk of many things at once."""
    if not isinstance(message.channel, discord.Thread):
        return None
    return await front.last_in(message.channel.id)


def _is_post(message: discord.Message, front: Front) -> bool:
    thread = message.channel
    if not isinstance(thread, discord.Thread) or message.id != thread.id or not message.guild:
        return False
    return thread.parent_id in front.remembered.server(message.guild.id).auto_channels


def _without_mentions(message: discord.Message, me: discord.ClientUser) -> str:
    """The words, with names in place of mentions, and without ours."""
    ours = _MENTION.sub(lambda m: "" if int(m[1]) == me.id else m[0], message.content)
    names = {str(user.id): user.display_name for user in message.mentions}
    return _MENTION.sub(lambda m: names.get(m[1], ""), ours).strip()


async def _answer(written: Written, front: Front) -> None:
    message = written.message
    guild = message.guild.id if message.guild else None
    channel = message.channel
    thread = channel if isinstance(channel, discord.Thread) else None
    asker = Asker(
        user=message.author.id,
        guild=guild,
        channel=thread.parent_id if thread else channel.id,
        staff=is_staff(message.author, front, guild),
        thread=thread.id if thread else None,
    )
    request = Request(
        question=written.question,
        asker=asker,
        way=written.way,
        before=written.before,
        locale=str(message.guild.preferred_locale) if message.guild else "en",
    )
    if written.quiet:
        await _answer_if_sure(written, request, front)
        return
    if not may_write(channel):
        await _explain_forbidden(message)
        return
    if not written.question:
        hint = wording.reply_help() if written.unread else wording.mention_help()
        await reply(message, _said(hint))
        return
    try:
        with noted(front, f"message {message.id}", written.way, asker.user) as slip:
            async with _typing(channel):
                await front.admit(asker)
                told = await front.answer(request, written.after)
            answered(slip, told)
    except Exception as error:  # noqa: BLE001 - whatever breaks, the member hears of it
        await reply(message, _said(sentence_of(error, f"message {message.id}")))
        return
    sent = await reply(message, answer_forms(told))
    await front.place(told, sent.channel.id, sent.id)


async def _answer_if_sure(written: Written, request: Request, front: Front) -> None:
    """Nobody asked us: what is not well answered is left to people."""
    message = written.message
    if not may_write(message.channel):
        return
    try:
        with noted(front, f"post {message.id}", written.way, ("post", message.author.id)) as slip:
            told = await front.volunteer(request, _CONFIDENT)
            if told is None:
                left(slip)
            else:
                answered(slip, told)
    except Exception as error:  # noqa: BLE001 - silent where nobody asked
        log.warning("no answer to post %s: %s", message.id, error)
        return
    if told is None:
        return
    sent = await reply(message, answer_forms(told))
    await front.place(told, sent.channel.id, sent.id)


@contextlib.asynccontextmanager
async def _typing(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Be seen typing, beside the work: whether Discord takes that does not matter."""

    async def type_on() -> None:
        with contextlib.suppress(discord.HTTPException, OSError):
            async with channel.typing():
                await asyncio.Event().wait()

    typing = asyncio.create_task(type_on())
    try:
        yield
    finally:
        typing.cancel()


async def _explain_forbidden(
    message: discord.Message, error: discord.HTTPException | None = None
) -> None:
    """Tell the asker directly which permission is missing; nobody, where that is not possible."""
    log.warning("may not answer in channel %s: %s", message.channel.id, error or "not permitted")
    if message.guild is None:
        return
    try:
        await message.author.send(why_forbidden(message.channel, error))
    except discord.HTTPException:
        log.info("the asker takes no direct messages")


def _said(sentence: str) -> list[Form]:
    return [Form("plain text", lambda: {"content": sentence})]
