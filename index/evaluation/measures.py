"""The list of all that is measured."""

from dataclasses import dataclass
from enum import StrEnum

from index.evaluation.grades import Grade
from index.evaluation.samplers import Sampler, latency, mean, quotient, risk_area, told_apart
from index.evaluation.statistics import auroc, rejected

FALSE_ABSTENTION = 0.05  # of the answerable questions, where `rejected` is read


class Unit(StrEnum):
    """What a figure counts."""

    SHARE = "0 to 1"
    WORDS = "words"
    MILLISECONDS = "ms"


class Part(StrEnum):
    """What a figure is about."""

    RETRIEVAL = "Finding"
    ANSWER = "Answering"
    ABSTENTION = "Abstaining"
    HONESTY = "Honesty"
    SPEED = "Speed"


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure is called and means, and how it is measured.

    `key` is its field in Figures; `label` fits a row of a terminal, `short` a column.
    `main`: among the few that tell systems apart at a glance.
    """

    key: str
    part: Part
    label: str
    short: str
    meaning: str
    sampler: Sampler
    higher_is_better: bool = True
    unit: Unit = Unit.SHARE
    main: bool = False


def _hit(k: int, main: bool = False) -> Measure:
    return Measure(
        key=f"hit_{k}",
        part=Part.RETRIEVAL,
        label=f"Hit@{k}",
        short=f"Hit@{k}",
        meaning=f"share of questions with an article that answers among the first {k}",
        sampler=mean(lambda g: g.seeks_article, lambda g: _is_within(g.article_rank, k)),
        main=main,
    )


def _passage(k: int, main: bool = False) -> Measure:
    best = "the best passage" if k == 1 else f"the best {k} passages"
    return Measure(
        key=f"passage_{k}",
        part=Part.RETRIEVAL,
        label="answer in best passage" if k == 1 else f"answer in best {k}",
        short=f"in {k}",
        meaning=f"share of questions with an answer string in {best}",
        sampler=mean(lambda g: g.seeks_answer, lambda g: _is_within(g.answer_rank, k)),
        main=main,
    )


def _words_shown(graded: Grade) -> int:
    return 0 if graded.abstained else graded.outcome.tokens


def _is_within(rank: int | None, k: int) -> bool:
    return rank is not None and rank <= k


def _reciprocal(rank: int | None) -> float:
    return 1 / rank if rank is not None and rank <= 10 else 0


MEASURES: tuple[Measure, ...] = (
    _hit(1, main=True),
    _hit(4),
    _hit(5),
    _hit(10),
    Measure(
        key="mrr_10",
        part=Part.RETRIEVAL,
        label="MRR@10",
        short="MRR@10",
        meaning="mean of 1 / place of the first article that answers; 0 beyond the tenth",
        sampler=mean(lambda g: g.seeks_article, lambda g: _reciprocal(g.article_rank)),
    ),
    _passage(1, main=True),
    _passage(5),
    _passage(10),
    Measure(
        key="shown",
        part=Part.ANSWER,
        label="answer shown",
        short="shown",
        meaning="share of questions with an answer string in the sentences shown",
        sampler=mean(lambda g: g.seeks_answer, lambda g: g.in_shown),
        main=True,
    ),
    Measure(
        key="wrong",
        part=Part.ANSWER,
        label="wrong answers",
        short="wrong",
        meaning="share of the answers shown that hold no answer string, or answer what is "
        "unanswerable",
        higher_is_better=False,
        sampler=quotient(lambda g: g.can_be_wrong, lambda g: g.wrong, lambda g: not g.abstained),
        main=True,
    ),
    Measure(
        key="tokens",
        part=Part.ANSWER,
        label="words in an answer",
        short="words",
        meaning="mean number of words that an answer shows",
        higher_is_better=False,
        unit=Unit.WORDS,
        sampler=quotient(lambda _: True, _words_shown, lambda g: not g.abstained),
    ),
    Measure(
        key="auroc",
        part=Part.ABSTENTION,
        label="AUROC",
        short="AUROC",
        meaning="chance that an answerable question has more confidence than an unanswerable one",
        sampler=told_apart(auroc),
        main=True,
    ),
    Measure(
        key="rejected",
        part=Part.ABSTENTION,
        label="rejected at 5 %",
        short="at 5 %",
        meaning="share of unanswerable questions below the confidence that at most 5 % of the "
        "answerable ones are below",
        sampler=told_apart(lambda c, answerable: rejected(c, answerable, FALSE_ABSTENTION)),
    ),
    Measure(
        key="falsely_abstained",
        part=Part.ABSTENTION,
        label="abstained falsely",
        short="falsely",
        meaning="as shipped: share of answerable questions on which it abstained",
        higher_is_better=False,
        sampler=mean(lambda g: g.answerable, lambda g: g.abstained),
    ),
    Measure(
        key="rightly_abstained",
        part=Part.ABSTENTION,
        label="abstained rightly",
        short="rightly",
        meaning="as shipped: share of unanswerable questions on which it abstained",
        sampler=mean(lambda g: g.question.unanswerable, lambda g: g.abstained),
    ),
    Measure(
        key="aurc",
        part=Part.ABSTENTION,
        label="AURC",
        short="AURC",
        meaning="area under the risk-coverage curve: the share of wrong answers, averaged over "
        "how many of the questions are answered, the most confident first",
        higher_is_better=False,
        sampler=risk_area,
    ),
    Measure(
        key="verified",
        part=Part.HONESTY,
        label="quotes verbatim",
        short="verbatim",
        meaning="share of the quotes shown that are slices of the stored article",
        sampler=quotient(
            lambda _: True, lambda g: g.outcome.verified, lambda g: g.outcome.citations
        ),
    ),
    Measure(
        key="dated",
        part=Part.HONESTY,
        label="dates honoured",
        short="dates",
        meaning="share of questions with an explicit date of which every citation satisfies it",
        sampler=mean(lambda g: g.outcome.dated is not None, lambda g: bool(g.outcome.dated)),
    ),
    Measure(
        key="p50",
        part=Part.SPEED,
        label="latency p50, ms",
        short="p50 ms",
        meaning="milliseconds in which half of the questions were answered",
        higher_is_better=False,
        unit=Unit.MILLISECONDS,
        sampler=latency(0.5),
        main=True,
    ),
    Measure(
        key="p95",
        part=Part.SPEED,
        label="latency p95, ms",
        short="p95 ms",
        meaning="milliseconds in which 95 % of the questions were answered",
        higher_is_better=False,
        unit=Unit.MILLISECONDS,
        sampler=latency(0.95),
    ),
)
