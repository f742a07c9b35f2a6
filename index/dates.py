"""The dates that a text names, where they stand in it.

A year counts after a preposition or in a date: "the 2024 budget" and "Euro 2024" are names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from index.calendar import years_on
from index.date_words import Form, Match
from index.relative_dates import RELATIVE
from index.said_dates import BARE, SAID

_FORMS = (*SAID, *RELATIVE, *BARE)  # the first that reads a place in the text has it
_OTHER_THAN = re.compile(r"\b(?:other\s+than|not\s+(?:in|on))\s+(?:the\s+)?$", re.IGNORECASE)
# "may" and "march" are verbs more often than months unless something dates them.
_VERB = re.compile(r"(?:may|march)\b", re.IGNORECASE)
_DATES_IT = re.compile(
    r"\b(?:in|on|since|during|until|till|by|before|after|of|from|to|and|between|through|early|mid"
    r"|late|last|this|next)[\s-]+(?:the\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A date where it stands in the text; a `bare` one is a date only after a preposition."""

    start: int
    end: int
    since: datetime
    until: datetime
    explicit: bool
    bare: bool
    yearless: bool

    def moved(self, years: int) -> "NamedDate":
        """The same date in another year."""
        return replace(self, since=years_on(self.since, years), until=years_on(self.until, years))


def named_dates(text: str, asked: datetime) -> list[NamedDate]:
    """The dates in the text, in order, none over another. `asked` is in UTC."""
    dates: list[NamedDate] = []
    spans: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.pattern.finditer(text):
            if not _is_taken(match, spans) and not _is_verb(text, match):
                spans.append(match.span())
                dates.extend(_read(text, form, match, asked))
    return sorted(dates, key=lambda date: date.start)


def _is_taken(match: Match, spans: Sequence[tuple[int, int]]) -> bool:
    return any(match.start() < end and start < match.end() for start, end in spans)


def _read(text: str, form: Form, match: Match, asked: datetime) -> list[NamedDate]:
    """Nothing for the 31st of June and for a date that is ruled out."""
    if _OTHER_THAN.search(text[: match.start()]) or not (found := form.build(match, asked)):
        return []
    yearless = form.explicit and not _says_year(match)
    return [NamedDate(*match.span(), *found, form.explicit, form.bare, yearless)]


def _says_year(match: Match) -> bool:
    groups = match.groupdict()
    return bool(groups.get("year") or groups.get("decade"))


def _is_verb(question: str, match: Match) -> bool:
    """Whether the month of `match` is the verb: "may 5 people", "who will march in June"."""
    if not (month := match.groupdict().get("month")) or not _VERB.fullmatch(month):
        return False
    start = match.start("month")
    dated = match.groupdict().get("year") or (month[0].isupper() and match.groupdict().get("day"))
    return not dated and not _DATES_IT.search(question[:start])
