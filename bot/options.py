"""A member's options -> filters."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.desk import DeskError
from index.filters import Filters, since_of, until_of


class WrongDate(DeskError):
    """An option is no date that is understood."""

    def __init__(self, said: str) -> None:
        super().__init__("not a date")
        self.said = said


def filters_of(
    since: str | None = None,
    until: str | None = None,
    section: str | None = None,
    author: str | None = None,
    outlet: str | None = None,
) -> Filters:
    """What a member's options say. Raises WrongDate. The day or month that is last is included."""
    return Filters(
        since=_moment(since, since_of),
        until=_moment(until, until_of),
        sections=(section,) if section else (),
        authors=(author,) if author else (),
        outlets=(outlet,) if outlet else (),
    )


def _moment(said: str | None, read: Callable[[str, datetime], datetime | None]) -> datetime | None:
    if not said:
        return None
    moment = read(said, datetime.now(UTC))
    if moment is None:
        raise WrongDate(said)
    return moment
