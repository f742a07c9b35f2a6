"""Articles of the store whose texts are like a new one's."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from corpus.identity import Known
from corpus.shingles import LEAST_COMMON, fingerprint

_COMMONPLACE = 64  # a shingle in more articles than this is no sign of a copy


def remember(db: sqlite3.Connection, article_id: str, text: str, shingles: frozenset[int]) -> None:
    """From now on the article is found by the words of `text`, whose sample is `shingles`."""
    db.execute("DELETE FROM shingles WHERE article_id = ?", (article_id,))
    db.executemany("INSERT INTO shingles VALUES (?, ?)", ((one, article_id) for one in shingles))
    db.execute(
        "UPDATE articles SET words = ?, size = ? WHERE id = ?",
        (fingerprint(text), len(shingles), article_id),
    )


def like(db: sqlite3.Connection, text: str, shingles: frozenset[int]) -> Iterator[Known]:
    """The articles that share words with `text`, whose sample is `shingles`; withdrawn ones too."""
    common: Counter[str] = Counter()
    for shingle in shingles:
        found = db.execute(
            "SELECT article_id FROM shingles WHERE shingle = ? LIMIT ?",
            (shingle, _COMMONPLACE + 1),
        ).fetchall()
        if len(found) <= _COMMONPLACE:
            common.update(article_id for (article_id,) in found)
    rows = db.execute("SELECT id FROM articles WHERE words = ? LIMIT 64", (fingerprint(text),))
    identical = {article_id for (article_id,) in rows}
    near = {article_id for article_id, count in common.items() if count >= LEAST_COMMON}
    for article_id in sorted(near | identical):
        yield known(db, article_id, common[article_id], article_id in identical)


def known(db: sqlite3.Connection, article_id: str, common: int, identical: bool = False) -> Known:
    """What identity is decided from. A purged article has only its words left."""
    title, outlet, url, published, size = db.execute(
        """SELECT title, outlet, url, published, size FROM articles
           LEFT JOIN revisions ON article_id = id AND revision =
             coalesce(current, (SELECT max(revision) FROM revisions AS r WHERE r.article_id = id))
           WHERE id = ?""",
        (article_id,),
    ).fetchone()
    moment = datetime.fromisoformat(published) if published else None
    return Known(article_id, title or "", outlet, url, moment, size, common, identical)


def in_common(db: sqlite3.Connection, article_id: str, shingles: frozenset[int]) -> int:
    """How many of `shingles` the article has."""
    rows = db.execute("SELECT shingle FROM shingles WHERE article_id = ?", (article_id,))
    return sum(shingle in shingles for (shingle,) in rows)
