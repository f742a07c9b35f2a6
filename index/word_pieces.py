"""Word pieces: what a model reads instead of words, cut by its own tokenizer."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from tokenizers import Tokenizer


class Cut(NamedTuple):
    """A text as a model reads it: the numbers of its pieces, its own special ones among them.

    `offsets` are the (start, end) of each in the text; of a special piece (0, 0).
    """

    ids: list[int]
    offsets: list[tuple[int, int]]


class WordPieces:
    """A tokenizer of the `tokenizers` library, from its JSON; cuts texts off after `limit` pieces.

    Faster than transformers' own wrapping of it, and without torch. `own` is how many special
    pieces it adds. For use by several threads.
    """

    def __init__(self, json: str, limit: int) -> None:
        self._json = json
        self._limit = limit
        self._reading = Tokenizer.from_str(json)
        self._reading.no_padding()
        self._reading.enable_truncation(limit)
        self.own = self._reading.num_special_tokens_to_add(False)

    @cached_property
    def _counting(self) -> Tokenizer:
        whole = Tokenizer.from_str(self._json)
        whole.no_padding()
        whole.no_truncation()
        return whole

    def count(self, text: str) -> int:
        """Pieces of a text however long, without special ones."""
        return len(self._counting.encode(text, add_special_tokens=False))

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Pieces of each text."""
        cut = self._counting.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in cut]

    def read(self, texts: Sequence[str]) -> list[Cut]:
        """The texts with special pieces, cut off after `limit` of them."""
        cut = self._reading.encode_batch(list(texts))
        return [Cut(encoding.ids, encoding.offsets) for encoding in cut]
