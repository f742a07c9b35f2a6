"""How good a system is, and how much better than another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.evaluation.bootstrap import Figure, Sample, estimated, resampled
from index.evaluation.curve import Point, risk_coverage
from index.evaluation.grades import Grade, grades
from index.evaluation.measures import MEASURES, Measure
from index.evaluation.outcomes import Outcome
from index.evaluation.questions import Question


@dataclass(frozen=True, slots=True)
class Figures:
    """How good a system is; see MEASURES. None: the questions do not say.

    `risk_coverage` are at most MOST_POINTS points from the most confident down.
    """

    hit_1: Figure | None
    hit_4: Figure | None
    hit_5: Figure | None
    hit_10: Figure | None
    mrr_10: Figure | None
    passage_1: Figure | None
    passage_5: Figure | None
    passage_10: Figure | None
    shown: Figure | None
    wrong: Figure | None
    tokens: Figure | None
    auroc: Figure | None
    rejected: Figure | None
    falsely_abstained: Figure | None
    rightly_abstained: Figure | None
    aurc: Figure | None
    verified: Figure | None
    dated: Figure | None
    p50: Figure | None
    p95: Figure | None
    risk_coverage: tuple[Point, ...] = ()

    def of(self, measure: Measure) -> Figure | None:
        """The figure of this measure."""
        figure: Figure | None = getattr(self, measure.key)
        return figure


def figures(questions: Sequence[Question], outcomes: Sequence[Outcome]) -> Figures:
    """How good the outcomes are."""
    graded = grades(questions, outcomes)
    samples = _samples(graded)
    values = resampled(samples)
    found: dict[str, Any] = {key: estimated(values[key], samples[key]) for key in samples}
    return Figures(**_blank() | found, risk_coverage=risk_coverage(graded))


def differences(
    questions: Sequence[Question], outcomes: Sequence[Outcome], reference: Sequence[Outcome]
) -> Figures:
    """How much more every figure of `outcomes` is than of `reference`, question by question.

    Intervals are of the differences, on the same resamples, so narrower than those of two figures
    that are compared by eye. None where the two are not about the same questions. No curve.
    """
    one, other = _samples(grades(questions, outcomes)), _samples(grades(questions, reference))
    same = [key for key in one if key in other and one[key].positions == other[key].positions]
    ones = resampled({key: one[key] for key in same})
    others = resampled({key: other[key] for key in same})
    found: dict[str, Any] = {key: estimated(ones[key] - others[key], one[key]) for key in same}
    return Figures(**_blank() | found)


def known_measures(results: Mapping[str, Figures], main_only: bool = False) -> list[Measure]:
    """The measures that at least one of the systems has."""
    wanted = [measure for measure in MEASURES if measure.main or not main_only]
    return [m for m in wanted if any(figures.of(m) for figures in results.values())]


def most_questions(results: Mapping[str, Figures], measure: Measure) -> int:
    """How many questions a measure is about, in the system where it is about most."""
    return max(figure.questions for f in results.values() if (figure := f.of(measure)))


def _samples(graded: Sequence[Grade]) -> dict[str, Sample]:
    samples = ((measure.key, measure.sampler(graded)) for measure in MEASURES)
    return {key: sample for key, sample in samples if sample is not None}


def _blank() -> dict[str, Any]:
    return {measure.key: None for measure in MEASURES}
