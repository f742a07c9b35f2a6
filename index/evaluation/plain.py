"""Figures for programs: what goes into JSON."""

from collections.abc import Mapping
from dataclasses import asdict

from index.evaluation.figures import Figures
from index.evaluation.measures import MEASURES, Measure
from index.evaluation.wording import INTERVAL


def as_json(
    results: Mapping[str, Figures], differences: Mapping[str, Figures] | None = None
) -> dict[str, object]:
    """The figures for programs; every number is finite.

    {"schema": 1, "interval": how low and high came about,
    "measures": [{"key", "label", "meaning", "higher_is_better", "unit"}],
    "systems": {name: {"figures": {key: {"value", "low", "high", "questions"} or null},
    "risk_coverage": [{"confidence", "coverage", "risk"}]}},
    "differences": {name: {key: as in figures, or null}}}, the last from the first system.
    """
    return {
        "schema": 1,
        "interval": INTERVAL,
        "measures": [_described(measure) for measure in MEASURES],
        "systems": {name: _system(figures) for name, figures in results.items()},
        "differences": {name: _numbers(change) for name, change in (differences or {}).items()},
    }


def _described(measure: Measure) -> dict[str, object]:
    return {
        "key": measure.key,
        "label": measure.label,
        "meaning": measure.meaning,
        "higher_is_better": measure.higher_is_better,
        "unit": measure.unit.value,
    }


def _system(figures: Figures) -> dict[str, object]:
    curve = [asdict(point) for point in figures.risk_coverage]
    return {"figures": _numbers(figures), "risk_coverage": curve}


def _numbers(figures: Figures) -> dict[str, object]:
    found = ((measure.key, figures.of(measure)) for measure in MEASURES)
    return {key: asdict(figure) if figure else None for key, figure in found}
