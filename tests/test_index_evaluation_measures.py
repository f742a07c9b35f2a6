"""Every measure, on outcomes where it can be worked out by hand."""

from dataclasses import replace
from typing import Any

import pytest
from tiny_evaluation import NOTHING, UNANSWERABLE, about, answered, passages

from index.evaluation.bootstrap import Figure
from index.evaluation.figures import Figures, figures
from index.evaluation.measures import MEASURES
from index.evaluation.outcomes import Outcome, Retrieved
from index.evaluation.questions import Question


def of(*pairs: tuple[Question, Outcome]) -> Figures:
    return figures([question for question, _ in pairs], [outcome for _, outcome in pairs])


def value(figure: Figure | None) -> tuple[float, int]:
    assert figure is not None
    return round(figure.value, 6), figure.questions


def test_hits_are_counted_over_the_questions_with_articles() -> None:
    told = of(
        (about("a"), replace(NOTHING, passages=passages("a"))),
        (about("e"), replace(NOTHING, passages=passages("a", "b", "c", "d", "e"))),
        (about("z"), replace(NOTHING, passages=passages("a"))),
        (answered("mayor"), NOTHING),
        (UNANSWERABLE, NOTHING),
    )
    hits = [value(figure) for figure in (told.hit_1, told.hit_4, told.hit_5, told.hit_10)]
    assert hits == [(0.333333, 3), (0.333333, 3), (0.666667, 3), (0.666667, 3)]
    assert value(told.mrr_10) == (0.4, 3)


def test_the_eleventh_article_counts_for_nothing() -> None:
    told = of((about("k"), replace(NOTHING, passages=passages(*"abcdefghijk"))))
    assert (value(told.hit_10), value(told.mrr_10)) == ((0, 1), (0, 1))


def test_answers_are_looked_for_in_passages_and_in_what_is_shown() -> None:
    found = tuple(Retrieved("a", None, text) for text in (*"bcdef", "the mayor"))
    told = of(
        (answered("mayor"), replace(NOTHING, passages=found)),
        (answered("b"), replace(NOTHING, passages=found, shown=("a b c",))),
        (about("a"), NOTHING),
    )
    places = [value(figure) for figure in (told.passage_1, told.passage_5, told.passage_10)]
    assert places == [(0.5, 2), (0.5, 2), (1.0, 2)]
    assert value(told.shown) == (0.5, 2)


def test_words_are_those_of_an_answer_not_of_an_abstention() -> None:
    told = of(
        (about("a"), replace(NOTHING, shown=("x",), tokens=10)),
        (about("a"), replace(NOTHING, shown=("x",), tokens=20)),
        (about("a"), replace(NOTHING, tokens=99)),
    )
    assert value(told.tokens) == (15, 3)


def test_verified_is_a_share_of_quotes_not_of_questions() -> None:
    told = of(
        (about("a"), replace(NOTHING, citations=3, verified=3)),
        (about("a"), replace(NOTHING, citations=1, verified=0)),
        (UNANSWERABLE, NOTHING),
    )
    assert value(told.verified) == (0.75, 3)


def test_dates_are_counted_where_the_question_has_one() -> None:
    told = of(
        (about("a"), replace(NOTHING, dated=True)),
        (about("a"), replace(NOTHING, dated=False)),
        (about("a"), NOTHING),
    )
    assert value(told.dated) == (0.5, 2)


def test_the_operating_point_is_told_for_both_kinds() -> None:
    answer = replace(NOTHING, shown=("x",))
    told = of(
        (about("a"), answer),
        (answered("x"), answer),
        (answered("x"), NOTHING),
        (UNANSWERABLE, NOTHING),
        (UNANSWERABLE, answer),
        (Question("q", "Who?"), NOTHING),
    )
    assert value(told.falsely_abstained) == (0.333333, 3)
    assert value(told.rightly_abstained) == (0.5, 2)
    assert value(told.wrong) == (0.5, 4)


def test_both_kinds_are_needed_to_tell_them_apart() -> None:
    told = of((about("a"), NOTHING), (answered("x"), NOTHING))
    assert (told.auroc, told.rejected, told.rightly_abstained) == (None, None, None)


def test_confidence_tells_the_answerable_from_the_unanswerable() -> None:
    told = of(
        (about("a"), replace(NOTHING, confidence=0.9)),
        (answered("x"), replace(NOTHING, confidence=0.4)),
        (UNANSWERABLE, replace(NOTHING, confidence=0.5)),
        (UNANSWERABLE, replace(NOTHING, confidence=0.1)),
        (Question("q", "Who?"), replace(NOTHING, confidence=0.2)),
    )
    assert (value(told.auroc), value(told.rejected)) == ((0.75, 4), (0.5, 4))


def test_latency_is_in_milliseconds() -> None:
    pairs = [(about("a"), replace(NOTHING, seconds=i / 1000)) for i in range(1, 21)]
    told = of(*pairs)
    assert (value(told.p50), value(told.p95)) == ((10, 20), (19, 20))


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_a_measure_does_not_change_with_the_order_of_questions(measure: Any) -> None:
    outcomes = [
        replace(NOTHING, shown=("x",) if i % 3 else (), confidence=i % 5 / 5, seconds=i, dated=True)
        for i in range(12)
    ]
    questions = [answered("x") if i % 4 else UNANSWERABLE for i in range(12)]
    one, other = figures(questions, outcomes), figures(questions[::-1], outcomes[::-1])
    before, after = one.of(measure), other.of(measure)
    assert (before and before.value) == pytest.approx(after and after.value)
