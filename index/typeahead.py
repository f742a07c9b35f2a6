"""Names that someone has begun to type, found among many: in memory, in milliseconds."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.filters import folded

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int32]

_WORD = re.compile(r"\w+")
_MOST_WORDS = 8  # of what is typed are looked at
_MOST_SLIPPED = 3  # of these may be mistyped: each costs a look at all words
_LONGEST = 100  # characters of it
_LAST = "\U0010ffff"  # sorts after every continuation
_NEAR_WORDS = 40  # that a mistyped word may stand for
_MOST_CONTAINING = 2000  # names that hold what is typed anywhere are looked at
_LETTERS = 32  # bits
_NEVER = 100.0  # slips: more than any word may have


class Typeahead:
    """Names to choose from, the preferred ones first. Never changes: for any thread."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = [_squeezed(name) for name in names]
        order = sorted(range(len(names)), key=self._names.__getitem__)
        self._order = np.array(order, dtype=np.int32)
        self._sorted = [self._names[number] for number in order]
        holding: dict[str, list[int]] = {}
        for number, name in enumerate(self._names):
            for word in set(_WORD.findall(name)):
                holding.setdefault(word, []).append(number)
        self._words = sorted(holding)
        self._letters = np.array([_letters(word) for word in self._words], dtype=np.uint64)
        self._text = "\n".join(self._names)
        self._begins = [0, *accumulate(len(name) + 1 for name in self._names)]
        self._starts = np.cumsum([0, *(len(holding[word]) for word in self._words)])
        self._holding = np.fromiter(
            (number for word in self._words for number in holding[word]),
            dtype=np.int32,
            count=int(self._starts[-1]),
        )

    def __len__(self) -> int:
        return len(self._names)

    def find(self, typed: str, most: int, allowed: Mask | None = None) -> list[int]:
        """The numbers of the names that fit what is typed, at most `most`.

        Those that begin with it come first; then those with a word that begins with each word of
        it; then those that contain it; then those where it takes slips of the finger, the fewest
        first. Each in the order of preference. Only of the `allowed`, where given.
        """
        said = _squeezed(typed[:_LONGEST])
        words = _WORD.findall(said)[:_MOST_WORDS]
        left = np.ones(len(self), dtype=bool) if allowed is None else allowed.copy()
        found: list[int] = []
        for tier in (self._beginning, self._with_words, self._containing, self._with_slips):
            numbers = tier(said, words, left)[: most - len(found)]
            left[numbers] = False
            found += numbers.tolist()
            if len(found) == most:
                break
        return found

    def _beginning(self, said: str, _words: Sequence[str], left: Mask) -> Numbers:
        start = bisect_left(self._sorted, said)
        end = bisect_left(self._sorted, said + _LAST) if said else len(self)
        numbers = self._order[start:end]
        return np.sort(numbers[left[numbers]])

    def _with_words(self, _said: str, words: Sequence[str], left: Mask) -> Numbers:
        """Those that have, for each of the words, one that begins with it."""
        every = left & bool(words)
        for word in words:
            one = np.zeros(len(self), dtype=bool)
            one[self._beginning_with(word)] = True
            every &= one
        return np.flatnonzero(every).astype(np.int32)

    def _containing(self, said: str, _words: Sequence[str], left: Mask) -> Numbers:
        """Of the first that do; those that were found before are among them."""
        numbers: list[int] = []
        at = self._text.find(said) if said else -1
        for _ in range(_MOST_CONTAINING):
            if at < 0:
                break
            number = bisect_right(self._begins, at) - 1
            numbers.append(number)
            at = self._text.find(said, self._begins[number + 1])
        found = np.array(numbers, dtype=np.int32)
        return found[left[found]]

    def _with_slips(self, _said: str, words: Sequence[str], left: Mask) -> Numbers:
        slips = np.zeros(len(self), dtype=np.float32)
        unknown = [word for word in words if not self._is_known(word)]
        if len(unknown) > _MOST_SLIPPED:
            return np.empty(0, dtype=np.int32)
        for word in words:
            slips += self._slips(word)
        near = np.flatnonzero((slips < _NEVER) & left & bool(words)).astype(np.int32)
        return near[np.argsort(slips[near], kind="stable")]

    def _beginning_with(self, word: str) -> Numbers:
        start, end = bisect_left(self._words, word), bisect_left(self._words, word + _LAST)
        return self._holding[self._starts[start] : self._starts[end]]

    def _slips(self, word: str) -> NDArray[np.float32]:
        """Of each name, how many slips lead from `word` to the beginning of one of its words."""
        slips = np.full(len(self), _NEVER, dtype=np.float32)
        for place, distance in self._near(word):
            slips[self._holding[self._starts[place] : self._starts[place + 1]]] = distance
        slips[self._beginning_with(word)] = 0
        return slips

    def _is_known(self, word: str) -> bool:
        place = bisect_left(self._words, word)
        return self._words[place : place + 1] == [word]

    def _near(self, word: str) -> list[tuple[int, float]]:
        """The places of the words that a mistyped word may stand for, the nearest last."""
        tolerated = _tolerated(word)
        if not tolerated or self._is_known(word):
            return []
        places = self._with_letters(word, tolerated)
        beginnings = [self._words[place][: len(word) + 1] for place in places]
        near = process.extract(
            word, beginnings, scorer=OSA.distance, score_cutoff=tolerated, limit=_NEAR_WORDS
        )
        return [(places[number], float(distance)) for _, distance, number in reversed(near)]

    def _with_letters(self, word: str, slips: int) -> list[int]:
        """The places of the words that hold the letters of `word`, but for as many as slips."""
        lacking = np.zeros(len(self._words), dtype=np.uint8)
        letters = _letters(word)
        for bit in range(_LETTERS):
            if letters >> bit & 1:
                lacking += (self._letters >> np.uint64(bit) & np.uint64(1)) == 0
        places: list[int] = np.flatnonzero(lacking <= slips).tolist()
        return places


def _squeezed(text: str) -> str:
    """As names and what is typed are compared: folded, and each white space one blank."""
    return " ".join(folded(text).split())


def _letters(word: str) -> int:
    """A bit for each letter that a word holds; some letters share one."""
    letters = 0
    for letter in word:
        letters |= 1 << ord(letter) % _LETTERS
    return letters


def _tolerated(word: str) -> int:
    """How many slips a word may have: an omission, a repetition, an exchange."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2
