"""Statistics of questions of which each may be drawn more than once."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# How often each question was drawn, (resamples, questions), as many draws as questions -> the
# statistic of each resample, NaN where it has none.
Statistic = Callable[[Floats], Floats]


def ratio(tops: Floats, bottoms: Floats) -> Statistic:
    """The sum of `tops` by the sum of `bottoms`."""
    return lambda counts: _divided(counts @ tops, counts @ bottoms)


def quantile(values: Floats, share: float) -> Statistic:
    """The least value that at least `share` of all do not exceed."""
    order = np.argsort(values)
    least = share * len(values) - 1e-9  # 0.95 * 20 is a little more than 19

    def statistic(counts: Floats) -> Floats:
        reached = np.cumsum(counts[:, order], axis=1) >= least
        found: Floats = values[order[reached.argmax(axis=1)]]
        return found

    return statistic


class Ranked:
    """Questions from the least confident up, equals together, as `flags` divides them."""

    def __init__(self, confidences: Floats, flags: Flags) -> None:
        self._order = np.argsort(confidences, kind="stable")
        self._flags = flags[self._order].astype(np.float64)
        ranked = confidences[self._order]
        self._starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
        self.levels: Floats = ranked[self._starts]

    def __call__(self, counts: Floats) -> tuple[Floats, Floats]:
        """At each level of confidence, how many there are in all, and flagged."""
        ranked = counts[:, self._order]
        flagged = np.add.reduceat(ranked * self._flags, self._starts, axis=1)
        return np.add.reduceat(ranked, self._starts, axis=1), flagged


def auroc(confidences: Floats, answerable: Flags) -> Statistic:
    """The chance that an answerable question has more confidence; equal counts as half."""
    ranked = Ranked(confidences, answerable)

    def statistic(counts: Floats) -> Floats:
        every, positive = ranked(counts)
        negative = every - positive
        below = negative.cumsum(axis=1) - negative / 2
        return _divided((positive * below).sum(axis=1), positive.sum(axis=1) * negative.sum(axis=1))

    return statistic


def rejected(confidences: Floats, answerable: Flags, allowed: float) -> Statistic:
    """Share of unanswerable below the highest threshold with `allowed` of the answerable below."""
    ranked = Ranked(confidences, answerable)

    def statistic(counts: Floats) -> Floats:
        every, positive = ranked(counts)
        falsely = positive.cumsum(axis=1)
        rightly = (every - positive).cumsum(axis=1)
        within = falsely <= allowed * falsely[:, -1:] + 1e-9
        most = np.where(within, rightly, 0).max(axis=1)
        return _divided(np.where(falsely[:, -1] > 0, most, np.nan), rightly[:, -1])

    return statistic


def area_under_risk(confidences: Floats, wrong: Flags) -> Statistic:
    """The mean, over how many of the most confident are answered, of the share that is wrong.

    Equals are answered in no particular order: the mean over all orders.
    """
    ranked = Ranked(-confidences, wrong)
    harmonic = np.r_[0, np.cumsum(1 / np.arange(1, len(wrong) + 1))]

    def statistic(counts: Floats) -> Floats:
        every, bad = ranked(counts)
        before, bad_before = every.cumsum(axis=1) - every, bad.cumsum(axis=1) - bad
        rate = np.divide(bad, every, out=np.zeros_like(bad), where=every > 0)
        # The sum over j = 1 … every of (bad_before + j * rate) / (before + j).
        steps = harmonic[(before + every).astype(int)] - harmonic[before.astype(int)]
        return _divided((bad + (bad_before - rate * before) * steps).sum(axis=1), every.sum(axis=1))

    return statistic


def _divided(tops: Floats, bottoms: Floats) -> Floats:
    quotients: Floats = np.full(tops.shape, np.nan)
    return np.divide(tops, bottoms, out=quotients, where=bottoms > 0)
