"""The same timeline in a terminal, for people (rich) and for programs (JSON)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from rich.console import Console
from rich.text import Text

from bot import wording, written_dates
from bot.languages import number
from bot.markdown import clip
from bot.timeline import Span, Timeline, Week
from bot.timeline_plot import nothing
from corpus.article import Article

_TOPIC = 200  # characters
_LONGEST_BAR = 50  # cells


def as_json(timeline: Timeline) -> dict[str, object]:
    """The timeline for programs; the shape is described in the README and only ever added to."""
    return {
        "topic": timeline.topic,
        "since": _moment(timeline.since),
        "until": _moment(timeline.until),
        "total": timeline.total,
        "undated": timeline.undated,
        "span": timeline.span.value,
        "spans": [
            {"start": week.start.isoformat(), "articles": week.articles} for week in timeline.weeks
        ],
        "key": [
            {"number": place, **_article(article)}
            for place, article in enumerate(timeline.key, start=1)
        ],
    }


def print_timeline(console: Console, timeline: Timeline) -> None:
    """The timeline for people: a bar for every span, and the key articles by their numbers."""
    for line in _lines(timeline, console.width):
        console.print(line, soft_wrap=True)


def _lines(timeline: Timeline, width: int) -> Iterator[Text]:
    if not timeline.weeks:
        yield Text(nothing(timeline))
        return
    yield Text(clip(timeline.topic, _TOPIC), style="bold")
    counts = wording.timeline_counts(timeline.total, timeline.undated)
    yield Text(f"{wording.per_span(timeline.span)} · {counts}\n", style="dim")
    yield from _bars(timeline, width)
    yield Text(f"\n{wording.timeline_key()}", style="bold")
    for place, article in enumerate(timeline.key, start=1):
        yield Text.assemble(_marker(place), " ", article.title, "\n    ", (_facts(article), "dim"))
        if article.url:
            yield Text(f"    {article.url}", style="blue")


def _bars(timeline: Timeline, width: int) -> Iterator[Text]:
    names = {week: _name(week, timeline.span) for week in timeline.weeks}
    margin = max(map(len, names.values())) + 2
    most = max(week.articles for week in timeline.weeks)
    cell = max(most / max(min(_LONGEST_BAR, width - margin - 16), 10), 1)  # articles
    places = [timeline.place(article) for article in timeline.key]
    rows = list(enumerate(timeline.weeks))
    for empty, group in groupby(rows, key=lambda row: row[1].articles == 0):
        spans = list(group)
        if empty:
            gap = wording.timeline_gap(timeline.span, len(spans))
            yield Text(f"{'':{margin}}{gap}", style="dim")
            continue
        for place, week in spans:
            bar = "█" * max(round(week.articles / cell), 1)
            line = Text.assemble(f"{names[week]:>{margin - 2}}  ", (bar, "blue"))
            line.append(f" {number(week.articles)}")
            for name, at in enumerate(places, start=1):
                if at == place:
                    line.append(" ").append(_marker(name))
            yield line


def _name(week: Week, span: Span) -> str:
    if span is Span.WEEK:
        return written_dates.day(week.start)
    return written_dates.month(week.start) if span is Span.MONTH else str(week.start.year)


def _marker(place: int) -> Text:
    return Text(f"[{place}]", "cyan")


def _facts(article: Article) -> str:
    changed = written_dates.day(article.changed) if article.changed else ""
    parts = [
        article.outlet or wording.outlet_unknown(),
        written_dates.day(article.published) if article.published else wording.date_unknown(),
        wording.kind(article.kind),
        wording.changed(article.change, changed),
    ]
    return " · ".join(part for part in parts if part)


def _article(article: Article) -> dict[str, object]:
    return {
        "article": article.id,
        "revision": article.revision,
        "title": article.title,
        "outlet": article.outlet,
        "published": _moment(article.published),
        "kind": article.kind.value,
        "change": article.change and article.change.value,
        "changed": _moment(article.changed),
        "url": article.url,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
