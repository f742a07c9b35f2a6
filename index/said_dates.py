"""Dates that are said: 3 May 2024, the summer of 2024, the late 1990s.

Spring is March to May, and so on; winter 2024 is December 2023 to February 2024. 3/4/2025 is a
different day in different countries, so it is not read.
"""

from datetime import datetime

from index.calendar import DAY, Span, beginning, day_span, month_span
from index.date_words import (
    FULL_MONTH,
    MONTH,
    NTH,
    SEASON,
    SEASONS,
    THIRD,
    YEAR,
    Match,
    form,
    month_of,
    third_of,
    year_of,
)

_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4}


def _iso(match: Match, asked: datetime) -> Span | None:
    return day_span(int(match["year"]), int(match["m"]), int(match["d"]))


def _slashed(match: Match, asked: datetime) -> Span | None:
    one, other, year = int(match["one"]), int(match["other"]), int(match["year"])
    if one <= 12 and other <= 12 and one != other:
        return None
    return day_span(year, min(one, other), max(one, other))


def _day_of_month(match: Match, asked: datetime) -> Span | None:
    month, day = month_of(match), int(match["day"])
    found = day_span(year_of(match, asked, month, day), month, day)
    if found and (first := match.groupdict().get("first")):
        begun = day_span(found[0].year, month, int(first))
        return (begun[0], found[1]) if begun and begun[0] < found[1] else None
    if found and (to := match.groupdict().get("to")):
        last = day_span(found[0].year, month, int(to))
        return (found[0], last[1]) if last and last[1] > found[0] else None
    return found


def _whole_month(match: Match, asked: datetime) -> Span:
    month = month_of(match)
    return month_span(year_of(match, asked, month), month, 1)


def _part_of_month(match: Match, asked: datetime) -> Span:
    return _third(match, _whole_month(match, asked))


def _season(match: Match, asked: datetime) -> Span:
    first = SEASONS[match["season"].casefold()]
    if first == 12:
        return month_span(
            year_of(match, asked) - (1 if match.groupdict().get("year") else 0), 12, 3
        )
    return month_span(year_of(match, asked, first), first, 3)


def _quarter(match: Match, asked: datetime) -> Span:
    nth = match["nth"].casefold()
    which = int(nth[1]) if nth[0] == "q" else _ORDINALS[nth]
    if match["piece"] and match["piece"].casefold() == "half":
        return month_span(int(match["year"]), 1 if which == 1 else 7, 6)
    return month_span(int(match["year"]), 3 * which - 2, 3)


def _decade(match: Match, asked: datetime) -> Span:
    first, size = int(match["decade"]), 10
    if match["third"]:
        which = third_of(match)
        first, size = first + (0, 4, 7)[which], (4, 3, 3)[which]
    return beginning(first), beginning(first + size)


def _year(match: Match, asked: datetime) -> Span:
    return month_span(int(match["year"]), 1, 12)


def _part_of_year(match: Match, asked: datetime) -> Span:
    return _third(match, _year(match, asked))


def _third(match: Match, found: Span) -> Span:
    """The third of a month or year that "early", "mid" or "late" says."""
    which, (since, until) = third_of(match), found
    if (until - since).days > 31:
        return month_span(since.year, 1 + 4 * which, 4)
    return since + which * 10 * DAY, until if which == 2 else since + (which + 1) * 10 * DAY


# The longer before the shorter: the first that reads a place in the text has it.
SAID = (
    form(r"(?P<year>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)", _iso),
    form(r"(?P<one>\d{1,2})[/.](?P<other>\d{1,2})[/.](?P<year>\d{4})\b", _slashed),
    form(
        rf"(?:(?P<first>[0-3]?\d)\s*[-–]\s*)?{NTH}\s+(?:of\s+)?{MONTH}(?:,?\s+(?:of\s+)?{YEAR})?",
        _day_of_month,
    ),
    form(
        rf"{MONTH}\s+(?:the\s+)?{NTH}(?!:)(?:\s*(?:-|–|to)\s*(?P<to>[0-3]?\d)\b)?"
        rf"(?:,?\s+{YEAR})?",
        _day_of_month,
    ),
    form(rf"{THIRD}{MONTH}(?:,?\s+(?:of\s+)?{YEAR})?", _part_of_month),
    form(rf"{MONTH},?\s+(?:of\s+)?{YEAR}", _whole_month),
    form(rf"(?:the\s+)?{SEASON}\s+(?:of\s+)?{YEAR}", _season),
    form(
        r"(?:the\s+)?(?P<nth>first|second|third|fourth|1st|2nd|3rd)\s+(?P<piece>quarter|half)"
        rf"\s+(?:of|in)?\s*{YEAR}",
        _quarter,
    ),
    form(rf"(?P<nth>q[1-4])(?P<piece>)\s+(?:of\s+)?{YEAR}", _quarter),
    form(rf"(?:{THIRD})?(?:the\s+)?(?P<decade>1\d\d0|20\d0)['’]?s\b", _decade),
    form(rf"{THIRD}{YEAR}", _part_of_year),
)
# These are dates only after a preposition; a season without a year hangs on the moment of asking.
BARE = (
    form(rf"(?P<month>{FULL_MONTH})", _whole_month, bare=True),
    form(rf"{YEAR}", _year, bare=True),
    form(rf"(?:the\s+)?{SEASON}\b", _season, explicit=False, bare=True),
)
