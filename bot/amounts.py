"""How many of what a sentence claims, and when two such claims clash.

The rules would rather miss an amount than read one that is not there.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from bot.numbers import COUNTS, FRACTIONS, Number
from bot.stems import stem
from bot.tokens import PLAIN, lowered

# Units that say how much of something, not what is counted.
MEASURES = frozenset(
    """percent pound dollar euro crown second minut hour day week month year metr kilometr mile
    foot feet inch tonn ton kilo kilogram degre point hundr thousand million billion""".split()
)
SCORE = "score"  # the unit of "26 votes to 18": the first count, and the second as millionths
_SIGNS = {"£": "pound", "$": "dollar", "€": "euro"}
_PERCENT = "percent"
# What they stand before they number, not count: "Season 7", "page 44".
_NUMBERED = frozenset(
    """season line flight chapter page route bus number no room section part episode series version
    phase level class grade article paragraph channel platform""".split()
)
_MANY = re.compile(
    r"\b(?:more than|over|at least|not less than|as many as|upwards of|no fewer than)$",
    re.IGNORECASE,
)
_FEW = re.compile(
    r"\b(?:fewer than|less than|under|at most|up to|no more than|not more than|nearly|almost|"
    r"below)$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|some|around|roughly|approximately|circa|an estimated|estimated|close to|just)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a thing: from `low` to `high`, which are equal when it is said exactly.

    `unit` is the stem of what is counted ("camera", "crown", "percent"); `kinds` are the stems
    between the number and it ("smart"). `part` is set by "ten of the cameras".
    """

    low: float
    high: float
    unit: str
    kinds: frozenset[str]
    part: bool = False


def read_amounts(tokens: Sequence[str], numbers: Sequence[Number]) -> Iterator[Amount]:
    """What the numbers among `tokens` count; a number that counts nothing is left out."""
    paired: set[int] = set()
    voted = len(numbers) > 1 and "vote" in map(stem, tokens)
    for one, other in pairwise(numbers):
        if _is_score(tokens, one, other, voted=voted):
            paired |= {one.start, other.start}
            value = one.value + other.value / 1e6
            yield Amount(value, value, SCORE, frozenset())
    for index, read in enumerate(numbers):
        if read.start not in paired and not _is_whole(tokens, read):
            yield from _amount(tokens, read, numbers[index - 1] if index else None)


def _is_whole(tokens: Sequence[str], read: Number) -> bool:
    """The 431 of "23 of the harbour's 431 cameras", the 31 of "four of 31"."""
    before = lowered(tokens[max(0, read.start - 3) : read.start])
    return "of" in before and any(
        word[0].isdecimal() or word in COUNTS
        for word in lowered(tokens[max(0, read.start - 4) : read.start])
    )


def _is_score(tokens: Sequence[str], one: Number, other: Number, *, voted: bool) -> bool:
    """ "26 votes to 18", "23 to 22", but not the range "from 5 to 10" nor years."""
    between = lowered(tokens[one.end : other.start])
    before = tokens[one.start - 1].lower() if one.start else ""
    whole = one.value.is_integer() and other.value.is_integer() and max(one.value, 1) < 1000
    if not whole or before in {"from", "between"} or other.value >= 1000:
        return False
    return between == ["votes", "to"] or (between == ["to"] and voted)


def _amount(tokens: Sequence[str], read: Number, previous: Number | None) -> Iterator[Amount]:
    unit, kinds, part = _counted(tokens, read)
    label = tokens[read.start - 1].lower() if read.start else ""
    if unit is None or label in _NUMBERED or _is_distance_in_time(tokens, read):
        return
    low, high = _bounds(tokens, read)
    if previous and lowered(tokens[previous.end : read.start]) in (["to"], ["-"], ["–"], ["or"]):
        low, high = min(low, previous.value), max(high, previous.value)
    yield Amount(low, high, unit, kinds, part)


