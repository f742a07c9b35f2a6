"""Where the dates in a text stand."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import NamedDate, named_dates

ASKED = datetime(2025, 4, 16, 10, tzinfo=UTC)


def found(text: str) -> list[str]:
    return [text[date.start : date.end] for date in named_dates(text, ASKED)]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Was it May 2024 or yesterday?", ["May 2024", "yesterday"]),
        ("Was it yesterday or in May 2024?", ["yesterday", "May 2024"]),
        ("the storm of 12 March 2025", ["12 March 2025"]),
        ("last Tuesday and Monday", ["last Tuesday", "Monday"]),
        ("in early 2023", ["early 2023"]),
        ("who may march on 3 May?", ["3 May"]),
        ("other than 9 November 2023", []),
        ("31 June 2024", []),
    ],
)
def test_dates_are_found_in_order_and_whole(text: str, dates: list[str]) -> None:
    assert found(text) == dates


def test_a_date_knows_what_was_said_of_it() -> None:
    [date] = named_dates("on 3 May", ASKED)
    span = datetime(2024, 5, 3, tzinfo=UTC), datetime(2024, 5, 4, tzinfo=UTC)
    assert date == NamedDate(3, 8, *span, explicit=True, bare=False, yearless=True)


def test_a_date_may_be_moved_to_another_year() -> None:
    [date] = named_dates("on 3 May", ASKED)
    moved = date.moved(-1)
    assert (moved.since, moved.until) == (
        datetime(2023, 5, 3, tzinfo=UTC),
        datetime(2023, 5, 4, tzinfo=UTC),
    )


@given(st.lists(st.sampled_from("3 May 2024 last Tuesday , - the early yesterday and".split())))
def test_no_date_lies_over_another(words: list[str]) -> None:
    dates = named_dates(" ".join(words), ASKED)
    assert all(one.end <= other.start for one, other in pairwise(dates))
