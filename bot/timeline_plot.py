"""A timeline as a picture: a bar for each span, the key articles numbered on them.

It is read on a phone as well, at a third of its size, and on light and dark ground: so its letters
are big and its ground is its own. It imports matplotlib when it first draws, which takes a second.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot import wording, written_dates
from bot.languages import number, speaking, spoken
from bot.markdown import clip
from bot.timeline import Span, Timeline, Week
from bot.timeline_axis import apart, counts, ticks

if TYPE_CHECKING:
    from bot.canvas import Canvas

WIDTH, HEIGHT = 1200, 675  # pixels
LONGEST_ALT_TEXT = 1024  # characters: Discord's limit for a picture's description
_TOPIC = 300  # characters of it in there

_GROUND, _INK, _FAINT, _GRID = "#1f2329", "#f4f5f7", "#b9c0ca", "#3a414b"
_BAR, _NUMBERED, _DISC, _DIGIT = "#5b8def", "#9cc2ff", "#ffd166", "#1f2329"

_EDGE, _GAP = 40.0, 20.0  # around everything; between the counts and the bars
_TITLE, _LINE, _LABEL, _NUMBER = 48.0, 33.0, 31.0, 34.0  # sizes of letters
_AT_TITLE, _AT_LINE, _AT_LABELS, _AT_YEARS = 606.0, 552.0, 62.0, 20.0  # baselines
_BOTTOM, _TOP = 108.0, 414.0  # of the bars
_AT_NUMBERS, _RADIUS = 498.0, 26.0
_WIDEST, _NARROWEST, _FILLED = 190.0, 3.0, 0.8  # of a bar; what it fills of its place


def draw(timeline: Timeline, language: str | None = None) -> bytes:
    """The picture as PNG, in `language`, or else in the one in force on this thread.

    The same timeline gives the same bytes. Raises ValueError when nothing in it is dated.
    """
    if not timeline.weeks:
        raise ValueError("nothing in this timeline is dated")
    from bot.canvas import Canvas

    with speaking(language or spoken()):
        canvas = Canvas(WIDTH, HEIGHT, _GROUND)
        _draw_heading(canvas, timeline)
        _Chart(canvas, timeline).draw()
        return canvas.png()


def alt_text(timeline: Timeline) -> str:
    """What the picture shows, in words, in the language in force; at most LONGEST_ALT_TEXT."""
    topic = clip(timeline.topic, _TOPIC)
    if not timeline.weeks:
        return clip(nothing(timeline), LONGEST_ALT_TEXT)
    return clip(" ".join(_told(timeline, topic)), LONGEST_ALT_TEXT)


def nothing(timeline: Timeline) -> str:
    """What is said in place of a picture when nothing is dated."""
    topic = clip(timeline.topic, _TOPIC)
    if timeline.total:
        return wording.timeline_no_dates(topic, timeline.total)
    return wording.timeline_nothing(topic)


def name_of(week: Week, span: Span) -> str:
    """When a bar of a timeline is, in words."""
    if span is Span.WEEK:
        return wording.week_of(written_dates.day(week.start))
    return written_dates.month(week.start) if span is Span.MONTH else str(week.start.year)


def _told(timeline: Timeline, topic: str) -> Iterator[str]:
    first, last = (name_of(timeline.weeks[end], timeline.span) for end in (0, -1))
    yield wording.timeline_chart(timeline.span, topic)
    yield wording.timeline_bars(first, last)
    if timeline.busiest:
        peak = name_of(timeline.busiest, timeline.span)
        yield wording.timeline_peak(peak, timeline.busiest.articles)
    yield wording.timeline_numbered(len(timeline.key))
    if timeline.undated:
        yield wording.timeline_undated(timeline.undated)


def _draw_heading(canvas: "Canvas", timeline: Timeline) -> None:
    from bot.canvas import drawable

    room = WIDTH - 2 * _EDGE
    per = wording.per_span(timeline.span)
    told = wording.timeline_counts(timeline.total, timeline.undated)
    topic = drawable(clip(timeline.topic, _TOPIC))
    title, line = (topic, f"{per} · {told}") if topic else (per, told)
    title = canvas.fitted(title, _TITLE, room, bold=True)
    canvas.write(title, (_EDGE, _AT_TITLE), _TITLE, _INK, bold=True)
    canvas.write(canvas.fitted(line, _LINE, room), (_EDGE, _AT_LINE), _LINE, _FAINT)


class _Chart:
    """The bars with all that stands around them; x of the left of the first is `_left`."""

    def __init__(self, canvas: "Canvas", timeline: Timeline) -> None:
        self._canvas = canvas
        self._timeline = timeline
        self._most = max(week.articles for week in timeline.weeks)
        self._counts = counts(self._most)
        widest = canvas.measure(number(self._counts[-1]), _LABEL)
        self._edge = _EDGE + widest + _GAP
        room = WIDTH - _EDGE - self._edge
        self._place = min(room / len(timeline.weeks), _WIDEST)
        self._left = self._edge + (room - self._place * len(timeline.weeks)) / 2

    def draw(self) -> None:
        """Draw everything, what may be covered first."""
        self._draw_counts()
        self._draw_bars()
        self._draw_dates()
        self._draw_numbers()

    def _middle(self, place: int) -> float:
        return self._left + (place + 0.5) * self._place

    def _height(self, articles: int) -> float:
        return _BOTTOM + (_TOP - _BOTTOM) * articles / self._most

    def _draw_counts(self) -> None:
        for count in (0, *self._counts):
            level = self._height(count)
            self._canvas.line([(self._edge, level), (WIDTH - _EDGE, level)], 2, _GRID)
            if count:
                at = (self._edge - _GAP, level - _LABEL * 0.36)
                self._canvas.write(number(count), at, _LABEL, _FAINT, aligned="right")

    def _draw_bars(self) -> None:
        numbered = {self._timeline.place(article) for article in self._timeline.key}
        half = max(self._place * _FILLED, _NARROWEST) / 2
        for colour, wanted in ((_BAR, False), (_NUMBERED, True)):
            self._canvas.boxes(
                [
                    (
                        (self._middle(place) - half, _BOTTOM),
                        (self._middle(place) + half, self._height(week.articles)),
                    )
                    for place, week in enumerate(self._timeline.weeks)
                    if week.articles and (place in numbered) is wanted
                ],
                colour,
            )

    def _draw_dates(self) -> None:
        starts = [week.start for week in self._timeline.weeks]
        shown = ticks(
            starts,
            self._timeline.span,
            self._place,
            lambda label: self._canvas.measure(label, _LABEL),
        )
        for tick in shown:
            middle = self._middle(tick.place)
            self._canvas.line([(middle, _BOTTOM - 2), (middle, _BOTTOM - 12)], 2, _FAINT)
            self._write_below(tick.label, middle, _AT_LABELS, _INK)
            if tick.year:
                self._write_below(tick.year, middle, _AT_YEARS, _FAINT)

    def _write_below(self, label: str, middle: float, baseline: float, colour: str) -> None:
        half = self._canvas.measure(label, _LABEL) / 2
        middle = min(max(middle, half + _GAP), WIDTH - half - _GAP)
        self._canvas.write(label, (middle, baseline), _LABEL, colour, aligned="center")

    def _draw_numbers(self) -> None:
        """Each number above its bar, or beside the others that are, and a line from it down."""
        places = [self._timeline.place(article) for article in self._timeline.key]
        wanted = [self._middle(place) for place in places]
        discs = apart(wanted, 2 * _RADIUS + 8, 8 + _RADIUS, WIDTH - 8 - _RADIUS)
        for place, middle, disc in zip(places, wanted, discs, strict=True):
            top = self._height(self._timeline.weeks[place].articles)
            path = [(middle, top), (middle, _TOP + 10), (disc, _AT_NUMBERS - _RADIUS)]
            self._canvas.line(path, 3, _DISC)
        for name, disc in enumerate(discs, start=1):
            self._canvas.disc((disc, _AT_NUMBERS), _RADIUS, _DISC)
            at = (disc, _AT_NUMBERS - _NUMBER * 0.36)
            self._canvas.write(str(name), at, _NUMBER, _DIGIT, aligned="center", bold=True)
