"""An article as one row of SQLite: the same columns in the store and in a snapshot."""

import json
from collections.abc import Sequence
from datetime import datetime

from corpus.article import Article, Content, Kind

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
    "provenance",
)
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
        content.published.isoformat() if content.published else None,
        content.updated.isoformat() if content.updated else None,
        content.kind.value,
        json.dumps(dict(content.provenance)),
    )


def to_article(article_id: str, revision: int, row: Sequence[str | None]) -> Article:
    """The article whose COLUMNS are `row`."""
    title, text, outlet, url, authors, section, tags, published, updated, kind, origin = row
    return Article(
        id=article_id,
        revision=revision,
        title=str(title),
        text=str(text),
        outlet=outlet,
        url=url,
        authors=tuple(json.loads(str(authors))),
        section=section,
        tags=tuple(json.loads(str(tags))),
        published=datetime.fromisoformat(published) if published else None,
        updated=datetime.fromisoformat(updated) if updated else None,
        kind=Kind(str(kind)),
        provenance=json.loads(str(origin)),
    )
