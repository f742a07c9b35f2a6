"""The dates that a sentence claims, as far as it says them, and when two clash."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.tokens import PLAIN, is_digits

_MONTHS = {
    word: month + 1
    for month, words in enumerate(
        """january/jan february/feb march/mar april/apr may june/jun july/jul august/aug
        september/sept/sep october/oct november/nov december/dec""".split()
    )
    for word in words.split("/")
}
_WEEKDAYS = {
    word: day
    for day, word in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
_YEAR_AFTER = frozenset("in since by of from until during before after between to and".split())


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is said. `weekday` counts from Monday, 0; `after` is the word before."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    after: str = ""


def read_days(tokens: Sequence[str]) -> Iterator[tuple[Day, int, int]]:
    """The dates with the tokens they take: "Monday, 3 May 2024", "May 3", "in 2024"."""
    place = 0
    while place < len(tokens):
        day, end = _day_at(tokens, place)
        if day is not None:
            yield day, place, end
        place = max(end, place + 1)


def _day_at(tokens: Sequence[str], start: int) -> tuple[Day | None, int]:
    before = tokens[start - 1].lower() if start else ""
    year = month = day = weekday = None
    end = start
    while end < len(tokens):
        word = tokens[end]
        if weekday is None and month is None and word.lower() in _WEEKDAYS and word[0].isupper():
            weekday = _WEEKDAYS[word.lower()]
        elif month is None and word.lower() in _MONTHS and _is_month(tokens, end):
            month = _MONTHS[word.lower()]
        elif day is None and _is_day_of_month(tokens, end, month):
            day = int(word)
        elif year is None and _is_year(tokens, end, month, before):
            year = int(word)
        elif not (word in {",", "the", "of", "st", "nd", "rd", "th"} and end > start):
            break
        end += 1
    if all(part is None for part in (year, month, weekday)):
        return None, start
    return Day(year, month, day, weekday, before), _trimmed(tokens, start, end)


def _trimmed(tokens: Sequence[str], start: int, end: int) -> int:
    """Where a date ends without the comma, "the" or "of" behind it."""
    while end > start and not tokens[end - 1][0].isalnum():
        end -= 1
    while end > start and tokens[end - 1] in {"the", "of"}:
        end -= 1
    return end


def _is_month(tokens: Sequence[str], place: int) -> bool:
    """May and March only with a capital and not as the first word; the others anywhere."""
    word = tokens[place]
    if word.lower() not in {"may", "march", "mar", "sep", "dec", "jan", "jun"}:
        return word[0].isupper()
    return word[0].isupper() and (place > 0 or is_digits(tokens, place + 1))


def _is_day_of_month(tokens: Sequence[str], place: int, month: int | None) -> bool:
    if not is_digits(tokens, place) or not 1 <= int(tokens[place][:4]) <= 31:
        return False
    following = [word.lower() for word in tokens[place + 1 : place + 4]]
    skipped = [word for word in following if word not in {"st", "nd", "rd", "th", "of"}]
    return month is not None or bool(skipped and skipped[0] in _MONTHS)


def _is_year(tokens: Sequence[str], place: int, month: int | None, before: str) -> bool:
    word = tokens[place]
    if not (len(word) == 4 and word.isdecimal() and 1000 <= int(word) <= 2099):
        return False
    if month is not None:
        return True
    follows = tokens[place + 1].lower() if place + 1 < len(tokens) else "."
    return before in _YEAR_AFTER and (follows in PLAIN or not follows[0].isalnum())


def days_apart(one: Day, other: Day) -> bool:
    """True when some part of the date is said by both and differs."""
    pairs = (*_parts(one, other), (one.day, other.day))
    return any(a is not None and b is not None and a != b for a, b in pairs)


def comparable(one: Day, other: Day) -> bool:
    """True when some part of the date, other than the day of the month, is said by both."""
    return any(a is not None and b is not None for a, b in _parts(one, other))


def _parts(one: Day, other: Day) -> tuple[tuple[int | None, int | None], ...]:
    return (one.year, other.year), (one.month, other.month), (one.weekday, other.weekday)
