"""Stretches of the calendar begin and end where a printed one says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.calendar import beginning, day_span, midnight, month_span, years_on


def test_a_day_ends_where_the_next_begins() -> None:
    assert day_span(2024, 2, 29) == (beginning(2024, 2, 29), beginning(2024, 3))


@pytest.mark.parametrize(("year", "month", "day"), [(2024, 6, 31), (2023, 2, 29), (2024, 1, 0)])
def test_a_day_that_no_calendar_has_is_none(year: int, month: int, day: int) -> None:
    assert day_span(year, month, day) is None


@pytest.mark.parametrize(
    ("month", "count", "since", "until"),
    [
        (5, 1, beginning(2024, 5), beginning(2024, 6)),
        (12, 3, beginning(2024, 12), beginning(2025, 3)),
        (0, 1, beginning(2023, 12), beginning(2024)),
        (-2, 3, beginning(2023, 10), beginning(2024)),
        (1, 12, beginning(2024), beginning(2025)),
    ],
)
def test_months_run_over_the_ends_of_a_year(
    month: int, count: int, since: datetime, until: datetime
) -> None:
    assert month_span(2024, month, count) == (since, until)


def test_a_leap_day_moves_to_the_28th() -> None:
    assert years_on(beginning(2024, 2, 29), -1) == beginning(2023, 2, 28)
    assert years_on(beginning(2024, 2, 29), 4) == beginning(2028, 2, 29)


def test_midnight_is_the_beginning_of_the_day() -> None:
    assert midnight(datetime(2025, 4, 16, 23, 59, 59, 1, tzinfo=UTC)) == beginning(2025, 4, 16)


@given(st.integers(1900, 2100), st.integers(-24, 24), st.integers(1, 24))
def test_months_are_of_28_to_31_days(year: int, month: int, count: int) -> None:
    since, until = month_span(year, month, count)
    assert timedelta(days=28 * count) <= until - since <= timedelta(days=31 * count)


def test_the_last_of_all_days_has_no_next() -> None:
    assert day_span(9999, 12, 31) is None
