"""Moments as the records hold them: microseconds since 1970 in UTC."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNIT = timedelta(microseconds=1)


def written(moment: datetime) -> int:
    """An aware moment as a number."""
    return (moment - EPOCH) // _UNIT


def read(number: int) -> datetime:
    """The moment that a number stands for, in UTC."""
    return EPOCH + number * _UNIT
