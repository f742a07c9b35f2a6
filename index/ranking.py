"""Ranking: signals -> one score for a passage, with weights that were learned, not chosen.

`weights.json` is written by `tests/benchmarks/train.py`, which says on what and how well.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.signals import NAMES, Floats, Numbers

MOST_PER_ARTICLE = 2  # passages among the first results
FIRST_RESULTS = 10
_SAME_WORDS = 0.8  # share of the shorter passage's words above which two print the same
_FEWEST_WORDS = 8  # of the shorter passage: fewer are the same by chance


@dataclass(frozen=True, slots=True)
class Ranker:
    """`weights[i]` is what one unit of the signal NAMES[i] is worth, in logits."""

    weights: tuple[float, ...]

    def without(self, *names: str) -> "Ranker":
        """A ranker that is blind to some signals, for ablations."""
        pairs = zip(NAMES, self.weights, strict=True)
        return Ranker(tuple(0.0 if name in names else weight for name, weight in pairs))

    def scores(self, table: Floats) -> Floats:
        """One score per row; only their order and differences mean something."""
        return np.asarray(table @ np.array(self.weights, dtype=np.float32), dtype=np.float32)


@cache
def learned() -> Ranker:
    """The ranker that ships."""
    stored = json.loads(files("index").joinpath("weights.json").read_text(encoding="utf-8"))
    return Ranker(tuple(float(stored["weights"][name]) for name in NAMES))


def within_quota(order: Sequence[int], article: Numbers) -> list[int]:
    """`order`, best first, with at most MOST_PER_ARTICLE of an article among FIRST_RESULTS.

    What is over the quota follows the first results, in its order.
    """
    first: list[int] = []
    taken: dict[int, int] = {}
    for place in order:
        number = int(article[place])
        if len(first) < FIRST_RESULTS and taken.get(number, 0) < MOST_PER_ARTICLE:
            first.append(place)
            taken[number] = taken.get(number, 0) + 1
    kept = set(first)
    return first + [place for place in order if place not in kept]


def interleaved(whole: Sequence[int], parts: Sequence[Sequence[int]]) -> list[int]:
    """The ranking of the whole question and of each of its parts, in turn, each result once."""
    order: list[int] = []
    for rank in range(max(map(len, (whole, *parts)), default=0)):
        for ranking in (whole, *parts):
            if rank < len(ranking) and ranking[rank] not in order:
                order.append(ranking[rank])
    return order


class Prints:
    """Which of some passages, each given by its words, are copies of one text (containment)."""

    def __init__(self, passages: Sequence[frozenset[int]]) -> None:
        self._sizes = np.array([len(words) for words in passages], dtype=np.int64)
        self._ends = np.cumsum(self._sizes)
        said = np.fromiter(chain.from_iterable(passages), dtype=np.int64, count=self._sizes.sum())
        self._known, self._words = np.unique(said, return_inverse=True)
        self._owner = np.repeat(np.arange(len(passages)), self._sizes)

    def of(self, place: int) -> NDArray[np.bool_]:
        """Which of the passages print the same as the one at `place`: it too, unless it is short.

        The shorter of two has eight words at least, and the other holds four fifths of them.
        """
        its = np.zeros(len(self._known), dtype=bool)
        its[self._words[self._ends[place] - self._sizes[place] : self._ends[place]]] = True
        shared = np.bincount(self._owner[its[self._words]], minlength=len(self._sizes))
        shorter = np.minimum(self._sizes, self._sizes[place])
        return np.asarray((shorter >= _FEWEST_WORDS) & (shared >= _SAME_WORDS * shorter))
