"""The desk: where a question is put, wherever it comes from, and an Answer comes back.

One thread hop out, one back: retrieval and answering run on one worker thread, never on the
event loop, behind a queue of bounded length. What was asked within the hour is remembered.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bot import finding
from bot.answer import Answer, Coverage, Quote, coverage_of
from bot.answering import answer
from bot.finding import Checked, Results
from bot.following import Turn, resolved
from bot.observing import UNOBSERVED, Observer
from bot.recent import Asked, Asking, Recent
from bot.references import Reference
from bot.slip import slip_in_hand
from bot.timeline import Timeline, timeline
from corpus.article import Article
from corpus.errors import FootnoteError
from corpus.text import tidy
from index.catalog import Catalog
from index.embedding import Embedder
from index.filters import UNFILTERED, Filters, spelled
from index.layout import Manifest, SnapshotError
from index.mentions import Facets
from index.publishing import current
from index.question import Reading, read
from index.reranking import Reranker
from index.retriever import Retriever, open_current
from index.stages import Stages, recorded, timed
from index.stamps import Verify, whole

log = logging.getLogger(__name__)

LONGEST_QUESTION = 1000  # characters: about what the default model reads of one text
_LOOK_EVERY = 2.0  # seconds between looks for a new snapshot
_Result = TypeVar("_Result")


class DeskError(Exception):
    """A question that got no answer for a reason the asker should hear."""


class Busy(DeskError):
    """Too many questions are waiting."""


class Closing(DeskError):
    """The program is about to stop."""


class NotReady(DeskError):
    """There is no index to answer from yet."""


class EmptyQuestion(DeskError):
    """The question has no words."""


class LongQuestion(DeskError):
    """The question is longer than LONGEST_QUESTION."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a reference stands for; None when it has been revised or taken down since."""

    reference: Reference
    quote: Quote | None


