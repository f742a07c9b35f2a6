"""The desk: questions in, answers out, whatever is published meanwhile."""

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tiny_index import Letters, add, publish, withdraw

from bot.answer import Answer
from bot.desk import (
    LONGEST_QUESTION,
    Busy,
    Closing,
    Desk,
    EmptyQuestion,
    LongQuestion,
    NotReady,
    turn_of,
)
from bot.observing import Observer
from bot.references import Reference, refer
from bot.slip import open_slip
from corpus.article import Content
from corpus.errors import FootnoteError
from corpus.home import Home
from corpus.store import ArticleStore
from index.catalog import Catalog, Entry
from index.filters import Filters
from index.layout import SnapshotError
from index.publishing import current
from index.reranking import Reranker
from index.stages import Stages

OLD = "The council approved the budget."
NEW = "Quick brown foxes jumped over lazy dogs."


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a new snapshot."""
    monkeypatch.setattr("bot.desk._LOOK_EVERY", 0.01)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """One article, indexed."""
    home = Home(tmp_path)
    add(home.articles, "old", OLD)
    publish(home.articles, home.index)
    return home


@asynccontextmanager
async def opened(
    home: Home,
    embedder: Letters | None = None,
    waiting: int = 20,
    load_reranker: Callable[[], Reranker] | None = None,
) -> AsyncIterator[Desk]:
    desk = Desk(home.index, lambda _: embedder or Letters(), waiting, load_reranker)
    await desk.open()
    try:
        yield desk
    finally:
        await desk.close()


@asynccontextmanager
async def watching(desk: Desk) -> AsyncIterator[None]:
    task = asyncio.create_task(desk.watch())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110 - what other threads do sets no event
            await asyncio.sleep(0.005)


def words(answer: Answer) -> list[str]:
    return [sentence.quote.text for sentence in answer.sentences]


async def test_a_question_is_answered_from_the_published_index(home: Home) -> None:
    async with opened(home) as desk:
        answer = await desk.ask(OLD)
    assert words(answer) == [OLD]
    assert answer.coverage == desk.coverage


async def test_a_question_is_read_as_one_line(home: Home) -> None:
    async with opened(home) as desk:
        assert (await desk.ask("  who\n\n won? ")).question == "who won?"


async def test_a_question_that_stands_alone_is_understood_as_it_was_asked(home: Home) -> None:
    async with opened(home) as desk:
        before = turn_of(await desk.ask(OLD))
        assert (await desk.ask(OLD)).understood is None
        assert (await desk.ask("Who sank the ferry in Millbrae?", before)).understood is None


async def test_a_follow_up_is_read_with_the_answer_that_it_follows(home: Home) -> None:
    async with opened(home) as desk:
        before = turn_of(await desk.ask("What did the council approve?"))
        after = await desk.ask("And why did they?", before)
    assert after.question == "And why did they?"
    assert after.understood == "And why did the council? (approve)"


async def test_a_follow_up_of_a_follow_up_is_read_with_what_the_first_meant(home: Home) -> None:
    async with opened(home) as desk:
        first = await desk.ask("What did the council approve?")
        second = await desk.ask("And why did they?", turn_of(first))
        third = await desk.ask("And when was that?", turn_of(second))
    assert third.understood == "And when was that? (council approve)"


async def test_nothing_published_after_the_question_was_put_is_used(home: Home) -> None:
    noon = datetime(2024, 5, 1, 12, tzinfo=UTC)
    with ArticleStore(home.articles) as store:
        store.add(["file:new"], Content(title="new", text=NEW, published=noon))
    publish(home.articles, home.index)
    async with opened(home) as desk:
        assert words(await desk.ask(NEW, asked_at=noon)) == [NEW]
        assert NEW not in words(await desk.ask(NEW, asked_at=noon - timedelta(seconds=1)))


async def test_a_question_is_put_now_unless_told(home: Home) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with ArticleStore(home.articles) as store:
        store.add(["file:new"], Content(title="new", text=NEW, published=tomorrow))
    publish(home.articles, home.index)
    async with opened(home) as desk:
        assert NEW not in words(await desk.ask(NEW))
        assert words(await desk.ask(NEW, asked_at=tomorrow)) == [NEW]


class LikesNew:
    """A reranker that prefers NEW to everything."""

    def scores(self, _question: str, sentences: Sequence[str]) -> list[float] | None:
        return [float(sentence == NEW) for sentence in sentences]


async def test_a_reranker_is_asked_where_there_is_one(home: Home) -> None:
    add(home.articles, "new", NEW)
    publish(home.articles, home.index)
    async with opened(home) as desk:
        assert words(await desk.ask(OLD))[0] == OLD
    async with opened(home, load_reranker=LikesNew) as desk:
        assert words(await desk.ask(OLD))[0] == NEW


async def test_the_same_question_is_answered_from_memory(home: Home) -> None:
    embedder = Letters()
    async with opened(home, embedder) as desk:
        first = await desk.answered(OLD)
        embedder.asked.clear()
        again = await desk.answered(f" {OLD} ")
        assert (first.cached, again.cached, again.at) == (False, True, first.at)
        assert again.answer is first.answer
        assert await desk.ask(OLD) is first.answer
        assert not embedder.asked.is_set()


async def test_another_turn_other_filters_or_another_time_are_worked_out(home: Home) -> None:
    async with opened(home) as desk:
        first = await desk.answered(OLD)
        others = [
            await desk.answered(OLD, turn_of(first.answer)),
            await desk.answered(OLD, None, Filters(among=("Courier",))),
            await desk.answered(OLD, anytime=True),
        ]
        assert not any(other.cached for other in others)
        assert await desk.ask(OLD, asked_at=datetime.now(UTC)) is not first.answer


async def test_after_an_hour_a_question_is_worked_out_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(home) as desk:
        await desk.ask(OLD)
        monkeypatch.setattr("bot.recent.LASTING", timedelta(0))
        assert not (await desk.answered(OLD)).cached


async def test_a_new_index_forgets_what_the_old_one_answered(home: Home) -> None:
    async with opened(home) as desk, watching(desk):
        await desk.ask(OLD)
        add(home.articles, "new", NEW)
        publish(home.articles, home.index)
        await until(lambda: desk.coverage is not None and desk.coverage.articles == 2)
        found = await desk.answered(OLD)
    assert (found.cached, found.answer.coverage.articles) == (False, 2)


async def test_an_answer_of_the_old_index_is_not_given_for_the_new(home: Home) -> None:
    """It began before the swap, and ended after it."""
    embedder = Letters()
    async with opened(home, embedder) as desk, watching(desk):
        embedder.go.clear()
        running = asyncio.create_task(desk.answered(OLD))
        await until(embedder.asked.is_set)
        add(home.articles, "new", NEW)
        await asyncio.to_thread(publish, home.articles, home.index)
        await until(lambda: desk.coverage is not None and desk.coverage.articles == 2)
        embedder.go.set()
        assert (await running).answer.coverage.articles == 1
        assert not (await desk.answered(OLD)).cached


async def test_a_stopped_desk_remembers_nothing_for_anyone(home: Home) -> None:
    async with opened(home) as desk:
        await desk.ask(OLD)
        desk.stop()
        with pytest.raises(Closing):
            await desk.ask(OLD)


async def test_a_desk_that_gives_up_answers_only_what_it_is_working_on(home: Home) -> None:
    embedder = Letters()
    async with opened(home, embedder) as desk:
        embedder.go.clear()
        first, second = (asyncio.create_task(desk.ask(text)) for text in (OLD, NEW))
        await until(embedder.asked.is_set)
        desk.give_up()
        embedder.go.set()
        assert words(await first) == [OLD]
        with pytest.raises(Closing):
            await second


async def test_dates_in_a_question_need_not_bind(home: Home) -> None:
    noon = datetime(2024, 5, 1, 12, tzinfo=UTC)
    with ArticleStore(home.articles) as store:
        store.add(["file:new"], Content(title="new", text=NEW, published=noon))
    publish(home.articles, home.index)
    question = f"{NEW} in June 2024"
    async with opened(home) as desk:
        assert (await desk.answered(question)).answer.abstained
        assert words((await desk.answered(question, anytime=True)).answer) == [NEW]


async def test_the_catalog_is_that_of_the_index(home: Home) -> None:
    desk = Desk(home.index, lambda _: Letters())
    assert desk.catalog is None
    await desk.open()
    async with watching(desk):
        assert desk.catalog is not None
        assert [entry.title for entry in desk.catalog.titles("")] == ["old"]
        add(home.articles, "new", NEW)
        publish(home.articles, home.index)
        await until(lambda: desk.catalog is not None and len(desk.catalog) == 2)
    await desk.close()


async def test_the_catalog_is_made_off_the_event_loop(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    class Watched(Catalog):
        def __init__(self, entries: Iterable[Entry]) -> None:
            threads.append(threading.current_thread())
            super().__init__(entries)

    monkeypatch.setattr("bot.desk.Catalog", Watched)
    async with opened(home):
        [made_in] = threads
    assert made_in is not threading.main_thread()


async def test_texts_have_a_meaning_to_be_grouped_by(home: Home) -> None:
    async with opened(home) as desk:
        [one, same, other] = await desk.embed(["abc", "cab", "xyz"])
    assert sum(a * b for a, b in zip(one, same, strict=True)) == pytest.approx(1)
    assert sum(a * b for a, b in zip(one, other, strict=True)) < 0.5


async def test_whatever_is_looked_for_waits_in_the_same_queue(home: Home) -> None:
    embedder = Letters()
    async with opened(home, embedder, waiting=1) as desk:
        embedder.go.clear()
        taken = asyncio.create_task(desk.ask(OLD))
        await until(embedder.asked.is_set)
        for looking in (desk.search(OLD), desk.latest(), desk.article("a"), desk.check(OLD)):
            with pytest.raises(Busy):
                await looking
        embedder.go.set()
        await taken


@pytest.mark.parametrize("question", ["", " \n\t", "?!…", "🤖", "\u200b", "***"])
async def test_a_question_without_words_is_empty(home: Home, question: str) -> None:
    async with opened(home) as desk:
        with pytest.raises(EmptyQuestion):
            await desk.ask(question)


@pytest.mark.parametrize("question", ["x", "7", "何", "ما"])
async def test_a_question_may_be_short_and_of_any_script(home: Home, question: str) -> None:
    async with opened(home) as desk:
        assert (await desk.ask(question)).question == question


async def test_the_longest_question_is_answered_and_a_longer_one_is_not(home: Home) -> None:
    async with opened(home) as desk:
        await desk.ask(f"  {'a' * LONGEST_QUESTION}  ")
        with pytest.raises(LongQuestion):
            await desk.ask("a" * (LONGEST_QUESTION + 1))


async def test_before_there_is_an_index_the_desk_is_not_ready(tmp_path: Path) -> None:
    desk = Desk(tmp_path, lambda _: Letters())
    with pytest.raises(SnapshotError, match="there is no index yet"):
        await desk.open()
    assert desk.coverage is None
    with pytest.raises(NotReady):
        await desk.ask("who won?")
    with pytest.raises(NotReady):
        await desk.find([])
    await desk.close()


async def test_the_first_index_is_opened_when_it_is_published(tmp_path: Path) -> None:
    home = Home(tmp_path)
    desk = Desk(home.index, lambda _: Letters())
    async with watching(desk):
        add(home.articles, "old", OLD)
        publish(home.articles, home.index)
        await until(lambda: desk.coverage is not None)
        assert words(await desk.ask(OLD)) == [OLD]
    await desk.close()


async def test_more_questions_than_may_wait_are_told_that_it_is_busy(home: Home) -> None:
    embedder = Letters()
    async with opened(home, embedder, waiting=2) as desk:
        embedder.go.clear()
        taken = [asyncio.create_task(desk.ask(OLD)) for _ in range(2)]
        await until(embedder.asked.is_set)
        with pytest.raises(Busy):
            await desk.ask(OLD)
        embedder.go.set()
        assert [words(answer) for answer in await asyncio.gather(*taken)] == [[OLD], [OLD]]
        assert words(await desk.ask(OLD)) == [OLD]


async def test_a_question_that_fails_frees_its_place(home: Home) -> None:
    async with opened(home, waiting=1) as desk:
        for _ in range(3):
            with pytest.raises(AttributeError):
                await desk.find([None])  # type: ignore[list-item]  # what breaks is no matter
        assert words(await desk.ask(OLD)) == [OLD]


async def test_a_stopped_desk_takes_no_question_and_finishes_those_in_hand(home: Home) -> None:
    embedder = Letters()
    async with opened(home, embedder) as desk:
        embedder.go.clear()
        taken = asyncio.create_task(desk.ask(OLD))
        await until(embedder.asked.is_set)
        desk.stop()
        with pytest.raises(Closing):
            await desk.ask(OLD)
        closing = asyncio.create_task(desk.close())
        embedder.go.set()
        await closing
        assert words(await taken) == [OLD]


async def test_the_event_loop_runs_on_while_a_question_is_worked_on(home: Home) -> None:
    embedder = Letters()
    async with opened(home, embedder) as desk:
        embedder.go.clear()
        asking = asyncio.create_task(desk.ask(OLD))
        await until(embedder.asked.is_set)  # turns of the loop, with the question still open
        assert not asking.done()
        embedder.go.set()
        await asking


async def test_a_published_index_is_swapped_in_while_a_question_runs(home: Home) -> None:
    """The question is answered from the index that it began with."""
    embedder = Letters()
    async with opened(home, embedder) as desk, watching(desk):
        embedder.go.clear()
        running = asyncio.create_task(desk.ask(OLD))
        await until(embedder.asked.is_set)
        add(home.articles, "new", NEW)
        await asyncio.to_thread(publish, home.articles, home.index)
        await until(lambda: desk.coverage is not None and desk.coverage.articles == 2)
        queued = asyncio.create_task(desk.ask(NEW))
        embedder.go.set()
        assert (await running).coverage.articles == 1
        assert words(await running) == [OLD]
        assert words(await queued) == [NEW]


async def test_an_embedder_of_the_same_model_is_kept(home: Home) -> None:
    loaded: list[str] = []

    def load(model: str) -> Letters:
        loaded.append(model)
        return Letters()

    desk = Desk(home.index, load)
    await desk.open()
    async with watching(desk):
        add(home.articles, "new", NEW)
        publish(home.articles, home.index)
        await until(lambda: desk.coverage is not None and desk.coverage.articles == 2)
    await desk.close()
    assert loaded == ["letters"]


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]


async def test_a_broken_index_is_told_of_once_and_the_old_one_goes_on(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(home) as desk, watching(desk):
        add(home.articles, "new", NEW)
        publish(home.articles, home.index)
        (current(home.index) / "vectors.faiss").write_bytes(b"torn")
        await until(lambda: bool(errors(caplog)))
        await asyncio.sleep(0.05)  # some more looks
        (told,) = errors(caplog)
        assert told.startswith("cannot open the new index, still answering from the old: ")
        assert "damaged vectors.faiss" in told
        assert words(await desk.ask(OLD)) == [OLD]


async def test_after_a_broken_index_the_next_one_is_swapped_in(home: Home) -> None:
    async with opened(home) as desk, watching(desk):
        add(home.articles, "new", NEW)
        publish(home.articles, home.index)
        (current(home.index) / "manifest.json").write_text(json.dumps({"format": 99}))
        await asyncio.sleep(0.03)
        publish(home.articles, home.index)
        await until(lambda: desk.coverage is not None and desk.coverage.articles == 2)
        assert words(await desk.ask(NEW)) == [NEW]


async def test_other_weights_than_the_index_was_made_with_are_refused(home: Home) -> None:
    other = Letters()
    other.digest = "letters-2"
    desk = Desk(home.index, lambda _: other)
    with pytest.raises(FootnoteError, match="other weights"):
        await desk.open()
    await desk.close()


async def found(desk: Desk, *references: Reference) -> list[str | None]:
    return [item.quote.text if item.quote else None for item in await desk.find(references)]


async def test_references_are_found_again(home: Home) -> None:
    async with opened(home) as desk:
        quote = (await desk.ask(OLD)).sentences[0].quote
        assert await found(desk, refer(quote)) == [OLD]


async def test_a_revised_article_is_not_shown_any_more(home: Home) -> None:
    async with opened(home) as desk:
        reference = refer((await desk.ask(OLD)).sentences[0].quote)
    add(home.articles, "old", f"{OLD} Corrected.")
    publish(home.articles, home.index)
    async with opened(home) as desk:
        assert await found(desk, reference) == [None]


async def test_a_withdrawn_article_is_not_shown_any_more(home: Home) -> None:
    async with opened(home) as desk:
        reference = refer((await desk.ask(OLD)).sentences[0].quote)
    add(home.articles, "new", NEW)
    withdraw(home.articles, reference.article_id)
    publish(home.articles, home.index)
    async with opened(home) as desk:
        assert await found(desk, reference) == [None]


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, 0), (5, 4), (-3, 4), (0, 10**6), (3, 7), (0, 4), (26, 36)],
    ids=["empty", "backwards", "before", "beyond", "space first", "space last", "two paragraphs"],
)
async def test_a_slice_that_no_answer_quotes_is_not_shown(home: Home, start: int, end: int) -> None:
    """A forged reference, or one from before the store was made anew."""
    article_id = add(home.articles, "old", f"{OLD}\n\nSecond.")
    publish(home.articles, home.index)
    async with opened(home) as desk:
        assert await found(desk, Reference(article_id, 2, start, end)) == [None]
        assert await found(desk, Reference(article_id, 2, 0, len(OLD))) == [OLD]


async def test_an_unknown_article_is_not_shown(home: Home) -> None:
    async with opened(home) as desk:
        assert await found(desk, Reference("zzzzzzzzzz", 1, 0, 3)) == [None]


class Hearing(Observer):
    """Notes how long the work took, and what became of new indexes."""

    def __init__(self) -> None:
        self.work: list[set[str]] = []
        self.swaps: list[bool] = []

    def worked(self, stages: Stages) -> None:
        self.work.append(set(stages))

    def swapped(self, *, taken: bool) -> None:
        self.swaps.append(taken)


async def test_each_piece_of_work_is_told_of_with_its_stages(home: Home) -> None:
    hearing = Hearing()
    desk = Desk(home.index, lambda _: Letters(), observer=hearing)
    await desk.open()
    slip = open_slip("interaction 7", "slash")
    await desk.answered(OLD)
    await desk.answered(OLD)  # from memory: no work
    manifest = desk.manifest
    await desk.close()
    assert len(hearing.work) == 1
    assert {"wait", "read", "answer"} <= hearing.work[0]
    assert set(slip.stages) == hearing.work[0]
    assert manifest
    assert slip.index == manifest.name


async def test_what_became_of_a_new_index_is_told(home: Home) -> None:
    hearing = Hearing()
    desk = Desk(home.index, lambda _: Letters(), observer=hearing)
    await desk.open()
    async with watching(desk):
        add(home.articles, "new", NEW)
        publish(home.articles, home.index)
        (current(home.index) / "vectors.faiss").write_bytes(b"torn")
        await until(lambda: hearing.swaps == [False])
        publish(home.articles, home.index)
        await until(lambda: hearing.swaps == [False, True])
    await desk.close()


async def test_the_queue_says_how_full_it_is(home: Home) -> None:
    async with opened(home, waiting=3) as desk:
        assert desk.queue == (0, 3)
        asking = asyncio.create_task(desk.ask(OLD))
        await asyncio.sleep(0)
        assert desk.queue == (1, 3)
        await asking
        assert desk.queue == (0, 3)
