"""Retriever: a question -> the passages that may answer it, from meaning, words and time."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.passages import Passage
from index.copies import sentence_in
from index.embedding import Embedder
from index.filters import UNFILTERED, Filters
from index.gathering import Gatherer
from index.holdings import Holdings
from index.layout import Manifest, SnapshotError
from index.lexical import best, stems
from index.mentions import Facets
from index.periods import Period
from index.publishing import current
from index.question import Reading, read
from index.ranking import Prints, Ranker, interleaved, learned, within_quota
from index.signals import NAMES, Numbers, PassageSignals, Question, signals
from index.snapshot import Snapshot
from index.stages import timed
from index.stamps import Verify, whole

_CONSIDERED = 100  # passages by meaning, and as many by words, are ranked by all signals
_NAMED = 1.5  # logits for a passage of an outlet, section or author that the question names
_TIMELY = 1.0  # logits for a passage of the time that is meant by "last week"
_LATEST = 5.0  # logits for the newest of those near the best, where the latest is asked for
_NEAR_BEST = 3.0  # logits below the best within which a passage competes for being the latest
_MONTH = 30 * 86400.0  # seconds
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d")
_INFLECTED = ("ed", "ies", "ing", "ly", "tion")  # what hardly any name ends in
_RECENCY = NAMES.index("recency")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a hit, `article.text[start:end]`, and what speaks for it.

    `meaning`: its cosine with the question, -1 to 1. The others are shares of the question's
    words, 0 to 1 by their rarity: `words` that it holds, `phrases` (pairs side by side), and
    `context`, the words that it or a neighbouring sentence holds.
    """

    start: int
    end: int
    meaning: float
    words: float
    phrases: float
    context: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer.

    `score` is in logits: only the differences between hits of one question mean something.
    `meaning` is the cosine of question and passage, -1 to 1; `words` the share of the question's
    words that it or its title holds. `why` names what brought it. `part` counts
    from 1 the part of the question that it was found for, 0 is the whole. `copies` are other
    articles that print the same passage.
    """

    passage: Passage
    article: Article
    score: float
    meaning: float
    words: float
    why: tuple[str, ...]
    lines: tuple[Line, ...]
    part: int = 0
    copies: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stream:
    """What was found for a question, or for a part of one: row i has `scores[i]`."""

    found: PassageSignals
    scores: NDArray[np.float32]
    weights: NDArray[np.float32]
    total: float
    by_meaning: frozenset[int]
    by_words: frozenset[int]


class Retriever:
    """A snapshot and the embedder its manifest names. Not for use by two threads at once."""

    def __init__(
        self, snapshot: Snapshot, embedder: Embedder, ranker: Ranker | None = None
    ) -> None:
        if (embedder.digest, embedder.dimension) != (
            snapshot.manifest.digest,
            snapshot.manifest.dimension,
        ):
            raise SnapshotError(
                f"the index was made with other weights of {snapshot.manifest.model}; "
                "run `footnote index rebuild`"
            )
        self._snapshot = snapshot
        self._ranker = ranker or learned()
        self.embedder = embedder

    @property
    def manifest(self) -> Manifest:
        """What the snapshot is made of."""
        return self._snapshot.manifest

    @property
    def facets(self) -> Facets:
        """What questions may name: the outlets, sections, bylines and tags of the coverage."""
        return self.holdings.facets

    @property
    def holdings(self) -> Holdings:
        """What is known of the articles without opening them."""
        return self._snapshot.holdings

    @property
    def gatherer(self) -> Gatherer:
        """To look for whole articles in the same snapshot."""
        return Gatherer(self._snapshot, self.embedder)

    def close(self) -> None:
        """Close the snapshot's files."""
        self._snapshot.close()

    def with_ranker(self, ranker: Ranker) -> "Retriever":
        """The same index, ranked in another way."""
        return Retriever(self._snapshot, self.embedder, ranker)

    def search(self, reading: Reading, k: int = 10) -> list[Hit]:
        """The k passages that most likely answer, best first.

        Nothing published after the question was put, or outside the time that it names, or that
        does not fit the filters; that goes for copies, too. Copies of a text are one hit, the
        earliest that fits; an article has two at most among the first ten. Of a question that is
        several, every part has its own among the first.
        """
        with timed("read"):
            allowed = self._allowed(reading)
        if allowed is not None and not len(allowed):
            return []
        streams = [self._stream(text, reading, allowed) for text in (reading.text, *reading.parts)]
        with timed("rank"):
            rankings = [self._ranked(stream) for stream in streams]
            found = list(self._told_apart(interleaved(rankings[0], rankings[1:]), k))
        with timed("fetch"):
            hits = [self._hit(one, streams, reading.filters) for one in found]
            return [fit for fit in (self._fit(hit, reading) for hit in hits) if fit]

    def nearest(self, question: str, k: int = 10) -> list[Hit]:
        """The k passages of the nearest meaning: plain dense retrieval, to compare with."""
        vector = self.embedder.question(question)
        found = ((self._snapshot.passage(row), s) for row, s in self._snapshot.nearest(vector, k))
        return [
            Hit(passage, article, score, score, 0.0, ("meaning",), ())
            for (passage, article), score in found
        ]

    def considered(self, reading: Reading) -> PassageSignals:
        """The passages that are ranked for a question, with their signals: to learn weights."""
        return self._stream(reading.text, reading, self._allowed(reading)).found

    def passage(self, row: int) -> tuple[Passage, Article]:
        """The passage of a row, with its article."""
        return self._snapshot.passage(row)

    def article(self, article_id: str) -> Article | None:
        """The revision of an article that may be answered from; None if it is not covered."""
        return self._snapshot.article(article_id)

    def mentions(self, name: str, among: tuple[str, ...] = ()) -> bool:
        """Whether a name stands in a passage, its title or a byline: all of its words together.

        Only what the outlets `among` published is looked at; of none, all.
        """
        if name.casefold() in self.holdings.sources(among):
            return True
        found = stems(name)
        if not found:
            return True
        rows = self._snapshot.words.holding_all(found)
        if not among:
            return len(rows) > 0
        articles = self._snapshot.rows.article[rows]
        return bool(self.holdings.reporting(Filters(among=among))[articles].any())

    def unheard_of(self, text: str, among: tuple[str, ...] = ()) -> list[str]:
        """The rare words of a text that occur nowhere in the coverage: names, for all one knows.

        Rare is what the model's vocabulary has no whole word piece for and is no inflected word.
        """
        named = self.holdings.bylines(among)
        return [
            word
            for word in _LONG_WORD.findall(text)
            if word.casefold() not in named
            and not word.casefold().endswith(_INFLECTED)
            and not self.mentions(word, among)
            and self.embedder.count(word.casefold()) > 1
        ]

    def covers(self, reading: Reading) -> bool:
        """Whether anything may be used: of the time that the question names, or telling of it.

        And that fits the filters.
        """
        allowed = self._allowed(reading)
        return allowed is None or len(allowed) > 0

    def is_about(self, reading: Reading) -> bool:
        """Whether the time that a question names explicitly is when articles were published.

        A time before all coverage, or after the question was put, is what articles tell of: those
        that name its year may answer.
        """
        period, earliest = reading.period, self._earliest(reading)
        if period is None or not period.explicit or earliest is None:
            return False
        begins_later = period.since is not None and period.since > reading.asked_at
        ended_before = period.until is not None and period.until <= earliest
        return not (begins_later or ended_before)

    def _stream(self, text: str, reading: Reading, allowed: Numbers | None) -> _Stream:
        """The passages considered for `text`, with their signals and scores."""
        with timed("encode"):
            vector = self.embedder.question(text)
        with timed("words"):
            terms = self._snapshot.words.terms(text)
            bm25 = self._snapshot.words.scores(terms)
            if allowed is not None:
                bm25 = np.where(_mask(allowed, len(bm25)), bm25, np.float32(0))
            telling = best(bm25, _CONSIDERED)
        with timed("meaning"):
            near = [row for row, _ in self._snapshot.nearest(vector, _CONSIDERED, allowed)]
        rows = np.union1d(np.array(near, dtype=np.int64), telling)
        question = Question(vector, terms, reading.asked_at.timestamp())
        with timed("rank"):
            found = signals(self._snapshot, question, rows, bm25)
            scores = self._scores(text, reading, found)
        return _Stream(
            found, scores, terms.weights, terms.total, frozenset(near), frozenset(telling.tolist())
        )

    def _scores(self, text: str, reading: Reading, found: PassageSignals) -> NDArray[np.float32]:
        """How likely each of the passages found answers, in logits."""
        rows = found.rows
        if reading.ordered or (reading.period and reading.period.explicit):
            found.table[:, _RECENCY] = 0  # it is about then, not about now
        scores = self._ranker.scores(found.table) + self._named(text, reading, rows)
        scores += self._timely(reading, rows)
        if reading.latest and not reading.ordered:
            scores += _LATEST * self._newest(rows, scores)
        return np.asarray(scores, dtype=np.float32)

    def _allowed(self, reading: Reading) -> Numbers | None:
        """The rows that may be used; None when that is all."""
        articles = self._allowed_articles(reading)
        telling = self._telling_of(reading)
        if articles.all() and telling is None:
            return None
        inside = articles[self._snapshot.rows.article]
        if telling is not None:
            inside &= _mask(telling, len(inside))
        return None if inside.all() else np.flatnonzero(inside)

    def _allowed_articles(self, reading: Reading) -> NDArray[np.bool_]:
        """Which articles may be used, by number; of the place 0, for none, it says nothing."""
        published = self.holdings.published
        inside = ~(published > reading.asked_at.timestamp())
        if reading.period and self.is_about(reading):
            inside &= _within(reading.period, published)
        if reading.filters != UNFILTERED:
            inside &= self.holdings.reporting(reading.filters)
        inside[0] = True
        return np.asarray(inside)

    def _earliest(self, reading: Reading) -> datetime | None:
        """Where the coverage begins that may be shown."""
        if not reading.filters.among:
            return self.manifest.earliest
        return self.holdings.extent(reading.filters.widest).earliest

    def _telling_of(self, reading: Reading) -> Numbers | None:
        """The rows that name a year which the question says; None for all, when they need not.

        They must when it means another time than that of the coverage.
        """
        period = reading.period
        if not period or not period.explicit or self.is_about(reading):
            return None
        years = _YEAR.findall(period.words) if self._earliest(reading) else []
        holding = [self._snapshot.words.holding(year) for year in years]
        return np.unique(np.concatenate(holding)).astype(np.int64) if holding else None

    def _timely(self, reading: Reading, rows: Numbers) -> NDArray[np.float32]:
        """What passages earn by being of the time that is meant.

        A relative time does not bind: of what was last week is told before it and after it.
        """
        if reading.period is None or reading.period.explicit:
            return np.zeros(len(rows), dtype=np.float32)
        return np.where(
            _within(reading.period, self._snapshot.rows.published[rows]), _TIMELY, 0.0
        ).astype(np.float32)

    def _named(self, text: str, reading: Reading, rows: Numbers) -> NDArray[np.float32]:
        """What passages earn by being of the outlet, section or author that is asked for."""
        facets = self.holdings.facets_of(reading.filters.among)
        part = reading if text == reading.text else read(text, reading.asked_at, facets)
        articles = self.holdings.of(part.outlets, part.sections, part.authors, part.tags)
        named = _mask(articles, len(self.holdings.published))
        return np.where(named[self._snapshot.rows.article[rows]], _NAMED, 0.0)

    def _newest(self, rows: Numbers, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """1 for the newest of those near the best, 1/e for what is a month older."""
        published = self._snapshot.rows.published[rows]
        near = published[scores >= scores.max(initial=-np.inf) - _NEAR_BEST]
        if np.isnan(near).all():
            return np.zeros(len(rows), dtype=np.float32)
        age = np.maximum(0.0, np.nanmax(near) - published) / _MONTH
        return np.asarray(np.exp(-np.nan_to_num(age, nan=np.inf)), dtype=np.float32)

    def _ranked(self, stream: _Stream) -> list[int]:
        """The rows of a stream, best first, within the quota for articles."""
        order = np.argsort(-stream.scores, kind="stable").tolist()
        places = within_quota(order, self._snapshot.rows.article[stream.found.rows])
        return [int(stream.found.rows[place]) for place in places]

    def _told_apart(self, rows: Sequence[int], k: int) -> Iterator[tuple[int, list[int]]]:
        """The first k rows that print different texts, each with its copies in other articles."""
        prints = Prints([self._snapshot.words_of(row) for row in rows])
        groups: list[tuple[NDArray[np.bool_], list[int]]] = []
        for place, row in enumerate(rows):
            same = next((group for alike, group in groups if alike[place]), None)
            if same is not None:
                same.append(row)
            elif len(groups) < k:
                groups.append((prints.of(place), [row]))
        for _, group in groups:
            first = self._original(group)
            yield first, [row for row in group if row != first]

    def _original(self, group: Sequence[int]) -> int:
        """The row that was published first; the best ranked of the undated, if none is dated."""
        published = self._snapshot.rows.published[list(group)]
        return group[int(np.nanargmin(published))] if not np.isnan(published).all() else group[0]

    def _hit(
        self, found: tuple[int, list[int]], streams: Sequence[_Stream], filters: Filters
    ) -> Hit:
        row, others = found
        scored = [one for one in (_at(stream, row) for stream in streams) if one is not None]
        stream, place = max(scored, key=lambda one: float(one[0].scores[one[1]]))
        passage, article = self._snapshot.passage(row)
        fits = self.holdings.fitting(filters)
        copies = {
            copy.id: copy
            for copy in map(self._article, others)
            if fits[self.holdings.numbers[copy.id]]
        }
        copies |= {copy.id: copy for copy in self._snapshot.copies(article, filters)}
        copies.pop(article.id, None)
        table = stream.found.table[place]
        return Hit(
            passage=passage,
            article=article,
            score=float(stream.scores[place]),
            meaning=min(1.0, float(table[NAMES.index("meaning")])),  # halves are a hair too long
            words=float(table[NAMES.index("words")]),
            why=_why(stream, row),
            lines=tuple(self._lines(stream, place)),
            part=next(number for number, one in enumerate(streams) if one is stream),
            copies=tuple(copies.values()),
        )

    def _fit(self, hit: Hit, reading: Reading) -> Hit | None:
        """The hit, or the same words in the first copy that may be shown where it may not."""
        if self.holdings.fitting(reading.filters)[self.holdings.numbers[hit.article.id]]:
            return hit
        for copy in hit.copies:
            lines = tuple(_lines_in(copy, hit))
            if lines and self._is_in_time(copy, reading):
                start, end = lines[0].start, lines[-1].end
                passage = Passage(copy.id, copy.revision, start, end, copy.text[start:end])
                others = tuple(other for other in hit.copies if other is not copy)
                return replace(hit, passage=passage, article=copy, lines=lines, copies=others)
        return None

    def _is_in_time(self, article: Article, reading: Reading) -> bool:
        published = article.published
        if published and published > reading.asked_at:
            return False
        if reading.period is None or not self.is_about(reading):
            return True
        return published is not None and reading.period.holds(published)

    def _article(self, row: int) -> Article:
        return self._snapshot.passage(row)[1]

    def _lines(self, stream: _Stream, place: int) -> Iterator[Line]:
        sentences = stream.found.sentences
        places = np.flatnonzero(sentences.owner == place)
        held = sentences.held[places]
        wide = np.pad(held, ((1, 1), (0, 0)))
        around = np.maximum(np.maximum(wide[:-2], held), wide[2:])
        context = around @ stream.weights / (stream.total or 1.0)
        for number, at in enumerate(places):
            start, end = self._snapshot.sentence_span(int(sentences.numbers[at]))
            yield Line(
                start,
                end,
                meaning=float(sentences.meaning[at]),
                words=float(sentences.own_words[at]),
                phrases=float(sentences.phrases[at]),
                context=float(context[number]),
            )


def _lines_in(copy: Article, hit: Hit) -> list[Line]:
    """The lines of a hit where a copy of its article has them, in the order of the copy."""
    find = sentence_in(copy)
    found = [(find(hit.article.text[line.start : line.end]), line) for line in hit.lines]
    lines = [replace(line, start=at[0], end=at[1]) for at, line in found if at]
    return sorted(lines, key=lambda line: line.start)


def _mask(numbers: Numbers, size: int) -> NDArray[np.bool_]:
    """Which of the numbers below `size` are among these."""
    inside = np.zeros(size, dtype=bool)
    inside[numbers] = True
    return inside


def _within(period: Period, published: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the dates lie in a period; what is undated does not."""
    inside = ~np.isnan(published)
    if period.since:
        inside &= published >= period.since.timestamp()
    if period.until:
        inside &= published < period.until.timestamp()
    return np.asarray(inside)


def _at(stream: _Stream, row: int) -> tuple[_Stream, int] | None:
    """Where a stream has a row."""
    place = int(np.searchsorted(stream.found.rows, row))
    there = place < len(stream.found.rows) and int(stream.found.rows[place]) == row
    return (stream, place) if there else None


def _why(stream: _Stream, row: int) -> tuple[str, ...]:
    ways = (("meaning", stream.by_meaning), ("words", stream.by_words))
    return tuple(name for name, rows in ways if row in rows)


def open_current(
    index: Path,
    load: Callable[[str], Embedder],
    before: Retriever | None = None,
    verify: Verify = whole,
) -> Retriever:
    """A retriever on the published snapshot, with the model that its manifest names.

    `before` lends its embedder when the model is the same. Its files are looked at with `verify`:
    see index.stamps. Raises SnapshotError or ModelError.
    """
    snapshot = Snapshot(current(index), verify)
    wanted = (snapshot.manifest.model, snapshot.manifest.digest)
    if before and (before.embedder.model, before.embedder.digest) == wanted:
        return Retriever(snapshot, before.embedder)
    return Retriever(snapshot, load(snapshot.manifest.model))
