"""Finding: articles rather than answers. Searched for, the newest, about a topic, alike; checked.

What a search and a topic find is told once for all copies of a story; a timeline counts them all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answer import Answer, Coverage, Quote
from bot.answering import answer
from bot.choosing import is_whole
from corpus.article import Article
from corpus.sentences import sentences
from index.filters import Filters
from index.gathering import Gatherer
from index.question import Reading
from index.reranking import Reranker
from index.retriever import Hit, Retriever
from index.signals import Question

MOST_CLAIMS = 5  # of a message that are checked
FEWEST_WORDS = 4  # of a claim
_LONGEST_MESSAGE = 4000  # characters: as long as Discord's messages get
_SEARCHED = 60  # passages
# A passage passes with nearly all of the query's words (by rarity), with half of them when it is
# somewhat near in meaning, or when it is nearer. Cosines.
_NEARLY_ALL, _HALF, _SOMEWHAT_NEAR, _NEAR = 0.9, 0.5, 0.25, 0.4
_RANKS = 10  # how slowly a rank loses weight, when two rankings are made one
# What a message holds beside its words: quoting signs, emphasis, mentions, emoji, addresses.
_MARKS = re.compile(
    r"<(?:[@#][&!]?|a?:\w+:|t:)[^>\s]*>|<?https?://\S+"
    r"|^[ \t]*(?:>+|#{1,3}|[-*•]|\d+\.)[ \t]|[*~`|]+|(?<!\w)_+|_+(?!\w)",
    re.MULTILINE,
)
_WORD = re.compile(r"\w+")
_ASKS = re.compile(r"[?？؟][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article that was found; `quote` is its sentence nearest to what was looked for, if any.

    `copies` are the other articles of its story that may be shown.
    """

    article: Article
    quote: Quote | None
    copies: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found; `total` counts all of it."""

    articles: tuple[ArticleHit, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim, word for word, and what the coverage says of it.

    The verdict is the answer's: sentences of Role.CONTRADICTS deny the claim, others speak of it,
    an abstention says that the coverage does not.
    """

    claim: str
    answer: Answer


def search(retriever: Retriever, query: Reading, *, skip: int = 0, most: int = 5) -> Results:
    """The articles that fit a query, best first.

    Those of passages that might answer it and those that are about it, by both rankings at once
    (reciprocal ranks). What neither holds the words nor is near in meaning is not found.
    """
    ids = retriever.holdings.numbers
    passing = [hit for hit in retriever.search(query, _SEARCHED) if _passes(hit)]
    answering = dict.fromkeys(ids[hit.article.id] for hit in passing)
    numbers = retriever.gatherer.told_once(_fused(list(answering), _about(retriever, query)))
    return _results(retriever, query, numbers, skip, most)


def latest(retriever: Retriever, topic: Reading, *, skip: int = 0, most: int = 5) -> Results:
    """The articles that are about a topic, newest first, the undated last; without words, all."""
    gatherer = retriever.gatherer
    if topic.text:
        numbers = gatherer.by_date(_about(retriever, topic))
    else:
        numbers = gatherer.newest(topic.filters, topic.asked_at)
    return _results(retriever, topic, numbers, skip, most)


def topical(retriever: Retriever, topic: Reading) -> list[tuple[Article, float]]:
    """All articles that are about a topic, copies too, best first, scored 0 to 1.

    What "about" and the score mean stands at Gatherer.about and Gathered.
    """
    gatherer = retriever.gatherer
    found = gatherer.about(topic.text, topic.filters, topic.asked_at)
    return [(gatherer.article(one.number), one.score) for one in found]


def similar(
    retriever: Retriever, article_id: str, filters: Filters, asked_at: datetime, most: int
) -> tuple[Article, ...]:
    """The articles nearest in meaning to one, best first; none that is not near."""
    gatherer = retriever.gatherer
    numbers = gatherer.similar(article_id, filters, asked_at)[:most]
    return tuple(gatherer.article(number) for number in numbers)


def shown(retriever: Retriever, article_id: str, filters: Filters) -> Article | None:
    """An article, when it is covered and fits the filters."""
    number = retriever.holdings.numbers.get(article_id)
    if number is None or not retriever.holdings.fitting(filters)[number]:
        return None
    return retriever.article(article_id)


def copies(retriever: Retriever, article_id: str, filters: Filters) -> tuple[Article, ...]:
    """The other articles of an article's story that fit the filters."""
    article = shown(retriever, article_id, filters)
    return retriever.gatherer.copies(article, filters) if article else ()


def check(
    retriever: Retriever,
    readings: Sequence[Reading],
    coverage: Coverage,
    reranker: Reranker | None = None,
) -> tuple[Checked, ...]:
    """Claims against the coverage. A date in a claim is when a thing was, not when it was told."""
    return tuple(
        Checked(
            reading.text,
            answer(replace(reading, period=None), retriever, coverage, reranker, stated=True),
        )
        for reading in readings
    )


def claims(message: str) -> tuple[str, ...]:
    """What a message says is so: its first sentences of at least four words that ask nothing.

    Without marks, mentions and addresses; each once.
    """
    text = _MARKS.sub(" ", message[:_LONGEST_MESSAGE])
    said = (" ".join(text[start:end].split()) for start, end in sentences(text))
    return tuple(dict.fromkeys(one for one in said if _claims(one)))[:MOST_CLAIMS]


def _claims(sentence: str) -> bool:
    return len(_WORD.findall(sentence)) >= FEWEST_WORDS and not _ASKS.search(sentence)


def _passes(hit: Hit) -> bool:
    if hit.words >= _NEARLY_ALL or hit.meaning >= _NEAR:
        return True
    return hit.words >= _HALF and hit.meaning >= _SOMEWHAT_NEAR


def _fused(*rankings: Sequence[int]) -> list[int]:
    """One ranking of all that stands in several: what is high in both is highest."""
    worth: dict[int, float] = {}
    for ranking in rankings:
        for rank, number in enumerate(ranking):
            worth[number] = worth.get(number, 0.0) + 1 / (_RANKS + rank)
    return sorted(worth, key=lambda number: -worth[number])


def _about(retriever: Retriever, topic: Reading) -> list[int]:
    """The numbers of all articles about a topic, of the time that it names, best first."""
    found = retriever.gatherer.about(topic.text, topic.filters, topic.asked_at)
    numbers = [one.number for one in found]
    period = topic.period
    if period is None or not retriever.is_about(topic):
        return numbers
    moments = ((number, retriever.holdings.entries[number - 1].published) for number in numbers)
    return [number for number, moment in moments if moment and period.holds(moment)]


def _results(
    retriever: Retriever, wanted: Reading, numbers: Sequence[int], skip: int, most: int
) -> Results:
    """The page of the articles with these numbers, each with its sentence nearest to the words."""
    gatherer = retriever.gatherer
    question = gatherer.question(wanted.text, wanted.asked_at) if wanted.text else None
    page = numbers[skip : skip + most]
    hits = (_article_hit(gatherer, number, question, wanted.filters) for number in page)
    return Results(tuple(hits), len(numbers))


def _article_hit(
    gatherer: Gatherer, number: int, wanted: Question | None, filters: Filters
) -> ArticleHit:
    article = gatherer.article(number)
    spans = gatherer.sentences(number, wanted) if wanted else ()
    quotes = (Quote(article, start, end) for start, end in spans)
    nearest = next((quote for quote in quotes if is_whole(quote.text)), None)
    return ArticleHit(article, nearest, gatherer.copies(article, filters))
