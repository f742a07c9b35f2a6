"""Coverage of a topic over time: how much was published when, and which articles to read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from corpus.article import Article, Change
from corpus.stories import original

MOST_KEY = 8  # articles: what a picture can number and a card can list
_MOST_WEEKS, _MOST_MONTHS = 104, 240  # bars that can still be told apart on a phone
_CHANGES = (Change.CORRECTED, Change.UPDATED, None)  # what readers must know of goes first


class Span(StrEnum):
    """How much time one bar stands for."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Week:
    """How many articles were published in the span that begins on `start`, in UTC.

    `start` is the Monday of a week, or the first day of the month or year.
    """

    start: date
    articles: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Coverage of `topic`, of which `since` <= published < `until`; None is open.

    `weeks`: every `span` from the first to the last that has an article, the empty ones too; weeks
    up to 104, else months up to 240, else years. `key`: at most MOST_KEY articles to read, all
    dated, in order of date: number 1 is the first. `total` counts all articles, `undated` those
    of them that carry no date and are in no span.
    """

    topic: str
    weeks: tuple[Week, ...]
    key: tuple[Article, ...]
    total: int
    undated: int
    since: datetime | None
    until: datetime | None
    span: Span

    @property
    def busiest(self) -> Week | None:
        """The span with most articles, the first of several; None when nothing is dated."""
        return max(self.weeks, key=lambda week: week.articles, default=None)

    def place(self, article: Article) -> int:
        """Which of `weeks` a dated article of it is in. Raises ValueError for any other."""
        if article.published is None:
            raise ValueError(f"article {article.id} has no date")
        start = _start(_day(article.published), self.span)
        return [week.start for week in self.weeks].index(start)


@dataclass(frozen=True, slots=True)
class _Dated:
    """An article and when it was published; `relevance` is 0 for the least of all, 1 for most."""

    article: Article
    moment: datetime
    relevance: float

    @property
    def standing(self) -> tuple[int, datetime, str]:
        """What goes first among equals has the smallest."""
        return _CHANGES.index(self.article.change), self.moment, self.article.id


def timeline(
    topic: str,
    found: Sequence[tuple[Article, float]],
    since: datetime | None = None,
    until: datetime | None = None,
) -> Timeline:
    """The timeline of the articles found, with their scores: the higher, the more on the topic.

    What is not dated `since` <= published < `until`, where given, is left out. An article that is
    given twice counts once, with its higher score. Copies of a story count each: all were printed.

    The key articles are chosen one after the other. Worth most is what is both on the topic and
    from a busy time: relevance (0 to 1) plus the articles of its span as a share of the busiest
    span's, halved for each of that span that is chosen already, so that one week does not take
    all places. Of equals a corrected article goes first, then an updated one, then
    the earlier, then the one whose id sorts first. Of a story there is one: the corrected or
    updated copy if there is one, and of several the one that is cited for all.
    """
    scores = _scored(found, since, until)
    dated = list(_dated(scores))
    days = [_day(one.moment) for one in dated]
    span = _span(min(days), max(days)) if days else Span.WEEK
    weeks = _weeks(days, span)
    return Timeline(
        topic=topic,
        weeks=weeks,
        key=_key(dated, weeks, span),
        total=len(scores),
        undated=len(scores) - len(dated),
        since=since,
        until=until,
        span=span,
    )


def _scored(
    found: Sequence[tuple[Article, float]], since: datetime | None, until: datetime | None
) -> list[tuple[Article, float]]:
    best: dict[str, tuple[Article, float]] = {}
    for article, score in found:
        known = best.get(article.id)
        if _is_within(article, since, until) and (known is None or score > known[1]):
            best[article.id] = (article, score)
    return list(best.values())


def _is_within(article: Article, since: datetime | None, until: datetime | None) -> bool:
    moment = article.published
    if moment is None:
        return since is None and until is None
    return (since is None or since <= moment) and (until is None or moment < until)


def _dated(scores: Sequence[tuple[Article, float]]) -> Iterator[_Dated]:
    lowest = min((score for _, score in scores), default=0.0)
    width = max((score for _, score in scores), default=0.0) - lowest
    for article, score in scores:
        if article.published is not None:
            relevance = (score - lowest) / width if width else 1.0
            yield _Dated(article, article.published, relevance)


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _start(day: date, span: Span) -> date:
    if span is Span.WEEK:
        return date.fromordinal(day.toordinal() - day.weekday())
    return day.replace(day=1) if span is Span.MONTH else day.replace(month=1, day=1)


def _span(first: date, last: date) -> Span:
    if len(_starts(first, last, Span.WEEK)) <= _MOST_WEEKS:
        return Span.WEEK
    return Span.MONTH if len(_starts(first, last, Span.MONTH)) <= _MOST_MONTHS else Span.YEAR


def _starts(first: date, last: date, span: Span) -> list[date]:
    """The start of every span from that of one day to that of another."""
    if span is Span.WEEK:
        monday = _start(first, span).toordinal()
        return [date.fromordinal(day) for day in range(monday, last.toordinal() + 1, 7)]
    if span is Span.MONTH:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [date(month // 12, month % 12 + 1, 1) for month in months]
    return [date(year, 1, 1) for year in range(first.year, last.year + 1)]


def _weeks(days: Sequence[date], span: Span) -> tuple[Week, ...]:
    if not days:
        return ()
    counts = dict.fromkeys(_starts(min(days), max(days), span), 0)
    for day in days:
        counts[_start(day, span)] += 1
    return tuple(Week(start, articles) for start, articles in counts.items())


def _key(dated: Sequence[_Dated], weeks: Sequence[Week], span: Span) -> tuple[Article, ...]:
    counts = {week.start: week.articles for week in weeks}
    most = max(counts.values(), default=1)
    taken = dict.fromkeys(counts, 0)
    left = [(_start(_day(one.moment), span), one) for one in _one_of_each_story(dated)]
    chosen: list[_Dated] = []

    def order(candidate: tuple[date, _Dated]) -> tuple[float, int, datetime, str]:
        start, one = candidate
        worth = (one.relevance + counts[start] / most) / 2 ** taken[start]
        return -worth, *one.standing

    while left and len(chosen) < MOST_KEY:
        start, one = best = min(left, key=order)
        left.remove(best)
        taken[start] += 1
        chosen.append(one)
    return tuple(one.article for one in sorted(chosen, key=lambda one: one.standing[1:]))


def _one_of_each_story(dated: Sequence[_Dated]) -> list[_Dated]:
    stories: dict[tuple[str, ...], list[_Dated]] = {}
    for one in dated:
        name = ("story", one.article.story) if one.article.story else (one.article.id,)
        stories.setdefault(name, []).append(one)
    return [_for_story(members) for members in stories.values()]


def _for_story(members: Sequence[_Dated]) -> _Dated:
    """The copy to show, as relevant as the most relevant of them."""
    first = min(member.standing[0] for member in members)
    shown = original([one.article for one in members if one.standing[0] == first])
    moment = next(one.moment for one in members if one.article.id == shown.id)
    return _Dated(shown, moment, max(one.relevance for one in members))
