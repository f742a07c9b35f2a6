"""A front as it serves, on real records and a desk that answers every question alike."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsroom import COVERAGE, answer, article, quote

from bot.answer import Answer, Coverage
from bot.clerk import Clerk
from bot.desk import Found
from bot.finding import ArticleHit, Checked, Results
from bot.following import Turn
from bot.front import Front
from bot.recent import Asked
from bot.references import Reference
from corpus.article import Article
from index.filters import UNFILTERED, Filters
from index.mentions import Facets

ARTICLE = article("The council met. It approved the budget.")
ANSWER = answer(quote(ARTICLE))
FACETS = Facets(outlets=("A", "The Courier"), sections=("B",))
MOMENT = datetime(2024, 3, 15, 12, 0, tzinfo=UTC)


@dataclass
class FakeDesk:
    """Answers every question alike, and notes what it was asked."""

    error: Exception | None = None
    coverage: Coverage | None = COVERAGE
    answer: Answer = ANSWER
    cached: bool = False
    catalog: Any = None
    articles: Sequence[Article] = (ARTICLE,)
    asked: list[tuple[str, Turn | None, Filters]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    facets: Facets = FACETS
    queue: tuple[int, int] = (0, 20)

    async def answered(
        self,
        question: str,
        after: Turn | None = None,
        filters: Filters = UNFILTERED,
        *,
        anytime: bool = False,
    ) -> Asked:
        self.asked.append((question, after, filters))
        if self.error:
            raise self.error
        return Asked(self.answer, MOMENT, self.cached)

    async def find(self, references: Sequence[Reference]) -> list[Found]:
        if self.error:
            raise self.error
        known = {(one.id, one.revision): one for one in self.articles}
        return [
            Found(one, quote_of(known.get((one.article_id, one.revision)), one))
            for one in references
        ]

    async def search(
        self, query: str, filters: Filters, *, skip: int = 0, most: int = 5
    ) -> Results:
        self.asked.append((query, None, filters))
        hits = [ArticleHit(one, quote(one), ()) for one in self.articles]
        return Results(tuple(hits[skip : skip + most]), len(hits))

    async def latest(
        self, topic: str | None, filters: Filters, *, skip: int = 0, most: int = 5
    ) -> Results:
        return await self.search(topic or "", filters, skip=skip, most=most)

    async def article(self, article_id: str, filters: Filters = Filters()) -> Article | None:  # noqa: B008 - frozen
        return next((one for one in self.articles if one.id == article_id), None)

    async def similar(
        self, article_id: str, most: int = 3, filters: Filters = UNFILTERED
    ) -> tuple[Article, ...]:
        return tuple(one for one in self.articles if one.id != article_id)[:most]

    async def copies(self, article_id: str, filters: Filters = UNFILTERED) -> tuple[Article, ...]:
        return ()

    async def check(self, text: str, filters: Filters) -> tuple[Checked, ...]:
        return (Checked(text, self.answer),)

    async def open(self) -> None:
        self.done.append("open")
        if self.error:
            raise self.error

    async def watch(self) -> None:
        self.done.append("watch")

    def stop(self) -> None:
        self.done.append("stop")

    def give_up(self) -> None:
        self.done.append("give up")

    async def close(self) -> None:
        self.done.append("close")


def quote_of(source: Article | None, reference: Reference) -> Any:
    """The quote of a reference, while its revision is there."""
    if source is None:
        return None
    return quote(source, source.text[reference.start : reference.end])


@asynccontextmanager
async def fronted(folder: Path, desk: Any = None, **options: Any) -> AsyncIterator[Front]:
    """A front on records in a folder."""
    answering: Any = desk or FakeDesk()
    front = Front(answering, Clerk(folder / "records.sqlite3"), **options)
    await front.open()
    try:
        yield front
    finally:
        await front.close()
