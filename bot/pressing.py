"""What pressing a button does, and sending in a form: each is acknowledge, do, send. *"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import discord

from bot import wording
from bot.asking import Asked, answer, is_private
from bot.card import answer_forms
from bot.delivery import Form, Interaction, acknowledge, open_form, send, turn
from bot.front import Forgotten, Front, question_on
from bot.listing_card import further_forms, listing_forms
from bot.passages_card import passages_forms
from bot.records.records import Why
from bot.references import unpack
from bot.views import (
    FOLLOW_UP_FORM,
    NOT_HELPFUL_FORM,
    QUESTION,
    REASON,
    REMARK,
    follow_up_form,
    not_helpful_form,
    sent_in,
    words_on,
)

Press = Callable[[Interaction, str], Awaitable[None]]
_FURTHER = 20  # articles that an answer did not quote


class Pressing:
    """Buttons and forms, on what the front knows."""

    def __init__(self, front: Front) -> None:
        self._front = front

    def presses(self) -> Mapping[str, Press]:
        """What each kind of button does, by the letter in its custom_id."""
        return {
            "p": self.passages,
            "pn": self.passages,
            "pb": self.passages,
            "m": self.more,
            "f": self.follow_up,
            "h": self.helpful,
            "n": self.not_helpful,
            "s": self.share,
            "w": self.widen,
            "t": self.tell,
            "g": self.leaf,
            "b": self.leaf,
        }

    async def passages(self, interaction: Interaction, state: str) -> None:
        """The quotes of an answer, where they stand; `page!packed` from the second page on."""
        page, _, packed = state.rpartition("!")
        await (turn(interaction) if page else acknowledge(interaction, ephemeral=True))
        found = await self._front.find(unpack(packed), interaction.guild_id)
        await send(interaction, passages_forms(found, packed, int(page or 0)))

    async def more(self, interaction: Interaction, state: str) -> None:
        """Articles about the question that the answer does not quote; `id!skip` further down."""
        answer_id, _, skip = state.partition("!")
        await (turn(interaction) if skip else acknowledge(interaction, ephemeral=True))
        kept = await self._front.kept(answer_id)
        question = self._front.question_of(kept, _question_on(interaction))
        if not question:
            raise Forgotten
        shown = {reference.article_id for reference in kept.refs}
        filters = self._front.remembered.within(kept.filters, interaction.guild_id)
        found = await self._front.desk.search(question, filters, most=_FURTHER + len(shown))
        others = [hit for hit in found.articles if hit.article.id not in shown]
        await send(interaction, further_forms(others, answer_id, int(skip or 0)))

    async def follow_up(self, interaction: Interaction, answer_id: str) -> None:
        """The form for the next question; it must be the first answer."""
        await self._front.check(answer_id)
        await open_form(interaction, follow_up_form(answer_id))

    async def followed_up(self, interaction: Interaction, answer_id: str) -> None:
        """The next question was sent in."""
        asked = Asked(
            question=sent_in(interaction).get(QUESTION, ""),
            way="followup",
            private=True if _is_ephemeral(interaction) else None,
            after=answer_id,
            before=_question_on(interaction),
            remember=False,
        )
        await answer(interaction, self._front, asked)

    async def helpful(self, interaction: Interaction, answer_id: str) -> None:
        """A vote for."""
        await acknowledge(interaction, ephemeral=True)
        await self._vote(interaction, answer_id, helpful=True)
        await send(interaction, said(wording.voted()))

    async def not_helpful(self, interaction: Interaction, answer_id: str) -> None:
        """A vote against, and the form that asks why; it must be the first answer."""
        await self._front.check(answer_id)
        await open_form(interaction, not_helpful_form(answer_id))
        await self._vote(interaction, answer_id, helpful=False)

    async def told_why(self, interaction: Interaction, answer_id: str) -> None:
        """Why an answer is not helpful was sent in; the question goes before the newsroom."""
        await acknowledge(interaction, ephemeral=True)
        filled = sent_in(interaction)
        await self._vote(
            interaction,
            answer_id,
            helpful=False,
            reason=filled.get(REASON),
            words=filled.get(REMARK),
        )
        await self._file(interaction, answer_id, "not helpful")
        await send(interaction, said(wording.told_why()))

    async def tell(self, interaction: Interaction, answer_id: str) -> None:
        """An unanswered question goes before the newsroom."""
        await acknowledge(interaction, ephemeral=True)
        await self._file(interaction, answer_id, "filed")
        await send(interaction, said(wording.filed()))

    async def share(self, interaction: Interaction, answer_id: str) -> None:
        """A private answer once more, for the channel."""
        await self._front.check(answer_id)  # else all would see that it is gone
        await acknowledge(interaction)
        told = await self._front.told(answer_id, _question_on(interaction))
        message = await send(interaction, answer_forms(replace(told, private=False)))
        if message and not message.flags.ephemeral:
            await self._front.place(told, message.channel.id, message.id)

    async def widen(self, interaction: Interaction, answer_id: str) -> None:
        """The same question, without dates."""
        private = True if _is_ephemeral(interaction) else None
        await acknowledge(interaction, ephemeral=is_private(interaction, self._front, private))
        kept = await self._front.kept(answer_id)
        question = self._front.question_of(kept, _question_on(interaction))
        if not question:
            raise Forgotten
        filters = replace(kept.filters, since=None, until=None)
        asked = Asked(question, "widen", lambda: filters, private, remember=False, anytime=True)
        await answer(interaction, self._front, asked)

    async def leaf(self, interaction: Interaction, state: str) -> None:
        """Another page of search results, in place of this one where that is the member's own."""
        answer_id, _, skip = state.partition("!")
        await turn(interaction)
        kept = await self._front.kept(answer_id)
        words = self._front.question_of(kept, _question_on(interaction))
        await send(interaction, listing_forms(await self._front.leaf(kept, words, int(skip))))

    async def sent(self, interaction: Interaction, custom_id: str) -> None:
        """A form was sent in; what is no form of ours is passed over."""
        for prefix, done in ((FOLLOW_UP_FORM, self.followed_up), (NOT_HELPFUL_FORM, self.told_why)):
            if custom_id.startswith(prefix):
                await done(interaction, custom_id.removeprefix(prefix))

    async def _vote(
        self,
        interaction: Interaction,
        answer_id: str,
        *,
        helpful: bool,
        reason: str | None = None,
        words: str | None = None,
    ) -> None:
        await self._front.kept(answer_id)
        user = interaction.user.id
        await self._front.do(
            lambda records: records.vote(
                answer_id, records.member(user), helpful=helpful, reason=reason, words=words
            )
        )

    async def _file(self, interaction: Interaction, answer_id: str, why: Why) -> None:
        kept = await self._front.kept(answer_id)
        question = self._front.question_of(kept, _question_on(interaction))
        if question:
            await self._front.file(kept, question, interaction.user.id, why)


def said(sentence: str) -> list[Form]:
    """One sentence as a response."""
    return [Form("plain text", lambda: {"content": sentence})]


def _question_on(interaction: Interaction) -> str | None:
    """The question on the card whose button was pressed."""
    return question_on(words_on(interaction.message))


def _is_ephemeral(interaction: Interaction) -> bool:
    message: discord.Message | None = interaction.message
    return bool(message and message.flags.ephemeral)
