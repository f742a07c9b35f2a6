"""Whether a sentence holds the kind of thing that is asked for: someone, a number, a time."""

import re
from collections.abc import Callable

from index.question import Asks

_WORD = re.compile(r"\w+")
_CAPITAL = re.compile(r"(?<=[\w,;:—–-] )[\"“‘'(]?([A-Z][\w’'-]*)")
_PERSON_FIRST = re.compile(r"[\"“‘'(]?[A-Z][\w’'-]+ [A-Z]")
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
_NUMBER_WORD = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
    r"|thousands?|millions?|billions?|half|third|quarter|once|twice|none|no)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\b(?:1\d|20)\d\d\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b(?:century|spring|summer|autumn|winter|today|yesterday|tomorrow)\b|\d(?::\d\d|\s?[ap]\.?m)"
)
_CAUSE = re.compile(
    r"\b(?:because|since|due to|after|so that|in order|to avoid|caused?|reason|for fear|following"
    r"|amid|over)\b",
    re.IGNORECASE,
)


def fits(asks: Asks, question: str, sentence: str) -> bool:
    """True when `sentence` holds such a thing that `question` does not hold itself."""
    check = _CHECKS.get(asks)
    return check is None or check(_words(question), sentence)


def _someone(asked: frozenset[str], sentence: str) -> bool:
    return _new_capital(asked, sentence) or bool(_PERSON_FIRST.match(sentence))


def _new_capital(asked: frozenset[str], sentence: str) -> bool:
    return any(not _words(name) <= asked for name in _CAPITAL.findall(sentence))


def _number(asked: frozenset[str], sentence: str) -> bool:
    figures = any(not _words(figure) <= asked for figure in _FIGURE.findall(sentence))
    return figures or bool(_NUMBER_WORD.search(sentence))


def _time(_: frozenset[str], sentence: str) -> bool:
    return bool(_TIME.search(sentence))


def _cause(_: frozenset[str], sentence: str) -> bool:
    return bool(_CAUSE.search(sentence))


_CHECKS: dict[Asks, Callable[[frozenset[str], str], bool]] = {
    Asks.WHO: _someone,
    Asks.WHERE: _new_capital,
    Asks.NUMBER: _number,
    Asks.WHEN: _time,
    Asks.WHY: _cause,
}


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
