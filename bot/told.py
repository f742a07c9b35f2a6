"""Told: an answer as it was given to somebody, with what its card has to say besides."""

from dataclasses import dataclass
from datetime import datetime

from bot.answer import Answer
from index.filters import UNFILTERED, Filters


@dataclass(frozen=True, slots=True)
class Told:
    """`id` is that of the record by which its buttons work; None: there is none.

    `since` is when the same answer was first found, if it was kept from then. `note` says what
    became of the articles after it was given. `private`: only who asked sees it.
    """

    answer: Answer
    id: str | None = None
    private: bool = False
    filters: Filters = UNFILTERED
    since: datetime | None = None
    note: str = ""
