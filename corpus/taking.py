"""What was found is taken into the store, and told with all that an operator has to know of it."""

from dataclasses import dataclass, replace

from corpus.fields import Found, Refused, Saved
from corpus.page import Dropped
from corpus.report import REFUSED, Line, take
from corpus.store import ArticleStore, Withdrawal


@dataclass(frozen=True, slots=True)
class Unread(Dropped):
    """A field that could not be read, `text` being its name: the article comes in without it."""


def take_in(
    store: ArticleStore, item: Found | Refused | Saved, *, news: bool = False, keep: bool = True
) -> Line:
    """Add what was found, or without `keep` say what adding it would do."""
    line = take(store, item, news=news, keep=keep)
    if line.outcome == REFUSED and line.article_id:
        return replace(line, reason=why_not(store, line.article_id) or line.reason)
    dropped = item.dropped if isinstance(item, Found) else ()
    unread = [f"without {one.text}: {one.reason}" for one in dropped if isinstance(one, Unread)]
    return replace(line, reason="; ".join([*filter(None, [line.reason]), *unread]) or None)


def why_not(store: ArticleStore, article_id: str) -> str | None:
    """Why an article that was taken down is not let in again; None when it was not."""
    why = store.withdrawal(article_id)
    if why is None:
        return None
    if why is Withdrawal.PURGED:
        return "was purged: it is kept out for good"
    return f"was removed before; `footnote corpus restore {article_id}` brings it back"
