"""Revisions in the store: written, marked with what they changed, and served.

Each function works on a connection inside its caller's transaction.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from corpus.article import Article, Change, Content
from corpus.changes import change_between, of_both
from corpus.identity import Known, Relation, relation
from corpus.landmarks import Landmarks
from corpus.likeness import like, remember
from corpus.rows import COLUMNS, STANDING, to_article, to_row
from corpus.shingles import sample

_STORY = "(SELECT story FROM articles WHERE id = article_id)"
ARTICLE = ", ".join([_STORY if name == "story" else name for name in STANDING] + list(COLUMNS))
"""What `to_article` reads, of the table `revisions`."""


def revisions(db: sqlite3.Connection, article_id: str) -> Iterator[Article]:
    """All revisions of an article, the newest first; none of one that was purged."""
    rows = db.execute(
        f"""SELECT {ARTICLE} FROM revisions WHERE article_id = ? AND digest <> ''
            ORDER BY revision DESC""",  # noqa: S608 - own constants
        (article_id,),
    )
    return (to_article(row) for row in rows)


def current(db: sqlite3.Connection, article_id: str) -> Article | None:
    """The revision that may be answered from, if there is one."""
    row = db.execute(
        f"""SELECT {ARTICLE} FROM revisions WHERE article_id = ? AND digest <> ''
            AND revision = (SELECT current FROM articles WHERE id = article_id)""",  # noqa: S608 - own constants
        (article_id,),
    ).fetchone()
    return to_article(row) if row else None


def insert(
    db: sqlite3.Connection,
    marked: Landmarks,
    article_id: str,
    content: Content,
    doubts: Sequence[str] = (),
    near: Sequence[Known] | None = None,
) -> None:
    """Write the newest revision: served at once, or held if there are doubts; `near` as in `serve`.

    It takes the place of one that was held before.
    """
    drop_held(db, article_id)
    change, changed = _mark(current(db, article_id), content)
    cells = (
        content.digest(),
        json.dumps(doubts) if doubts else None,
        change and change.value,
        changed and changed.isoformat(),
        *to_row(content),
    )
    db.execute(
        f"""INSERT INTO revisions
              (article_id, revision, added, digest, held, change, changed, {", ".join(COLUMNS)})
            SELECT ?1, 1 + coalesce(max(revision), 0), ?2
                   {"".join(f", ?{number}" for number in range(3, 3 + len(cells)))}
            FROM revisions WHERE article_id = ?1""",  # noqa: S608 - own constants
        (article_id, now(), *cells),
    )
    if not doubts:
        serve(db, marked, article_id, content, near)


def serve(
    db: sqlite3.Connection,
    marked: Landmarks,
    article_id: str,
    content: Content,
    near: Sequence[Known] | None = None,
) -> None:
    """Answer from the newest revision, which is `content`, and know the article by its words.

    `near` are the articles that share words with it, where that is known already.
    """
    db.execute(
        """UPDATE articles SET
             current = (SELECT max(revision) FROM revisions WHERE article_id = ?1),
             day = datetime(?2) WHERE id = ?1""",
        (article_id, content.published and content.published.isoformat()),
    )
    shingles = sample(content.text)
    remember(db, article_id, content.text, shingles)
    if near is None:
        near = like(db, marked, content.text, shingles)
    copies = [old.id for old in near if relation(content, len(shingles), old) is Relation.COPY]
    if others := [copy for copy in copies if copy != article_id]:
        _join([article_id, *others], db)


def drop_held(db: sqlite3.Connection, article_id: str) -> None:
    """Throw away what waits for review."""
    db.execute("DELETE FROM revisions WHERE article_id = ? AND held IS NOT NULL", (article_id,))


def now() -> str:
    """This moment as it is stored."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _mark(before: Article | None, content: Content) -> tuple[Change | None, datetime | None]:
    """How the article will have changed since it was first published, and when."""
    if before is None:
        said = _later(content.updated, content.published)
        return (Change.CORRECTED, said) if content.corrections else (None, None)
    change = change_between(before, content)
    if change is None:
        return before.change, before.changed
    said = _later(content.updated, before.updated or before.published)
    return of_both(before.change, change), said or datetime.now(UTC)


def _later(said: datetime | None, before: datetime | None) -> datetime | None:
    """A moment of modification, unless it stood still: then it says nothing of this change."""
    return said if said and (before is None or said > before) else None


def _join(articles: Sequence[str], db: sqlite3.Connection) -> None:
    """Make the articles, and what shared a story with one of them before, one story."""
    among = "IN (SELECT value FROM json_each(?))"
    members = json.dumps(articles)
    stories = [
        story
        for (story,) in db.execute(
            f"SELECT DISTINCT story FROM articles WHERE id {among} AND story IS NOT NULL",  # noqa: S608 - own constants
            (members,),
        )
    ]
    db.execute(
        f"UPDATE articles SET story = ? WHERE id {among} OR story {among}",  # noqa: S608 - own constants
        (min(articles), members, json.dumps(stories)),
    )
