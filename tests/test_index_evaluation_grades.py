"""How good an outcome is."""

from dataclasses import replace
from typing import Any

import pytest
from tiny_evaluation import NOTHING, UNANSWERABLE, about, answered, passages

from index.evaluation.grades import Grade, confidently_wrong, grade, grades, missed
from index.evaluation.outcomes import Retrieved
from index.evaluation.questions import Question


def graded(question: Question, **what: Any) -> Grade:
    return grade(question, replace(NOTHING, **what))


def test_articles_are_ranked_not_passages() -> None:
    assert graded(about("b"), passages=passages("a", "a", "a", "b")).article_rank == 2


def test_any_of_the_articles_will_do() -> None:
    assert graded(about("z", "b", "a"), passages=passages("a", "b")).article_rank == 1


def test_an_article_that_is_not_found_has_no_rank() -> None:
    assert graded(about("z"), passages=passages("a", "b")).article_rank is None


def test_a_copy_of_the_story_counts() -> None:
    found = Retrieved("a", None, "text", copies=("b", "https://other.example/b"))
    assert graded(about("b"), passages=(found,)).article_rank == 1
    assert graded(about("https://other.example/b"), passages=(found,)).article_rank == 1


@pytest.mark.parametrize(
    "written",
    [
        "https://courier.example/Bridge",
        "http://courier.example/Bridge",
        "https://courier.example/Bridge/",
        "https://Courier.example/Bridge#top",
    ],
)
def test_an_article_is_found_by_its_address(written: str) -> None:
    found = Retrieved("a", "https://courier.example/Bridge", "text")
    assert graded(about(written), passages=(found,)).article_rank == 1


@pytest.mark.parametrize(
    "written", ["https://courier.example/bridge", "https://courier.example/Bridge?page=2", "Bridge"]
)
def test_another_address_is_another_article(written: str) -> None:
    found = Retrieved("a", "https://courier.example/Bridge", "text")
    assert graded(about(written), passages=(found,)).article_rank is None


def test_the_answer_rank_is_that_of_the_first_passage_that_holds_one() -> None:
    found = tuple(Retrieved("a", None, text) for text in ("15", "it was 5", "5"))
    assert graded(answered("five", "5"), passages=found).answer_rank == 2


def test_an_answer_may_run_over_two_sentences_shown() -> None:
    assert graded(answered("St. Louis"), shown=("He lives in St.", "Louis.")).in_shown


def test_what_was_withheld_was_not_shown() -> None:
    told = graded(answered("mayor"), withheld=("The mayor.",))
    assert (told.in_shown, told.in_best, told.wrong) == (False, True, False)


def test_an_answer_without_the_string_is_wrong() -> None:
    assert graded(answered("mayor"), shown=("The vicar.",)).wrong


def test_any_answer_to_the_unanswerable_is_wrong() -> None:
    assert graded(UNANSWERABLE, shown=("The mayor.",)).wrong
    assert not graded(UNANSWERABLE).wrong


def test_without_answers_nothing_is_known_to_be_wrong() -> None:
    assert not graded(about("a"), shown=("The mayor.",)).wrong


def test_the_most_confident_of_the_wrong_comes_first() -> None:
    told = [
        graded(answered("mayor"), shown=("vicar",), confidence=0.6),
        graded(answered("mayor"), shown=("mayor",), confidence=0.9),
        graded(UNANSWERABLE, shown=("vicar",), confidence=0.8),
    ]
    assert confidently_wrong(told) == [told[2], told[0]]


def test_what_was_found_and_not_shown_is_missed_first() -> None:
    told = [
        graded(answered("mayor"), confidence=0.9),
        graded(answered("mayor"), passages=(Retrieved("a", None, "the mayor"),)),
        graded(UNANSWERABLE),
        graded(about("a"), shown=("text",)),
    ]
    assert missed(told) == [told[1], told[0]]


def test_there_must_be_an_outcome_for_every_question() -> None:
    with pytest.raises(ValueError, match="shorter"):
        grades([about("a"), about("b")], [NOTHING])
