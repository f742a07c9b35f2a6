"""A picture that is drawn in pixels, counted from the bottom left, with the font that ships.

Matplotlib's own settings are neither read for what is drawn nor changed, so that the same picture
has the same bytes for everyone, and so that it may be drawn on any thread.
"""

import io
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

Point = tuple[float, float]

_DPI = 100
_POINT = 72 / _DPI  # of a pixel: matplotlib measures fonts and lines in points
_CUT = "…"
_FONTS = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}


class Canvas:
    """A picture of `width` by `height` pixels on an opaque ground. Sizes are in pixels too."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self._figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=ground)
        self._canvas = FigureCanvasAgg(self._figure)
        self._drawn = 0

    def write(
        self,
        text: str,
        at: Point,
        size: float,
        colour: str,
        *,
        aligned: Literal["left", "center", "right"] = "left",
        bold: bool = False,
    ) -> None:
        """Draw `text`, which the font must have all of; `at` is on its baseline."""
        self._add(
            Text(
                *at,
                text,
                color=colour,
                fontproperties=_font(size, bold),
                horizontalalignment=aligned,
                verticalalignment="baseline",
                parse_math=False,
            )
        )

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a text would be."""
        renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]
        width, _, _ = renderer.get_text_width_height_descent(text, _font(size, bold), False)
        return float(width)

    def fitted(self, text: str, size: float, width: float, *, bold: bool = False) -> str:
        """`text`, cut to be at most `width` wide."""
        if self.measure(text, size, bold=bold) <= width:
            return text
        low, high = 0, len(text)  # fits, does not fit
        while high - low > 1:
            middle = (low + high) // 2
            cut = text[:middle].rstrip() + _CUT
            low, high = (
                (middle, high) if self.measure(cut, size, bold=bold) <= width else (low, middle)
            )
        return text[:low].rstrip() + _CUT

    def line(self, points: Sequence[Point], thickness: float, colour: str) -> None:
        """A line through all points."""
        xs, ys = zip(*points, strict=True)
        self._add(
            Line2D(
                xs,
                ys,
                linewidth=thickness * _POINT,
                linestyle="-",
                marker="",
                color=colour,
                solid_capstyle="butt",
                solid_joinstyle="round",
            )
        )

    def boxes(self, corners: Sequence[tuple[Point, Point]], colour: str) -> None:
        """Filled boxes, each from its bottom left to its top right."""
        shapes = [
            [(left, bottom), (left, top), (right, top), (right, bottom)]
            for (left, bottom), (right, top) in corners
        ]
        self._add(PolyCollection(shapes, facecolors=colour, edgecolors="none"))

    def disc(self, centre: Point, radius: float, colour: str) -> None:
        """A filled circle."""
        self._add(
            Circle(
                centre,
                radius,
                facecolor=colour,
                edgecolor="none",
                linewidth=0,
            )
        )

    def _add(self, drawn: Artist) -> None:
        """What is drawn later covers what was drawn before, whatever it is."""
        self._drawn += 1
        drawn.set(transform=IdentityTransform(), zorder=self._drawn)
        self._figure.add_artist(drawn)

    def png(self) -> bytes:
        """The picture; of the same drawing always the same bytes."""
        drawn = io.BytesIO()
        nothing = {"Software": None}  # matplotlib's version, which changes
        self._canvas.print_png(drawn, metadata=nothing)  # type: ignore[no-untyped-call]
        return drawn.getvalue()


def drawable(text: str) -> str:
    """`text` on one line, with “…” for what the font has no signs for; empty if it has none."""
    known = _signs()
    shown = "".join(
        character if ord(character) in known else _CUT
        for character in " ".join(unicodedata.normalize("NFC", text).split())
        if unicodedata.category(character)[0] != "C"  # no signs: they turn, join or hide others
    )
    shown = re.sub(rf"{_CUT}(?:\s*{_CUT})+", _CUT, shown).strip()
    return shown if any(character.isalnum() for character in shown) else ""


@cache
def _signs() -> frozenset[int]:
    signs = [set(FT2Font(str(_file(bold))).get_charmap()) for bold in _FONTS]
    return frozenset(signs[0] & signs[1])


@cache
def _font(size: float, bold: bool) -> FontProperties:
    return FontProperties(fname=str(_file(bold)), size=size * _POINT)


def _file(bold: bool) -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / _FONTS[bold]
