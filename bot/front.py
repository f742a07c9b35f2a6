"""The front: a member's question on its one way through, however it came.

Is it allowed here and now, what does it follow up, what does the desk say, what is kept of it.
Nothing here knows Discord; everything that touches a file runs on the clerk's or the desk's thread.
"""

import asyncio
import logging
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot import wording
from bot.answer import Answer, Lack, Reason, Role, Sentence, cited
from bot.clerk import Clerk
from bot.desk import Busy, Desk, DeskError, Found
from bot.following import Turn, resolved
from bot.listing import PAGE, Listing
from bot.observing import UNOBSERVED, Observer
from bot.recent import Asked
from bot.records.records import Kept, Records, Why, new_id
from bot.references import Reference, refer
from bot.remembered import Remembered
from bot.told import Told
from corpus.errors import FootnoteError
from index.filters import UNFILTERED, Filters, described

log = logging.getLogger(__name__)

SEARCH, LATEST, NEWEST = "search", "latest", "newest"  # ways that list articles
MOST_TURNS = 15  # of a conversation; the next question then stands for itself
_ANEW_AFTER = timedelta(hours=1)  # a question in a channel follows up the one before it
_REMEMBERED = 1000  # answers whose question is known without having been written down
_CHECKED_WITHIN = 1.0  # seconds; Discord waits for three
_SHARE = 4  # a member may have the fourth part of the desk's queue
# Ways of asking that follow up what was said last only where the words lean on it.
_BY_THE_WAY = frozenset({"dm", "thread", "mention"})
_UNKNOWN = "?"  # in place of a name that is none: nothing fits it either
_Result = TypeVar("_Result")


class NotHere(DeskError):
    """The server does not want questions in this channel. `channels` are where it does."""

    def __init__(self, channels: Sequence[int]) -> None:
        super().__init__("not in this channel")
        self.channels = tuple(channels)


