"""Review: what the quality gate held back waits, and does not take the place of what was good."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.article import Content
from corpus.review import Held
from corpus.store import Added, ArticleStore, Outcome

WALL = "a cookie notice"
KEYS = ["url:https://courier.example/a"]
GOOD = Content(title="Cameras", text="The council bought 640 cameras.")
NOTICE = Content(title="Before you continue", text="We value your privacy.")


@pytest.fixture
def store() -> Iterator[ArticleStore]:
    with ArticleStore(Path(":memory:")) as opened:
        yield opened


def texts(store: ArticleStore) -> list[str]:
    return [article.text for article in store.articles()]


def waiting(store: ArticleStore) -> list[str]:
    return [held.article.text for held in store.review.held()]


def hold(store: ArticleStore, content: Content = NOTICE, *doubts: str) -> Added:
    return store.add(KEYS, content, doubts or [WALL])


def test_a_page_with_doubts_waits(store: ArticleStore) -> None:
    assert hold(store).outcome is Outcome.HELD
    assert (texts(store), store.count(), waiting(store)) == ([], 0, [NOTICE.text])


def test_the_doubts_are_told(store: ArticleStore) -> None:
    article_id = hold(store, NOTICE, WALL, "hardly any text").article_id
    [held] = store.review.held(article_id)
    assert isinstance(held, Held)
    assert held.doubts == (WALL, "hardly any text")


def test_a_notice_does_not_replace_the_article(store: ArticleStore) -> None:
    article_id = store.add(KEYS, GOOD).article_id
    before = store.state()
    assert hold(store) == Added(Outcome.HELD, article_id)
    assert (texts(store), store.state()) == ([GOOD.text], before)


def test_the_same_notice_again_waits_once(store: ArticleStore) -> None:
    store.add(KEYS, GOOD)
    hold(store)
    assert hold(store).outcome is Outcome.UNCHANGED
    assert waiting(store) == [NOTICE.text]


def test_another_notice_takes_the_place_of_the_first(store: ArticleStore) -> None:
    store.add(KEYS, GOOD)
    hold(store)
    hold(store, Content(title="Checking", text="Are you a robot?"))
    assert waiting(store) == ["Are you a robot?"]


def test_the_page_as_it_was_ends_the_waiting(store: ArticleStore) -> None:
    store.add(KEYS, GOOD)
    hold(store)
    assert store.add(KEYS, GOOD).outcome is Outcome.UNCHANGED
    assert (texts(store), waiting(store)) == ([GOOD.text], [])


def test_a_good_page_after_a_notice_is_answered_from(store: ArticleStore) -> None:
    article_id = hold(store).article_id
    assert store.add(KEYS, GOOD).article_id == article_id
    assert (texts(store), waiting(store)) == ([GOOD.text], [])


def test_what_was_accepted_is_answered_from(store: ArticleStore) -> None:
    article_id = hold(store).article_id
    assert store.review.accept(article_id) is True
    assert (texts(store), waiting(store)) == ([NOTICE.text], [])


def test_doubts_that_were_accepted_hold_no_more(store: ArticleStore) -> None:
    store.review.accept(hold(store).article_id)
    assert hold(store, GOOD).outcome is Outcome.REVISED
    assert texts(store) == [GOOD.text]


def test_doubts_that_were_accepted_earlier_hold_no_more_either(store: ArticleStore) -> None:
    store.review.accept(hold(store).article_id)
    store.review.accept(hold(store, GOOD, "hardly any text").article_id)
    assert hold(store).outcome is Outcome.REVISED


def test_other_doubts_hold_still(store: ArticleStore) -> None:
    store.review.accept(hold(store).article_id)
    assert hold(store, GOOD, "hardly any text").outcome is Outcome.HELD


def test_what_was_rejected_is_gone_and_what_was_good_stays(store: ArticleStore) -> None:
    article_id = store.add(KEYS, GOOD).article_id
    hold(store)
    assert store.review.reject(article_id) is True
    assert (texts(store), waiting(store)) == ([GOOD.text], [])


def test_what_was_rejected_does_not_come_back_as_it_was(store: ArticleStore) -> None:
    article_id = store.add(KEYS, GOOD).article_id
    hold(store)
    store.review.reject(article_id)
    assert hold(store).outcome is Outcome.UNCHANGED
    assert waiting(store) == []


def test_an_article_that_was_rejected_whole_is_taken_down(store: ArticleStore) -> None:
    article_id = hold(store).article_id
    store.review.reject(article_id)
    assert hold(store) == Added(Outcome.WITHDRAWN, article_id)


def test_an_article_that_was_rejected_whole_can_come_back(store: ArticleStore) -> None:
    article_id = hold(store).article_id
    store.review.reject(article_id)
    assert store.restore(article_id) is True
    assert store.add(KEYS, GOOD).article_id == article_id
    assert texts(store) == [GOOD.text]


def test_a_rejected_page_that_was_restored_waits_again(store: ArticleStore) -> None:
    article_id = hold(store).article_id
    store.review.reject(article_id)
    store.restore(article_id)
    assert hold(store).outcome is Outcome.HELD


@pytest.mark.parametrize("decide", ["accept", "reject"])
def test_where_nothing_waits_there_is_nothing_to_decide(store: ArticleStore, decide: str) -> None:
    article_id = store.add(KEYS, GOOD).article_id
    assert getattr(store.review, decide)(article_id) is False
    assert getattr(store.review, decide)("nobody") is False
    assert texts(store) == [GOOD.text]


def test_what_was_taken_down_does_not_wait(store: ArticleStore) -> None:
    store.withdraw(hold(store).article_id)
    assert waiting(store) == []


def test_two_sites_notices_are_not_one_article(store: ArticleStore) -> None:
    first = hold(store)
    other = Content(title=NOTICE.title, text=NOTICE.text, url="https://herald.example/b")
    assert store.add(["url:https://herald.example/b"], other, [WALL]).article_id != first.article_id
