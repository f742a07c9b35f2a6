"""Signals: what speaks for a passage, and for each of its sentences, as the answer to a question.

All are numbers from 0 to 1 (cosines: -1 to 1), higher is better. Those that were tried and earned
nothing are named in the README's section on answers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.lexical import Terms
from index.snapshot import Snapshot

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

_MONTH = 30 * 86400.0  # seconds


@dataclass(frozen=True, slots=True)
class Question:
    """A question (or a part of one) as it is searched for."""

    vector: Vectors
    terms: Terms
    asked: float  # seconds since 1970


@dataclass(frozen=True, slots=True)
class SentenceSignals:
    """Of each sentence of some passages, in order; `owner` is the position of its passage.

    `meaning`: cosine with the question. `words`: the share of the question's words, by rarity,
    that the sentence or its article's title holds. `own_words`: the sentence alone. `phrases`:
    the share of the question's pairs of words that it holds side by side. `held`: which words.
    """

    numbers: Numbers
    owner: Numbers
    meaning: Floats
    words: Floats
    own_words: Floats
    phrases: Floats
    held: Floats


@dataclass(frozen=True, slots=True)
class PassageSignals:
    """Of each passage, one row each; `names` are the columns of `table`."""

    rows: Numbers
    table: Floats
    sentences: SentenceSignals


NAMES = (
    "meaning",  # cosine of question and passage
    "sentence meaning",  # the best of its sentences
    "bm25",  # as a share of what the best passage has
    "words",  # share of the question's words that it or its title holds, by rarity
    "title words",
    "sentence words",  # the most that one sentence with the title holds
    "phrases",  # the most pairs of words side by side in one sentence
    "recency",  # 1 when published just before the question, 1/e a month earlier, 0 undated
    "first passage",  # where news says what happened
)


def signals(snapshot: Snapshot, question: Question, rows: Numbers, bm25: Floats) -> PassageSignals:
    """The signals of the passages `rows`; `bm25` are the scores of all passages."""
    terms = question.terms
    numbers, owner = snapshot.sentences_of(rows)
    matches = snapshot.words.in_sentences(terms, numbers)
    titled = snapshot.words.in_titles(terms, rows)
    total = terms.total or 1.0
    meaning = snapshot.sentence_vectors(numbers).astype(np.float32) @ question.vector
    sentences = SentenceSignals(
        numbers=numbers,
        owner=owner,
        meaning=meaning,
        words=np.maximum(matches.held, titled[owner]) @ terms.weights / total,
        own_words=matches.held @ terms.weights / total,
        phrases=matches.phrases,
        held=matches.held,
    )
    table = _table(snapshot, question, rows, bm25, sentences, titled)
    return PassageSignals(rows, table, sentences)


def _table(
    snapshot: Snapshot,
    question: Question,
    rows: Numbers,
    bm25: Floats,
    sentences: SentenceSignals,
    titled: Floats,
) -> Floats:
    terms = question.terms
    total = terms.total or 1.0
    starts = np.searchsorted(sentences.owner, np.arange(len(rows)))

    def best(values: Floats) -> Floats:
        return np.asarray(np.maximum.reduceat(values, starts, axis=0), dtype=np.float32)

    columns = (
        snapshot.vectors(rows) @ question.vector,
        best(sentences.meaning),
        bm25[rows] / bm25.max(initial=1e-9),
        np.maximum(best(sentences.held), titled) @ terms.weights / total,
        titled @ terms.weights / total,
        best(sentences.words),
        best(sentences.phrases),
        recency(snapshot.rows.published[rows], question.asked),
        snapshot.rows.first[rows],
    )
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def recency(published: NDArray[np.float64], asked: float) -> Floats:
    """1 for what was published just before `asked`, 1/e a month earlier, 0 for the undated."""
    age = np.maximum(0.0, asked - published) / _MONTH
    return np.asarray(np.exp(-np.nan_to_num(age, nan=np.inf)), dtype=np.float32)
