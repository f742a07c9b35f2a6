"""Filters: what an asker chose, in words, in dates, and as the coverage spells it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from index.filters import Filters, described, folded, since_of, spelled, until_of
from index.mentions import Facets

NOW = datetime(2024, 6, 12, 12, tzinfo=UTC)  # a Wednesday
MAY = datetime(2024, 5, 1, tzinfo=UTC)
JUNE = datetime(2024, 6, 1, tzinfo=UTC)


def test_nothing_chosen_does_not_narrow() -> None:
    assert not Filters().narrowed
    assert not Filters(among=("The Courier",)).narrowed


@pytest.mark.parametrize(
    "filters",
    [
        Filters(since=MAY),
        Filters(until=MAY),
        Filters(outlets=("The Courier",)),
        Filters(sections=("City",)),
        Filters(authors=("Bo Lind",), among=("The Courier",)),
    ],
)
def test_whatever_is_chosen_narrows(filters: Filters) -> None:
    assert filters.narrowed


def test_the_widest_that_may_be_shown_keeps_the_collection() -> None:
    chosen = Filters(since=MAY, sections=("City",), among=("The Courier",))
    assert chosen.widest == Filters(among=("The Courier",))


@pytest.mark.parametrize("made", [lambda m: Filters(since=m), lambda m: Filters(until=m)])
def test_a_naive_date_is_refused(made: Callable[[datetime], Filters]) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        made(MAY.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters(), ""),
        (Filters(among=("The Courier",)), ""),
        (Filters(since=MAY, sections=("Politics",)), "since 2024-05-01, section Politics"),
        (Filters(until=JUNE), "until 2024-05-31"),
        (Filters(since=MAY + timedelta(hours=9)), "since 2024-05-01 09:00 UTC"),
        (Filters(until=MAY + timedelta(hours=9)), "before 2024-05-01 09:00 UTC"),
        (Filters(since=MAY.astimezone(timezone(timedelta(hours=2)))), "since 2024-05-01"),
        (Filters(outlets=("A", "B"), authors=("Bo",)), "outlet A or B, author Bo"),
    ],
)
def test_filters_in_words(filters: Filters, words: str) -> None:
    assert described(filters) == words


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2024-05-01", MAY, MAY + timedelta(days=1)),
        (" May  2024 ", MAY, JUNE),
        ("2024-05", MAY, JUNE),
        ("2023", datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)),
        ("yesterday", NOW.replace(day=11, hour=0), NOW.replace(day=12, hour=0)),
        ("last week", NOW.replace(day=3, hour=0), NOW.replace(day=10, hour=0)),
        ("3 March 2023", datetime(2023, 3, 3, tzinfo=UTC), datetime(2023, 3, 4, tzinfo=UTC)),
    ],
)
def test_a_time_in_words_has_a_first_moment_and_one_after_its_last(
    text: str, since: datetime, until: datetime
) -> None:
    assert (since_of(text, NOW), until_of(text, NOW)) == (since, until)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "rubbish", "rubbish of May 2024", "2024-13", "2024-05-01T10:00", "05/06/2024"],
)
def test_what_is_not_surely_a_time_is_not_guessed(text: str) -> None:
    assert since_of(text, NOW) is None
    assert until_of(text, NOW) is None


@pytest.mark.parametrize(
    ("typed", "held", "used"),
    [
        ("city", ("City", "Sport"), ("City",)),
        ("OPINIÃO", ("Opinião",), ("Opinião",)),
        ("opiniao", ("Opinião",), ("Opinião",)),
        ("city", ("City", "CITY"), ("City", "CITY")),
        ("City", ("City", "CITY"), ("City",)),
        ("Culture", ("City",), ("Culture",)),
        ("Cit", ("City",), ("Cit",)),
    ],
)
def test_names_are_spelled_as_the_coverage_has_them(
    typed: str, held: tuple[str, ...], used: tuple[str, ...]
) -> None:
    facets = Facets(outlets=held, sections=held, authors=held)
    chosen = Filters(outlets=(typed,), sections=(typed,), authors=(typed,), among=("x",))
    assert spelled(chosen, facets) == Filters(
        outlets=used, sections=used, authors=used, among=("x",)
    )


def test_what_people_do_not_type_is_folded_away() -> None:
    assert folded("Zúñiga’s STRASSE") == folded("Zuniga's straße")
