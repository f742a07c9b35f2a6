"""The words that dates are written with, and what they say.

"early", "mid" and "late" are the thirds of a month, a year or a decade. A date without a year is
the latest such date that had begun when the question was asked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from index.calendar import Span

Match = re.Match[str]
Builder = Callable[[Match, datetime], Span | None]  # the second is the moment of asking

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_THIRDS = {
    "early": 0, "start": 0, "beginning": 0,
    "mid": 1, "middle": 1,
    "late": 2, "end": 2,
}  # fmt: skip

# Pieces of patterns; the names of their groups are what the functions below read.
FULL_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
MONTH = rf"(?P<month>{FULL_MONTH}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
YEAR = r"(?P<year>1\d{3}|20\d\d)\b(?![,.]?\d|-\w|'|’(?!s))"
NTH = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
THIRD = (
    r"(?:the\s+)?(?P<third>early(?:\s+in)?|mid|late(?:\s+in)?"
    r"|(?:start|beginning|middle|end)\s+of)[\s-]+"
)
SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a date; bare forms need a preposition."""

    pattern: re.Pattern[str]
    build: Builder
    explicit: bool = True
    bare: bool = False


def form(pattern: str, build: Builder, explicit: bool = True, bare: bool = False) -> Form:
    """A form with a pattern that begins with a word of its own."""
    return Form(re.compile(r"(?<![\w$€£.-])" + pattern, re.IGNORECASE), build, explicit, bare)


def month_of(match: Match) -> int:
    """From 1."""
    return _MONTHS.index(match["month"][:3].casefold()) + 1


def year_of(match: Match, asked: datetime, month: int = 1, day: int = 1) -> int:
    """The year said, else the latest in which the day had begun."""
    if said := match.groupdict().get("year"):
        return int(said)
    return asked.year - ((month, day) > (asked.month, asked.day))


def third_of(match: Match) -> int:
    """0, 1 or 2 for early, mid or late."""
    return _THIRDS[re.split(r"[\s-]", match["third"].casefold())[0]]
