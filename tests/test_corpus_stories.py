"""Stories: which of several outlets' printings is the original."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from corpus.article import Article
from corpus.stories import original

EARLY = datetime(2024, 3, 14, 6, tzinfo=UTC)


def article(name: str, **fields: object) -> Article:
    """A printing of one story; `name` is its id and its outlet's."""
    plain = Article(
        id=name, revision=1, title="T", text="The council met.", url=f"https://{name}.example/1"
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # each test names fields of Article


def test_the_earliest_is_the_original() -> None:
    late = article("a", published=EARLY + timedelta(hours=1))
    early = article("b", published=EARLY)
    assert original([late, early]) is early


def test_moments_are_compared_and_not_clocks() -> None:
    in_tokyo = article("a", published=datetime.fromisoformat("2024-03-14T09:00:00+09:00"))
    in_london = article("b", published=datetime.fromisoformat("2024-03-14T06:00:00+00:00"))
    assert original([in_london, in_tokyo]) is in_tokyo


def test_the_one_that_others_name_is_the_original_though_it_is_later() -> None:
    copy = article("a", published=EARLY, original="https://www.b.example/1?utm_source=a")
    named = article("b", published=EARLY + timedelta(days=1))
    assert original([copy, named]) is named


def test_a_named_original_that_is_not_there_does_not_matter() -> None:
    copy = article("a", published=EARLY + timedelta(hours=1), original="https://c.example/9")
    early = article("b", published=EARLY)
    assert original([copy, early]) is early


def test_the_undated_come_after_the_dated() -> None:
    dated = article("b", published=EARLY)
    assert original([article("a"), dated]) is dated


def test_of_the_undated_the_longest_is_the_original() -> None:
    whole = article("b", text="The council met. It voted.")
    assert original([article("a"), whole]) is whole


@pytest.mark.parametrize("turned", [False, True])
def test_of_equals_it_is_always_the_same(turned: bool) -> None:
    members = [article("a"), article("b")]
    assert original(members[::-1] if turned else members).id == "a"


def test_an_article_without_address_can_be_the_original() -> None:
    alone = article("b", url=None, published=EARLY)
    assert original([article("a"), alone]) is alone
