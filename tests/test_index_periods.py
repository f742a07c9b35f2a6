"""The time that a question names: read against the moment of asking, never the clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.periods import Period, read_period

ASKED = datetime(2025, 4, 16, 10, tzinfo=UTC)  # a Wednesday


def day(year: int, month: int = 1, number: int = 1, hour: int = 0) -> datetime:
    return datetime(year, month, number, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("in May 2024", day(2024, 5), day(2024, 6)),
        ("in December 2024", day(2024, 12), day(2025)),
        ("in 2024", day(2024), day(2025)),
        ("since 2024", day(2024), None),
        ("since 1 June 2024", day(2024, 6), None),
        ("from June 2024 onwards", day(2024, 6), None),
        ("before 3 March 2025", None, day(2025, 3, 3)),
        ("until 3 March 2025", None, day(2025, 3, 4)),
        ("after 12 Jan 2025", day(2025, 1, 13), None),
        ("by the end of March 2025", None, day(2025, 4)),
        ("from January to March 2025", day(2025), day(2025, 4)),
        ("from November to February 2025", day(2024, 11), day(2025, 3)),
        ("between 3 and 7 May 2024", day(2024, 5, 3), day(2024, 5, 8)),
        ("between 2019 and 2021", day(2019), day(2022)),
        ("3-7 May 2024", day(2024, 5, 3), day(2024, 5, 8)),
        ("March 3-7, 2024", day(2024, 3, 3), day(2024, 3, 8)),
        ("on 12 March 2025", day(2025, 3, 12), day(2025, 3, 13)),
        ("on the 12th of March 2025", day(2025, 3, 12), day(2025, 3, 13)),
        ("on March 12th, 2025", day(2025, 3, 12), day(2025, 3, 13)),
        ("on 2025-03-12", day(2025, 3, 12), day(2025, 3, 13)),
        ("on 13/4/2025", day(2025, 4, 13), day(2025, 4, 14)),
        ("on 4/13/2025", day(2025, 4, 13), day(2025, 4, 14)),
        ("in spring 2024", day(2024, 3), day(2024, 6)),
        ("in the winter of 2024", day(2023, 12), day(2024, 3)),
        ("in the first quarter of 2025", day(2025), day(2025, 4)),
        ("in the second half of 2024", day(2024, 7), day(2025)),
        ("early March 2024", day(2024, 3), day(2024, 3, 11)),
        ("in mid-March 2024", day(2024, 3, 11), day(2024, 3, 21)),
        ("late 2023", day(2023, 9), day(2024)),
        ("in the 1990s", day(1990), day(2000)),
        ("in the late 1990s", day(1997), day(2000)),
        ("in May 2030", day(2030, 5), day(2030, 6)),
    ],
)
def test_a_date_that_is_said(words: str, since: datetime | None, until: datetime | None) -> None:
    assert read_period(f"What changed {words}?", ASKED) == Period(since, until, True, words)


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("in March", day(2025, 3), day(2025, 4)),
        ("in April", day(2025, 4), day(2025, 5)),
        ("in May", day(2024, 5), day(2024, 6)),
        ("since 1 June", day(2024, 6), None),
        ("on April 16", day(2025, 4, 16), day(2025, 4, 17)),
        ("on April 17", day(2024, 4, 17), day(2024, 4, 18)),
        ("between March and May", day(2024, 3), day(2024, 6)),
    ],
)
def test_without_a_year_it_is_the_latest_that_had_begun(
    words: str, since: datetime, until: datetime | None
) -> None:
    assert read_period(f"what changed {words}?", ASKED) == Period(since, until, True, words)


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("today", day(2025, 4, 16), day(2025, 4, 17)),
        ("yesterday", day(2025, 4, 15), day(2025, 4, 16)),
        ("the day before yesterday", day(2025, 4, 14), day(2025, 4, 15)),
        ("overnight", day(2025, 4, 15, 18), day(2025, 4, 16, 12)),
        ("this week", day(2025, 4, 9, 10), day(2025, 4, 17)),
        ("last week", day(2025, 4, 7), day(2025, 4, 14)),
        ("this month", day(2025, 4), day(2025, 5)),
        ("last month", day(2025, 3), day(2025, 4)),
        ("last quarter", day(2025), day(2025, 4)),
        ("last year", day(2024), day(2025)),
        ("in the past three days", day(2025, 4, 13, 10), day(2025, 4, 17)),
        ("in the last 24 hours", day(2025, 4, 15, 10), day(2025, 4, 17)),
        ("three days ago", day(2025, 4, 13), day(2025, 4, 14)),
        ("two weeks ago", day(2025, 3, 30), day(2025, 4, 6)),
        ("four months ago", day(2024, 12), day(2025)),
        ("on Wednesday", day(2025, 4, 16), day(2025, 4, 17)),
        ("last Wednesday", day(2025, 4, 9), day(2025, 4, 10)),
        ("on Tuesday", day(2025, 4, 15), day(2025, 4, 16)),
        ("next Friday", day(2025, 4, 18), day(2025, 4, 19)),
        ("since last week", day(2025, 4, 7), None),
        ("last summer", day(2024, 6), day(2024, 9)),
        ("last April", day(2024, 4), day(2024, 5)),
        ("this April", day(2025, 4), day(2025, 5)),
    ],
)
def test_a_time_that_hangs_on_the_moment_of_asking(
    words: str, since: datetime, until: datetime | None
) -> None:
    assert read_period(f"What changed {words}?", ASKED) == Period(since, until, False, words)


@pytest.mark.parametrize(
    "question",
    [
        "What may happen to the ferry?",
        "Who will march in Berlin?",
        "Who will march 20 miles?",
        "Who won Euro 2024?",
        "What was in the 2024 budget?",
        "What did the 2010 census count?",
        "What became of the Class of 2019?",
        "Who fought in the War of 1812?",
        "What was said at COP28 about Vision 2030?",
        "What changed before the vote?",
        "What broke after the storm?",
        "How many cost between 2 and 5 crowns?",
        "Were there 1,990 people in 2,024 houses?",
        "What was sung by June Carter?",
        "What happened on 3/4/2025?",
        "What happened on 31 June 2024?",
        "What was published on a date other than 9 November 2023?",
        "can i go to the library on a sunday?",
        "",
    ],
)
def test_what_is_no_date_is_not_read(question: str) -> None:
    assert read_period(question, ASKED) is None


def test_a_date_that_is_said_wins() -> None:
    period = read_period("What did they say yesterday about the vote on 12 March 2025?", ASKED)
    assert period == Period(day(2025, 3, 12), day(2025, 3, 13), True, "on 12 March 2025")


def test_several_dates_are_the_time_from_the_first_to_the_last() -> None:
    question = "Did the report on May 4, 2024 agree with the one on June 6, 2024?"
    period = read_period(question, ASKED)
    assert period == Period(day(2024, 5, 4), day(2024, 6, 7), True, "on May 4, 2024")


def test_open_dates_narrow_each_other() -> None:
    period = read_period("What broke after 1 May 2024 and before 1 June 2024?", ASKED)
    assert period
    assert (period.since, period.until) == (day(2024, 5, 2), day(2024, 6))


def test_a_period_holds_its_beginning_and_not_its_end() -> None:
    period = Period(day(2024), day(2025), True, "in 2024")
    held = [period.holds(moment) for moment in (day(2023, 12, 31), day(2024), day(2025))]
    assert held == [False, True, False]


def test_an_open_period_holds_all_on_its_side() -> None:
    assert Period(day(2024), None, True, "since 2024").holds(day(2099))
    assert not Period(None, day(2024), True, "before 2024").holds(day(2024))


def test_the_day_of_asking_is_the_day_in_utc() -> None:
    late = datetime(2025, 4, 16, 23, tzinfo=timezone(timedelta(hours=-5)))
    period = read_period("what happened today?", late)
    assert period
    assert period.since == day(2025, 4, 17)


_WORDS = st.lists(
    st.sampled_from(
        "in on since before after until by from to between and the early last this past next may"
        " May 31 29 February 2024 1900 2100 999 days weeks months years ago ? , - Tuesday 0 winter"
        " first quarter of 1990s overnight a".split()
    ),
    max_size=12,
).map(" ".join)


@given(st.text() | _WORDS, st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_any_text_is_read_without_an_error(text: str, asked: datetime) -> None:
    period = read_period(text, asked.replace(tzinfo=UTC))
    if period:
        assert period.words
        assert period.words in text
        assert period.since or period.until
        assert not (period.since and period.until) or period.since < period.until
