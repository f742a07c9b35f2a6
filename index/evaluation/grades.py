"""How good what a pipeline did with one question is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.evaluation.matching import holds, normalised
from index.evaluation.outcomes import Outcome, Retrieved
from index.evaluation.questions import Question


@dataclass(frozen=True, slots=True)
class Grade:
    """How good an outcome was.

    `article_rank` is the place of the first article that answers among the distinct articles,
    `answer_rank` that of the first passage that holds an answer; from 1, None when there is none.
    `in_shown`: an answer stands in the sentences shown; `in_best`: in them or, after an
    abstention, in those withheld.
    """

    question: Question
    outcome: Outcome
    article_rank: int | None
    answer_rank: int | None
    in_shown: bool
    in_best: bool

    @property
    def abstained(self) -> bool:
        """Nothing was shown."""
        return not self.outcome.shown

    @property
    def seeks_article(self) -> bool:
        """It is known which articles answer."""
        return bool(self.question.articles) and not self.question.unanswerable

    @property
    def seeks_answer(self) -> bool:
        """It is known which strings answer."""
        return bool(self.question.answers) and not self.question.unanswerable

    @property
    def answerable(self) -> bool:
        """It is known that the coverage answers."""
        return self.seeks_article or self.seeks_answer

    @property
    def can_be_wrong(self) -> bool:
        """Of an answer to it, it is known whether it is right."""
        return self.seeks_answer or self.question.unanswerable

    @property
    def wrong(self) -> bool:
        """An answer was shown that is none, or to a question that has none."""
        return self.can_be_wrong and not self.abstained and not self.in_shown


def grade(question: Question, outcome: Outcome) -> Grade:
    """How good what a pipeline did with a question is."""
    answers = [] if question.unanswerable else [normalised(answer) for answer in question.answers]

    def answered(*texts: str) -> bool:
        text = normalised(" ".join(texts)) if answers else ""
        return any(holds(text, answer) for answer in answers)

    in_shown = answered(*outcome.shown)
    return Grade(
        question=question,
        outcome=outcome,
        article_rank=_article_rank(question, outcome.passages),
        answer_rank=_first(answered(passage.text) for passage in outcome.passages),
        in_shown=in_shown,
        in_best=answered(*outcome.withheld) if not outcome.shown else in_shown,
    )


def grades(questions: Sequence[Question], outcomes: Sequence[Outcome]) -> list[Grade]:
    """The grade of each outcome; there are as many as questions."""
    return [grade(question, outcome) for question, outcome in zip(questions, outcomes, strict=True)]


def confidently_wrong(graded: Sequence[Grade]) -> list[Grade]:
    """Wrong answers that were shown, the most confident first."""
    return sorted((g for g in graded if g.wrong), key=lambda g: -g.outcome.confidence)


def missed(graded: Sequence[Grade]) -> list[Grade]:
    """Answerable questions on which it abstained, those first whose answer had been found best."""
    abstained = [g for g in graded if g.answerable and g.abstained]
    return sorted(abstained, key=lambda g: (_place(g), -g.outcome.confidence))


def _place(graded: Grade) -> float:
    ranks = [rank for rank in (graded.answer_rank, graded.article_rank) if rank is not None]
    return min(ranks, default=float("inf"))


def _article_rank(question: Question, passages: Sequence[Retrieved]) -> int | None:
    """Passages of one article share the place of the best of them."""
    wanted = {_name(article) for article in question.articles}
    names: dict[str, set[str]] = {}
    for passage in passages:
        known = names.setdefault(passage.article, {passage.article})
        known.update(map(_name, (passage.url or passage.article, *passage.copies)))
    return _first(not wanted.isdisjoint(known) for known in names.values())


def _first(found: Iterator[bool]) -> int | None:
    return next((rank for rank, is_it in enumerate(found, start=1) if is_it), None)


@lru_cache(maxsize=10_000)
def _name(article: str) -> str:
    """An id, or a URL without what does not tell articles apart: scheme, fragment, last slash."""
    scheme, separator, rest = article.partition("://")
    if separator and scheme.lower() in ("http", "https"):
        host, slash, path = rest.partition("#")[0].partition("/")
        return f"//{host.lower()}{slash}{path}".rstrip("/")
    return article
