"""What a run did with each item that it met."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field

from corpus.article import ArticleError, Content
from corpus.backup import restore
from corpus.fields import Found, Refused, Saved
from corpus.page import Dropped, Unread
from corpus.store import ArticleStore, Outcome, Withdrawal
from corpus.text import word_count

REFUSED = "refused"
MISSING = "missing"  # its page was not there; taken down if it is not there the next time either
GONE = "taken down"
BACK = "back"
_ORDER = (*(one.value for one in Outcome if one is not Outcome.WITHDRAWN), REFUSED)


@dataclass(frozen=True, slots=True)
class Line:
    """One item: an Outcome's value, or one of the words above; `reason` says why, where it does.

    A preview also has the `facts` in words, and what was left out.
    """

    outcome: str
    where: str
    article_id: str | None = None
    title: str | None = None
    reason: str | None = None
    facts: str | None = None
    dropped: tuple[Dropped, ...] = ()


@dataclass(slots=True)
class Report:
    """The lines of a run, in the order in which they came; `tell` hears each at once."""

    tell: Callable[[Line], None] = lambda _: None
    lines: list[Line] = field(default_factory=list)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def add(self, line: Line) -> None:
        """One more item."""
        self.lines.append(line)
        self.tell(line)

    @property
    def counts(self) -> dict[str, int]:
        """How many items had each outcome; the usual ones always, others when there are any."""
        counted = Counter(line.outcome for line in self.lines)
        return {word: counted.pop(word, 0) for word in _ORDER} | dict(counted)

    @property
    def changed(self) -> bool:
        """Whether what may be answered from is not what it was."""
        counts = self.counts
        return any(counts.get(word) for word in ("added", "revised", GONE, BACK))

    @property
    def failed(self) -> bool:
        """Whether there was something, and all of it was refused."""
        return bool(self.lines) and all(line.outcome == REFUSED for line in self.lines)

    def to_json(self) -> dict[str, object]:
        """Counts, and every item with what is known of it."""
        items = [{k: v for k, v in asdict(line).items() if v} for line in self.lines]
        return {**self.counts, "items": items}


def take(
    store: ArticleStore, item: Found | Refused | Saved, *, news: bool = False, keep: bool = True
) -> Line:
    """Add what was found to the store, or without `keep` say what adding it would do."""
    if isinstance(item, Refused):
        return Line(REFUSED, item.where, reason=item.reason)
    if isinstance(item, Saved):
        try:
            added = restore(store, item.record, keep=keep)
        except ArticleError as error:
            return Line(REFUSED, item.where, reason=str(error))
        return Line(added.outcome.value, item.where, added.article_id)
    added = store.add(item.keys, item.content, item.doubts, news=news, keep=keep)
    title = item.content.title
    facts, dropped = (None, ()) if keep else (_facts(item.content), item.dropped)
    if added.outcome is Outcome.WITHDRAWN:
        reason = why_not(store, added.article_id)
        return Line(REFUSED, item.where, added.article_id, title, reason)
    reasons = [*item.doubts] if added.outcome is Outcome.HELD else []
    reasons += [
        f"without {one.text}: {one.reason}" for one in item.dropped if isinstance(one, Unread)
    ]
    why = "; ".join(reasons) or None
    return Line(
        added.outcome.value, item.where, added.article_id, title, why, facts, tuple(dropped)
    )


def why_not(store: ArticleStore, article_id: str) -> str | None:
    """Why an article that was taken down is not let in again; None when it was not."""
    why = store.withdrawal(article_id)
    if why is None:
        return None
    if why is Withdrawal.PURGED:
        return "was purged: it is kept out for good"
    return f"was removed before; `footnote corpus restore {article_id}` brings it back"


def _facts(content: Content) -> str:
    day = f"{content.published:%Y-%m-%d}" if content.published else "date unknown"
    words = f"{word_count(content.text):,} words"
    parts = (day, content.outlet, ", ".join(content.authors), content.kind.value, words)
    return " · ".join(part for part in parts if part)
