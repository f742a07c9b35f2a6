"""Shingles: short runs of words by which two printings of one story are recognised.

Five-word shingles, of whose 64-bit hashes one in four is kept: those that are multiples of
four, so that two texts keep the same ones (A. Broder, "On the resemblance and containment of
documents", 1997).
"""

import re
from functools import lru_cache
from hashlib import blake2b

LEAST_COMMON = 5
CONTAINED = 0.6  # of the smaller sample; unrelated articles that quote one release reach 0.31
_WORDS = 5
_ONE_IN = 4
# A word; of scripts that put no spaces between words, a character.
_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")


@lru_cache(maxsize=4)  # adding an article asks more than once
def sample(text: str) -> frozenset[int]:
    """The kept hashes of `text`'s shingles, as signed 64-bit numbers."""
    words = _words(text)
    shingles = {" ".join(words[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1)}
    hashes = (
        int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), "big", signed=True)
        for shingle in shingles
    )
    return frozenset(number for number in hashes if number % _ONE_IN == 0)


def fingerprint(text: str) -> str:
    """The same for texts of the same words: spaces, punctuation and capitals aside."""
    return blake2b(" ".join(_words(text)).encode(), digest_size=16).hexdigest()


def containment(common: int, one: int, other: int) -> float:
    """How much of the smaller of two samples is in the other, 0 to 1; 0 below LEAST_COMMON."""
    return common / min(one, other) if common >= LEAST_COMMON else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
