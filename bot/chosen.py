"""What a member chose to be answered from, in words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot import wording
from index.filters import Filters


def chosen(filters: Filters) -> str:
    """The filters in the language in force: "since 2024-05-01, section Politics"."""
    return ", ".join(_said(filters))


def _said(filters: Filters) -> Iterator[str]:
    if filters.since:
        yield wording.chosen_since(_day(filters.since))
    if filters.until:
        yield wording.chosen_until(_day(filters.until - timedelta(microseconds=1)))
    if filters.sections:
        yield wording.chosen_section(", ".join(filters.sections))
    if filters.outlets:
        yield wording.chosen_outlet(", ".join(filters.outlets))
    if filters.authors:
        yield wording.chosen_author(", ".join(filters.authors))


def _day(moment: datetime) -> str:
    """As it is typed: a timestamp would show the day before, west of Greenwich."""
    return moment.astimezone(UTC).date().isoformat()
