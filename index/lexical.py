"""The words of a coverage: stemmed, numbered once and for all, searched with BM25.

BM25 is bm25s's (Lù 2024, arXiv 2407.03618), over the title and text of each passage. Beside it
stand the words of every sentence in order, so that a question's words and phrases are looked up
in a sentence without reading its text. The numbers of the words are stored: those of another
process would be other words.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import Stemmer
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Floats = NDArray[np.float32]

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)*"  # 1,200.5
    r"|[^\W\d_]+(?:['’][^\W\d_]+)?"  # mayor's
    r"|\w+"
)
# What questions are built of; with bm25s's own 33 stop words BM25 alone finds the right paragraph
# of SQuAD first for .781 of the questions, with these for .797 (tests/benchmarks/train.py).
_FUNCTION_WORDS = frozenset(
    """a an the and or but if of at by for with about against between into through during to from in
    on off over under out up down as is are was were be been being am do does did done doing have
    has had having will would shall should can could may might must i me my we our us you your he
    him his she her hers it its they them their this that these those there here then than so such
    no nor not only own same too very just also what which who whom whose when where why how many
    much s t d ll re ve m n wo ca sha""".split()
)
_CONTRACTED = re.compile(r"(?:n't|'(?:s|re|ve|ll|d|m))$")
_stemmer = Stemmer.Stemmer("english")


def stems(text: str) -> list[str]:
    """The telling words of a text in order, stemmed: `The U.S. votes 1,200` is us, vote, 1200."""
    composed = unicodedata.normalize("NFC", text)  # an accent of its own would end the word
    return [stem for word in _WORD.findall(composed) if (stem := _stem(word))]


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    """The stem of a word, empty for one that tells nothing."""
    bare = _unaccented(_CONTRACTED.sub("", word.casefold().replace("’", "'")))
    if not bare:
        return ""
    if bare[0].isdigit():
        return bare.replace(",", "")
    bare = bare.replace(".", "")
    if bare in _FUNCTION_WORDS and not (bare == "us" and word.isupper()):
        return ""
    return "" if len(bare) == 1 and bare.isascii() else str(_stemmer.stemWord(bare))


def _unaccented(word: str) -> str:
    """Zúñiga is zuniga: newsrooms write names with and without their accents."""
    parts = unicodedata.normalize("NFKD", word)
    return "".join(c for c in parts if not unicodedata.combining(c)) or word


@dataclass(frozen=True, slots=True)
class Terms:
    """A question's words: `ids` of the known ones, each once; `pairs` of those side by side.

    `weights` are their rarities (idf), `total` that of all words, the unknown ones included.
    `unknown` are the stems that occur nowhere in the coverage.
    """

    ids: Ids
    pairs: tuple[tuple[int, int], ...]
    weights: Floats
    total: float
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Which of the words of Terms stand where: row i is of sentence i, column j of word j.

    `phrases` is the share of the question's pairs of words that stand side by side, by rarity.
    """

    held: Floats
    phrases: Floats


