"""The numbers in a sentence, in figures and in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
COUNTS = (
    {word: value for value, word in enumerate(_ONES)}
    | {word: 10 * (place + 2) for place, word in enumerate(_TENS)}
    | {"dozen": 12}
)
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}
FRACTIONS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifths": 5}


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its tokens, from `start` to before `end`; a fraction is in per cent."""

    start: int
    end: int
    value: float


def read_numbers(tokens: Sequence[str]) -> Iterator[Number]:
    """The numbers in figures and words, with their scale: "1.2 million", "twenty-three"."""
    place = 0
    while place < len(tokens):
        read = _number_at(tokens, place)
        if read is not None:
            yield read
        place = read.end if read else place + 1


def _number_at(tokens: Sequence[str], start: int) -> Number | None:
    fraction = _fraction_at(tokens, start)
    if fraction is not None:
        return fraction
    value, end = _count_at(tokens, start)
    if value is None:
        return None
    while (scale := _scale_at(tokens, end)) is not None:
        value, end = value * scale[0], scale[1]
    return Number(start, end, round(value, 6))


def _count_at(tokens: Sequence[str], start: int) -> tuple[float | None, int]:
    word = tokens[start].lower()
    if word[0].isdecimal():
        return _figure(word), start + 1
    if word in {"a", "an"} and start + 1 < len(tokens) and tokens[start + 1] in _SCALES:
        return 1.0, start + 1
    if word not in COUNTS:
        return None, start + 1
    value, end = float(COUNTS[word]), start + 1
    if word in _TENS:
        rest = end + 1 if tokens[end : end + 1] == ["-"] else end
        small = tokens[rest].lower() if rest < len(tokens) else ""
        if small in _ONES[1:10]:
            return value + COUNTS[small], rest + 1
    return value, end


def _figure(word: str) -> float | None:
    if ":" in word:
        return None  # a time of day
    try:
        return float(word.replace(",", ""))
    except ValueError:
        return None  # 9-1-1


def _scale_at(tokens: Sequence[str], place: int) -> tuple[float, int] | None:
    if tokens[place : place + 1] == ["-"]:
        place += 1
    word = tokens[place].lower() if place < len(tokens) else ""
    return (_SCALES[word], place + 1) if word in _SCALES else None


def _fraction_at(tokens: Sequence[str], start: int) -> Number | None:
    """ "two thirds", "a third", "half": in per cent."""
    word = tokens[start].lower()
    if word == "half" and (start == 0 or tokens[start - 1].lower() not in {"a", "and", "first"}):
        return Number(start, start + 1, 50.0)
    after = start + 2 if tokens[start + 1 : start + 2] == ["-"] else start + 1
    if after + 1 >= len(tokens) or tokens[after].lower() not in FRACTIONS:
        return None
    top = 1 if word == "a" else COUNTS.get(word)
    if top is None or tokens[after + 1].lower() != "of":
        return None
    return Number(start, after + 1, round(100 * top / FRACTIONS[tokens[after].lower()], 1))
