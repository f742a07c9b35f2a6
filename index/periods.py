"""The time that a question names, read by rules against the moment at which it was asked.

All in UTC. "since" includes the time named, "after" and "before" exclude it, "until" and "by"
include it. Several separate dates: the time from the first to the last; open ones narrow the
others. What a date means stands in said_dates.py and relative_dates.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from index.calendar import DAY, day_span
from index.date_words import SEASONS
from index.dates import NamedDate, named_dates

_PREPOSITION = re.compile(
    r"\b(?P<word>in|on|since|before|prior\s+to|after|until|till|up\s+to|by|from|during|of|through"
    r"|throughout|around|as\s+of|starting(?:\s+(?:in|on|from))?|between|over|within|and|to)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ONWARDS = re.compile(r"\s+(?:on(?:wards?)?|forward)\b(?!\s+(?:the|a)\b)", re.IGNORECASE)
_JOINS = re.compile(r"\s*(?:and|to|until|till|through|-|–)\s*(?:in\s+|the\s+)?", re.IGNORECASE)
_RANGES = re.compile(r"\b(?:between|from)\s+(?:the\s+)?$", re.IGNORECASE)
_FROM_DAY = re.compile(
    r"\b(?:between|from)\s+(?:the\s+)?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s*"
    r"(?:and|to|until|till|through|-|–)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_NAMED_OF = re.compile(r"\b(?:[A-Z]\w+|class)\s+of\s+$")
_COUNTED = re.compile(
    r"\s+(?:people|votes?|men|women|seats|(?:kilo)?met(?:re|er)s|miles|feet|dollars|euros|pounds"
    r"|percent|tonnes|km|m)\b|\s*%",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"\s+[A-Z][a-z]")
_AFTER = {"after"}
_SINCE = {"since", "starting", "starting in", "starting on", "starting from"}
_BEFORE = {"before", "prior to"}
_UNTIL = {"until", "till", "up to", "by", "through", "as of"}
_LOOSE = {"by", "of", "before", "after", "from", "and", "to", "over"}


@dataclass(frozen=True, slots=True)
class Period:
    """A time that a question names: `since` <= moment < `until`, in UTC; None is open.

    `explicit` is True for a date that is said ("in May 2024", "since 1 June") and False for one
    that hangs on the moment of asking ("last week", "on Tuesday"). `words` are the question's own,
    of the first date when it names several.
    """

    since: datetime | None
    until: datetime | None
    explicit: bool
    words: str

    def holds(self, moment: datetime) -> bool:
        """Whether `moment`, which is aware, falls in the period."""
        return (self.since is None or self.since <= moment) and (
            self.until is None or moment < self.until
        )


def read_period(question: str, asked_at: datetime) -> Period | None:
    """The time that `question` names, or None. `asked_at` is aware.

    A date that is said wins over one that hangs on the moment of asking.
    """
    periods = list(_periods(question, asked_at.astimezone(UTC)))
    said = [period for period in periods if period.explicit] or periods
    return _combined(said) if said else None


def _periods(question: str, asked: datetime) -> Iterator[Period]:
    """Each time that is named, in order of the text."""
    dates = named_dates(question, asked)
    while dates:
        date = dates.pop(0)
        if dates and _is_range(question, date, dates[0]):
            yield _ranged(question, date, dates.pop(0))
        elif period := _related(question, _from_day(question, date)):
            yield period


def _is_range(question: str, one: NamedDate, other: NamedDate) -> bool:
    joined = _JOINS.fullmatch(question[one.end : other.start])
    opened = _RANGES.search(question[: one.start])
    hyphen = joined and not joined[0].strip().isalpha()
    return bool(joined and (opened or (hyphen and not one.bare)))


def _ranged(question: str, one: NamedDate, other: NamedDate) -> Period:
    """From one date to the other; a year said for one is meant for both."""
    if one.yearless:
        one = one.moved(other.since.year - one.since.year)
        one = one if one.since < other.until else one.moved(-1)
    elif other.yearless:
        other = other.moved(one.since.year - other.since.year)
        other = other if other.until > one.since else other.moved(1)
    if other.until <= one.since:
        one, other = other, one
    opened = _RANGES.search(question[: min(one.start, other.start)])
    start = opened.start() if opened else min(one.start, other.start)
    words = question[start : max(one.end, other.end)]
    return Period(one.since, other.until, one.explicit or other.explicit, words)


def _from_day(question: str, date: NamedDate) -> NamedDate:
    """ "3 and 7 May", whose first day is a number only."""
    opened = _FROM_DAY.search(question[: date.start])
    if not opened or date.until - date.since != DAY or not question[date.start].isdecimal():
        return date
    first = day_span(date.since.year, date.since.month, int(opened["day"]))
    if not first or first[0] >= date.since:
        return date
    return replace(date, start=opened.start(), since=first[0])


def _related(question: str, date: NamedDate) -> Period | None:
    """The period that a date and its preposition say; None when a bare date has none."""
    preposition = _PREPOSITION.search(question[: date.start])
    word = re.sub(r"\s+", " ", preposition["word"].casefold()) if preposition else ""
    if date.bare and not _is_meant(question, date, word):
        return None
    start = preposition.start() if preposition and word not in ("and", "to") else date.start
    end = date.end
    if word in ("from", "starting") and (onwards := _ONWARDS.match(question, end)):
        word, end = "since", onwards.end()
    return Period(*_bounds(word, date), date.explicit, question[start:end])


def _bounds(word: str, date: NamedDate) -> tuple[datetime | None, datetime | None]:
    if word in _SINCE:
        return date.since, None
    if word in _AFTER:
        return date.until, None
    if word in _BEFORE:
        return None, date.since
    if word in _UNTIL:
        return None, date.until
    return date.since, date.until


def _is_meant(question: str, date: NamedDate, word: str) -> bool:
    """Whether a year, month, weekday or season that stands alone is a date."""
    said, before = question[date.start : date.end], question[: date.start]
    if not word or word in ("and", "to"):
        return False
    if said.isdecimal():
        article = before.rstrip().casefold().endswith(" the")
        named = word == "of" and bool(_NAMED_OF.search(before))
        return not (article or named or _COUNTED.match(question, date.end))
    if word in _LOOSE and _CAPITALISED.match(question, date.end):
        return False  # "by June Carter"
    return not before.rstrip().casefold().endswith(" the") or said.casefold() in SEASONS


def _combined(periods: Iterable[Period]) -> Period:
    """From the first date to the last, narrowed by the open ones where any of it is left."""
    listed = list(periods)
    closed = [p for p in listed if p.since and p.until]
    since = min((p.since for p in closed if p.since), default=None)
    until = max((p.until for p in closed if p.until), default=None)
    for period in listed:
        if period in closed:
            continue
        later = max(filter(None, (since, period.since)), default=None)
        sooner = min(filter(None, (until, period.until)), default=None)
        if later is None or sooner is None or later < sooner:
            since, until = later, sooner
    return Period(since, until, any(p.explicit for p in listed), listed[0].words)
