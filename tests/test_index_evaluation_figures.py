"""How sure a figure is, and a difference between two."""

from dataclasses import fields, replace

import pytest
from tiny_evaluation import NOTHING, about, passages

from index.evaluation.bootstrap import Figure
from index.evaluation.figures import Figures, differences, figures
from index.evaluation.measures import MEASURES
from index.evaluation.outcomes import Outcome
from index.evaluation.questions import Question


def of(*pairs: tuple[Question, Outcome]) -> Figures:
    return figures([question for question, _ in pairs], [outcome for _, outcome in pairs])


def test_what_is_the_same_for_all_questions_is_certain() -> None:
    told = of(*[(about("a"), replace(NOTHING, passages=passages("a")))] * 5)
    assert told.hit_1 == Figure(1.0, 1.0, 1.0, 5)


def test_the_interval_is_that_of_a_mean() -> None:
    """Half of 100 hit: a standard error of 0.05, so 0.4 to 0.6, give or take the resamples."""
    hit, miss = replace(NOTHING, passages=passages("a")), NOTHING
    told = of(*[(about("a"), outcome) for outcome in [hit, miss] * 50]).hit_1
    assert told is not None
    assert [told.low, told.high] == pytest.approx([0.4, 0.6], abs=0.02)


def test_the_same_outcomes_give_the_same_intervals() -> None:
    pairs = [(about("a"), replace(NOTHING, passages=passages("ab"[i % 2]))) for i in range(9)]
    assert of(*pairs) == of(*pairs)


def test_a_difference_is_paired() -> None:
    """Each question gains one place in ten, so the gain is certain, though the figures are not."""
    questions = [about("a")] * 10
    slow = [replace(NOTHING, seconds=i / 10) for i in range(10)]
    slower = [replace(NOTHING, seconds=i / 10 + 1) for i in range(10)]
    change = differences(questions, slower, slow).p50
    assert change is not None
    assert (change.value, change.low, change.high) == pytest.approx((1000, 1000, 1000))
    assert change.tells


def test_nothing_differs_from_itself() -> None:
    questions, outcomes = [about("a"), about("b")], [replace(NOTHING, passages=passages("a"))] * 2
    change = differences(questions, outcomes, outcomes).hit_1
    assert change == Figure(0.0, 0.0, 0.0, 2)
    assert not change.tells


def test_figures_of_other_questions_are_not_compared() -> None:
    dated, undated = replace(NOTHING, dated=True), NOTHING
    questions = [about("a"), about("a")]
    assert differences(questions, [dated, undated], [undated, dated]).dated is None


def test_every_figure_is_in_the_list_of_measures_in_order() -> None:
    assert [*(measure.key for measure in MEASURES), "risk_coverage"] == [
        field.name for field in fields(Figures)
    ]


def test_without_questions_there_is_no_figure() -> None:
    assert not any(figures([], []).of(measure) for measure in MEASURES)


def test_what_the_questions_do_not_say_is_none() -> None:
    told = of((Question("q", "Who?"), NOTHING))
    known = {measure.key for measure in MEASURES if told.of(measure)}
    assert (known, told.risk_coverage) == ({"p50", "p95"}, ())
