"""The list of the worst questions."""

from dataclasses import replace

from tiny_evaluation import ABSTAINED, QUESTIONS, RIGHT, WRONG

from index.evaluation.grades import grade, grades
from index.evaluation.outcomes import Retrieved
from index.evaluation.questions import Question
from index.evaluation.worst import MOST_SHOWN, MOST_WORST, worst


def test_only_the_worst_are_listed_and_the_rest_is_counted() -> None:
    size = MOST_WORST + 1
    questions = [Question(str(i), f"Why {i}?", unanswerable=True) for i in range(size)]
    text = worst("Confidently wrong", "Footnote", grades(questions, [WRONG] * size))
    assert f"Footnote: {size} questions, the first {MOST_WORST} here." in text
    assert (f"Why {MOST_WORST - 1}?" in text, f"Why {MOST_WORST}?" in text) == (True, False)


def test_without_a_question_it_says_none() -> None:
    text = worst("Missed", "Footnote", [])
    assert "Footnote: 0 questions." in text
    assert "<p>None.</p>" in text


def test_a_long_passage_is_cut() -> None:
    long = replace(ABSTAINED, passages=(Retrieved("a", None, "x" * (MOST_SHOWN + 1)),))
    text = worst("Missed", "Footnote", [grade(QUESTIONS[0], long)])
    assert "x" * MOST_SHOWN + " …" in text
    assert "x" * (MOST_SHOWN + 1) not in text


def test_what_was_withheld_is_told() -> None:
    withheld = replace(RIGHT, shown=(), withheld=("The vicar & the mayor.",))
    text = worst("Missed", "Footnote", [grade(QUESTIONS[0], withheld)])
    assert '<dt>Withheld</dt><dd dir="auto">The vicar &amp; the mayor.</dd>' in text
