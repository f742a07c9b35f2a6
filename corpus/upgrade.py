"""What brings a file of an older version to this one's: scripts, and what SQL alone cannot do."""

import sqlite3
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from corpus.identity import url_key
from corpus.likeness import keep_sample, remember
from corpus.shingles import sample


@dataclass(frozen=True, slots=True)
class Schema:
    """What a file holds, and the way to this version of it.

    `holds` names it in messages. The scripts are `package`'s migrations/*.sql, in order of their
    names; the first makes version 1. `before` and `after` have what goes before and what follows a
    script, by the script's number.
    `mode` is whom the file lets read it, as the umask says when None. `if_damaged` is said of a
    file that cannot be read: what to do. `busy_seconds` is how long a write waits for another
    process's write.
    """

    holds: str
    package: str
    after: Mapping[int, Callable[[sqlite3.Connection], None]] = field(default_factory=dict)
    before: Mapping[int, Callable[[sqlite3.Connection], None]] = field(default_factory=dict)
    mode: int | None = None
    if_damaged: str = ""
    busy_seconds: float = 30.0


def _know_by_address(db: sqlite3.Connection) -> None:
    """Version 1 knew addresses as spelled, and at first not what was added under a key."""
    if "digest" not in [name for (_, name, *_) in db.execute("PRAGMA table_info(keys)")]:
        db.execute("ALTER TABLE keys ADD COLUMN digest TEXT NOT NULL DEFAULT ''")
    spelled = db.execute("SELECT key FROM keys WHERE key LIKE 'url:%'").fetchall()
    for (key,) in spelled:
        folded = url_key(key.removeprefix("url:"))
        if folded != key:
            db.execute("UPDATE OR REPLACE keys SET key = ? WHERE key = ?", (folded, key))


def _have_samples(db: sqlite3.Connection) -> None:
    """Version 2 at first kept half of today's samples, and only by shingle.

    What has its text is sampled anew; what was purged is known by the half, and by all its words.
    """
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    if "samples" in names:
        return
    db.execute("CREATE TABLE samples (article_id TEXT PRIMARY KEY, shingles BLOB NOT NULL)")
    db.execute("UPDATE articles SET words = NULL WHERE reason IS NOT 'purged'")
    purged = db.execute("SELECT id FROM articles WHERE words IS NOT NULL").fetchall()
    for (article_id,) in purged:
        kept = db.execute("SELECT shingle FROM shingles WHERE article_id = ?", (article_id,))
        packed = array("q", sorted(shingle for (shingle,) in kept)).tobytes()
        db.execute("INSERT INTO samples VALUES (?, ?)", (article_id, packed))


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


ARTICLES = Schema(
    "articles",
    "corpus",
    before={3: _have_samples},
    after={2: _know_by_address, 3: _know_by_words},
)
"""The ArticleStore's file."""
