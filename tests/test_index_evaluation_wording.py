"""How figures are written for people."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluation.bootstrap import Figure
from index.evaluation.measures import Unit
from index.evaluation.wording import difference, interval, written


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.5, Unit.SHARE, ".500"),
        (1.0, Unit.SHARE, "1.00"),
        (0.0, Unit.SHARE, "0.00"),
        (0.9999, Unit.SHARE, ".999"),
        (0.0001, Unit.SHARE, ".001"),
        (12.34, Unit.WORDS, "12.3"),
        (1234.5, Unit.MILLISECONDS, "1,234"),
        (2.34, Unit.MILLISECONDS, "2.3"),
    ],
)
def test_a_figure_is_written_for_people(value: float, unit: Unit, text: str) -> None:
    assert written(value, unit) == text


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_a_share_that_is_not_all_or_nothing_does_not_look_like_it(share: float) -> None:
    assert re.fullmatch(r"\.\d{3}", written(share, Unit.SHARE))
    assert written(share, Unit.SHARE) != ".000"


def test_an_interval_is_from_low_to_high() -> None:
    assert interval(Figure(0.5, 0.25, 0.75, 9), Unit.SHARE) == ".250–.750"


@pytest.mark.parametrize(
    ("figure", "unit", "text"),
    [
        (Figure(-0.02, -0.03, -0.01, 9), Unit.SHARE, "−.020*"),
        (Figure(0.02, -0.03, 0.05, 9), Unit.SHARE, "+.020"),
        (Figure(0.0, 0.0, 0.0, 9), Unit.SHARE, "±.000"),
        (Figure(1.0, 1.0, 1.0, 9), Unit.SHARE, "+1.000*"),
        (Figure(-1200.4, -1300, -1100, 9), Unit.MILLISECONDS, "−1,200*"),
        (Figure(0.2, -1, 1, 9), Unit.MILLISECONDS, "±0"),
    ],
)
def test_a_difference_has_a_sign_and_a_star_when_it_tells(
    figure: Figure, unit: Unit, text: str
) -> None:
    assert difference(figure, unit) == text