class Desk:
    """Answers questions from the published snapshot, and swaps to a new one when there is one.

    `load` makes the embedder a manifest names, `load_reranker` the reranker if there is to be
    one. `waiting` is how many questions may wait or be worked on at once. The `observer` hears how
    long each stage of the work took. The snapshot's files are looked at with `verify` when it is
    opened, and all read when it is swapped (index.stamps). All methods are for one event loop.
    """

    def __init__(
        self,
        index: Path,
        load: Callable[[str], Embedder],
        waiting: int = 20,
        load_reranker: Callable[[], Reranker] | None = None,
        observer: Observer = UNOBSERVED,
        verify: Verify = whole,
    ) -> None:
        self._index = index
        self._verify = verify
        self._load = load
        self._waiting = waiting
        self._load_reranker = load_reranker
        self._observer = observer
        self._reranker: Reranker | None = None
        self._pending = 0
        self._closing = self._giving_up = False
        self._retriever: Retriever | None = None
        self._catalog: Catalog | None = None
        self._recent = Recent()
        self._refused: str | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    @property
    def facets(self) -> Facets:
        """The names of the coverage's outlets, sections, authors and tags."""
        return self._retriever.facets if self._retriever else Facets()

    @property
    def coverage(self) -> Coverage | None:
        """What is being answered from; None before there is an index."""
        return coverage_of(self._retriever.manifest) if self._retriever else None

    @property
    def manifest(self) -> Manifest | None:
        """What the snapshot that serves says of itself; None before there is one."""
        return self._retriever.manifest if self._retriever else None

    @property
    def encoder(self) -> str | None:
        """Which kind of embedder encodes questions; None before there is an index."""
        return type(self._retriever.embedder).__name__ if self._retriever else None

    @property
    def queue(self) -> tuple[int, int]:
        """How many questions wait or are worked on, and how many may."""
        return self._pending, self._waiting

    @property
    def catalog(self) -> Catalog | None:
        """What can be chosen while it is typed; None before there is an index. Never waits."""
        return self._catalog

    async def open(self) -> None:
        """Load the published snapshot and its model. Raises SnapshotError or ModelError."""
        self._retriever, self._catalog = await asyncio.to_thread(
            _opened, self._index, self._load, None, self._verify
        )
        if self._load_reranker:
            self._reranker = await asyncio.to_thread(self._load_reranker)

    async def ask(
        self,
        question: str,
        after: Turn | None = None,
        asked_at: datetime | None = None,
        filters: Filters = UNFILTERED,
    ) -> Answer:
        """The answer to a question. Raises a DeskError when there cannot be one now.

        `after` is what the question follows up, if anything. `asked_at` (aware) is the time at
        which it is put, now unless told: nothing published later is used. Nothing that does not
        fit the filters is; their names may differ from the facets in case and accents.
        """
        if asked_at is None:
            return (await self.answered(question, after, filters)).answer
        asked, moment = _readable(question), asked_at
        return await self._work(
            lambda one: _answer(one, _Request(asked, after, filters, moment, self._reranker))
        )

    async def answered(
        self,
        question: str,
        after: Turn | None = None,
        filters: Filters = UNFILTERED,
        *,
        anytime: bool = False,
    ) -> Asked:
        """The answer to a question put now, from memory where it was put within the hour.

        The same question, after the same turn, with the same filters, of the same index.
        `anytime`: dates that the question itself names do not bind. Raises a DeskError.
        """
        asked, now = _readable(question), datetime.now(UTC)
        self._admit()
        wanted = _Request(asked, after, filters, now, self._reranker, anytime)
        if self._retriever:
            known = self._recent.get(wanted.on(self._retriever), now)
            if known:
                return known
        asking, found = await self._work(lambda one: (wanted.on(one), _answer(one, wanted)))
        new = Asked(found, now)
        self._recent.put(asking, new)
        return new

    async def search(
        self, query: str, filters: Filters = UNFILTERED, *, skip: int = 0, most: int = 5
    ) -> Results:
        """The articles that fit a query, best first. Raises a DeskError."""
        asked = _readable(query)
        return await self._work(
            lambda one: finding.search(one, _reading(one, asked, filters), skip=skip, most=most)
        )

    async def latest(
        self,
        topic: str | None = None,
        filters: Filters = UNFILTERED,
        *,
        skip: int = 0,
        most: int = 5,
    ) -> Results:
        """The newest articles first; with a topic only those about it. Raises a DeskError."""
        asked = _readable(topic) if topic else ""
        return await self._work(
            lambda one: finding.latest(one, _reading(one, asked, filters), skip=skip, most=most)
        )

    async def article(self, article_id: str, filters: Filters = UNFILTERED) -> Article | None:
        """An article; None when it is not covered, or does not fit. Raises a DeskError."""
        return await self._work(lambda one: finding.shown(one, article_id, filters))

    async def copies(self, article_id: str, filters: Filters = UNFILTERED) -> tuple[Article, ...]:
        """The other articles of an article's story that fit. Raises a DeskError."""
        return await self._work(lambda one: finding.copies(one, article_id, filters))

    async def similar(
        self, article_id: str, most: int = 3, filters: Filters = UNFILTERED
    ) -> tuple[Article, ...]:
        """The articles nearest in meaning to one that fit, best first. Raises a DeskError."""
        now = datetime.now(UTC)
        return await self._work(lambda one: finding.similar(one, article_id, filters, now, most))

    async def topical(
        self, topic: str, filters: Filters = UNFILTERED
    ) -> list[tuple[Article, float]]:
        """All articles about a topic, copies too, best first, scored 0 to 1. Raises a DeskError."""
        asked = _readable(topic)
        return await self._work(lambda one: finding.topical(one, _reading(one, asked, filters)))

    async def timeline(self, topic: str, filters: Filters = UNFILTERED) -> Timeline:
        """The coverage of a topic over time. Raises a DeskError."""
        asked = _readable(topic)

        def made(retriever: Retriever) -> Timeline:
            found = finding.topical(retriever, _reading(retriever, asked, filters))
            return timeline(asked, found, filters.since, filters.until)

        return await self._work(made)

    async def check(self, text: str, filters: Filters = UNFILTERED) -> tuple[Checked, ...]:
        """The claims of a message, five at most, against the coverage. Raises a DeskError."""

        def checked(retriever: Retriever) -> tuple[Checked, ...]:
            readings = [_reading(retriever, one, filters) for one in finding.claims(text)]
            coverage = _coverage(retriever, filters)
            return finding.check(retriever, readings, coverage, self._reranker)

        return await self._work(checked)

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """The meaning of texts, each a vector of length 1, to group them. Raises a DeskError."""
        return await self._work(lambda one: _embedded(one, texts))

    async def find(self, references: Sequence[Reference]) -> list[Found]:
        """The quotes that the references stand for, as far as they may still be shown."""
        return await self._work(
            lambda retriever: [_found(retriever, reference) for reference in references]
        )

    async def watch(self) -> None:
        """Swap to each newly published snapshot within seconds, for ever.

        A snapshot that cannot be opened is told of once; the one before goes on serving.
        """
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            try:
                await self._swap()
            except (FootnoteError, OSError) as error:
                log.error("cannot open the new index, still answering from the old: %s", error)
            except Exception:  # else no later index would ever be swapped in
                log.exception("cannot open the new index, still answering from the old")

    def stop(self) -> None:
        """Take no more questions."""
        self._closing = True

    def give_up(self) -> None:
        """Take no more questions, and answer only the one that is being worked on: else Closing."""
        self._closing = self._giving_up = True

    async def close(self) -> None:
        """Let the questions in hand finish, and release the files."""
        self.stop()
        await asyncio.to_thread(self._worker.shutdown)
        if self._retriever:
            self._retriever.close()

    async def _swap(self) -> None:
        name = await asyncio.to_thread(_published, self._index)
        serving = self._retriever.manifest.name if self._retriever else None
        if name in (None, serving, self._refused):
            return
        self._refused = name  # until it has opened
        old = self._retriever
        try:
            new, catalog = await asyncio.to_thread(_opened, self._index, self._load, old)
        except Exception:  # whatever it was is counted, and goes on up
            self._observer.swapped(taken=False)
            raise
        self._retriever, self._catalog, self._refused = new, catalog, None
        self._recent = Recent()
        self._observer.swapped(taken=True)
        log.info("now answering from index %s", new.manifest.name)
        if old and not self._closing:
            self._worker.submit(old.close)  # behind the question that may be using it

    def _admit(self) -> None:
        if self._closing:
            raise Closing
        if self._retriever is None:
            raise NotReady

    async def _work(self, job: Callable[[Retriever], _Result]) -> _Result:
        self._admit()
        if self._pending >= self._waiting:
            raise Busy
        self._pending += 1
        stages: Stages = {}
        try:
            loop = asyncio.get_running_loop()
            put = time.perf_counter()
            return await loop.run_in_executor(self._worker, self._run, job, put, stages)
        finally:
            self._pending -= 1
            self._tell(stages)

    def _run(self, job: Callable[[Retriever], _Result], put: float, stages: Stages) -> _Result:
        """On the worker thread: the retriever is the one that serves when the job's turn comes."""
        stages["wait"] = time.perf_counter() - put
        if self._giving_up:
            raise Closing
        if self._retriever is None:
            raise NotReady
        with recorded() as inside:
            try:
                return job(self._retriever)
            finally:
                stages.update(inside)

    def _tell(self, stages: Stages) -> None:
        """How long a piece of work took, for the figures and for the question it belongs to."""
        took = dict(stages)  # the thread goes on with a job that nobody waits for any more
        self._observer.worked(took)
        if slip := slip_in_hand():
            slip.add(took, self._retriever.manifest.name if self._retriever else None)


