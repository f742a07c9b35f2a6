"""Gathering: whole articles, by what they are about, by likeness, by date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from index.copies import sentence_in
from index.embedding import Embedder, Span, Vectors
from index.filters import Filters
from index.lexical import stems
from index.signals import Question
from index.snapshot import Snapshot

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]

# Cosines of topic and passage, seen on the sample coverage: `tests/test_bot_finding.py`.
_NEAR = 0.35  # a passage that holds the topic's words is more than a mention of it
_VERY_NEAR = 0.5  # a passage is about the topic without its words
_LIKE = 0.5  # cosine of two articles' means above which one is offered beside the other


@dataclass(frozen=True, slots=True)
class Gathered:
    """An article, by its number in the snapshot, that is about a topic.

    `score` is 0 to 1: half of it the cosine of its nearest passage (none below 0), half where the
    topic's words stand: 1 for title, tags and section, ½ for its text, 0 for neither.
    """

    number: int
    score: float


class Gatherer:
    """Articles of a snapshot. Not for use by two threads at once.

    All that is gathered fits the filters and was not published after `asked_at`.
    """

    def __init__(self, snapshot: Snapshot, embedder: Embedder) -> None:
        self._snapshot = snapshot
        self._holdings = snapshot.holdings
        self._embedder = embedder

    def newest(self, filters: Filters, asked_at: datetime) -> list[int]:
        """The numbers of all articles, the newest first, the undated last; of copies one."""
        return self.by_date(np.flatnonzero(self._usable(filters, asked_at)).tolist())

    def by_date(self, numbers: Sequence[int]) -> list[int]:
        """The numbers, the newest first, the undated last; of copies only the earliest."""
        found = self._originals(np.array(numbers, dtype=np.int64))
        undated = np.isnan(self._holdings.published[found])
        return [*found[~undated][::-1].tolist(), *found[undated].tolist()]

    def told_once(self, numbers: Sequence[int]) -> list[int]:
        """The numbers in their order; of copies the earliest takes the place of the first."""
        originals = self._originals(np.array(numbers, dtype=np.int64)).tolist()
        standing = {self._story(number): number for number in originals}
        return [standing[story] for story in dict.fromkeys(map(self._story, numbers))]

    def about(self, topic: str, filters: Filters, asked_at: datetime) -> list[Gathered]:
        """All articles that are about `topic`, best first, their copies too. An article is when

        - its title, tags and section together hold all words of the topic; or
        - all of them stand in one passage of it, its title included, and in another as well
          (unless it has but one), or that passage is near the topic in meaning (0.35); or
        - one of its passages is very near the topic in meaning (0.5).

        Words are compared by their stems, those that tell nothing are left out.
        """
        meaning = self._meaning(self._embedder.question(topic))
        words = list(dict.fromkeys(stems(topic)))
        subject, told = self._subject(words), self._told(words, meaning)
        nearest = np.zeros(len(subject))
        np.maximum.at(nearest, self._snapshot.rows.article, meaning)
        standing = np.where(subject, 1.0, np.where(told, 0.5, 0.0))
        is_about = subject | told | (nearest >= _VERY_NEAR)
        scores = self._of_stories(np.where(is_about, np.minimum(1.0, (nearest + standing) / 2), 0))
        found = np.flatnonzero(self._usable(filters, asked_at) & (scores > 0))
        order = found[np.argsort(-scores[found], kind="stable")]
        return [Gathered(int(number), float(scores[number])) for number in order]

    def similar(self, article_id: str, filters: Filters, asked_at: datetime) -> list[int]:
        """The numbers of the articles nearest in meaning to one, best first; not its copies."""
        number = self._holdings.numbers.get(article_id)
        if number is None:
            return []
        usable = self._usable(filters, asked_at).copy()
        usable[self._members(number)] = False
        mean = self._snapshot.vectors(self._rows(number)).mean(axis=0)
        meaning = self._meaning(mean / (np.linalg.norm(mean) or 1.0))
        count = np.maximum(1, np.bincount(self._snapshot.rows.article, minlength=len(usable)))
        likeness = np.bincount(self._snapshot.rows.article, meaning, minlength=len(usable)) / count
        likeness = self._of_stories(likeness)
        found = self._originals(np.flatnonzero(usable & (likeness >= _LIKE)))
        return [int(number) for number in found[np.argsort(-likeness[found], kind="stable")]]

    def question(self, text: str, asked_at: datetime) -> Question:
        """A text as it is looked for in sentences."""
        terms = self._snapshot.words.terms(text)
        return Question(self._embedder.question(text), terms, asked_at.timestamp())

    def sentences(self, number: int, wanted: Question) -> Iterator[Span]:
        """The sentences of an article, the nearest first: by meaning and by the words they hold."""
        article = self.article(number)
        rows = self._rows(number)
        numbers, owner = self._snapshot.sentences_of(rows)
        meaning = self._snapshot.sentence_vectors(numbers).astype(np.float32) @ wanted.vector
        held = self._snapshot.words.in_sentences(wanted.terms, numbers).held
        words = held @ wanted.terms.weights / (wanted.terms.total or 1.0)
        own = sentence_in(article)
        for place in np.argsort(-(meaning + words), kind="stable"):
            start, end = self._snapshot.sentence_span(int(numbers[place]))
            teller = int(self._snapshot.rows.article[rows[owner[place]]])
            told = (start, end) if teller == number else own(self.article(teller).text[start:end])
            if told:
                yield told

    def article(self, number: int) -> Article:
        """An article by its number."""
        article = self._snapshot.article(self._holdings.entries[number - 1].article_id)
        assert article is not None  # noqa: S101 - the number is its own
        return article

    def copies(self, article: Article, filters: Filters) -> tuple[Article, ...]:
        """The other articles of its story that fit."""
        return tuple(self._snapshot.copies(article, filters))

    def _usable(self, filters: Filters, asked_at: datetime) -> NDArray[np.bool_]:
        """Which of the numbers may be used."""
        later = self._holdings.published > asked_at.timestamp()
        return np.asarray(self._holdings.fitting(filters) & ~later)

    def _meaning(self, vector: Vectors) -> Floats:
        """The cosine of every passage with a vector, but 0 for those below 0."""
        meaning = np.zeros(len(self._snapshot.rows.article))
        rows, cosines = self._snapshot.as_near_as(0.0, vector)
        meaning[rows] = cosines
        return meaning

    def _subject(self, words: list[str]) -> NDArray[np.bool_]:
        """Whose title, tags and section hold all of the words."""
        every = np.full(len(self._holdings.published), bool(words))
        for word in words:  # the title is that of all of its passages: to look at one will do
            titled = self._snapshot.words.in_title(word, self._snapshot.rows.first)
            one = np.zeros(len(every), dtype=bool)
            one[self._snapshot.rows.article[titled]] = True
            one[self._holdings.labelled(word)] = True
            every &= one
        return every

    def _told(self, words: list[str], meaning: Floats) -> NDArray[np.bool_]:
        """Whose passages hold all of the words, and not in passing."""
        article = self._snapshot.rows.article
        held = np.full(len(article), bool(words))
        for word in words:
            one = np.zeros(len(article), dtype=bool)
            one[self._snapshot.words.holding(word)] = True
            held &= one
        size = len(self._holdings.published)
        holding, all_passages = (np.bincount(a, minlength=size) for a in (article[held], article))
        told = (holding > 0) & (holding >= np.minimum(2, all_passages))
        told[article[held & (meaning >= _NEAR)]] = True
        return told

    def _members(self, number: int) -> Numbers:
        """The numbers of the article and of its copies."""
        story = self._holdings.story[number]
        return np.flatnonzero(self._holdings.story == story) if story else np.array([number])

    def _rows(self, number: int) -> Numbers:
        """The passages of an article and its copies: of a story, the original's stand for all."""
        article, members = self._snapshot.rows.article, self._members(number)  # both ascend
        begins = np.searchsorted(article, members)
        counts = np.searchsorted(article, members, side="right") - begins
        return np.concatenate([np.arange(b, b + n) for b, n in zip(begins, counts, strict=True)])

    def _of_stories(self, scores: Floats) -> Floats:
        """The scores by number, where copies have the best of all: what one says all say."""
        story = self._holdings.story
        best = np.zeros(int(story.max(initial=0)) + 1)
        np.maximum.at(best, story, scores)
        return np.asarray(np.where(story > 0, best[story], scores))

    def _story(self, number: int) -> int:
        """A number that copies share, and no others."""
        return int(self._holdings.story[number]) or -number

    def _originals(self, numbers: Numbers) -> Numbers:
        """The numbers without copies of what was published earlier; the oldest first."""
        ordered = numbers[np.argsort(self._holdings.published[numbers], kind="stable")]
        story = self._holdings.story[ordered]
        _, first = np.unique(np.where(story > 0, story, -ordered), return_index=True)
        return np.asarray(ordered[np.sort(first)])
