"""When a source is asked again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from corpus.backoff import DAY, next_check

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def pause(
    errors: int = 0, wait: float | None = None, chance: float = 0.0, interval: timedelta = HALF_HOUR
) -> timedelta:
    return next_check(NOW, interval, errors, wait, lambda: chance) - NOW


def test_after_success_the_interval_passes() -> None:
    assert pause(chance=0.7) == HALF_HOUR


def test_each_failure_doubles_it() -> None:
    assert [pause(errors) / HALF_HOUR for errors in (1, 2, 3)] == [2, 4, 8]


def test_chance_takes_a_quarter_at_most() -> None:
    assert pause(1, chance=1.0) == 0.75 * pause(1)


def test_a_source_that_keeps_failing_is_asked_daily() -> None:
    assert pause(1000) == DAY


def test_an_interval_of_more_than_a_day_is_kept() -> None:
    assert pause(5, interval=7 * DAY) == 7 * DAY


def test_a_site_may_ask_for_more_time() -> None:
    assert pause(wait=7200) == timedelta(hours=2)


def test_a_site_cannot_ask_to_be_visited_more_often() -> None:
    assert pause(wait=1) == HALF_HOUR


def test_of_what_a_site_asks_a_day_counts() -> None:
    assert pause(wait=float("inf")) == DAY


@given(st.integers(0, 10**9), st.floats(0, 1), st.none() | st.floats(0))
def test_it_is_never_before_the_interval_nor_after_a_day(
    errors: int, chance: float, wait: float | None
) -> None:
    assert HALF_HOUR <= pause(errors, wait, chance) <= DAY
