"""The dates in sentences, and when two clash."""

import pytest

from bot.claims import claim
from bot.days import Day, comparable, days_apart


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It opens on 3 May 2024.", Day(2024, 5, 3, None, "on")),
        ("It opens on May 3, 2024.", Day(2024, 5, 3, None, "on")),
        ("It opens on Friday, 3 May.", Day(None, 5, 3, 4, "on")),
        ("It opens on the 3rd of May.", Day(None, 5, 3, None, "the")),
        ("It opened in 1997.", Day(1997, None, None, None, "in")),
        ("It opens in March 2025.", Day(2025, 3, None, None, "in")),
        ("It opens on Monday.", Day(None, None, None, 0, "on")),
    ],
)
def test_a_date_is_read_as_far_as_it_is_said(text: str, day: Day) -> None:
    assert claim(text).days == (day,)


@pytest.mark.parametrize("text", ["They may march on.", "It has 1963 masts.", "The second try."])
def test_words_that_look_like_dates_are_none(text: str) -> None:
    assert claim(text).days == ()


def test_dates_clash_where_both_say_a_part_that_differs() -> None:
    assert days_apart(Day(month=5, day=3), Day(month=5, day=7))
    assert not days_apart(Day(month=5, day=3), Day(year=2024, month=5))


def test_dates_compare_where_both_say_more_than_the_day_of_the_month() -> None:
    assert comparable(Day(month=5, day=3), Day(year=2024, month=5))
    assert not comparable(Day(month=5, day=3), Day(year=2024, day=3))
