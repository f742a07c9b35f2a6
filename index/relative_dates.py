"""Dates that hang on the moment of asking: yesterday, last week, three days ago.

Conventions, all in UTC:
- "on Tuesday" is the latest Tuesday, today included; "last Tuesday" is before today.
- "today" ends at midnight; "this week" and "the past week" are the 7 days up to then; "last week"
  is the previous Monday to Sunday. "this" and "last" month, quarter and year are the calendar's;
  the "past month" is 30 days, the "past year" 365.
- "the last three days" begin that long before the moment of asking.
- "three days ago" is that day; weeks ago, the 7 days around it; months and years, the calendar's.
- "overnight" and "last night" are from 18:00 the day before to noon.
"""

from datetime import datetime, timedelta

from index.calendar import DAY, Span, midnight, month_span
from index.date_words import MONTH, SEASON, SEASONS, Match, form, month_of

_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_COUNTS = "a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNT_OF = {word: max(1, n - 1) for n, word in enumerate(_COUNTS.split("|"))}
_WEEKDAY = r"(?P<weekday>mon|tues?|wednes|thurs?|fri|satur|sun)day\b"
_COUNT = rf"(?P<count>\d{{1,3}}|{_COUNTS}|few|couple\s+of)"
_UNIT = r"(?P<unit>hour|day|week|month|year)s?"


def _day_word(match: Match, asked: datetime) -> Span:
    word, today = match[0].casefold(), midnight(asked)
    if word in ("overnight", "last night"):
        return today - timedelta(hours=6), today + timedelta(hours=12)
    shift = {"yesterday": -1, "tomorrow": 1}.get(word.split()[-1], 0)
    if "day before" in word:
        shift = -2
    return today + shift * DAY, today + (shift + 1) * DAY


def _calendar(match: Match, asked: datetime) -> Span:
    """This, last, past or next week, month, quarter or year."""
    which, unit = match["which"].casefold(), match["unit"].casefold()
    today = midnight(asked)
    if which == "past" or (which, unit) == ("this", "week"):
        days = {"week": 7, "month": 30, "quarter": 91, "year": 365}[unit]
        return asked - days * DAY, today + DAY
    step = {"last": -1, "previous": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        monday = today - today.weekday() * DAY + 7 * step * DAY
        return monday, monday + 7 * DAY
    size = {"month": 1, "quarter": 3, "year": 12}[unit]
    return month_span(asked.year, 1 + (asked.month - 1) // size * size + step * size, size)


def _stretch(match: Match, asked: datetime) -> Span:
    """The past three days: that long before the moment of asking, up to midnight."""
    count, unit = _count_of(match), match["unit"].casefold()
    hours = {"hour": 1, "day": 24, "week": 168, "month": 730, "year": 8766}[unit]
    return asked - timedelta(hours=count * hours), midnight(asked) + DAY


def _ago(match: Match, asked: datetime) -> Span:
    count, unit, today = _count_of(match), match["unit"].casefold(), midnight(asked)
    if unit == "hour":
        return asked - timedelta(hours=count), today + DAY
    if unit == "year":
        return month_span(asked.year - count, 1, 12)
    if unit == "month":
        return month_span(asked.year, asked.month - count, 1)
    if unit == "week":
        return today - (7 * count + 3) * DAY, today - (7 * count - 4) * DAY
    return today - count * DAY, today - (count - 1) * DAY


def _count_of(match: Match) -> int:
    word = match["count"].casefold()
    return int(word) if word.isdecimal() else _COUNT_OF.get(word, 3 if word == "few" else 2)


def _weekday(match: Match, asked: datetime) -> Span:
    today, wanted = midnight(asked), _WEEKDAYS.index(match["weekday"][:3].casefold())
    back, which = (today.weekday() - wanted) % 7, (match["which"] or "").casefold()
    if which == "next":
        back -= 7
    elif which in ("last", "past", "previous") and back == 0:
        back = 7
    return today - back * DAY, today - (back - 1) * DAY


def _that_month(match: Match, asked: datetime) -> Span:
    """Last, this or next May or summer."""
    season = match["season"]
    first = SEASONS[season.casefold()] if season else month_of(match)
    size, which = (3 if season else 1), match["which"].casefold()
    begun = asked.year - (first > asked.month)
    if which == "next":
        return month_span(begun + 1, first, size)
    if which == "this":
        return month_span(asked.year, first, size)
    found = month_span(begun, first, size)
    return found if found[1] <= asked else month_span(begun - 1, first, size)


RELATIVE = (
    form(
        r"(?:the\s+day\s+before\s+yesterday|yesterday|tomorrow|tonight|today|last\s+night"
        r"|this\s+(?:morning|afternoon|evening)|overnight(?=\s*(?:[?.!,]|$|in\b|at\b|on\b)))\b",
        _day_word,
        explicit=False,
    ),
    form(rf"(?:the\s+)?(?:past|last)\s+{_COUNT}\s+{_UNIT}\b", _stretch, explicit=False),
    form(rf"(?:a\s+)?{_COUNT}\s+{_UNIT}\s+ago\b", _ago, explicit=False),
    form(
        r"(?:the\s+)?(?P<which>this|last|past|previous|next)\s+(?P<unit>week|month|quarter|year)"
        r"\b(?!-)",
        _calendar,
        explicit=False,
    ),
    form(
        rf"(?P<which>this|last|past|next)\s+(?:{SEASON}\b|{MONTH})",
        _that_month,
        explicit=False,
    ),
    form(rf"(?P<which>this|last|past|previous|next)\s+{_WEEKDAY}", _weekday, explicit=False),
    form(rf"(?P<which>){_WEEKDAY}", _weekday, explicit=False, bare=True),
)
