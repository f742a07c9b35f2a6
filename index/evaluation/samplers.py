"""From the grades of questions to a statistic of those that it is about."""

from collections.abc import Callable, Sequence

import numpy as np

from index.evaluation.bootstrap import Sample
from index.evaluation.grades import Grade
from index.evaluation.statistics import Flags, Floats, Statistic, area_under_risk, quantile, ratio

Sampler = Callable[[Sequence[Grade]], Sample | None]


def mean(wanted: Callable[[Grade], bool], value: Callable[[Grade], float]) -> Sampler:
    """The mean of `value` over the questions wanted."""
    return quotient(wanted, value, lambda _: 1)


def quotient(
    wanted: Callable[[Grade], bool],
    top: Callable[[Grade], float],
    bottom: Callable[[Grade], float],
) -> Sampler:
    """The sum of `top` by the sum of `bottom`, over the questions wanted."""

    def sampler(graded: Sequence[Grade]) -> Sample | None:
        chosen = _chosen(graded, wanted)
        tops = np.array([top(g) for g in chosen.values()], dtype=np.float64)
        bottoms = np.array([bottom(g) for g in chosen.values()], dtype=np.float64)
        return Sample(tuple(chosen), ratio(tops, bottoms)) if chosen else None

    return sampler


def latency(share: float) -> Sampler:
    """The milliseconds in which at least `share` of the questions were answered."""

    def sampler(graded: Sequence[Grade]) -> Sample | None:
        milliseconds = np.array([g.outcome.seconds * 1000 for g in graded], dtype=np.float64)
        positions = tuple(range(len(graded)))
        return Sample(positions, quantile(milliseconds, share)) if graded else None

    return sampler


def told_apart(make: Callable[[Floats, Flags], Statistic]) -> Sampler:
    """A statistic of the confidence in answerable and unanswerable questions, if there are both."""

    def sampler(graded: Sequence[Grade]) -> Sample | None:
        chosen = _chosen(graded, lambda g: g.answerable or g.question.unanswerable)
        values, answerable = confidences(tuple(chosen.values()), lambda g: g.answerable)
        both = answerable.any() and not answerable.all()
        return Sample(tuple(chosen), make(values, answerable)) if both else None

    return sampler


def risk_area(graded: Sequence[Grade]) -> Sample | None:
    """The area under the risk-coverage curve, where it is known what is wrong."""
    chosen = _chosen(graded, lambda g: g.can_be_wrong)
    if not chosen:
        return None
    statistic = area_under_risk(*confidences(tuple(chosen.values()), lambda g: not g.in_best))
    return Sample(tuple(chosen), statistic)


def confidences(
    graded: Sequence[Grade], flag: Callable[[Grade], bool], sign: int = 1
) -> tuple[Floats, Flags]:
    """The confidence in each question, times `sign`, and whether `flag` holds of it."""
    values = np.array([sign * g.outcome.confidence for g in graded], dtype=np.float64)
    return values, np.array([flag(g) for g in graded], dtype=np.bool_)


def _chosen(graded: Sequence[Grade], wanted: Callable[[Grade], bool]) -> dict[int, Grade]:
    return {position: g for position, g in enumerate(graded) if wanted(g)}