class Words:
    """The words of a snapshot, opened from its files, which stay on disk (memory-mapped)."""

    def __init__(self, folder: Path) -> None:
        import bm25s

        self._bm25 = bm25s.BM25.load(str(folder), mmap=True, show_progress=False)
        self._numbers: dict[str, int] = self._bm25.vocab_dict
        self._words, self._starts, self._titles, self._title_starts = (
            np.load(folder / f"{name}.npy", mmap_mode="r") for name in _OWN
        )
        self.passages = len(self._title_starts) - 1
        known = self._bm25.scores["indptr"][: len(self._numbers) + 1]
        self._rarity = _rarity(np.diff(known).astype(np.float32), self.passages)

    def terms(self, text: str) -> Terms:
        """The words of a question."""
        found = stems(text)
        numbers = [self._numbers.get(stem, -1) for stem in found]
        ids = np.array(list(dict.fromkeys(n for n in numbers if n >= 0)), dtype=np.int32)
        pairs = {pair for pair in pairwise(numbers) if min(pair) >= 0 and pair[0] != pair[1]}
        unknown = tuple(dict.fromkeys(s for s, n in zip(found, numbers, strict=True) if n < 0))
        weights = self._rarity[ids]
        never = _rarity(np.zeros(1, dtype=np.float32), self.passages)
        total = float(weights.sum() + never[0] * len(unknown))
        return Terms(ids, tuple(sorted(pairs)), weights, total, unknown)

    def scores(self, terms: Terms) -> Floats:
        """BM25 of every passage with the question, (passages,); 0 where no word is shared."""
        if not len(terms.ids) or not self.passages:
            return np.zeros(self.passages, dtype=np.float32)
        return np.asarray(self._bm25.get_scores_from_ids(terms.ids.tolist()), dtype=np.float32)

    def holding(self, stem: str) -> Ids:
        """The passages in whose title or text the word stands, ascending."""
        number = self._numbers.get(stem, -1)
        if number < 0:
            return np.empty(0, dtype=np.int32)
        bounds = self._bm25.scores["indptr"]
        return np.asarray(self._bm25.scores["indices"][bounds[number] : bounds[number + 1]])

    def holding_all(self, found: Sequence[str]) -> Ids:
        """The passages in whose title or text all of the words stand, ascending; of none, none."""
        rarest = sorted((self.holding(stem) for stem in dict.fromkeys(found)), key=len)
        rows = rarest[0] if rarest else np.empty(0, dtype=np.int32)
        for others in rarest[1:]:
            rows = rows[_are_in(rows, others)]
        return np.asarray(rows)

    def in_title(self, stem: str, among: NDArray[np.bool_] | None = None) -> Ids:
        """The passages in whose title the word stands; only of `among`, a mask of all, if given."""
        rows = self.holding(stem)
        if among is not None:
            rows = rows[among[rows]]
        words, owner = _gathered(self._titles, self._title_starts, rows.astype(np.int64))
        titled = np.unique(owner[words == self._numbers.get(stem, -1)])
        return np.asarray(rows[titled])

    def in_sentences(self, terms: Terms, rows: NDArray[np.int64]) -> Matches:
        """Which of the words stand in the sentences `rows`."""
        words, owner = _gathered(self._words, self._starts, rows)
        held = self._held(terms, words, owner, len(rows))
        return Matches(held, self._phrases(terms, words, owner, len(rows)))

    def of_sentences(self, rows: range) -> frozenset[int]:
        """The words of neighbouring sentences."""
        if not rows:
            return frozenset()
        return frozenset(self._words[self._starts[rows[0]] : self._starts[rows[-1] + 1]].tolist())

    def in_titles(self, terms: Terms, rows: NDArray[np.int64]) -> Floats:
        """Which of the words stand in the titles of the passages `rows`, as in Matches.held."""
        words, owner = _gathered(self._titles, self._title_starts, rows)
        return self._held(terms, words, owner, len(rows))

    def _held(self, terms: Terms, words: Ids, owner: NDArray[np.int64], rows: int) -> Floats:
        held = np.zeros((rows, len(terms.ids)), dtype=np.float32)
        for column, number in enumerate(terms.ids):
            held[owner[words == number], column] = 1
        return held

    def _phrases(self, terms: Terms, words: Ids, owner: NDArray[np.int64], rows: int) -> Floats:
        shares = np.zeros(rows, dtype=np.float32)
        weights = [float(self._rarity[a] + self._rarity[b]) for a, b in terms.pairs]
        together = owner[:-1] == owner[1:]
        for (first, second), weight in zip(terms.pairs, weights, strict=True):
            here = (words[:-1] == first) & (words[1:] == second) & together
            shares[np.unique(owner[:-1][here])] += weight / sum(weights)
        return shares


_OWN = ("words", "word_starts", "titles", "title_starts")


def _rarity(counts: Floats, passages: int) -> Floats:
    """BM25's idf of words that stand in so many of the passages, as Lucene has it."""
    return np.asarray(np.log(1 + (passages - counts + 0.5) / (counts + 0.5)), dtype=np.float32)


def _are_in(rows: Ids, others: Ids) -> NDArray[np.bool_]:
    """Which of the rows are among the others, which ascend and are more."""
    places = np.searchsorted(others, rows)
    return np.asarray(others[np.minimum(places, len(others) - 1)] == rows)


def best(scores: Floats, most: int) -> NDArray[np.int64]:
    """The rows of the highest scores above 0, best first, of the same the lower row first."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > most:
        least = np.partition(scores[rows], len(rows) - most)[len(rows) - most]
        rows = rows[scores[rows] >= least]
    return np.asarray(rows[np.argsort(-scores[rows], kind="stable")[:most]])


def _gathered(
    values: Ids, starts: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[Ids, NDArray[np.int64]]:
    """The values of `rows`, one after another, and for each the position of its row in `rows`."""
    begins, lengths = starts[rows], starts[rows + 1] - starts[rows]
    owner = np.repeat(np.arange(len(rows)), lengths)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.asarray(values[np.repeat(begins, lengths) + offset]), owner
