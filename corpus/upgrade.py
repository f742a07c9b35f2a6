"""What SQL alone cannot do when a store of an older version is opened."""

import sqlite3
from array import array
from collections.abc import Callable, Mapping

from corpus.identity import url_key
from corpus.likeness import keep_sample, remember
from corpus.shingles import sample


def _know_by_address(db: sqlite3.Connection) -> None:
    """Version 1 knew addresses as they were spelled."""
    spelled = db.execute("SELECT key FROM keys WHERE key LIKE 'url:%'").fetchall()
    for (key,) in spelled:
        folded = url_key(key.removeprefix("url:"))
        if folded != key:
            db.execute("UPDATE OR REPLACE keys SET key = ? WHERE key = ?", (folded, key))


def _know_by_words(db: sqlite3.Connection) -> None:
    """Version 1 knew nothing of texts, version 2 kept their samples in no order."""
    rows = db.execute("SELECT id, words, current FROM articles").fetchall()
    for article_id, words, served in rows:
        if words is not None:
            (packed,) = db.execute(
                "SELECT shingles FROM unordered_samples WHERE article_id = ?", (article_id,)
            ).fetchone()
            whole = int.from_bytes(bytes.fromhex(words)[:8], "big", signed=True)
            keep_sample(db, article_id, whole, frozenset(array("q", packed)))
        elif served is not None:
            (text,) = db.execute(
                "SELECT text FROM revisions WHERE article_id = ? AND revision = ?",
                (article_id, served),
            ).fetchone()
            remember(db, article_id, text, sample(text))
    db.execute("DROP TABLE unordered_samples")
    db.execute("DROP INDEX articles_words")
    db.execute("ALTER TABLE articles DROP COLUMN words")


AFTER: Mapping[int, Callable[[sqlite3.Connection], None]] = {
    2: _know_by_address,
    3: _know_by_words,
}
"""By the number of the migration that it follows."""
