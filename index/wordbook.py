"""The wordbook: which word has which number, in a snapshot and while one is made.

In a snapshot the numbers follow the alphabet, so that a coverage has the same files whether it was
indexed at once or piece by piece; words that are in no passage any more have none.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from index.bm25 import write_bm25
from index.columns import Columns
from index.lexical import stems


class Wordbook:
    """Numbers for words as they come, after those that `known` has already."""

    def __init__(self, known: Mapping[str, int] | None = None) -> None:
        self._numbers = dict(known or {})

    def numbered(self, text: str) -> list[int]:
        """The numbers of the telling words of a text, in order."""
        numbers = self._numbers
        return [numbers.setdefault(stem, len(numbers)) for stem in stems(text)]

    def in_order(self, columns: Columns) -> tuple[Columns, list[str]]:
        """The columns with the numbers of a snapshot, and the words by these numbers."""
        used = np.zeros(len(self._numbers), dtype=bool)
        used[columns.words] = True
        used[columns.titles] = True
        kept = sorted((stem, number) for stem, number in self._numbers.items() if used[number])
        new = np.zeros(len(self._numbers), dtype=np.int32)
        new[[number for _, number in kept]] = np.arange(1, 1 + len(kept))
        return columns.renumbered(new), ["", *(stem for stem, _ in kept)]


def write_words(folder: Path, columns: Columns, words: Sequence[str]) -> None:
    """Write the words of `columns` into a new folder, for `index.lexical.Words`.

    `words[i]` has the number i.
    """
    folder.mkdir()
    np.save(folder / "words.npy", columns.words)
    np.save(folder / "word_starts.npy", columns.word_starts)
    np.save(folder / "titles.npy", columns.titles)
    np.save(folder / "title_starts.npy", columns.title_starts)
    write_bm25(folder, columns, words)
