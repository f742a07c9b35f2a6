"""Filters: what an asker chose to be answered from. They bind, unlike what a question names."""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from index.mentions import Facets
from index.periods import Period, read_period

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Filters:
    """Only articles that fit every one of these are used; empty does not bind.

    Published at `since` (aware) or later and before `until` (aware); what is undated fits neither.
    By one of the `outlets`, in one of the `sections`, by one of the `authors`, all spelled as in
    the facets: a name that no article has fits nothing. `among` are the outlets of the collection
    that a server sees: not chosen by the asker, and nothing outside them is ever shown.

    Raises ValueError for a naive date.
    """

    since: datetime | None = None
    until: datetime | None = None
    outlets: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    among: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for moment in (self.since, self.until):
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"the date {moment} has no time zone")

    @property
    def narrowed(self) -> bool:
        """Whether the asker chose anything."""
        return self != self.widest

    @property
    def widest(self) -> "Filters":
        """All that may be shown: without what the asker chose."""
        return Filters(among=self.among)


UNFILTERED = Filters()


def spelled(filters: Filters, facets: Facets) -> Filters:
    """The filters with names as the facets have them, where only case or accents differ.

    A name that the facets hold as it is, or do not hold at all, stays what it is.
    """
    return replace(
        filters,
        outlets=tuple(_spelled(filters.outlets, facets.outlets)),
        sections=tuple(_spelled(filters.sections, facets.sections)),
        authors=tuple(_spelled(filters.authors, facets.authors)),
    )


def described(filters: Filters) -> str:
    """What the asker chose, in a few plain words: "since 2024-05-01, section Politics"."""
    return ", ".join(_described(filters))


def since_of(text: str, asked_at: datetime) -> datetime | None:
    """The first moment of a time in words or figures: "2024-05-01", "May 2024", "last week".

    In UTC; None when it is not understood.
    """
    period = _period(text, asked_at)
    return period.since if period else None


def until_of(text: str, asked_at: datetime) -> datetime | None:
    """The moment just after such a time, so that the day or month that is named still counts."""
    period = _period(text, asked_at)
    return period.until if period else None


def folded(text: str) -> str:
    """A text without what people leave out when they type: case, accents, curly apostrophes."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def _spelled(names: Iterable[str], known: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        alike = [one for one in known if folded(one) == folded(name)] if name not in known else []
        yield from alike or [name]


def _period(text: str, asked_at: datetime) -> Period | None:
    """The time that a text says, when it says nothing else."""
    said = " ".join(text.split())
    if month := _MONTH.fullmatch(said):
        said = f"{calendar.month_name[int(month[2])]} {month[1]}"
    period = read_period(f"in {said}", asked_at) if said else None
    return period if period and period.words.removeprefix("in ") == said else None


def _described(filters: Filters) -> Iterator[str]:
    if filters.since:
        yield f"since {_day(filters.since) or _moment(filters.since)}"
    if filters.until:
        last = _day(filters.until - timedelta(days=1))
        yield f"until {last}" if last else f"before {_moment(filters.until)}"
    for kind, names in (
        ("section", filters.sections),
        ("outlet", filters.outlets),
        ("author", filters.authors),
    ):
        if names:
            yield f"{kind} {' or '.join(names)}"


def _day(moment: datetime) -> str | None:
    """A day, when the moment is where it begins in UTC."""
    exact = moment.astimezone(UTC)
    return exact.date().isoformat() if exact.time() == datetime.min.time() else None


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
