"""Dates as outlets write them in metadata -> aware datetimes, or a refusal; never a guess."""

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

from corpus.article import ArticleError

# A day without a time is stored as its noon in UTC: that is the same calendar day for readers
# from UTC-12 to UTC+11, where midnight would show the day before to half of them.
NOON = time(12, tzinfo=UTC)
# How an RFC 2822 date ends. What email.utils does not know (CET, pm) it passes over, hours off.
_KNOWN_ZONE = re.compile(
    r"\d:\d\d(?::\d\d)?\s*(?:[+-]\d{4}|UTC?|GMT|Z|[AECMP][SD]T)?\s*(?:\(\w+\))?$"
)


def parse_date(value: object) -> datetime:
    """ISO 8601 day or time, RFC 2822 date, or a YAML date; a time without zone is read as UTC.

    Raises ArticleError for anything else.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, NOON)
    if isinstance(value, str):
        text = value.strip()
        for read in (_day, _iso, _rfc_2822):
            try:
                return parse_date(read(text))
            except ValueError:
                continue
    raise ArticleError(
        f"date {value!r} is not understood; write 2024-03-14 or 2024-03-14T09:30+01:00"
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _rfc_2822(text: str) -> datetime:
    if not _KNOWN_ZONE.search(text):
        raise ValueError("not a time with a zone that is known")
    return parsedate_to_datetime(text)


def last_moment(value: object) -> datetime:
    """The moment that `value` says; of a day its end in UTC: what was published on it counts.

    Raises ArticleError when it is not a date.
    """
    try:
        day = date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        day = None
    return datetime.combine(day, time.max, UTC) if day else parse_date(value)
