"""What a pipeline did with each question."""

from dataclasses import replace

import pytest
from tiny_evaluation import NOTHING, about, answered

from index.evaluation.outcomes import Outcome, run
from index.evaluation.questions import Question


@pytest.mark.parametrize(
    "wrong", [{"confidence": float("nan")}, {"seconds": float("inf")}, {"verified": 1}]
)
def test_numbers_that_cannot_be_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"not finite|citations verified"):
        replace(NOTHING, **wrong)  # type: ignore[arg-type]  # the test is of the values


def test_every_question_is_put_once_in_order_and_told_of() -> None:
    told: list[tuple[int, int]] = []
    questions = [about("a"), answered("x")]
    put: list[Question] = []

    def pipeline(question: Question) -> Outcome:
        put.append(question)
        return replace(NOTHING, tokens=len(put))

    outcomes = run(questions, pipeline, lambda done, total: told.append((done, total)))
    assert (put, [o.tokens for o in outcomes], told) == (questions, [1, 2], [(1, 2), (2, 2)])