class Wait(DeskError):
    """The member has asked as much as the server allows; again at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("quota")
        self.until = until


class Forgotten(DeskError):
    """What a button belongs to is not kept any more."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where. `staff` has no quota. A `thread` is in its `channel`."""

    user: int
    guild: int | None = None
    channel: int | None = None
    staff: bool = False
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it came. `after` is the id of the answer it follows up.

    `before` is the question of that answer, where its card shows it. `anytime`: dates that the
    question itself names do not bind.
    """

    question: str
    asker: Asker
    way: str
    filters: Filters = UNFILTERED
    private: bool = False
    after: str | None = None
    before: str | None = None
    anytime: bool = False
    locale: str = "en"


class Front:
    """Everything a request needs, for one event loop."""

    def __init__(
        self,
        desk: Desk,
        clerk: Clerk,
        *,
        keep_questions: bool = False,
        days_kept: int = 90,
        observer: Observer = UNOBSERVED,
    ) -> None:
        self.desk = desk
        self.observer = observer
        self.remembered = Remembered(clerk, keep_questions=keep_questions, days_kept=days_kept)
        self._clerk = clerk
        self._seated: Counter[Hashable] = Counter()
        self._questions: OrderedDict[str, str] = OrderedDict()

    async def open(self) -> None:
        """Read what is answered from memory: servers' settings, members' choices."""
        await self.remembered.open()

    async def close(self) -> None:
        """Let the questions in hand finish, and release the files."""
        await self.desk.close()
        await self._clerk.close()

    # Asking

    def is_allowed(self, asker: Asker) -> bool:
        """Whether the server wants questions in this channel."""
        channels = self.remembered.server(asker.guild).channels
        return not channels or asker.channel in channels

    @contextmanager
    def seat(self, who: Hashable) -> Iterator[None]:
        """Somebody's place in the queue, so that nobody fills it alone. Raises Busy."""
        _, most = self.desk.queue
        if self._seated[who] >= max(1, most // _SHARE):
            raise Busy
        self._seated[who] += 1
        try:
            yield
        finally:
            self._seated -= Counter([who])  # and nothing is kept of who has none in hand

    async def ask(self, request: Request) -> Told:
        """The answer to a request. Raises a DeskError when there cannot be one now."""
        await self.admit(request.asker)
        before = await self._answer(request.after)
        return await self.answer(request, before)

    async def answer(self, request: Request, before: Kept | None = None) -> Told:
        """The answer to a request that was admitted."""
        filters = self.remembered.within(request.filters, request.asker.guild)
        turn = await self._turn(before, request.before)
        by_the_way = request.way in _BY_THE_WAY
        if turn and by_the_way and resolved(request.question, turn) == request.question:
            turn = None  # it stands alone
        found = await self.desk.answered(request.question, turn, filters, anytime=request.anytime)
        return await self._told(request, filters, found, before if turn else None)

    async def volunteer(self, request: Request, confidence: float) -> Told | None:
        """The answer to what nobody asked us; None, and nothing kept, unless it is that sure."""
        filters = self.remembered.within(request.filters, request.asker.guild)
        found = await self.desk.answered(request.question, None, filters)
        if found.answer.abstained or found.answer.confidence < confidence:
            return None
        return await self._told(request, filters, found, None)

    async def admit(self, asker: Asker) -> None:
        """Count a question against the member's quota. Raises NotHere or Wait."""
        settings = self.remembered.server(asker.guild)
        if not self.is_allowed(asker):
            raise NotHere(sorted(settings.channels))
        if asker.staff or not (settings.per_minute or settings.per_day):
            return
        moment = datetime.now(UTC)
        try:
            until = await self._clerk.do(
                lambda records: records.spend(
                    records.member(asker.user),
                    asker.guild,
                    moment,
                    settings.per_minute,
                    settings.per_day,
                )
            )
        except FootnoteError as error:
            log.error("cannot count a question, so it is not: %s", error)
            return
        if until:
            raise Wait(until)

    async def claim(self, key: str) -> bool:
        """True for one caller of all processes; also when the records cannot be asked."""
        try:
            return await self._clerk.do(lambda records: records.claim(key, datetime.now(UTC)))
        except FootnoteError as error:
            log.error("cannot claim %s: %s", key, error)
            return True

    async def do(self, job: Callable[[Records], _Result]) -> _Result:
        """Something with the records, on their own thread."""
        return await self._clerk.do(job)

    # Looking for articles

    async def look_for(self, request: Request) -> Listing:
        """Articles about `request.question`, or the newest: `request.way` says which."""
        await self.admit(request.asker)
        filters = self.remembered.within(request.filters, request.asker.guild)
        kept = self._record(request, filters)
        self._remember(kept.id, request.question)
        await self._clerk.attempt(lambda records: records.keep(kept))
        return await self.leaf(kept, request.question, 0)

    async def leaf(self, kept: Kept, words: str, skip: int) -> Listing:
        """A page of what was looked for before."""
        words = "" if kept.way == NEWEST else words
        filters = self.remembered.within(kept.filters, kept.guild)
        if kept.way == SEARCH:
            found = await self.desk.search(words, filters, skip=skip, most=PAGE)
        else:
            found = await self.desk.latest(words or None, filters, skip=skip, most=PAGE)
        return Listing(words, filters, found.articles, found.total, skip, kept.id)

    # What was answered

    async def kept(self, answer_id: str) -> Kept:
        """The record of an answer. Raises Forgotten."""
        found = await self._answer(answer_id)
        if found is None:
            raise Forgotten
        return found

    async def check(self, answer_id: str) -> None:
        """Raise Forgotten for an answer that is surely gone; there is no time to wait for long."""
        try:
            async with asyncio.timeout(_CHECKED_WITHIN):
                await self.kept(answer_id)
        except (TimeoutError, FootnoteError) as error:
            log.error("cannot look up an answer now: %r", error)

    async def find(self, references: Sequence[Reference], guild: int | None) -> list[Found]:
        """The quotes that the references stand for, as far as they may still be shown there."""
        among = self.remembered.server(guild).collection
        found = await self.desk.find(references)
        return [
            replace(one, quote=None)
            if one.quote and among and one.quote.article.outlet not in among
            else one
            for one in found
        ]

    async def told(self, answer_id: str, question: str | None) -> Told:
        """An answer once more, from what is still as it was quoted. Raises Forgotten.

        `question` is what its card shows, for the record holds no words of members.
        """
        kept = await self.kept(answer_id)
        coverage = self.desk.coverage
        found = [item.quote for item in await self.find(kept.refs, kept.guild)]
        if coverage is None or (kept.refs and not any(found)):
            raise Forgotten
        pairs = [(q, Role(role)) for q, role in zip(found, kept.roles, strict=True) if q]
        citations = cited([quote for quote, _ in pairs], {})
        number = {citation.article.id: citation.number for citation in citations}
        seen = self.remembered.within(UNFILTERED, kept.guild)
        near = [await self.desk.article(article_id, seen) for article_id in kept.nearest]
        answer = Answer(
            question=self.question_of(kept, question),
            sentences=tuple(Sentence(q, number[q.article.id], role) for q, role in pairs),
            citations=citations,
            coverage=coverage,
            reason=None if pairs else _reason(kept),
            nearest=tuple(article for article in near if article),
        )
        return Told(answer, kept.id, kept.private, kept.filters)

    def question_of(self, kept: Kept, shown: str | None) -> str:
        """The question of an answer: remembered, written down, or as its card shows it."""
        return self._questions.get(kept.id) or kept.understood or kept.question or shown or ""

    async def place(self, told: Told, channel: int, message: int) -> None:
        """Remember which message shows an answer, to all from now on."""
        if told.id is not None:
            answer_id = told.id
            await self._clerk.attempt(lambda records: records.placed(answer_id, channel, message))

    async def shown_on(self, message: int) -> Kept | None:
        """The answer that a message shows; None also when the records cannot be asked."""
        return await self._clerk.attempt(lambda records: records.by_message(message))

    async def last_in(self, channel: int, user: int | None = None) -> Kept | None:
        """The last answer in a channel, if a question may still follow it up.

        With `user` also one that only they saw. None also when the records cannot be asked.
        """
        member = self.remembered.member(user) if user else None
        found = await self._clerk.attempt(lambda records: records.last_in(channel, member))
        return found if found and datetime.now(UTC) - found.at < _ANEW_AFTER else None

    async def file(self, kept: Kept, question: str, user: int, why: Why) -> None:
        """Put a question before the newsroom, in the member's words."""
        moment = datetime.now(UTC)
        await self._clerk.do(
            lambda records: records.file(
                question, kept.guild, records.member(user), why, kept.id, moment
            )
        )

    async def forget(self, user: int) -> int:
        """Forget a member at once; how many rows went."""
        member = self.remembered.member(user)
        self.remembered.forget(user)
        self._questions.clear()
        return await self._clerk.do(lambda records: records.forget(member))

    async def release(self, key: str) -> None:
        """Take a claim back: what it was for did not come about."""
        await self._clerk.attempt(lambda records: records.release(key))

    async def _answer(self, answer_id: str | None) -> Kept | None:
        if answer_id is None:
            return None
        wanted = answer_id
        return await self._clerk.do(lambda records: records.answer(wanted))

    async def _turn(self, before: Kept | None, shown: str | None) -> Turn | None:
        """What a follow-up may refer to; None when too much was said or nothing is known."""
        question = self.question_of(before, shown) if before else shown
        if not question or (before and before.turn >= MOST_TURNS):
            return None
        if before is None:
            return Turn(question, ())
        found = await self.find(before.refs, before.guild)
        quotes = [item.quote for item in found if item.quote]
        titles = dict.fromkeys(quote.article.title for quote in quotes)
        return Turn(question, tuple(quote.text for quote in quotes), tuple(titles))

    async def _told(
        self, request: Request, filters: Filters, found: Asked, before: Kept | None
    ) -> Told:
        """An answer that was found, kept; without the buttons that need it where it cannot be."""
        answer = found.answer
        since = found.at if found.cached else None
        try:
            kept = await self._keep(request, filters, answer, before)
        except FootnoteError as error:
            log.error("cannot keep an answer: %s", error)
            return Told(answer, None, request.private, filters, since)
        self._remember(kept.id, answer.understood or answer.question)
        return Told(answer, kept.id, request.private, filters, since)

    async def _keep(
        self, request: Request, filters: Filters, answer: Answer, before: Kept | None
    ) -> Kept:
        words = self.remembered.keeps_questions(request.asker.guild)
        reason = answer.reason
        kept = replace(
            self._record(request, filters),
            abstained=answer.abstained,
            lack=reason.lack.value if reason else None,
            refs=tuple(refer(sentence.quote) for sentence in answer.sentences),
            roles=tuple(sentence.role.value for sentence in answer.sentences),
            nearest=tuple(article.id for article in answer.nearest),
            index=answer.coverage.indexed.isoformat(),
            question=answer.question if words else None,
            understood=answer.understood if words else None,
            before=before.id if before else None,
            turn=before.turn + 1 if before else 1,
        )
        await self._clerk.do(lambda records: records.keep(kept))
        if words and reason and reason.lack != Lack.ARTICLES:
            await self.file(kept, answer.question, request.asker.user, "unanswered")
        return kept

    def _record(self, request: Request, filters: Filters) -> Kept:
        asker = request.asker
        return Kept(
            id=new_id(),
            at=datetime.now(UTC),
            way=request.way,
            guild=asker.guild,
            channel=asker.thread or asker.channel,
            message=None,
            private=request.private,
            member=self.remembered.member(asker.user),
            abstained=False,
            lack=None,
            refs=(),
            roles=(),
            nearest=(),
            filters=self._without_words(filters),
            index="",
            question=None,
            understood=None,
            before=None,
            turn=1,
            locale=request.locale,
        )

    def _without_words(self, filters: Filters) -> Filters:
        """Filters as they may be kept: what is no name of the coverage's is the member's word."""
        facets = self.desk.facets

        def named(chosen: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
            return tuple(one if one in known else _UNKNOWN for one in chosen)

        return replace(
            filters,
            outlets=named(filters.outlets, facets.outlets),
            sections=named(filters.sections, facets.sections),
            authors=named(filters.authors, facets.authors),
        )

    def _remember(self, answer_id: str, question: str) -> None:
        self._questions[answer_id] = question
        while len(self._questions) > _REMEMBERED:
            self._questions.popitem(last=False)


def _reason(kept: Kept) -> Reason:
    """Why there was no answer, as far as that needs no words of the member's."""
    if kept.lack == Lack.FILTER:
        return Reason(Lack.FILTER, described(kept.filters))
    return Reason(Lack.ANSWER)


_HEADING = re.compile(r"^(?:### |\*\*)(?P<question>.+?)(?:\*\*)?$")
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")


def question_on(card: str) -> str | None:
    """The question that a card shows, as it was understood: cards keep what members said."""
    heading, *below = card.split("\n", maxsplit=2)
    match = _HEADING.match(heading)
    if match is None:
        return None
    understood = wording.understood_from(below[0].removeprefix("-# ")) if below else None
    return _ESCAPED.sub(r"\1", understood or match["question"])
