"""Ranking: signals -> one score for a passage, with weights that were learned, not chosen.

`weights.json` is written by `tests/benchmarks/train.py`, which says on what and how well.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from index.signals import NAMES, Floats, Numbers

MOST_PER_ARTICLE = 2  # passages among the first results
FIRST_RESULTS = 10
_SAME_WORDS = 0.8  # share of the shorter passage's words above which two print the same


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


def print_the_same(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two passages, given by their words, are copies of one text (containment)."""
    shorter = min(len(one), len(other))
    return shorter >= 8 and len(one & other) >= _SAME_WORDS * shorter
