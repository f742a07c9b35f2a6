"""Articles of the store whose texts are like a new one's."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from corpus.identity import Known
from corpus.landmarks import Landmarks
from corpus.shingles import LEAST_COMMON, fingerprint, pack, unpack


def remember(db: sqlite3.Connection, article_id: str, text: str, shingles: frozenset[int]) -> None:
    """From now on the article is found by the words of `text`, whose sample is `shingles`."""
    keep_sample(db, article_id, fingerprint(text), shingles)


def keep_sample(
    db: sqlite3.Connection, article_id: str, whole: int, shingles: frozenset[int]
) -> None:
    """Put an article's fingerprint and sample in the place of those before."""
    db.execute(
        "DELETE FROM samples WHERE id = (SELECT sample FROM articles WHERE id = ?)", (article_id,)
    )
    added = db.execute(
        "INSERT INTO samples (article_id, shingles) VALUES (?, ?)",
        (article_id, pack(whole, shingles)),
    )
    db.execute(
        "UPDATE articles SET size = ?, sample = ? WHERE id = ?",
        (len(shingles), added.lastrowid, article_id),
    )


def like(
    db: sqlite3.Connection, marked: Landmarks, text: str, shingles: frozenset[int]
) -> list[Known]:
    """The articles that share words with `text`, whose sample is `shingles`; withdrawn ones too."""
    whole = fingerprint(text)
    common = {}
    for sample in marked.near(whole, shingles):
        if found := _sample(db, sample):
            common[found.article_id] = (len(found.shingles & shingles), found.whole == whole)
    return [
        known(db, article_id, count, identical)
        for article_id, (count, identical) in sorted(common.items())
        if count >= LEAST_COMMON or identical
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
    (sample,) = db.execute("SELECT sample FROM articles WHERE id = ?", (article_id,)).fetchone()
    found = _sample(db, sample)
    return len(found.shingles & shingles) if found else 0


class _Sample(NamedTuple):
    article_id: str
    whole: int
    shingles: frozenset[int]


def _sample(db: sqlite3.Connection, number: int | None) -> _Sample | None:
    """None when it was replaced since."""
    row = db.execute("SELECT article_id, shingles FROM samples WHERE id = ?", (number,)).fetchone()
    return _Sample(row[0], *unpack(row[1])) if row else None
