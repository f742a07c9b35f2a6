"""Resamples of questions, and the intervals that they give."""

import numpy as np
import pytest

from index.evaluation.bootstrap import RESAMPLES, Figure, Sample, estimated, resampled
from index.evaluation.statistics import ratio


def mean(*values: float) -> Sample:
    tops = np.array(values, dtype=np.float64)
    return Sample(tuple(range(len(values))), ratio(tops, np.ones(len(values))))


def test_the_value_itself_comes_before_the_resamples() -> None:
    values = resampled({"mean": mean(1, 2, 6)})["mean"]
    assert values.shape == (1 + RESAMPLES,)
    assert values[0] == 3


def test_samples_of_one_size_are_drawn_alike_whatever_stands_beside_them() -> None:
    alone = resampled({"one": mean(1, 2, 6)})
    beside = resampled({"other": mean(4, 5), "one": mean(1, 2, 6)})
    assert (alone["one"] == beside["one"]).all()


def test_an_interval_leaves_out_a_fortieth_on_each_side() -> None:
    values = np.array([50.0, *range(101)])
    figure = estimated(values, mean(1, 2, 6))
    assert figure is not None
    assert (figure.value, figure.questions) == (50, 3)
    assert (figure.low, figure.high) == pytest.approx((2.525, 97.475))


def test_what_has_no_value_has_no_figure() -> None:
    assert estimated(np.array([np.nan, 1.0]), mean(1)) is None


@pytest.mark.parametrize(
    ("low", "high", "tells"), [(0.1, 0.3, True), (-0.3, -0.1, True), (-0.1, 0.3, False)]
)
def test_a_difference_tells_when_its_interval_leaves_zero_out(
    low: float, high: float, tells: bool
) -> None:
    assert Figure(0.1, low, high, 9).tells is tells
