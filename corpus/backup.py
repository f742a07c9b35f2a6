"""Export: the whole coverage as one file of JSON lines, and back. (bot.safekeeping: a whole home.)

Each line is one article: what the store knows of it, its keys, and all its revisions.
"""

import gzip
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus.article import Article, ArticleError, DeceitfulUrl, check_url
from corpus.database import transaction
from corpus.identity import Relation
from corpus.likeness import remember
from corpus.revisions import ARTICLE
from corpus.rows import COLUMNS, to_article
from corpus.shingles import sample
from corpus.store import Added, ArticleStore, Outcome, hashed, is_hashed

MARK = "footnote_article"  # the field by which a line of a backup is known
_FORMAT = 1
_ARTICLE = ("id", "withdrawn", "current", "reason", "accepted", "story", "day", "news")
_REVISION = ("revision", "added", "digest", "held", "change", "changed", *COLUMNS)


def write_backup(store: ArticleStore, file: Path) -> int:
    """Write all that `store` knows of articles to `file`, gzipped; how many there are.

    The file is whole or is not there: it is written beside and renamed.
    """
    part = file.with_name(f"{file.name}.part")
    count = 0
    try:
        with gzip.open(part, "wt", encoding="utf-8") as stream:
            for record in _records(store.database):
                stream.write(json.dumps(record, ensure_ascii=True) + "\n")
                count += 1
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return count


def restore(store: ArticleStore, record: Mapping[str, Any], *, keep: bool = True) -> Added:
    """Put an article of a backup into `store` as it was; one that is known is left alone.

    Known by its id or its address, under whatever id; or by its words, when what has them was
    taken down here: no backup undoes that.

    Raises ArticleError when the record is not one of this version's.
    """
    db = store.database
    try:
        _check(record)
        article_id = str(record["id"])
        if record["withdrawn"]:
            store.took_over.add(article_id)
        with transaction(db, keep=keep):
            if known := _known(db, article_id, [key for key, _ in record["keys"]]):
                return Added(Outcome.UNCHANGED, known)
            if taken_down := _taken_down(store, record):
                return Added(Outcome.UNCHANGED, taken_down)
            _insert(db, "articles", _ARTICLE, record)
            for revision in record["revisions"]:
                _insert(db, "revisions", _REVISION, revision, article_id=article_id)
            db.executemany(
                "INSERT OR IGNORE INTO keys (key, article_id, digest) VALUES (?, ?, ?)",
                [(key, article_id, digest) for key, digest in record["keys"]],
            )
            _know_words(db, article_id)
    except ArticleError:
        raise
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError, sqlite3.Error) as error:
        raise ArticleError(f"not a line of a backup: {error!r}") from None
    return Added(Outcome.ADDED, article_id)


def _check(record: Mapping[str, Any]) -> None:
    """Raise unless what the store reads later, and SQLite lets pass, is well-formed."""
    if record[MARK] != _FORMAT:
        raise ArticleError(f"a backup of another version of Footnote ({record[MARK]})")
    for name in ("withdrawn", "day", "news"):
        if record[name] is not None:
            datetime.fromisoformat(record[name])
    revisions = record["revisions"]
    lists = (record["accepted"], *(one["held"] for one in revisions if one["held"] is not None))
    if not all(isinstance(json.loads(text), list) for text in lists):
        raise ValueError("doubts that are no list")
    if not all(isinstance(json.loads(one["provenance"]), dict) for one in revisions):
        raise ValueError("provenance that is no object")
    addresses = (one[name] for one in revisions for name in ("url", "original"))
    for url in addresses:
        if url is not None:
            with suppress(DeceitfulUrl):  # an older version let some in; they are not shown
                check_url(url)
    if not all(isinstance(key, str) for key, _ in record["keys"]):
        raise ValueError("a key that is no text")
    if record["current"] not in (None, *(one["revision"] for one in revisions)):
        raise ValueError("the revision that is current is missing")


def _known(db: sqlite3.Connection, article_id: str, keys: Sequence[str]) -> str | None:
    addresses = [key for key in keys if key.startswith("url:")]
    purged = [hashed(key) for key in addresses] + [key for key in keys if is_hashed(key)]
    row = db.execute(
        """SELECT id FROM articles WHERE id = ? UNION ALL
           SELECT article_id FROM keys WHERE key IN (SELECT value FROM json_each(?))""",
        (article_id, json.dumps(addresses + purged)),
    ).fetchone()
    return str(row[0]) if row else None


def _taken_down(store: ArticleStore, record: Mapping[str, Any]) -> str | None:
    """What was taken down here and has the words of the article, if it is not in the backup too.

    What the backup itself holds side by side, one of them taken down, stays side by side.
    """
    newest = _newest(record)
    near = store.like(newest) if newest else []
    same = (old.id for old, how in near if how is Relation.SAME)
    return next((i for i in same if i not in store.took_over and store.withdrawal(i)), None)


def _newest(record: Mapping[str, Any]) -> Article | None:
    """The revision that is answered from, or would be; None of a purged article."""
    revisions = [one for one in record["revisions"] if one["digest"]]
    if not revisions:
        return None
    chosen = next((o for o in revisions if o["revision"] == record["current"]), revisions[-1])
    standing = (record["id"], *(chosen[name] for name in ("revision", "change", "changed")))
    return to_article([*standing, record["story"], *(chosen[name] for name in COLUMNS)])


def _records(db: sqlite3.Connection) -> Iterator[dict[str, object]]:
    """Every article, purged ones too: their tombstones move along."""
    articles = db.execute(
        f"""SELECT {", ".join(_ARTICLE)}, coalesce(known_by, '[]') FROM articles LEFT JOIN
              (SELECT article_id, json_group_array(json_array(key, digest)) AS known_by
               FROM (SELECT * FROM keys ORDER BY key) GROUP BY article_id)
            ON article_id = id ORDER BY id"""  # noqa: S608 - own constants
    )
    for *row, known_by in articles:
        revisions = db.execute(
            f"SELECT {', '.join(_REVISION)} FROM revisions WHERE article_id = ? ORDER BY revision",  # noqa: S608 - own constants
            (row[0],),
        )
        yield {
            MARK: _FORMAT,
            **dict(zip(_ARTICLE, row, strict=True)),
            "keys": json.loads(known_by),
            "revisions": [dict(zip(_REVISION, one, strict=True)) for one in revisions],
        }


def _insert(
    db: sqlite3.Connection,
    table: str,
    names: tuple[str, ...],
    values: Mapping[str, Any],
    **more: str,
) -> None:
    cells = {**{name: values[name] for name in names}, **more}
    places = ", ".join("?" * len(cells))
    db.execute(
        f"INSERT INTO {table} ({', '.join(cells)}) VALUES ({places})",  # noqa: S608 - own constants
        list(cells.values()),
    )


def _know_words(db: sqlite3.Connection, article_id: str) -> None:
    """Find the article by its words again. Raises ArticleError when a revision is none."""
    rows = db.execute(
        f"SELECT {ARTICLE} FROM revisions WHERE article_id = ? AND digest <> '' "  # noqa: S608 - own constants
        "ORDER BY revision = (SELECT current FROM articles WHERE id = article_id)",
        (article_id,),
    )
    for article in [to_article(row) for row in rows][-1:]:
        remember(db, article_id, article.text, sample(article.text))
