"""Statistics that can be worked out by hand."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluation.statistics import area_under_risk, auroc, quantile, ratio, rejected

ONE = np.ones((1, 1))


def flags(*values: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.array(values, dtype=np.bool_)


def numbers(*values: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(values, dtype=np.float64)


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    """0.9 and 0.4 against 0.5 and 0.1: three of four."""
    statistic = auroc(numbers(0.9, 0.4, 0.5, 0.1), flags(1, 1, 0, 0))
    assert statistic(np.ones((1, 4))) == pytest.approx([0.75])


def test_equal_confidence_counts_as_half() -> None:
    statistic = auroc(numbers(0.5, 0.5, 0.1), flags(1, 0, 0))
    assert statistic(np.ones((1, 3))) == pytest.approx([0.75])


def test_a_question_drawn_twice_counts_twice() -> None:
    """The pairs 0.4 with 0.5 (twice) and 0.4 with 0.1; 0.9 was not drawn."""
    statistic = auroc(numbers(0.9, 0.4, 0.5, 0.1), flags(1, 1, 0, 0))
    assert statistic(numbers(0, 1, 2, 1)[np.newaxis]) == pytest.approx([1 / 3])


def test_auroc_of_one_kind_is_undefined() -> None:
    statistic = auroc(numbers(0.9, 0.4), flags(1, 0))
    assert np.isnan(statistic(numbers(2, 0)[np.newaxis])).all()


def test_rejected_is_read_where_the_allowed_share_of_the_answerable_falls() -> None:
    """Of 0.2, 0.6, 0.7, 0.8 one may fall: the threshold is 0.6, and 0.1 and 0.5 are below."""
    confidences = numbers(0.2, 0.6, 0.7, 0.8, 0.1, 0.5, 0.9)
    statistic = rejected(confidences, flags(1, 1, 1, 1, 0, 0, 0), 0.25)
    assert statistic(np.ones((1, 7))) == pytest.approx([2 / 3])


def test_no_answerable_question_falls_when_one_would_be_too_many() -> None:
    confidences = numbers(0.2, 0.6, 0.7, 0.8, 0.1, 0.5, 0.9)
    statistic = rejected(confidences, flags(1, 1, 1, 1, 0, 0, 0), 0.05)
    assert statistic(np.ones((1, 7))) == pytest.approx([1 / 3])


def test_equal_confidence_is_not_rejected() -> None:
    assert rejected(numbers(0.5, 0.5), flags(1, 0), 0.05)(np.ones((1, 2))) == pytest.approx([0])


def test_the_area_under_risk_is_the_mean_risk_over_coverage() -> None:
    """Right, wrong, right: 0, 1/2, 1/3."""
    statistic = area_under_risk(numbers(0.9, 0.8, 0.7), flags(0, 1, 0))
    assert statistic(np.ones((1, 3))) == pytest.approx([(0 + 1 / 2 + 1 / 3) / 3])


def test_the_area_under_risk_does_not_depend_on_the_order_of_equals() -> None:
    """Right first: 0, 1/2. Wrong first: 1, 1/2. The mean of both."""
    statistic = area_under_risk(numbers(0.9, 0.9), flags(0, 1))
    assert statistic(np.ones((1, 2))) == pytest.approx([0.5])


def test_the_area_under_risk_counts_what_is_drawn_twice() -> None:
    """Right, wrong, wrong: 0, 1/2, 2/3."""
    statistic = area_under_risk(numbers(0.9, 0.8, 0.7), flags(0, 1, 0))
    assert statistic(numbers(1, 2, 0)[np.newaxis]) == pytest.approx([(0 + 1 / 2 + 2 / 3) / 3])


def test_a_quantile_is_the_least_value_that_so_many_do_not_exceed() -> None:
    values = np.arange(20, 0, -1, dtype=np.float64)
    counts = np.ones((1, 20))
    assert [*quantile(values, 0.5)(counts), *quantile(values, 0.95)(counts)] == [10, 19]


def test_a_ratio_is_of_sums() -> None:
    statistic = ratio(numbers(1, 3), numbers(2, 3))
    assert statistic(np.array([[1.0, 1.0], [2.0, 0.0]])) == pytest.approx([4 / 5, 1 / 2])


def test_a_ratio_to_nothing_is_undefined() -> None:
    assert np.isnan(ratio(numbers(1), numbers(0))(ONE)).all()


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=12), st.data())
def test_drawing_is_the_same_as_copying(drawn: list[tuple[int, bool]], data: st.DataObject) -> None:
    """Every statistic of counts is that of the questions written out as often as drawn."""
    size = len(drawn)
    rows = data.draw(st.lists(st.integers(0, size - 1), min_size=size, max_size=size))
    counts = np.bincount(rows, minlength=size)
    copies = [drawn[row] for row in rows]
    for make in (auroc, area_under_risk, lambda c, f: rejected(c, f, 0.25)):
        counted = make(numbers(*(c for c, _ in drawn)), flags(*(f for _, f in drawn)))
        copied = make(numbers(*(c for c, _ in copies)), flags(*(f for _, f in copies)))
        assert counted(counts[np.newaxis].astype(np.float64)) == pytest.approx(
            copied(np.ones((1, len(copies)))), nan_ok=True
        )
