"""An article as one row of SQLite: the same columns in the store and in a snapshot."""

import json
from collections.abc import Sequence
from datetime import datetime

from corpus.article import Article, Change, Content, Kind, shown_url

COLUMNS = (
    "title",
    "text",
    "outlet",
    "url",
    "authors",
    "section",
    "tags",
    "published",
    "updated",
    "kind",
    "language",
    "paywalled",
    "corrections",
    "original",
    "provenance",
)
# What the store adds to a content; an article's row is these, then COLUMNS.
STANDING = ("article_id", "revision", "change", "changed", "story")
Cell = str | int | None


def to_row(content: Content) -> tuple[Cell, ...]:
    """The cells of COLUMNS, in their order."""
    return (
        content.title,
        content.text,
        content.outlet,
        content.url,
        json.dumps(content.authors),
        content.section,
        json.dumps(content.tags),
        _written(content.published),
        _written(content.updated),
        content.kind.value,
        content.language,
        int(content.paywalled),
        json.dumps(content.corrections),
        content.original,
        json.dumps(dict(content.provenance)),
    )


def article_row(article: Article) -> tuple[Cell, ...]:
    """The cells of STANDING and COLUMNS, in their order."""
    change = article.change and article.change.value
    standing = (article.id, article.revision, change, _written(article.changed), article.story)
    return (*standing, *to_row(article))


def to_article(row: Sequence[str | None]) -> Article:
    """The article whose STANDING and COLUMNS are `row`.

    Without its address, if an older version let one in that is refused now.
    """
    article_id, revision, change, changed, story, *rest = row
    title, text, outlet, url, authors, section, tags, published, updated, kind, *more = rest
    language, paywalled, corrections, original, origin = more
    return Article(
        id=str(article_id),
        revision=int(str(revision)),
        change=Change(change) if change else None,
        changed=_read(changed),
        story=story,
        title=str(title),
        text=str(text),
        outlet=outlet,
        url=shown_url(url),
        authors=tuple(json.loads(str(authors))),
        section=section,
        tags=tuple(json.loads(str(tags))),
        published=_read(published),
        updated=_read(updated),
        kind=Kind(str(kind)),
        language=language,
        paywalled=bool(paywalled),
        corrections=tuple(json.loads(str(corrections))),
        original=shown_url(original),
        provenance=json.loads(str(origin)),
    )


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None
