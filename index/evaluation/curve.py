"""The risk-coverage curve: how many answers are wrong when only the most confident are given."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.evaluation.grades import Grade
from index.evaluation.samplers import confidences
from index.evaluation.statistics import Ranked

MOST_POINTS = 100  # of a risk-coverage curve that is written out


@dataclass(frozen=True, slots=True)
class Point:
    """When all and only what has at least this confidence is answered.

    `coverage`: share of the questions that is answered; `risk`: share of these that is wrong.
    """

    confidence: float
    coverage: float
    risk: float


def risk_coverage(graded: Sequence[Grade]) -> tuple[Point, ...]:
    """The risk-coverage curve over the questions of which it is known whether an answer is right.

    An abstention counts as wrong beyond its place, unless what it withheld was right.
    """
    known = [g for g in graded if g.can_be_wrong]
    if not known:
        return ()
    ranked = Ranked(*confidences(known, lambda g: not g.in_best, sign=-1))
    every, bad = (counts.cumsum() for counts in ranked(np.ones((1, len(known)))))
    kept = np.unique(np.linspace(0, len(every) - 1, MOST_POINTS).round().astype(int))
    return tuple(
        Point(-float(ranked.levels[i]), float(every[i] / len(known)), float(bad[i] / every[i]))
        for i in kept
    )
