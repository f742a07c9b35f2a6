"""What a member chose, in words."""

from datetime import UTC, datetime, timedelta, timezone

from bot.chosen import chosen
from bot.languages import speaking
from index.filters import Filters

FILTERS = Filters(
    since=datetime(2024, 5, 1, tzinfo=UTC),
    until=datetime(2024, 6, 1, tzinfo=UTC),
    outlets=("The Courier",),
    sections=("City", "Sport"),
    authors=("Ann",),
)


def test_all_that_was_chosen_is_named_with_the_last_day_that_counts() -> None:
    expected = (
        "since 2024-05-01, until 2024-05-31, section City, Sport, outlet The Courier, author Ann"
    )
    assert chosen(FILTERS) == expected


def test_it_speaks_the_language_in_force() -> None:
    with speaking("de"):
        assert chosen(FILTERS).startswith("seit 2024-05-01, bis 2024-05-31, Ressort City")


def test_days_are_those_of_utc() -> None:
    east = timezone(timedelta(hours=10))
    assert chosen(Filters(since=datetime(2024, 5, 1, 10, tzinfo=east))) == "since 2024-05-01"


def test_nothing_chosen_is_nothing_said() -> None:
    assert chosen(Filters(among=("The Courier",))) == ""