def _is_distance_in_time(tokens: Sequence[str], read: Number) -> bool:
    """ "six minutes after the start", "nine years ago": what it counts from is not known here."""
    return bool(
        {"after", "later", "before", "ago", "earlier"}
        & set(lowered(tokens[read.end : read.end + 3]))
    )


def _bounds(tokens: Sequence[str], read: Number) -> tuple[float, float]:
    before = " ".join(tokens[max(0, read.start - 4) : read.start]).rstrip("£$€ ").lower()
    after = " ".join(tokens[read.end : read.end + 3]).lower()
    if _MANY.search(before):
        return read.value, math.inf
    if _FEW.search(before):
        return 0.0, read.value
    if _ABOUT.search(before) or "or so" in after or "or more" in after:
        return read.value * 0.9, read.value * 1.1
    return read.value, read.value


def _counted(tokens: Sequence[str], read: Number) -> tuple[str | None, frozenset[str], bool]:
    """What a number counts: the noun after it, a currency before it, per cent."""
    before = tokens[read.start - 1] if read.start else ""
    if before in _SIGNS:
        return stem(_SIGNS[before]), frozenset(), False
    rest = [word.lower() for word in tokens[read.end : read.end + 6]]
    if rest[:1] in (["%"], ["percent"]) or rest[:2] == ["per", "cent"]:
        return _PERCENT, frozenset(), False
    if tokens[read.start].lower() == "half" or tokens[read.end - 1].lower() in FRACTIONS:
        return _PERCENT, frozenset(_counted_words(tokens, read.end + 1)), True
    part = rest[:1] == ["of"] and rest[1:2] in (["the"], ["its"], ["their"], ["these"])
    run = _counted_words(tokens, _after_whole(tokens, read.end) if part else read.end)
    if not run:
        return None, frozenset(), part
    return run[0], frozenset(run[1:]), part


def _after_whole(tokens: Sequence[str], start: int) -> int:
    """Where what is counted begins in "23 of the harbour's 431 cameras": after the 431."""
    for place in range(start + 2, min(start + 5, len(tokens))):
        if tokens[place][0].isdecimal():
            return place + 1
    return start + 2


def _counted_words(tokens: Sequence[str], start: int) -> list[str]:
    """The stems of the telling words that follow at once, at most three, the counted first.

    A plural among them is what is counted ("58 harbour cameras"), else the first.
    """
    near = (word for word in tokens[start : start + 8] if word != "-")
    words = list(islice(takewhile(_tells, near), 3))
    plural = [word for word in words if re.search(r"[^su]s$", word)] or [
        word for word in words if stem(word) in {"person", "man", "woman", "child"}
    ]
    if not words:
        return []
    head = (plural or words)[0]
    return [stem(head), *map(stem, words[: words.index(head)])]


def _tells(word: str) -> bool:
    return word[0].isalpha() and word.lower() not in PLAIN


def same_measure(one: Amount, other: Amount) -> bool:
    """True when both count the same kind of thing in the same way."""
    kinds = one.kinds <= other.kinds or other.kinds <= one.kinds
    return one.unit == other.unit and kinds and one.part == other.part


def apart(one: Amount, other: Amount) -> bool:
    """True when no number fits both, rounding allowed for."""
    if one.low <= other.high and other.low <= one.high:
        return False
    if one.low != one.high or other.low != other.high:
        return True
    return not _rounded(one.low, other.low)


def _rounded(one: float, other: float) -> bool:
    """True when one number is the other, rounded: 1,200 and 1,187. At most one in twenty off."""
    small, large = sorted((one, other))
    if small <= 0 or (large - small) / large > 0.05:
        return False
    return any(
        rough == round(fine, -zeros)
        for rough, fine in ((one, other), (other, one))
        if rough.is_integer() and (zeros := _zeros(rough))
    )


def _zeros(value: float) -> int:
    digits = str(int(value))
    return len(digits) - len(digits.rstrip("0"))
