"""Answer: what a question comes back as, whoever asked, wherever it is shown.

A citation is computed, never composed: the words shown are slices of the stored revision,
numbers count the articles in order of first use, links are the articles' own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.links import quote_link
from corpus.article import Article
from index.layout import Manifest


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


class Role(StrEnum):
    """Why a sentence is shown. DIFFERS: others shown give another number, date or outcome."""

    ANSWERS = "answers"
    CONTRADICTS = "contradicts"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A quote in an answer, and the number of the citation that it belongs to."""

    quote: Quote
    number: int
    role: Role = Role.ANSWERS


@dataclass(frozen=True, slots=True)
class Citation:
    """An article that an answer quotes. Numbers count from 1.

    `copies` are other articles of the coverage that print the same story.
    """

    number: int
    article: Article
    quotes: tuple[Quote, ...]
    copies: tuple[Article, ...] = ()

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


class Lack(StrEnum):
    """What was not found, when the coverage does not say."""

    ARTICLES = "articles"  # there are none at all
    NAME = "name"  # no article mentions it; `words` is the name
    OUTLET = "outlet"  # `words` is the outlet whose report is asked for
    TIME = "time"  # nothing that answers was published then; `words` are the question's
    FILTER = "filter"  # nothing that answers fits what the asker chose; `words` describe that
    ANSWER = "answer"  # the nearest passages do not answer


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no answer, so that it can be said in words."""

    lack: Lack
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The sentences that answer, in the order to read them, with their citations.

    An abstention has no sentences, a `reason`, and the `nearest` articles as suggestions, which
    are not sources. `understood` is the question as it was searched for, when that is not what
    was asked: a follow-up. `confidence` that the coverage answers is 0 to 1, also of an
    abstention. Sentences that contradict the question come first; those that differ from each
    other stand together, newest first.
    """

    question: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    reason: Reason | None
    nearest: tuple[Article, ...]
    understood: str | None = None
    confidence: float = 0.0

    @property
    def abstained(self) -> bool:
        """True when the coverage does not say."""
        return not self.sentences

    def shown_as(self, role: Role) -> tuple[Sentence, ...]:
        """The sentences of a role."""
        return tuple(sentence for sentence in self.sentences if sentence.role == role)

    def shortened(self) -> "Answer":
        """This answer without its last sentence; numbers stay what they were.

        What then differs from nothing any more is shown as any other.
        """
        kept = self.sentences[:-1]
        if sum(sentence.role == Role.DIFFERS for sentence in kept) == 1:
            kept = tuple(
                replace(s, role=Role.ANSWERS) if s.role == Role.DIFFERS else s for s in kept
            )
        copies = {citation.article.id: citation.copies for citation in self.citations}
        return replace(self, sentences=kept, citations=cited([s.quote for s in kept], copies))


def cited(
    quotes: Sequence[Quote], copies: "dict[str, tuple[Article, ...]]"
) -> tuple[Citation, ...]:
    """One citation per article, numbered in order of first use; `copies` by article id."""
    by_article: dict[str, list[Quote]] = {}
    for quote in quotes:
        by_article.setdefault(quote.article.id, []).append(quote)
    return tuple(
        Citation(number, found[0].article, tuple(found), copies.get(article_id, ()))
        for number, (article_id, found) in enumerate(by_article.items(), start=1)
    )


def coverage_of(manifest: Manifest) -> Coverage:
    """The coverage that a snapshot holds."""
    return Coverage(
        articles=manifest.articles,
        earliest=manifest.earliest,
        latest=manifest.latest,
        indexed=manifest.created,
        model=manifest.model,
    )
