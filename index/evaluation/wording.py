"""How a figure is written for people."""

from index.evaluation.bootstrap import RESAMPLES, Figure
from index.evaluation.measures import Unit

INTERVAL = f"95 % bootstrap, percentiles of {RESAMPLES:,} resamples over questions"


def written(value: float, unit: Unit) -> str:
    """A figure for people. A share that is not all or nothing never looks like it."""
    if unit is Unit.MILLISECONDS:
        return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
    if unit is Unit.WORDS:
        return f"{value:,.1f}"
    if value in (0.0, 1.0):
        return f"{value:.2f}"
    return f"{min(max(value, 0.001), 0.999):.3f}".removeprefix("0")


def interval(figure: Figure, unit: Unit) -> str:
    """From where to where the figure may be."""
    return f"{written(figure.low, unit)}–{written(figure.high, unit)}"


def difference(figure: Figure, unit: Unit) -> str:
    """More or less than the reference; a star when the interval leaves zero out."""
    digits = {Unit.SHARE: 3, Unit.WORDS: 1, Unit.MILLISECONDS: 0}[unit]
    number = f"{abs(figure.value):,.{digits}f}"
    number = number.removeprefix("0") if unit is Unit.SHARE else number
    sign = "" if not number.strip("0.") else "+" if figure.value > 0 else "−"
    return f"{sign or '±'}{number}{'*' if figure.tells else ''}"
