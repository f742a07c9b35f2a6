"""Articles of the store whose texts are like a new one's."""

import sqlite3
from array import array
from collections import Counter
from datetime import datetime

from corpus.identity import Known
from corpus.shingles import LEAST_COMMON, fingerprint

_COMMONPLACE = 64  # a shingle in more articles than this is no sign of a copy


def remember(db: sqlite3.Connection, article_id: str, text: str, shingles: frozenset[int]) -> None:
    """From now on the article is found by the words of `text`, whose sample is `shingles`."""
    before = _sample(db, article_id)
    db.executemany(
        "DELETE FROM shingles WHERE shingle = ? AND article_id = ?",
        ((one, article_id) for one in before - shingles),
    )
    db.executemany(
        "INSERT INTO shingles VALUES (?, ?)", ((one, article_id) for one in shingles - before)
    )
    db.execute(
        "INSERT OR REPLACE INTO samples VALUES (?, ?)", (article_id, array("q", shingles).tobytes())
    )
    db.execute(
        "UPDATE articles SET words = ?, size = ? WHERE id = ?",
        (fingerprint(text), len(shingles), article_id),
    )


def like(db: sqlite3.Connection, text: str, shingles: frozenset[int]) -> list[Known]:
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
    return [
        known(db, article_id, common[article_id], article_id in identical)
        for article_id in sorted(near | identical)
    ]


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
    return len(shingles & _sample(db, article_id))


def _sample(db: sqlite3.Connection, article_id: str) -> frozenset[int]:
    row = db.execute("SELECT shingles FROM samples WHERE article_id = ?", (article_id,)).fetchone()
    return frozenset(array("q", row[0])) if row else frozenset()
