"""What a pipeline did with a question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from index.evaluation.questions import Question


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that was found. `copies`: ids or URLs of the same story's other copies."""

    article: str
    url: str | None
    text: str
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pipeline did with one question.

    `passages` are best first, enough that ten articles are among them where there are ten.
    `shown` are the sentences that a member reads, none when it abstained; `withheld` those that it
    would have shown, if it says so. `confidence` that the coverage answers is comparable between
    questions, 0 to 1 for Footnote, any finite score for others; also given when it abstained.
    `citations` counts the quotes shown, `verified` those of them that are slices of the stored
    article; `tokens` the words that are shown. `dated`: whether every citation satisfies the
    question's explicit date (an abstention does); None when it has none.

    Raises ValueError when a number cannot be.
    """

    passages: tuple[Retrieved, ...]
    shown: tuple[str, ...]
    confidence: float
    citations: int
    verified: int
    tokens: int
    seconds: float
    dated: bool | None = None
    withheld: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (isfinite(self.confidence) and isfinite(self.seconds)):
            raise ValueError(f"not finite: confidence {self.confidence}, {self.seconds} s")
        if not 0 <= self.verified <= self.citations:
            raise ValueError(f"{self.verified} of {self.citations} citations verified")


Pipeline = Callable[[Question], Outcome]


def run(
    questions: Sequence[Question], pipeline: Pipeline, report: Callable[[int, int], None]
) -> list[Outcome]:
    """What a pipeline does with each question. `report` is told how many are done, and of how many.

    Nothing is shared between questions: what one raises ends the run.
    """
    outcomes = []
    for done, question in enumerate(questions, start=1):
        outcomes.append(pipeline(question))
        report(done, len(questions))
    return outcomes
