"""What SQL alone cannot do when a store of an older version is opened."""

import sqlite3
from collections.abc import Callable, Mapping

from corpus.identity import url_key
from corpus.likeness import remember
from corpus.shingles import sample


def _know_by_address_and_words(db: sqlite3.Connection) -> None:
    """Version 1 knew addresses as they were spelled, and nothing of texts."""
    spelled = db.execute("SELECT key FROM keys WHERE key LIKE 'url:%'").fetchall()
    for (key,) in spelled:
        folded = url_key(key.removeprefix("url:"))
        if folded != key:
            db.execute("UPDATE OR REPLACE keys SET key = ? WHERE key = ?", (folded, key))
    for (article_id,) in db.execute("SELECT id FROM articles").fetchall():
        (text,) = db.execute(
            "SELECT text FROM articles JOIN revisions ON article_id = id AND revision = current "
            "WHERE id = ?",
            (article_id,),
        ).fetchone()
        remember(db, article_id, text, sample(text))


AFTER: Mapping[int, Callable[[sqlite3.Connection], None]] = {2: _know_by_address_and_words}
"""By the number of the migration that it follows."""
