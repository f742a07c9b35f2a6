"""Stretches of the calendar, in UTC."""

from datetime import UTC, datetime, timedelta

Span = tuple[datetime, datetime]  # from, and up to but without
DAY = timedelta(days=1)


def beginning(year: int, month: int = 1, day: int = 1) -> datetime:
    """The first moment of a day, a month or a year."""
    return datetime(year, month, day, tzinfo=UTC)


def midnight(moment: datetime) -> datetime:
    """The first moment of the day of `moment`."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def years_on(moment: datetime, years: int) -> datetime:
    """The same moment in another year; 29 February becomes the 28th where there is none."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=28)


def day_span(year: int, month: int, day: int) -> Span | None:
    """A day of the calendar; None for the 31st of June, and the last of all days."""
    try:
        since = beginning(year, month, day)
        return since, since + DAY
    except (ValueError, OverflowError):
        return None


def month_span(year: int, month: int, count: int) -> Span:
    """`count` months from `month` on; months past December belong to the next year."""
    first, last = year * 12 + month - 1, year * 12 + month - 1 + count
    return beginning(first // 12, first % 12 + 1), beginning(last // 12, last % 12 + 1)
