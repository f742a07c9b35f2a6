"""Figures as a table in a terminal."""

from collections.abc import Mapping

from rich import box
from rich.table import Table
from rich.text import Text

from index.evaluation.bootstrap import Figure
from index.evaluation.figures import Figures, known_measures, most_questions
from index.evaluation.measures import Measure, Unit
from index.evaluation.wording import difference, interval, written

MOST_COLUMNS = 3  # systems side by side in 80 columns; more are rows


def table(
    results: Mapping[str, Figures], differences: Mapping[str, Figures] | None = None
) -> Table:
    """The figures of each system, for a terminal of 80 columns.

    Up to MOST_COLUMNS systems are columns. More are rows of a few main figures, under which
    stands the difference from the first system where `differences` has it, by system.
    """
    if len(results) <= MOST_COLUMNS:
        return _systems_as_columns(results)
    return _systems_as_rows(results, differences or {})


def _systems_as_columns(results: Mapping[str, Figures]) -> Table:
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    shown.add_column("", no_wrap=True)
    for name in results:
        shown.add_column(Text(name), justify="left")
    shown.add_column("n", justify="right", style="dim")
    part = None
    for measure in known_measures(results):
        if measure.part is not part:
            shown.add_section()
            part = measure.part
        cells = [_cell(figures.of(measure), measure.unit) for figures in results.values()]
        shown.add_row(measure.label, *cells, f"{most_questions(results, measure):,}")
    return shown


def _cell(figure: Figure | None, unit: Unit) -> Text:
    if figure is None:
        return Text("–", style="dim")
    value = f"{written(figure.value, unit):<4} "
    return Text.assemble((value, "bold"), (interval(figure, unit), "dim"))


def _systems_as_rows(results: Mapping[str, Figures], differences: Mapping[str, Figures]) -> Table:
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    shown.add_column("")
    measures = known_measures(results, main_only=True)
    for measure in measures:
        shown.add_column(measure.short, justify="left", no_wrap=True)
    for name, figures in results.items():
        compared = differences.get(name)
        shown.add_row(Text(name), *(_compared(m, figures, compared) for m in measures))
    if differences:
        first = next(iter(results))
        shown.caption = f"below: difference from {first}; * its 95 % interval leaves 0 out"
    return shown


def _compared(measure: Measure, figures: Figures, compared: Figures | None) -> Text:
    figure = figures.of(measure)
    if figure is None:
        return Text("–", style="dim")
    value = (written(figure.value, measure.unit), "bold")
    change = compared.of(measure) if compared else None
    if change is None:
        return Text.assemble(value)
    return Text.assemble(value, "\n", (difference(change, measure.unit), _style(measure, change)))


def _style(measure: Measure, change: Figure) -> str:
    if not change.tells:
        return "dim"
    return "green" if (change.value > 0) == measure.higher_is_better else "red"
