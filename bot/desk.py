"""The desk: where a question is put, wherever it comes from, and an Answer comes back.

One thread hop out, one back: retrieval and answering run on one worker thread, never on the
event loop, behind a queue of bounded length.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bot.answer import Answer, Coverage, Quote, coverage_of
from bot.answering import answer
from bot.following import Turn, resolved
from bot.references import Reference
from corpus.errors import FootnoteError
from corpus.text import tidy
from index.embedding import Embedder
from index.layout import SnapshotError
from index.publishing import current
from index.question import read
from index.reranking import Reranker
from index.retriever import Retriever, open_current

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
    one. `waiting` is how many questions may wait or be worked on at once. All methods are for one
    event loop.
    """

    def __init__(
        self,
        index: Path,
        load: Callable[[str], Embedder],
        waiting: int = 20,
        load_reranker: Callable[[], Reranker] | None = None,
    ) -> None:
        self._index = index
        self._load = load
        self._waiting = waiting
        self._load_reranker = load_reranker
        self._reranker: Reranker | None = None
        self._pending = 0
        self._closing = False
        self._retriever: Retriever | None = None
        self._refused: str | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    @property
    def coverage(self) -> Coverage | None:
        """What is being answered from; None before there is an index."""
        return coverage_of(self._retriever.manifest) if self._retriever else None

    async def open(self) -> None:
        """Load the published snapshot and its model. Raises SnapshotError or ModelError."""
        self._retriever = await asyncio.to_thread(open_current, self._index, self._load)
        if self._load_reranker:
            self._reranker = await asyncio.to_thread(self._load_reranker)

    async def ask(
        self, question: str, after: Answer | None = None, asked_at: datetime | None = None
    ) -> Answer:
        """The answer to a question. Raises a DeskError when there cannot be one now.

        `after` is the answer that the question follows up, if any. `asked_at` (aware) is the time
        at which it is put, now unless told: nothing published later is used.
        """
        asked = tidy(question.encode(errors="ignore").decode())  # half an emoji is no character
        if not any(character.isalnum() for character in asked):
            raise EmptyQuestion
        if len(asked) > LONGEST_QUESTION:
            raise LongQuestion
        moment = asked_at or datetime.now(UTC)
        return await self._work(
            lambda retriever: _answer(retriever, asked, after, moment, self._reranker)
        )

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
        new = await asyncio.to_thread(open_current, self._index, self._load, old)
        self._retriever, self._refused = new, None
        log.info("now answering from index %s", new.manifest.name)
        if old and not self._closing:
            self._worker.submit(old.close)  # behind the question that may be using it

    async def _work(self, job: Callable[[Retriever], _Result]) -> _Result:
        if self._closing:
            raise Closing
        if self._retriever is None:
            raise NotReady
        if self._pending >= self._waiting:
            raise Busy
        self._pending += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._worker, self._run, job)
        finally:
            self._pending -= 1

    def _run(self, job: Callable[[Retriever], _Result]) -> _Result:
        """On the worker thread: the retriever is the one that serves when the job's turn comes."""
        if self._retriever is None:
            raise NotReady
        return job(self._retriever)


def _answer(
    retriever: Retriever,
    question: str,
    after: Answer | None,
    asked_at: datetime,
    reranker: Reranker | None,
) -> Answer:
    understood = resolved(question, _turn(after)) if after else question
    reading = read(understood, asked_at, retriever.facets)
    found = answer(reading, retriever, coverage_of(retriever.manifest), reranker)
    if understood == question:
        return found
    return replace(found, question=question, understood=understood)


def _turn(answered: Answer) -> Turn:
    return Turn(
        question=answered.understood or answered.question,
        shown=tuple(sentence.quote.text for sentence in answered.sentences),
        titles=tuple(citation.article.title for citation in answered.citations),
    )


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
