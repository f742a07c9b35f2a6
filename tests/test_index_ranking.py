"""Ranking: weights times signals, a quota for articles, parts in turn, copies told."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ranking import (
    FIRST_RESULTS,
    MOST_PER_ARTICLE,
    Prints,
    Ranker,
    interleaved,
    learned,
    within_quota,
)
from index.signals import NAMES

ONES = Ranker((1.0,) * len(NAMES))
ROWS = st.lists(st.integers(0, 30), unique=True)


def test_a_score_is_the_sum_of_the_weighed_signals() -> None:
    ranker = Ranker((2.0, -1.0, *[0.0] * (len(NAMES) - 2)))
    table = np.zeros((2, len(NAMES)), dtype=np.float32)
    table[0, :3], table[1, :3] = (0.5, 0.25, 9), (1, 3, 9)
    assert ranker.scores(table).tolist() == [0.75, -1.0]


def test_no_rows_have_no_scores() -> None:
    assert ONES.scores(np.zeros((0, len(NAMES)), dtype=np.float32)).shape == (0,)


def test_a_ranker_can_be_made_blind_to_signals() -> None:
    weights = ONES.without("bm25", "recency").weights
    blind = [name for name, weight in zip(NAMES, weights, strict=True) if weight == 0]
    assert blind == ["bm25", "recency"]


def test_the_shipped_ranker_weighs_every_signal() -> None:
    assert len(learned().weights) == len(NAMES)
    assert all(np.isfinite(learned().weights))


@pytest.mark.parametrize("name", ["meaning", "sentence meaning", "words", "recency"])
def test_the_shipped_ranker_takes_these_as_speaking_for_a_passage(name: str) -> None:
    assert learned().weights[NAMES.index(name)] > 0


def test_the_third_passage_of_an_article_waits_behind_the_others() -> None:
    """It keeps its place before what ranks below it among those that wait."""
    articles = np.array([7, 7, 7, 8, 7, 9])
    assert within_quota(range(6), articles) == [0, 1, 3, 5, 2, 4]


def test_a_passage_may_be_the_third_after_the_first_ten() -> None:
    articles = np.array([*range(10), 0, 0, 0])
    assert within_quota(range(13), articles) == list(range(13))


def test_what_waits_comes_right_after_the_first_ten() -> None:
    articles = np.array([0, 0, 0, *range(1, 12)])
    assert within_quota(range(14), articles) == [0, 1, *range(3, 11), 2, 11, 12, 13]


def test_the_quota_counts_places_not_articles_in_order() -> None:
    """`order` holds places in `article`."""
    assert within_quota([2, 1, 0], np.array([5, 4, 4])) == [2, 1, 0]


@given(st.lists(st.integers(0, 4), max_size=40))
def test_the_quota_loses_nothing(articles: list[int]) -> None:
    order = within_quota(range(len(articles)), np.array(articles, dtype=np.int64))
    assert sorted(order) == list(range(len(articles)))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60))
def test_no_article_has_more_than_its_quota_while_others_are_left(articles: list[int]) -> None:
    order = within_quota(range(len(articles)), np.array(articles, dtype=np.int64))
    allowed = sum(min(MOST_PER_ARTICLE, count) for count in Counter(articles).values())
    first = Counter(articles[place] for place in order[: min(FIRST_RESULTS, allowed)])
    assert max(first.values()) <= MOST_PER_ARTICLE


def test_the_whole_and_its_parts_take_turns() -> None:
    assert interleaved([1, 2, 3], [[4, 5], [6]]) == [1, 4, 6, 2, 5, 3]


def test_what_is_found_for_several_comes_once_where_it_is_first() -> None:
    """Its turn is then over: the part has its own, from another."""
    assert interleaved([1, 2], [[1, 3], [2, 4]]) == [1, 2, 3, 4]


def test_a_question_of_one_part_is_ranked_as_a_whole() -> None:
    assert interleaved([3, 1, 2], []) == [3, 1, 2]


def test_nothing_found_is_nothing() -> None:
    assert interleaved([], [[], []]) == []


@given(ROWS, st.lists(ROWS, max_size=3))
def test_every_result_comes_exactly_once(whole: list[int], parts: list[list[int]]) -> None:
    order = interleaved(whole, parts)
    assert sorted(order) == sorted(set(whole).union(*parts))


@given(ROWS, st.lists(ROWS, min_size=1, max_size=3))
def test_the_best_of_every_part_is_among_the_first(
    whole: list[int], parts: list[list[int]]
) -> None:
    first = interleaved(whole, parts)[: 1 + len(parts)]
    assert all(part[0] in first for part in parts if part)


def print_the_same(one: frozenset[int], other: frozenset[int]) -> bool:
    return bool(Prints([other, frozenset(), one]).of(2)[0])


def test_the_same_words_print_the_same() -> None:
    assert print_the_same(frozenset(range(8)), frozenset(range(8)))


def test_a_text_that_holds_another_prints_it() -> None:
    assert print_the_same(frozenset(range(50)), frozenset(range(8)))


@pytest.mark.parametrize(("shared", "same"), [(7, False), (8, True)])
def test_four_fifths_of_the_shorter_make_a_copy(shared: int, same: bool) -> None:
    one, other = frozenset(range(10)), frozenset([*range(shared), *range(100, 120)])
    assert print_the_same(one, other) is print_the_same(other, one) is same


def test_texts_of_few_words_are_no_copies() -> None:
    """They say the same by chance: `The council meets on Monday.`"""
    assert not print_the_same(frozenset(range(7)), frozenset(range(7)))
    assert not print_the_same(frozenset(), frozenset())


@given(st.lists(st.frozensets(st.integers(0, 14)), max_size=8))
def test_who_prints_the_same_is_what_sets_say(passages: list[frozenset[int]]) -> None:
    prints = Prints(passages)
    for place, one in enumerate(passages):
        shorter = [min(len(one), len(other)) for other in passages]
        same = [
            least >= 8 and len(one & other) >= 0.8 * least
            for least, other in zip(shorter, passages, strict=True)
        ]
        assert prints.of(place).tolist() == same
