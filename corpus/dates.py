"""Dates as outlets write them in metadata -> aware datetimes, or a refusal; never a guess."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from corpus.article import ArticleError

# A day without a time is stored as its noon in UTC: that is the same calendar day for readers
# from UTC-12 to UTC+11, where midnight would show the day before to half of them.
NOON = time(12, tzinfo=UTC)
# How an RFC 2822 date ends. What email.utils does not know (CET, pm) it passes over, hours off.
_KNOWN_ZONE = re.compile(
    r"\d:\d\d(?::\d\d)?\s*(?:[+-]\d{4}|UTC?|GMT|Z|[AECMP][SD]T)?\s*(?:\(\w+\))?$"
)
# Names of zones that mean one thing only; BST and IST do not.
_ZONES = {
    "WET": "+0000",
    "WEST": "+0100",
    "CET": "+0100",
    "MEZ": "+0100",
    "CEST": "+0200",
    "MESZ": "+0200",
    "EET": "+0200",
    "EEST": "+0300",
    "MSK": "+0300",
    "JST": "+0900",
    "KST": "+0900",
    "AEST": "+1000",
    "AEDT": "+1100",
    "NZST": "+1200",
    "NZDT": "+1300",
}
_NAMED = re.compile(rf"(?<=\d)\s*({'|'.join(_ZONES)})$")
_PARTS = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,?[ T]+(\d{1,2}:\d\d(?::\d\d)?))?", re.ASCII
)
# What programs write when they know no date: the beginning of their time, in whatever zone.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_ZONE = timedelta(hours=14)
_MOST_SECONDS = 10**10  # since 1970, beyond the year 2200; more are milliseconds
_LEAST_SECONDS = 10**8  # 1973: below, numbers are other things


def parse_date(value: object) -> datetime:
    """ISO 8601 day or time, RFC 2822 date, or a YAML date; a time without zone is read as UTC.

    Of days in numbers those are read that can only be one day: 03/14/2024, not 03/04/2024. Raises
    ArticleError for anything else, and for the beginning of 1970: it stands for "not known".
    """
    moment = _read(value)
    if moment is None or not _is_in_calendar(moment):
        raise ArticleError(
            f"date {value!r} is not understood; write 2024-03-14 or 2024-03-14T09:30+01:00"
        )
    if abs(moment - _NEVER) <= _ZONE:
        raise ArticleError(f"date {value!r} is what programs write when they know none")
    return moment


def moment_of(number: float) -> datetime:
    """A date as programs keep it: seconds or milliseconds since 1970, or a day as 20240314.

    Raises ArticleError when it is none of them.
    """
    if isinstance(number, int) and len(str(number)) == len("20240314"):
        return parse_date(str(number))
    seconds = number / 1000 if _MOST_SECONDS <= number < 1000 * _MOST_SECONDS else number
    if not _LEAST_SECONDS <= seconds < _MOST_SECONDS:
        raise ArticleError(f"date {number!r} is not understood; write 2024-03-14")
    return datetime.fromtimestamp(seconds, UTC)


def _read(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, NOON)
    if isinstance(value, str):
        text = _NAMED.sub(lambda name: _ZONES[name[1]], value.strip())
        for read in (_day, _iso, _rfc_2822, _in_numbers):
            try:
                return _read(read(text))
            except (ValueError, OverflowError):
                continue
    return None


def _is_in_calendar(moment: datetime) -> bool:
    """Whether it is a day in every zone: at the edges of the calendar it is not."""
    return 1 < moment.year < 9999


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _rfc_2822(text: str) -> datetime:
    if not _KNOWN_ZONE.search(text):
        raise ValueError("not a time with a zone that is known")
    return parsedate_to_datetime(text)


def _in_numbers(text: str) -> date:
    """03/14/2024 or 14.03.2024: which number is the month can be told when the other cannot be."""
    match = _PARTS.fullmatch(text)
    if match is None:
        raise ValueError("not a day in numbers")
    one, other, year, clock = int(match[1]), int(match[3]), int(match[4]), match[5]
    if one <= 12 and other <= 12 and one != other:
        raise ValueError("either number may be the month")
    day = date(year, min(one, other), max(one, other))
    if clock is None:
        return day
    return datetime.combine(day, time.fromisoformat(clock if clock[2] == ":" else f"0{clock}"))


def last_moment(value: object) -> datetime:
    """The moment that `value` says; of a day its end in UTC: what was published on it counts.

    Raises ArticleError when it is not a date.
    """
    try:
        day = date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        day = None
    return datetime.combine(day, time.max, UTC) if day else parse_date(value)
