"""Likeness: whether a faster reading of a model gives the vectors that the model gives.

Compared on texts of the sample coverage, from one word to more than any model reads at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import cycle

import numpy as np

from index.embedding import Embedder

_LENGTHS = (1, 3, 9, 20, 45, 80, 120, 160, 240)  # words
_TEXTS = 36
# Passages of an index may have been read one way and be read another way when a finished index
# is checked, where each finds itself with 1.0 give or take 0.001 (index.rebuild). Two vectors
# that lie this near to a third have a cosine of 0.999 at least.
_MEAN = 0.999
_LEAST = 0.99975


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosines of one model's vectors read in two ways: 1.0 is the same. On average, and least."""

    mean: float
    least: float

    @property
    def is_enough(self) -> bool:
        """False of NaN too."""
        return self.mean >= _MEAN and self.least >= _LEAST

    def __str__(self) -> str:
        return f"cosines of {self.mean:.5f} on average and {self.least:.5f} at least"


def likeness(one: Embedder, other: Embedder) -> Likeness:
    """Of the vectors that two give to the same passages and questions."""
    texts = list(_texts())
    questions = [text for text in texts if len(text) < 300]
    cosines = np.concatenate(
        [
            np.sum(one.passages(texts) * other.passages(texts), axis=1),
            [one.question(text) @ other.question(text) for text in questions],
        ]
    )
    return Likeness(float(cosines.mean()), float(cosines.min()))


def _texts() -> Iterator[str]:
    """Always the same ones."""
    articles = sorted(files("corpus").joinpath("articles").iterdir(), key=lambda file: file.name)
    words = [file.read_text(encoding="utf-8").split() for file in articles[:_TEXTS]]
    for of, length in zip(words, cycle(_LENGTHS), strict=False):
        yield " ".join(of[-length:])
