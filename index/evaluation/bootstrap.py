"""A statistic with its interval: how it varies with the questions that happen to be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from index.evaluation.statistics import Floats, Statistic

RESAMPLES = 1_000
_SEED = 20_240_314  # fixed, so that systems are compared on the same resamples
_BLOCK = 100  # resamples at a time: 5,000 questions take 4 MB, not 40


@dataclass(frozen=True, slots=True)
class Sample:
    """A statistic, and which of the questions it is about (their positions)."""

    positions: tuple[int, ...]
    statistic: Statistic


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, its 95 % bootstrap interval over the questions, and how many these are.

    In a comparison, the value is a difference and the interval is that of the difference.
    """

    value: float
    low: float
    high: float
    questions: int

    @property
    def tells(self) -> bool:
        """For a difference: the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def resampled(samples: Mapping[str, Sample]) -> dict[str, Floats]:
    """Of each sample its own value, then those of the resamples, (1 + RESAMPLES,).

    Samples of equally many questions share their draws, which take longer than the rest.
    """
    values: dict[str, list[Floats]] = {key: [] for key in samples}
    for size in {len(sample.positions) for sample in samples.values()}:
        same = [(key, s.statistic) for key, s in samples.items() if len(s.positions) == size]
        for counts in _draws(size):
            for key, statistic in same:
                values[key].append(statistic(counts))
    return {key: np.concatenate(blocks) for key, blocks in values.items()}


def _draws(questions: int) -> Iterator[Floats]:
    """The questions as they are, then RESAMPLES times as many drawn from them, block by block."""
    yield np.ones((1, questions))
    random = np.random.default_rng(_SEED)
    rows = np.arange(_BLOCK)[:, np.newaxis] * questions
    for _ in range(RESAMPLES // _BLOCK):
        drawn = random.integers(questions, size=(_BLOCK, questions)) + rows
        counts = np.bincount(drawn.ravel(), minlength=_BLOCK * questions)
        yield counts.reshape(_BLOCK, questions).astype(np.float64)


def estimated(values: Floats, sample: Sample) -> Figure | None:
    """The figure of `values`, its own first, then those of the resamples; None where it is NaN."""
    if np.isnan(values[0]):
        return None
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Figure(float(values[0]), float(low), float(high), len(sample.positions))
