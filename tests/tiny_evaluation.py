"""Questions, outcomes and systems so small that their figures can be worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace

from index.evaluation.figures import Figures, differences, figures
from index.evaluation.outcomes import Outcome, Retrieved
from index.evaluation.questions import Question

NOTHING = Outcome((), (), 0.0, 0, 0, 0, 0.0)


def passages(*articles: str) -> tuple[Retrieved, ...]:
    return tuple(Retrieved(article, None, f"text of {article}") for article in articles)


def about(*articles: str) -> Question:
    return Question("q", "Who?", articles=articles)


def answered(*answers: str) -> Question:
    return Question("q", "Who?", answers=answers)


UNANSWERABLE = Question("u", "Who?", unanswerable=True)


QUESTIONS = [
    Question("1", "Who <b>opened</b> it?", articles=("a",), answers=("the mayor",)),
    Question("2", "When & where?", articles=("b",), answers=("on Monday",)),
    Question("3", "Why?", unanswerable=True),
]
FOUND = (Retrieved("a", None, "The mayor opened it."), Retrieved("b", None, "It was on Monday."))
RIGHT = Outcome(FOUND, ("The mayor opened it.",), 0.9, 1, 1, 4, 0.1, dated=True)
WRONG = replace(RIGHT, shown=("<script>alert(1)</script>",), confidence=0.75)
ABSTAINED = Outcome(FOUND, (), 0.25, 0, 0, 0, 0.2)
GOOD = [RIGHT, ABSTAINED, ABSTAINED]
BAD = [WRONG, ABSTAINED, WRONG]


def results(**systems: Sequence[Outcome]) -> dict[str, Figures]:
    return {name: figures(QUESTIONS, outcomes) for name, outcomes in systems.items()}


def changes(reference: Sequence[Outcome], **systems: Sequence[Outcome]) -> dict[str, Figures]:
    return {name: differences(QUESTIONS, done, reference) for name, done in systems.items()}
