"""Where the marks of a timeline stand: its dates, its counts and its numbers. Draws nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot import written_dates
from bot.timeline import Span

_WEEKS, _MONTHS = (1, 2), (1, 2, 3, 6)  # from one label to the next
_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class Tick:
    """A label below a bar, counted by `place` from 0; below it the year where a new one begins."""

    place: int
    label: str
    year: str = ""


def ticks(
    starts: Sequence[date], span: Span, width: float, measure: Callable[[str], float]
) -> list[Tick]:
    """As many labels as have room beside one another, each bar being `width` wide.

    `measure` tells how wide a label is. Two at least, unless there is one bar.
    """
    for choice in _choices(starts, span):
        if len(choice) >= min(2, len(starts)) and _have_room(choice, width, measure):
            return choice
    return _with_years(starts, [0], _LABELS[span])


def counts(most: int) -> list[int]:
    """Round counts up to `most`, which is at least 1: four at most."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if most // step <= 4:
                return list(range(step, most + 1, step))
        size *= 10


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places `gap` apart at least, as near to those wanted as they get, within `low` to `high`.

    `wanted` ascends, and there is room for all.
    """
    pools: list[tuple[float, int]] = []  # of those that touch: the mean of their first, how many
    for number, place in enumerate(wanted):
        mean, size = place - number * gap, 1
        while pools and pools[-1][0] >= mean:
            before, more = pools.pop()
            mean, size = (before * more + mean * size) / (more + size), size + more
        pools.append((mean, size))
    last = high - (len(wanted) - 1) * gap
    firsts = [min(max(mean, low), last) for mean, size in pools for _ in range(size)]
    return [first + number * gap for number, first in enumerate(firsts)]


def _choices(starts: Sequence[date], span: Span) -> Iterator[list[Tick]]:
    """Every way to label the bars, the closest labels first.

    Each also without its first, since what a timeline starts with may be the end of a month.
    """
    if span is Span.WEEK:
        for step in _WEEKS:
            yield _with_years(starts, range(0, len(starts), step), written_dates.day_of_year)
    if span is not Span.YEAR:
        for step in _MONTHS:
            begins = _begins(starts, lambda day: day.year * 12 + day.month - 1, step)
            for places in (begins, begins[1:]):
                yield _with_years(starts, places, written_dates.month_of_year)
    for step in _YEARS:
        begins = _begins(starts, lambda day: day.year, step)
        for places in (begins, begins[1:]):
            yield [Tick(place, str(starts[place].year)) for place in places]


_LABELS = {
    Span.WEEK: written_dates.day_of_year,
    Span.MONTH: written_dates.month_of_year,
    Span.YEAR: lambda day: str(day.year),
}


def _begins(starts: Sequence[date], number: Callable[[date], int], step: int) -> list[int]:
    """Where a month or year begins whose number is a multiple of `step`."""
    numbers = [number(start) for start in starts]
    return [
        place
        for place, now in enumerate(numbers)
        if now % step == 0 and (place == 0 or now != numbers[place - 1])
    ]


def _with_years(
    starts: Sequence[date], places: Sequence[int], label: Callable[[date], str]
) -> list[Tick]:
    found: list[Tick] = []
    year = None
    for place in places:
        start = starts[place]
        found.append(Tick(place, label(start), "" if start.year == year else str(start.year)))
        year = start.year
    return found


def _have_room(
    choice: Sequence[Tick], width: float, measure: Callable[[str], float], least: float = 24.0
) -> bool:
    """Whether no two labels touch; `least` is the space between them."""
    return all(
        (after.place - before.place) * width
        >= (measure(before.label) + measure(after.label)) / 2 + least
        for before, after in pairwise(choice)
    )
