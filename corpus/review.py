"""Review: what the quality gate held back, for an editor to decide."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.article import Article
from corpus.database import transaction
from corpus.landmarks import Landmarks
from corpus.revisions import ARTICLE, drop_held, serve
from corpus.rows import to_article


@dataclass(frozen=True, slots=True)
class Held:
    """A revision that waits for an editor, and the doubts about it."""

    article: Article
    doubts: tuple[str, ...]


class Review:
    """What is held in the store that `db` is connected to."""

    def __init__(self, db: sqlite3.Connection, marked: Landmarks) -> None:
        self._db = db
        self._marked = marked

    def held(self, article_id: str | None = None) -> Iterator[Held]:
        """The revisions that wait, of one article or of all, the oldest first."""
        rows = self._db.execute(
            f"""SELECT held, {ARTICLE} FROM revisions WHERE held IS NOT NULL
                AND (?1 IS NULL OR article_id = ?1)
                AND (SELECT withdrawn FROM articles WHERE id = article_id) IS NULL
                ORDER BY added, article_id""",  # noqa: S608 - own constants
            (article_id,),
        )
        for doubts, *row in rows:
            yield Held(to_article(row), tuple(json.loads(doubts)))

    def accept(self, article_id: str) -> bool:
        """Answer from the revision that is held; its doubts hold this article no more.

        False if none is held.
        """
        with transaction(self._db):
            found = next(self.held(article_id), None)
            if found is None:
                return False
            (accepted,) = self._db.execute(
                "SELECT accepted FROM articles WHERE id = ?", (article_id,)
            ).fetchone()
            self._db.execute(
                "UPDATE articles SET accepted = ? WHERE id = ?",
                (json.dumps(sorted({*json.loads(accepted), *found.doubts})), article_id),
            )
            self._db.execute("UPDATE revisions SET held = NULL WHERE article_id = ?", (article_id,))
            serve(self._db, self._marked, article_id, found.article)
            return True

    def reject(self, article_id: str) -> bool:
        """Throw the held revision away; an article that has no other is taken down.

        False if none is held.
        """
        with transaction(self._db):
            if next(self.held(article_id), None) is None:
                return False
            self._db.execute(
                """UPDATE articles SET withdrawn = datetime(), reason = 'rejected'
                   WHERE id = ? AND current IS NULL""",
                (article_id,),
            )
            drop_held(self._db, article_id)
            return True
