"""Coverage over time: what is counted when, and which articles are worth reading."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import article, articles, unhurried

from bot.timeline import MOST_KEY, Span, Timeline, Week, timeline
from corpus.article import Article, Change

MONDAY = datetime(2024, 3, 11, tzinfo=UTC)  # DAY is the Thursday of that week


def piece(name: str, day: float | None = 0, **fields: Any) -> Article:
    """An article of that id, published so many days after MONDAY."""
    published = None if day is None else MONDAY + timedelta(days=day)
    return article(id=name, published=published, **fields)


def of(*found: Article | tuple[Article, float]) -> Timeline:
    """The timeline of articles; those without a score are all as relevant as one another."""
    return timeline("cameras", [one if isinstance(one, tuple) else (one, 0.5) for one in found])


def ids(shown: Timeline) -> str:
    """The key articles."""
    return " ".join(key.id for key in shown.key)


def test_articles_are_counted_by_week_from_the_first_to_the_last_with_the_empty_ones() -> None:
    shown = of(piece("a"), piece("b", 6.9), piece("c", 21))
    assert shown.span is Span.WEEK
    assert shown.weeks == (
        Week(date(2024, 3, 11), 2),
        Week(date(2024, 3, 18), 0),
        Week(date(2024, 3, 25), 0),
        Week(date(2024, 4, 1), 1),
    )
    assert (shown.topic, shown.total, shown.undated) == ("cameras", 3, 0)


def test_days_are_those_of_utc() -> None:
    early = datetime(2024, 3, 18, 1, tzinfo=timezone(timedelta(hours=2)))
    assert of(piece("a"), article(id="b", published=early)).weeks == (Week(date(2024, 3, 11), 2),)


def test_what_has_no_date_is_counted_and_in_no_week() -> None:
    shown = of(piece("a"), piece("b", None))
    assert (shown.total, shown.undated) == (2, 1)
    assert [week.articles for week in shown.weeks] == [1]
    assert ids(shown) == "a"


@pytest.mark.parametrize(
    ("days", "span", "count", "last"),
    [
        (103 * 7, Span.WEEK, 104, date(2026, 3, 2)),
        (104 * 7, Span.MONTH, 25, date(2026, 3, 1)),
        (7200, Span.MONTH, 237, date(2043, 11, 1)),
        (7400, Span.YEAR, 21, date(2044, 1, 1)),
    ],
)
def test_long_times_are_counted_by_month_and_longer_ones_by_year(
    days: int, span: Span, count: int, last: date
) -> None:
    shown = of(piece("a"), piece("b", days))
    assert (shown.span, len(shown.weeks)) == (span, count)
    assert shown.weeks[-1] == Week(last, 1)


def test_all_time_has_room() -> None:
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    shown = of(article(id="a", published=first), article(id="b", published=last))
    assert (shown.span, len(shown.weeks)) == (Span.YEAR, 9999)


def test_the_time_chosen_binds_and_leaves_out_what_has_no_date() -> None:
    found = [(piece("a", 0), 1.0), (piece("b", 1), 1.0), (piece("c", 2), 1.0)]
    found.append((piece("d", None), 1.0))
    since, until = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    shown = timeline("cameras", found, since, until)
    assert (ids(shown), shown.total, shown.undated) == ("b", 1, 0)
    assert (shown.since, shown.until) == (since, until)


def test_nothing_found_is_no_week() -> None:
    for shown in (of(), of(piece("a", None))):
        assert (shown.weeks, shown.key, shown.busiest) == ((), (), None)


def test_an_article_given_twice_counts_once() -> None:
    shown = of((piece("a"), 0.1), (piece("b"), 0.2), (piece("a"), 0.9))
    assert (shown.total, shown.weeks[0].articles) == (2, 2)


def test_the_busiest_week_is_the_first_of_equals() -> None:
    shown = of(piece("a"), piece("b", 7), piece("c", 7), piece("d", 14), piece("e", 14))
    assert shown.busiest == Week(date(2024, 3, 18), 2)


def test_the_place_of_an_article_is_its_week() -> None:
    late, undated = piece("b", 15), piece("c", None)
    shown = of(piece("a"), late, undated)
    assert shown.place(late) == 2
    for other in (undated, piece("d", 700)):
        with pytest.raises(ValueError, match=r"no date|not in list"):
            shown.place(other)


def test_key_articles_are_in_order_of_date_and_eight_at_most() -> None:
    shown = of(*(piece(name, 70 - 7 * place) for place, name in enumerate("jihgfedcba")))
    assert ids(shown) == "a b c d e f g h"
    assert len(shown.key) == MOST_KEY == 8


def test_the_most_relevant_are_key() -> None:
    week = [(piece(name, 7 * place), float(place)) for place, name in enumerate("abcdefghij")]
    assert ids(of(*week)) == "c d e f g h i j"


def test_what_is_from_a_busy_week_is_key() -> None:
    quiet = [piece(f"quiet{place}", 7 * place) for place in range(8)]
    assert "busy" in ids(of(*quiet, piece("busy", 70), piece("zbusy", 70)))


def test_one_week_does_not_take_all_places() -> None:
    busy = [(piece(f"busy{place}", 0), 1.0) for place in range(9)]
    quiet = [(piece(f"quiet{place}", 7 * place + 7), 0.5) for place in range(9)]
    assert ids(of(*busy, *quiet, (piece("weak", 70), 0.0))).count("busy") == 2


def test_one_week_takes_all_places_when_there_is_no_other() -> None:
    assert len(of(*(piece(f"a{place}") for place in range(9))).key) == 8


def test_of_a_story_there_is_one_article_as_relevant_as_the_most_relevant_copy() -> None:
    others = [(piece(f"other{place}", 7 * place), 0.5) for place in range(8)]
    copies = [(piece("first", 70, story="s"), 0.1), (piece("second", 71, story="s"), 0.9)]
    shown = of(*others, *copies)
    assert "first" in ids(shown)
    assert "second" not in ids(shown)
    assert shown.weeks[-1].articles == 2


def test_the_corrected_copy_of_a_story_is_the_one_to_read() -> None:
    plain, updated = piece("a", story="s"), piece("b", 1, story="s", change=Change.UPDATED)
    corrected = piece("c", 2, story="s", change=Change.CORRECTED)
    assert ids(of(plain, updated, corrected)) == "c"
    assert ids(of(plain, updated)) == "b"


def test_of_equals_the_corrected_the_updated_the_earlier_and_the_first_id_go_first() -> None:
    plain = [piece(name) for name in "dcba"]
    early, late = piece("y", 0), piece("z", 1)
    changed = [piece("u", change=Change.UPDATED), piece("v", change=Change.CORRECTED)]
    later = [piece("w", 2), piece("x", 3)]
    shown = of(*later, *plain, late, early, *changed)
    assert ids(shown) == "a b c d u v y z"


def test_the_order_in_which_articles_are_found_makes_no_difference() -> None:
    found = [(piece(f"a{place}", place % 20), float(place % 3)) for place in range(40)]
    assert timeline("x", found) == timeline("x", found[::-1])


@given(st.lists(st.tuples(articles(), st.floats(-20, 20)), max_size=12))
@unhurried
def test_every_dated_article_is_in_one_week(found: list[tuple[Article, float]]) -> None:
    several = [
        (article(id=str(place), published=one.published, title=one.title), score)
        for place, (one, score) in enumerate(found)
    ]
    shown = timeline("x", several)
    assert sum(week.articles for week in shown.weeks) == shown.total - shown.undated
    assert len(shown.key) == min(8, shown.total - shown.undated)
    assert all(shown.weeks[shown.place(key)].articles for key in shown.key)
    if shown.weeks:
        assert shown.weeks[0].articles
        assert shown.weeks[-1].articles
