"""The risk-coverage curve."""

from dataclasses import replace

import pytest
from tiny_evaluation import NOTHING, UNANSWERABLE, about, answered

from index.evaluation.curve import MOST_POINTS, Point
from index.evaluation.figures import Figures, figures
from index.evaluation.outcomes import Outcome
from index.evaluation.questions import Question


def of(*pairs: tuple[Question, Outcome]) -> Figures:
    return figures([question for question, _ in pairs], [outcome for _, outcome in pairs])


def test_the_risk_is_what_is_wrong_of_what_is_answered() -> None:
    told = of(
        (answered("x"), replace(NOTHING, shown=("x",), confidence=0.9)),
        (UNANSWERABLE, replace(NOTHING, shown=("x",), confidence=0.8)),
        (answered("x"), replace(NOTHING, withheld=("x",), confidence=0.4)),
        (answered("x"), replace(NOTHING, confidence=0.4)),
        (about("a"), replace(NOTHING, confidence=1.0)),
    )
    assert told.risk_coverage == (
        Point(0.9, 0.25, 0.0),
        Point(0.8, 0.5, 0.5),
        Point(0.4, 1.0, 0.5),
    )
    # 0, 1/2, then at three 1/3 or 2/3 by the order of equals, 2/4
    assert told.aurc
    assert told.aurc.value == pytest.approx(0.375)


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    pairs = [(answered("x"), replace(NOTHING, confidence=i / 1000)) for i in range(1000)]
    curve = of(*pairs).risk_coverage
    assert len(curve) == MOST_POINTS
    assert (curve[0].coverage, curve[-1].coverage) == (0.001, 1.0)
