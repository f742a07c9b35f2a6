"""Shingles: short runs of words by which two printings of one story are recognised.

Five-word shingles, of whose 64-bit hashes one in four is kept: those that are multiples of
four, so that two texts keep the same ones (A. Broder, "On the resemblance and containment of
documents", 1997).
"""

import re
from array import array
from functools import lru_cache
from hashlib import blake2b

LEAST_COMMON = 5
CONTAINED = 0.6  # of the smaller sample; unrelated articles that quote one release reach 0.31
_WORDS = 5
_ONE_IN = 4
_LEAST_LANDMARKS = (
    32  # a quarter of an article, printed alone, has two of them in 999 of 1,000 cases
)
_BYTES = 8  # of a stored shingle
_LEAST_LANDMARKS = (
    24  # of an article a quarter of which is printed alone, one in a thousand has none
)
# A word; of scripts that put no spaces between words, a character.
_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")


@lru_cache(maxsize=4)  # adding an article asks more than once
def sample(text: str) -> frozenset[int]:
    """The kept hashes of `text`'s shingles, as signed 64-bit numbers."""
    words = _words(text)
    shingles = {" ".join(words[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1)}
    return frozenset(number for number in map(_number, shingles) if number % _ONE_IN == 0)


def fingerprint(text: str) -> int:
    """The same for texts of the same words: spaces, punctuation and capitals aside."""
    return _number(" ".join(_words(text)), digest_size=16)  # as stores of version 2 have it


def pack(whole: int, shingles: frozenset[int]) -> bytes:
    """A text as it is stored: fingerprint, then sample, the smallest first, 8 bytes each."""
    return array("q", [whole, *sorted(shingles)]).tobytes()


def unpack(packed: bytes) -> tuple[int, frozenset[int]]:
    """The fingerprint and the sample that were packed."""
    whole, *shingles = array("q", packed)
    return whole, frozenset(shingles)


def landmarks(packed: bytes) -> bytes:
    """By what a packed text is looked up: its fingerprint, and of its sample the smallest.

    They are a quarter, at least 32. All texts keep the smallest, so whatever holds much of this
    text has some of them.
    """
    count = 1 + max(_LEAST_LANDMARKS, (len(packed) // _BYTES - 1) // 4)
    return packed[: count * _BYTES]


def containment(common: int, one: int, other: int) -> float:
    """How much of the smaller of two samples is in the other, 0 to 1; 0 below LEAST_COMMON."""
    return common / min(one, other) if common >= LEAST_COMMON else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _number(words: str, digest_size: int = _BYTES) -> int:
    digest = blake2b(words.encode(), digest_size=digest_size).digest()
    return int.from_bytes(digest[:_BYTES], "big", signed=True)
