"""What an evaluation lets draw."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from index.evaluation.drawing import MOST_LINES, Plot, draw_histograms, draw_lines
from index.evaluation.figures import Figures
from index.evaluation.grades import Grade

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plots(results: Mapping[str, Figures], graded: Mapping[str, Sequence[Grade]]) -> Iterator[Plot]:
    """What the questions let draw, of the first MOST_LINES systems."""
    few = dict(list(graded.items())[:MOST_LINES])
    made = [
        _ranks_plot(
            "articles",
            "An article that answers among the first k",
            few,
            lambda g: g.seeks_article,
            lambda g: g.article_rank,
        ),
        _ranks_plot(
            "passages",
            "An answer in the best k passages",
            few,
            lambda g: g.seeks_answer,
            lambda g: g.answer_rank,
        ),
        _risk_plot({name: results[name] for name in few}),
        *(
            _confidence_plot(f"confidence{number}", name, some)
            for number, (name, some) in enumerate(list(few.items())[:2], start=1)
        ),
        _latency_plot(few),
    ]
    yield from (plot for plot in made if plot is not None)


def _ranks_plot(
    name: str,
    title: str,
    graded: Mapping[str, Sequence[Grade]],
    wanted: Callable[[Grade], bool],
    rank: Callable[[Grade], int | None],
) -> Plot | None:
    """Share of questions that are satisfied by the first k, for k from 1 to 10."""
    ks = range(1, 11)
    lines = {}
    for system, some in graded.items():
        ranks = [rank(g) or len(ks) + 1 for g in some if wanted(g)]
        if ranks:
            lines[system] = (ks, [sum(r <= k for r in ranks) / len(ranks) for k in ks])

    def draw(axes: "Axes") -> None:
        draw_lines(axes, lines)
        axes.set(xlabel="k", ylabel="share of questions", xticks=list(ks), ylim=(0, 1.02))

    ends = {system: f"{ys[0]:.2f} at 1, {ys[-1]:.2f} at 10" for system, (_, ys) in lines.items()}
    return Plot(name, title, _told_of(ends), draw) if lines else None


def _risk_plot(results: Mapping[str, Figures]) -> Plot | None:
    lines = {
        name: ([p.coverage for p in f.risk_coverage], [p.risk for p in f.risk_coverage])
        for name, f in results.items()
        if f.risk_coverage
    }

    def draw(axes: "Axes") -> None:
        draw_lines(axes, lines)
        axes.set(
            xlabel="share of questions answered, most confident first",
            ylabel="share of these that is wrong",
            xlim=(0, 1.02),
            ylim=(0, 1.02),
        )

    ends = {name: f"{ys[-1]:.2f} wrong when all are answered" for name, (_, ys) in lines.items()}
    return Plot("risk", "Risk and coverage", _told_of(ends), draw) if lines else None


def _confidence_plot(name: str, system: str, graded: Sequence[Grade]) -> Plot | None:
    kinds = {
        "answerable": [g.outcome.confidence for g in graded if g.answerable],
        "unanswerable": [g.outcome.confidence for g in graded if g.question.unanswerable],
    }
    some = {kind: values for kind, values in kinds.items() if values}

    def draw(axes: "Axes") -> None:
        draw_histograms(axes, some, "confidence")

    middles = {kind: f"median {_median(values):.2f}" for kind, values in some.items()}
    title = f"Confidence of {system}"
    return Plot(name, title, _told_of(middles), draw) if some else None


def _latency_plot(graded: Mapping[str, Sequence[Grade]]) -> Plot | None:
    some = {
        system: [g.outcome.seconds * 1000 for g in done] for system, done in graded.items() if done
    }

    def draw(axes: "Axes") -> None:
        draw_histograms(axes, some, "milliseconds")

    middles = {system: f"median {_median(values):.0f} ms" for system, values in some.items()}
    return Plot("latency", "Latency", _told_of(middles), draw) if some else None


def _told_of(ends: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {end}" for name, end in ends.items()) + "."


def _median(values: Sequence[float]) -> float:
    return sorted(values)[(len(values) - 1) // 2]