@dataclass(frozen=True, slots=True)
class _Request:
    """A question as it is put to the worker."""

    question: str
    after: Turn | None
    filters: Filters
    asked_at: datetime
    reranker: Reranker | None = None
    anytime: bool = False

    def on(self, retriever: Retriever) -> Asking:
        """What its answer depends on."""
        day, index = self.asked_at.astimezone(UTC).date(), retriever.manifest.name
        return Asking(self.question, self.after, self.filters, self.anytime, day, index)


def turn_of(answered: Answer) -> Turn:
    """An answered question, for one that follows it up."""
    return Turn(
        question=answered.understood or answered.question,
        shown=tuple(sentence.quote.text for sentence in answered.sentences),
        titles=tuple(citation.article.title for citation in answered.citations),
    )


def _readable(question: str) -> str:
    """A question as it is worked on. Raises EmptyQuestion or LongQuestion."""
    asked = tidy(question.encode(errors="ignore").decode())  # half an emoji is no character
    if not any(character.isalnum() for character in asked):
        raise EmptyQuestion
    if len(asked) > LONGEST_QUESTION:
        raise LongQuestion
    return asked


def _answer(retriever: Retriever, asked: _Request) -> Answer:
    understood = resolved(asked.question, asked.after) if asked.after else asked.question
    reading = _reading(retriever, understood, asked.filters, asked.asked_at)
    if asked.anytime:
        reading = replace(reading, period=None)
    found = answer(reading, retriever, _coverage(retriever, asked.filters), asked.reranker)
    if understood == asked.question:
        return found
    return replace(found, question=asked.question, understood=understood)


def _reading(
    retriever: Retriever, question: str, filters: Filters, asked_at: datetime | None = None
) -> Reading:
    """A question as it is understood in the coverage that may be shown."""
    with timed("read"):
        facets = retriever.holdings.facets_of(filters.among)
        return read(question, asked_at or datetime.now(UTC), facets, spelled(filters, facets))


def _coverage(retriever: Retriever, filters: Filters) -> Coverage:
    """What is searched when the asker chooses nothing: all, or the server's collection."""
    whole = coverage_of(retriever.manifest)
    if not filters.among:
        return whole
    part = retriever.holdings.extent(filters.widest)
    return replace(whole, articles=part.articles, earliest=part.earliest, latest=part.latest)


def _embedded(retriever: Retriever, texts: Sequence[str]) -> list[list[float]]:
    vectors: list[list[float]] = retriever.embedder.passages(texts).tolist()
    return vectors


def _opened(
    index: Path,
    load: Callable[[str], Embedder],
    before: Retriever | None = None,
    verify: Verify = whole,
) -> tuple[Retriever, Catalog]:
    """The published snapshot and what can be chosen in it. Raises SnapshotError or ModelError."""
    retriever = open_current(index, load, before, verify)
    return retriever, Catalog(retriever.holdings.entries)


def _found(retriever: Retriever, reference: Reference) -> Found:
    article = retriever.article(reference.article_id)
    if article is None or article.revision != reference.revision:
        return Found(reference, None)
    quote = Quote(article, reference.start, reference.end)
    return Found(reference, quote if _may_be_shown(quote) else None)


def _may_be_shown(quote: Quote) -> bool:
    """False for what no answer quotes: a store made anew can number other words the same."""
    inside = 0 <= quote.start < quote.end <= len(quote.article.text)
    return inside and quote.text == quote.text.strip() and "\n" not in quote.text


def _published(index: Path) -> str | None:
    try:
        return current(index).name
    except SnapshotError:
        return None
