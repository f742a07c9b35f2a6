"""Where the marks of a timeline stand."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.languages import LANGUAGES, speaking
from bot.timeline import Span
from bot.timeline_axis import Tick, apart, counts, ticks


def weeks(first: date, number: int) -> list[date]:
    """So many Mondays."""
    return [first + timedelta(days=7 * place) for place in range(number)]


def wide(label: str) -> float:
    """Each character is 16 pixels."""
    return 16.0 * len(label)


def labels(found: Sequence[Tick]) -> str:
    """The labels, with the years that stand below them."""
    return " ".join(f"{tick.label}{f'/{tick.year}' if tick.year else ''}" for tick in found)


@pytest.mark.parametrize(
    ("number", "width", "expected"),
    [
        (1, 140, "11 Mar/2024"),
        (3, 140, "11 Mar/2024 18 Mar 25 Mar"),
        (4, 70, "11 Mar/2024 25 Mar"),
        (8, 50, "Mar/2024 Apr"),
        (56, 19, "Mar/2024 May Jul Sept Nov Jan/2025 Mar"),
        (104, 7, "Apr/2024 Jul Oct Jan/2025 Apr Jul Oct Jan/2026"),
    ],
)
def test_weeks_are_labelled_as_closely_as_there_is_room(
    number: int, width: float, expected: str
) -> None:
    starts = weeks(date(2024, 3, 11), number)
    assert labels(ticks(starts, Span.WEEK, width, wide)) == expected


def test_the_end_of_a_month_at_the_start_does_not_thin_out_the_rest() -> None:
    starts = weeks(date(2024, 1, 29), 20)
    assert labels(ticks(starts, Span.WEEK, 24, wide)) == "Feb/2024 Mar Apr May Jun"


def test_months_and_years_are_labelled_too() -> None:
    months = [date(2024 + place // 12, place % 12 + 1, 1) for place in range(36)]
    assert labels(ticks(months, Span.MONTH, 29, wide)) == (
        "Jan/2024 Apr Jul Oct Jan/2025 Apr Jul Oct Jan/2026 Apr Jul Oct"
    )
    years = [date(year, 1, 1) for year in range(1987, 2025)]
    assert labels(ticks(years, Span.YEAR, 28, wide)) == "1990 1995 2000 2005 2010 2015 2020"


@pytest.mark.parametrize("language", LANGUAGES)
@given(number=st.integers(1, 104), weeks_on=st.integers(0, 60), span=st.sampled_from(Span))
@settings(max_examples=30, deadline=None)
def test_labels_never_touch(language: str, number: int, weeks_on: int, span: Span) -> None:
    first = date(2024, 1, 1) + timedelta(days=7 * weeks_on)
    starts = {
        Span.WEEK: weeks(first, number),
        Span.MONTH: [date(2000 + place // 12, place % 12 + 1, 1) for place in range(number + 1)],
        Span.YEAR: [date(1900 + place, 1, 1) for place in range(number + 1)],
    }[span]
    width = min(1000 / len(starts), 190)
    with speaking(language):
        found = ticks(starts, span, width, wide)
    assert len(found) >= min(2, len(starts))
    assert found[0].year or span is Span.YEAR or "0" in found[0].label
    for before, after in pairwise(found):
        apart_by = (after.place - before.place) * width
        assert apart_by >= (wide(before.label) + wide(after.label)) / 2


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (1, [1]),
        (2, [1, 2]),
        (4, [1, 2, 3, 4]),
        (7, [2, 4, 6]),
        (11, [5, 10]),
        (123, [50, 100]),
        (9000, [2000, 4000, 6000, 8000]),
    ],
)
def test_counts_are_round(most: int, expected: list[int]) -> None:
    assert counts(most) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([], []),
        ([50], [50]),
        ([0], [10]),
        ([100], [90]),
        ([20, 60], [20, 60]),
        ([50, 50], [45, 55]),
        ([50, 50, 50], [40, 50, 60]),
        ([20, 48, 50, 90], [20, 44, 54, 90]),
        ([10, 10, 10], [10, 20, 30]),
        ([90, 90], [80, 90]),
    ],
)
def test_numbers_stand_apart_and_as_near_as_they_get(
    wanted: list[float], expected: list[float]
) -> None:
    assert apart(wanted, 10, 10, 90) == expected


@given(st.lists(st.floats(0, 1200), max_size=8))
def test_numbers_never_touch_and_never_change_places(wanted: list[float]) -> None:
    placed = apart(sorted(wanted), 60, 34, 1166)
    assert all(33.9 <= place <= 1166.1 for place in placed)
    assert all(after - before >= 59.9 for before, after in pairwise(placed))
