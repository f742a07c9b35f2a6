"""A member's options -> filters."""

from datetime import UTC, datetime

import pytest

from bot.options import WrongDate, filters_of
from index.filters import Filters


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


def test_no_options_filter_nothing() -> None:
    assert filters_of() == Filters()
    assert filters_of(since="", until="", section="", author="", outlet="") == Filters()


def test_the_last_day_or_month_is_included() -> None:
    chosen = filters_of(since="2024-03-05", until="2024-03-05")
    assert (chosen.since, chosen.until) == (day(2024, 3, 5), day(2024, 3, 6))
    assert filters_of(until="March 2024").until == day(2024, 4, 1)
    assert filters_of(since="March 2024").since == day(2024, 3, 1)


def test_names_are_taken_as_they_are() -> None:
    chosen = filters_of(section="Politics", author="A. Writer", outlet="The Courier")
    assert chosen == Filters(
        sections=("Politics",), authors=("A. Writer",), outlets=("The Courier",)
    )


@pytest.mark.parametrize("said", ["soon", "the day of the council", "2024-13-45", "[x](y)"])
@pytest.mark.parametrize("option", ["since", "until"])
def test_what_is_no_date_is_named(option: str, said: str) -> None:
    with pytest.raises(WrongDate) as error:
        filters_of(**{option: said})
    assert error.value.said == said
