"""The passages of a snapshot as columns: arrays in the order of their rows, and slices of them.

What did not change since the snapshot before is a slice of its columns: nothing is read, split or
stemmed again, and a million passages are a few arrays instead of as many objects.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Starts = NDArray[np.int64]

KEY = 16  # bytes of a fingerprint
_Kind = TypeVar("_Kind", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Columns:
    """Passages, sentences and words in arrays.

    `passages`: the number of the article (from 1), start and end in its text, (n, 3). `keys`: the
    fingerprint of the text that was embedded, (n, KEY). `spans`: start and end of each sentence in
    its article's text, (m, 2). `words` and `titles` are numbers of stems: of the sentences one
    after another, and of the title of every passage. What belongs to passage i, or to sentence i,
    is from `starts[i]` up to `starts[i + 1]`.
    """

    passages: Ints
    keys: NDArray[np.uint8]
    sentence_starts: Starts
    spans: Ints
    word_starts: Starts
    words: Ints
    title_starts: Starts
    titles: Ints

    def __len__(self) -> int:
        return len(self.passages)

    @property
    def sentences(self) -> int:
        """How many there are."""
        return len(self.spans)

    def article_starts(self, articles: int) -> Starts:
        """The first row of each article, by its number less 1; at the end the number of rows."""
        numbers = np.ascontiguousarray(self.passages[:, 0])
        return np.searchsorted(numbers, np.arange(1, articles + 2)).astype(np.int64)

    def cut(self, begin: int, end: int) -> "Columns":
        """The rows from `begin` up to, but not with, `end`."""
        sentences, spans = _part(self.sentence_starts, begin, end)
        words, within = _part(self.word_starts, spans.start, spans.stop)
        titles, titled = _part(self.title_starts, begin, end)
        return Columns(
            passages=self.passages[begin:end],
            keys=self.keys[begin:end],
            sentence_starts=sentences,
            spans=self.spans[spans],
            word_starts=words,
            words=self.words[within],
            title_starts=titles,
            titles=self.titles[titled],
        )

    def moved(self, by: int) -> "Columns":
        """The same, with articles numbered `by` higher."""
        shift = np.array([by, 0, 0], dtype=np.int32)
        return replace(self, passages=self.passages + shift)

    def renumbered(self, numbers: Ints) -> "Columns":
        """The same, with `numbers[i]` for the stem i."""
        return replace(self, words=numbers[self.words], titles=numbers[self.titles])


NOTHING = Columns(
    passages=np.empty((0, 3), dtype=np.int32),
    keys=np.empty((0, KEY), dtype=np.uint8),
    sentence_starts=np.zeros(1, dtype=np.int64),
    spans=np.empty((0, 2), dtype=np.int32),
    word_starts=np.zeros(1, dtype=np.int64),
    words=np.empty(0, dtype=np.int32),
    title_starts=np.zeros(1, dtype=np.int64),
    titles=np.empty(0, dtype=np.int32),
)


def joined(parts: Sequence[Columns]) -> Columns:
    """The rows of all parts, one after another."""
    if len(parts) == 1:
        return parts[0]
    parts = parts or [NOTHING]

    def values(of: Callable[[Columns], NDArray[_Kind]]) -> NDArray[_Kind]:
        return np.concatenate([of(part) for part in parts])

    def starts(of: Callable[[Columns], Starts]) -> Starts:
        lengths = np.concatenate([np.diff(of(part)) for part in parts])
        return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)

    return Columns(
        passages=values(lambda part: part.passages),
        keys=values(lambda part: part.keys),
        sentence_starts=starts(lambda part: part.sentence_starts),
        spans=values(lambda part: part.spans),
        word_starts=starts(lambda part: part.word_starts),
        words=values(lambda part: part.words),
        title_starts=starts(lambda part: part.title_starts),
        titles=values(lambda part: part.titles),
    )


def _part(starts: Starts, begin: int, end: int) -> tuple[Starts, slice]:
    """The starts of a part, counted from its beginning, and the part of the values they mean."""
    of = starts[begin : end + 1]
    return of - of[0], slice(int(of[0]), int(of[-1]))
