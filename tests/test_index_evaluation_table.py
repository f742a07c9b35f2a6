"""How figures look in 80 columns."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rich.console import Console
from tiny_evaluation import BAD, GOOD, changes, results

from index.evaluation.figures import Figures
from index.evaluation.measures import MEASURES
from index.evaluation.table import table


def printed(
    told: Mapping[str, Figures], compared: Mapping[str, Figures] | None = None, width: int = 80
) -> list[str]:
    console = Console(width=width, color_system=None, no_color=True)
    with console.capture() as captured:
        console.print(table(told, compared))
    return [line.rstrip() for line in captured.get().splitlines()]


def row(lines: Sequence[str], label: str) -> list[str]:
    [found] = [line for line in lines if line.strip().startswith(f"{label} ")]
    return found.replace(label, "", 1).split()


def test_every_figure_stands_in_its_row_with_interval_and_questions() -> None:
    lines = printed(results(Footnote=GOOD))
    assert row(lines, "answer shown") == [".500", "0.00–1.00", "2"]
    assert row(lines, "latency p95, ms") == ["200", "100–200", "3"]


def test_systems_stand_side_by_side() -> None:
    lines = printed(results(Footnote=GOOD, baseline=BAD))
    assert row(lines, "wrong answers") == ["0.00", "0.00–0.00", "1.00", "1.00–1.00", "3"]


def test_what_one_system_lacks_is_a_dash() -> None:
    told = results(Footnote=GOOD, baseline=[replace(o, dated=None) for o in GOOD])
    assert row(printed(told), "dates honoured") == ["1.00", "1.00–1.00", "–", "1"]


def test_what_no_system_has_is_left_out() -> None:
    told = results(Footnote=[replace(o, dated=None) for o in GOOD])
    assert not [line for line in printed(told) if "dates" in line]


def test_three_systems_fit_80_columns_without_a_break() -> None:
    lines = printed(results(Footnote=GOOD, baseline=BAD, **{"simple mix": BAD}))
    for measure in MEASURES:
        assert len(row(lines, measure.label)) == 7, measure.label
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if "…" in line]


def test_more_systems_are_rows_with_the_difference_below() -> None:
    ablated = {"without words": BAD, "without time": GOOD, "without order": BAD}
    told = results(Footnote=GOOD, **ablated)
    lines = printed(told, changes(GOOD, **ablated))
    assert row(lines, "Hit@1")[:4] == ["in", "1", "shown", "wrong"]
    assert row(lines, "Footnote") == [".500", ".500", ".500", "0.00", ".750", "200"]
    start = next(i for i, line in enumerate(lines) if "without words" in line)
    assert lines[start + 1].split()[:4] == ["±.000", "±.000", "−.500", "+1.000*"]
    assert max(map(len, lines)) <= 80


def test_the_star_is_explained_below() -> None:
    told = results(**dict.fromkeys("abcd", GOOD))
    text = " ".join(" ".join(printed(told, changes(GOOD, b=GOOD))).split())
    assert "difference from a; * its 95 % interval leaves 0 out" in text


def test_a_name_is_not_read_as_markup() -> None:
    assert "[bold]x" in " ".join(printed(results(**{"[bold]x": GOOD})))
