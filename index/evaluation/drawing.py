"""A plot as SVG that takes its colours from the page around it."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LINES = 6  # systems in a plot
# Colours are the page's, so that they follow its light or dark: matplotlib draws in these, and
# they are replaced by the page's names for them.
_INK = "#010203"
_SERIES = tuple(f"#0a0b{number:02x}" for number in range(1, MOST_LINES + 1))
_DASHES = ("-", "--", ":", "-.", (0, (5, 1)), (0, (1, 1)))
_PAGE_COLOURS = {_INK: "var(--ink)"} | {
    colour: f"var(--s{number})" for number, colour in enumerate(_SERIES, start=1)
}
_ID = re.compile(r'(\bid="|href="#|url\(#)')


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture, what it is called, and what it shows to who cannot see it."""

    name: str
    title: str
    told: str
    draw: Callable[["Axes"], None]


def svg(plot: Plot) -> str:
    """The plot as SVG that stands inside a page, its ids its own."""
    import matplotlib as mpl  # takes a second, and most commands draw nothing
    from matplotlib.figure import Figure as Canvas

    style: Any = {"svg.fonttype": "none", "svg.hashsalt": "footnote", "font.size": 10}
    colours = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
    with mpl.rc_context(style | dict.fromkeys(colours, _INK)):
        canvas = Canvas(figsize=(5.4, 3.4), layout="constrained")
        axes = canvas.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        axes.patch.set_visible(False)
        plot.draw(axes)
        axes.grid(visible=True, color=_INK, alpha=0.15)
        drawn = io.StringIO()
        canvas.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    return _inline(drawn.getvalue(), plot)


def _inline(svg: str, plot: Plot) -> str:
    picture = svg[svg.index("<svg") :]
    for drawn, named in _PAGE_COLOURS.items():
        picture = picture.replace(drawn, named)
    picture = re.sub(r"<metadata>.*?</metadata>", "", picture, flags=re.DOTALL)
    picture = _ID.sub(rf"\g<1>{plot.name}-", picture)
    picture = picture.replace('xlink:href="', 'href="')
    label = escape(f"{plot.title}. {plot.told}")
    return picture.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)


def draw_lines(axes: "Axes", lines: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> None:
    """A line of each name, through its xs and ys."""
    for (name, (xs, ys)), colour, dash in zip(lines.items(), _SERIES, _DASHES, strict=False):
        axes.plot(xs, ys, color=colour, linestyle=dash, linewidth=2, label=_plain(name))
    axes.legend(frameon=False, labelcolor=_INK)


def draw_histograms(axes: "Axes", groups: Mapping[str, Sequence[float]], label: str) -> None:
    """Shares of each group, so that groups of different size compare."""
    lowest, highest = min(map(min, groups.values())), max(map(max, groups.values()))
    width = (highest - lowest) / 30 or 1.0
    edges = [lowest + i * width for i in range(31)]
    for (name, values), colour, dash in zip(groups.items(), _SERIES, _DASHES, strict=False):
        weights = [1 / len(values)] * len(values)
        axes.hist(values, edges, weights=weights, histtype="stepfilled", color=colour, alpha=0.25)
        axes.hist(
            values,
            edges,
            weights=weights,
            histtype="step",
            color=colour,
            linestyle=dash,
            linewidth=1.5,
            label=_plain(name),
        )
    axes.set(xlabel=label, ylabel="share of questions")
    axes.legend(frameon=False, labelcolor=_INK)


def _plain(name: str) -> str:
    """A name for a legend, which would read $ as mathematics and hide a leading underscore."""
    return name.replace("$", r"\$").lstrip("_")
