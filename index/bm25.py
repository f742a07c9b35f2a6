"""BM25 of all words, made from their numbers: bm25s's files without bm25s's builder.

bm25s (Lù 2024, arXiv 2407.03618) builds from lists of Python numbers, a hundred and more bytes a
word: of a million passages tens of gigabytes, and many minutes. The same matrix is counted here in
arrays, and bm25s writes it; a test holds both against each other.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.columns import Columns, Ints, Starts

Floats = NDArray[np.float32]

_VOCABULARY = "vocab.index.json"  # as bm25s names it
_K1, _B = 1.2, 0.75  # as Lucene has them
_AT_ONCE = 1 << 23  # words that are sorted at a time: 64 MB, some three times over
_NOTHING = 0  # the word of a passage without words, which stands first among all


def write_bm25(folder: Path, columns: Columns, stems: Sequence[str]) -> None:
    """Write the scores of `columns` into a folder, as `bm25s.BM25.load` reads them.

    `stems[i]` is the word numbered i; the first is empty, and counts for what has no words. A
    passage's words are those of its title and of its sentences.
    """
    import bm25s

    lengths = _lengths(columns)
    held = _held(columns, len(stems))
    scores, rows, starts = _scored(columns, lengths, held)
    index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
    index.scores = {"data": scores, "indices": rows, "indptr": starts, "num_docs": len(lengths)}
    index.vocab_dict = {stem: number for number, stem in enumerate(stems)}
    index.nonoccurrence_array = None
    index.save(str(folder), vocab_name=_VOCABULARY, show_progress=False)


def read_vocabulary(folder: Path) -> dict[str, int]:
    """The numbers of the words whose scores were written into this folder."""
    vocabulary: dict[str, int] = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
    return vocabulary


def _scored(columns: Columns, lengths: Floats, held: Starts) -> tuple[Floats, Ints, Starts]:
    """The scores word by word, the rows that they are of, and where each word's begin."""
    starts = np.concatenate([[0], np.cumsum(held)]).astype(np.int64)
    scores = np.empty(starts[-1], dtype=np.float32)
    rows = np.empty(starts[-1], dtype=np.int32)
    rarity = np.log(1 + (len(lengths) - held + 0.5) / (held + 0.5))
    weights = _K1 * (1 - _B + _B * lengths / lengths.mean())
    filled = starts[:-1].copy()
    for numbers, of, times in _counted(columns, len(held)):
        first = np.searchsorted(numbers, numbers)  # where this word's begin among these
        places = filled[numbers] + np.arange(len(numbers)) - first
        scores[places] = rarity[numbers] * (times / (weights[of] + times))
        rows[places] = of
        filled += np.bincount(numbers, minlength=len(held))
    return scores, rows, starts


def _held(columns: Columns, words: int) -> Starts:
    """How many passages hold each word."""
    held = np.zeros(words, dtype=np.int64)
    for numbers, _, _ in _counted(columns, words):
        held += np.bincount(numbers, minlength=words)
    return held


def _counted(columns: Columns, words: int) -> Iterator[tuple[Starts, Starts, Starts]]:
    """Word, row, and how often it stands there; sorted so, some thousand rows at a time."""
    if not len(columns):
        one = np.ones(1, dtype=np.int64)
        yield one * _NOTHING, one * 0, one  # bm25s divides by the lengths
        return
    for begin, end in _pieces(columns):
        part = columns.cut(begin, end)
        lengths = _word_counts(part)
        titled = np.diff(part.title_starts)
        empty = np.flatnonzero(lengths + titled == 0)
        rows = np.arange(end - begin)
        of = np.concatenate([np.repeat(rows, lengths), np.repeat(rows, titled), empty])
        numbers = np.concatenate([part.words, part.titles, np.full(len(empty), _NOTHING)])
        codes, times = np.unique(numbers.astype(np.int64) * (end - begin) + of, return_counts=True)
        numbers, rows = np.divmod(codes, end - begin)
        yield numbers, rows + begin, times


def _pieces(columns: Columns) -> Iterator[tuple[int, int]]:
    """Rows from, up to: so many that their words can be sorted at once."""
    ends = columns.word_starts[columns.sentence_starts[1:]] + columns.title_starts[1:]
    begin = 0
    while begin < len(columns):
        done = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + _AT_ONCE, side="right")))
        yield begin, end
        begin = end


def _word_counts(columns: Columns) -> Starts:
    """How many words the sentences of each passage have."""
    return np.diff(columns.word_starts[columns.sentence_starts])


def _lengths(columns: Columns) -> Floats:
    """Of each passage: its words; 1 where there are none, and for one where there is no passage."""
    lengths = np.maximum(1, _word_counts(columns) + np.diff(columns.title_starts))
    return (lengths if len(lengths) else np.ones(1)).astype(np.float32)
