"""Hits -> Answer: the sentences that answer, word for word, numbered and cited; or none.

A citation is computed, never composed: the words shown are slices of the stored revision,
numbers count the articles in order of first use, links are the articles' own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.links import quote_link
from corpus.article import Article
from corpus.sentences import sentences
from index.retriever import Hit
from index.snapshot import Manifest

MOST_SENTENCES = 4
MOST_NEAREST = 3
MOST_EMBEDDED = 24

_SAME = 0.7  # share of words above which two sentences say the same (syndicated copies)

_WORD = re.compile(r"\w+")
_TELLING = re.compile(r"\w{4,}|\d+|(?<=\s)[^\W\d_a-z]\w+")
_ENDS = re.compile(r"[.!?。！？｡؟۔।॥][\"'”’»)\]」』）]*$")
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.)[)\]）]*$")


@dataclass(frozen=True, slots=True)
class Weights:
    """How a sentence is judged; chosen with `tests/benchmarks/answers.py`.

    A sentence is worth its cosine with the question, plus `passage` times its passage's cosine,
    plus `words` times the share of the question's words that it holds. The best must reach
    `floor`, or the coverage does not say; further ones may be `margin` below the best.
    """

    passage: float = 0.5
    words: float = 0.4
    floor: float = 0.79
    margin: float = 0.2


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article: `article.text[start:end]`."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words, exactly."""
        return self.article.text[self.start : self.end]

    @property
    def link(self) -> str | None:
        """Where to read them: the article's address, scrolling to the words."""
        return quote_link(self.article.url, self.text) if self.article.url else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A quote in an answer, and the number of the citation that it belongs to."""

    quote: Quote
    number: int


@dataclass(frozen=True, slots=True)
class Citation:
    """An article that an answer quotes. Numbers count from 1."""

    number: int
    article: Article
    quotes: tuple[Quote, ...]

    @property
    def link(self) -> str | None:
        """The article's address, scrolling to the first of the quotes."""
        return self.quotes[0].link


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was searched: how much, from when to when (None: nothing dated), how fresh."""

    articles: int
    earliest: datetime | None
    latest: datetime | None
    indexed: datetime
    model: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The sentences that answer, best first, with their citations; or an abstention.

    An abstention has no sentences, a `reason` (a key of wording.REASONS), and the `nearest`
    articles as suggestions, which are not sources.
    """

    question: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    reason: str | None
    nearest: tuple[Article, ...]

    @property
    def abstained(self) -> bool:
        """True when the coverage does not say."""
        return not self.sentences

    def shortened(self) -> "Answer":
        """This answer without its last sentence; numbers stay what they were."""
        kept = self.sentences[:-1]
        return replace(self, sentences=kept, citations=_citations([s.quote for s in kept]))


def coverage_of(manifest: Manifest) -> Coverage:
    """The coverage that a snapshot holds."""
    return Coverage(
        articles=manifest.articles,
        earliest=manifest.earliest,
        latest=manifest.latest,
        indexed=manifest.created,
        model=manifest.model,
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer, and the hit in whose passage it stands."""

    quote: Quote
    hit: Hit


def candidates(hits: Sequence[Hit]) -> list[Candidate]:
    """The whole sentences in the passages of `hits`."""
    return [
        Candidate(Quote(hit.article, hit.passage.start + start, hit.passage.start + end), hit)
        for hit in hits
        for start, end in sentences(hit.passage.text)
        if _is_whole(hit.passage.text[start:end])
    ]


def promising(
    question: str, sentences: Sequence[Candidate], weights: Weights = WEIGHTS
) -> list[Candidate]:
    """The sentences worth embedding: the best by all that can be told without.

    Embedding is what an answer waits for; what this loses is in `tests/benchmarks/answers.py`.
    """
    ranked = sorted(sentences, key=lambda sentence: -worth(question, sentence, 0.0, weights))
    return ranked[:MOST_EMBEDDED]


def compose(
    question: str,
    hits: Sequence[Hit],
    sentences: Sequence[Candidate],
    cosines: Sequence[float],
    coverage: Coverage,
    weights: Weights = WEIGHTS,
) -> Answer:
    """The answer from `sentences`, whose cosines with the question are `cosines`."""
    scored = zip(sentences, cosines, strict=True)
    ranked = [
        (worth(question, sentence, cosine, weights), sentence.quote) for sentence, cosine in scored
    ]
    chosen = list(_chosen(sorted(ranked, key=lambda pair: -pair[0]), weights))
    if chosen:
        citations = _citations(chosen)
        number = {citation.article.id: citation.number for citation in citations}
        numbered = tuple(Sentence(quote, number[quote.article.id]) for quote in chosen)
        return Answer(question, numbered, citations, coverage, None, ())
    reason = "nothing close" if hits else "no coverage"
    return Answer(question, (), (), coverage, reason, _nearest(hits))


def worth(question: str, sentence: Candidate, cosine: float, weights: Weights = WEIGHTS) -> float:
    """How well a sentence answers, -1.5 to 1.9; 1.9 is the question itself."""
    held = _held(question, sentence.quote.text)
    return cosine + weights.passage * sentence.hit.score + weights.words * held


def _held(question: str, sentence: str) -> float:
    """Share of the question's telling words that a sentence holds, 0 to 1.

    Telling are words of four letters or more, numbers, and names of any length; they are compared
    by their first five letters, which stands for stemming in most languages.
    """
    telling = {word[:5].casefold() for word in _TELLING.findall(question)}
    words = {word[:5].casefold() for word in _WORD.findall(sentence)}
    return len(telling & words) / max(1, len(telling))


def _chosen(ranked: Sequence[tuple[float, Quote]], weights: Weights) -> Iterator[Quote]:
    """Up to MOST_SENTENCES quotes near the best, no two of which say the same."""
    if not ranked or ranked[0][0] < weights.floor:
        return
    lowest = max(weights.floor, ranked[0][0] - weights.margin)
    taken: list[set[str]] = []
    for score, quote in ranked:
        words = set(_WORD.findall(quote.text.casefold()))
        if score < lowest or len(taken) == MOST_SENTENCES:
            return
        if not any(_overlap(words, others) >= _SAME for others in taken):
            taken.append(words)
            yield quote


def _overlap(some: set[str], others: set[str]) -> float:
    return len(some & others) / max(1, min(len(some), len(others)))


def _is_whole(sentence: str) -> bool:
    """False for headings and for teasers that break off."""
    unfinished = bool(_BREAKS_OFF.search(sentence))
    has_case = sentence.upper() != sentence.lower()
    return not unfinished and (bool(_ENDS.search(sentence)) or not has_case)


def _citations(quotes: Sequence[Quote]) -> tuple[Citation, ...]:
    """One citation per article, numbered in order of first use."""
    by_article: dict[str, list[Quote]] = {}
    for quote in quotes:
        by_article.setdefault(quote.article.id, []).append(quote)
    return tuple(
        Citation(number, found[0].article, tuple(found))
        for number, found in enumerate(by_article.values(), start=1)
    )


def _nearest(hits: Sequence[Hit]) -> tuple[Article, ...]:
    articles = {hit.article.id: hit.article for hit in hits}
    return tuple(articles.values())[:MOST_NEAREST]
