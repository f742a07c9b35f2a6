"""ArticleStore: the source of truth for articles, their revisions and takedowns."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from corpus.article import Article, Content
from corpus.database import Closable, StoreError, open_database, transaction
from corpus.identity import Known, Relation, best, is_another, relation, same_piece, url_key
from corpus.landmarks import Landmarks
from corpus.likeness import in_common, known, like
from corpus.merging import said_elsewhere, with_options
from corpus.review import Review
from corpus.revisions import current, drop_held, insert, now, revisions
from corpus.rows import COLUMNS, STANDING, to_article
from corpus.shingles import fingerprint, sample

_GONE = "gone:"
_LIVE = ", ".join((*STANDING, *COLUMNS))


class Outcome(StrEnum):
    """What adding an article did."""

    ADDED = "added"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    HELD = "held"  # for an editor to look at first
    WITHDRAWN = "withdrawn"  # refused: it was removed before


class Withdrawal(StrEnum):
    """Why an article was taken down."""

    REMOVED = "removed"  # by an editor
    GONE = "gone"  # its page is no longer there
    REJECTED = "rejected"  # by an editor, in review
    PURGED = "purged"  # and its words deleted: it cannot be brought back


@dataclass(frozen=True, slots=True)
class Added:
    """The outcome for one article."""

    outcome: Outcome
    article_id: str


@dataclass(frozen=True, slots=True)
class Edition:
    """The revision of an article that may be answered from, without its words.

    `digest` is Content's: two editions that are equal have the same words and the same copies.
    """

    article_id: str
    revision: int
    story: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a listing: all but its text. `reason`: why it was withdrawn, if it was."""

    id: str
    revision: int
    title: str
    outlet: str | None
    published: datetime | None
    reason: str | None

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken down."""
        return self.reason is not None


class ArticleStore(Closable):
    """Articles in one SQLite file. Safe for several processes; one instance per thread.

    Raises StoreError when the file is not a store, is of a newer Footnote, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.database = open_database(path)
        self._marked = Landmarks(self.database)
        self.review = Review(self.database, self._marked)
        # Takedowns that came with the backup which is being read: none of its articles is them.
        self.took_over: set[str] = set()

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self.database.close()

    def add(
        self,
        keys: Sequence[str],
        content: Content,
        doubts: Sequence[str] = (),
        *,
        news: bool = False,
        keep: bool = True,
    ) -> Added:
        """Add an article, or a revision of the one that it is by its keys or its words.

        The keys come strongest first; the last is the place where the content lies. The same
        content again changes nothing, under whatever key it comes, nor does a place whose content
        is the same as before: an old copy does not undo a correction made elsewhere. What an
        option once said of an article stays said until the article says otherwise, and so does
        what a copy that is known by its words alone leaves unsaid.

        With doubts that no editor has passed over, it is held for review and what was there
        before stays. `news`: it is new to its source, not only to us. Without `keep`, only says
        what would be done.
        """
        given = content
        with transaction(self.database, keep=keep):
            article_id, excerpt, near = self._known(keys, content, bool(doubts))
            if article_id is None:
                article_id = self._new_id(keys[0])
                self.database.execute(
                    "INSERT INTO articles (id, news) VALUES (?, ?)",
                    (article_id, now() if news else None),
                )
                outcome = Outcome.ADDED
            elif self._is_withdrawn(article_id):
                self._known_as(article_id, keys, "")  # nor does it return under another name
                return Added(Outcome.WITHDRAWN, article_id)
            else:
                latest = next(revisions(self.database, article_id), None)
                content = given = with_options(content, latest)
                if latest and (near is not None or self._only_repeated(article_id, keys[-1])):
                    content = said_elsewhere(given, latest)
                same = excerpt or self._is_same(article_id, keys[-1], given, content)
                outcome = Outcome.UNCHANGED if same else Outcome.REVISED
            if outcome is not Outcome.UNCHANGED:
                reasons = self._not_accepted(article_id, doubts)
                insert(self.database, self._marked, article_id, content, reasons, near)
                outcome = Outcome.HELD if reasons else outcome
            self._known_as(article_id, keys, given.digest())
            return Added(outcome, article_id)

    def at(self, url: str) -> str | None:
        """The article that is known by this address."""
        return self._article_at(url_key(url))

    def is_another(self, article_id: str, content: Content) -> bool:
        """Whether `content` has neither the title nor the words of the article."""
        shingles = sample(content.text)
        return is_another(content, len(shingles), self._beside(article_id, content, shingles))

    def like(self, content: Content) -> list[tuple[Known, Relation]]:
        """The articles that share words with `content`, and what it is to each; withdrawn too."""
        shingles = sample(content.text)
        near = like(self.database, self._marked, content.text, shingles)
        return [(old, relation(content, len(shingles), old)) for old in near]

    def current(self, article_id: str) -> Article | None:
        """The revision that may be answered from; None when all are held, or were purged."""
        return current(self.database, article_id)

    def articles(self) -> Iterator[Article]:
        """The revisions that may be answered from, in a stable order."""
        for row in self.database.execute(f"SELECT {_LIVE} FROM live ORDER BY article_id"):  # noqa: S608 - own constants
            yield to_article(row)

    def read(self, ids: Iterable[str]) -> list[Article]:
        """Those of `articles()` that have one of these ids, in the order of their ids."""
        rows = self.database.execute(
            f"SELECT {_LIVE} FROM live WHERE article_id IN (SELECT value FROM json_each(?)) "  # noqa: S608 - own constants
            "ORDER BY article_id",
            (json.dumps(list(ids)),),
        )
        return [to_article(row) for row in rows]

    def editions(self) -> list[Edition]:
        """What `articles()` would give, in its order, without reading a text."""
        rows = self.database.execute(
            "SELECT article_id, revision, story, digest FROM live ORDER BY article_id"
        )
        return [Edition(*row) for row in rows]

    def revisions(self, article_id: str) -> list[Article]:
        """All revisions of an article, the newest first; withdrawn and held ones too."""
        return list(revisions(self.database, article_id))

    def entries(self, *, withdrawn: bool = True, limit: int = -1) -> Iterator[Entry]:
        """Every article, newest first, the undated last; held ones not.

        Without `withdrawn` none that was taken down; -1: no limit.
        """
        rows = self.database.execute(
            """SELECT id, revision, title, outlet, published,
                      iif(withdrawn IS NULL, NULL, coalesce(reason, 'removed'))
               FROM articles JOIN revisions ON article_id = id AND revision = current
               WHERE reason IS NOT 'purged' AND (? OR withdrawn IS NULL)
               ORDER BY day DESC, id LIMIT ?""",
            (withdrawn, limit),
        )
        for article_id, revision, title, outlet, published, reason in rows:
            moment = datetime.fromisoformat(published) if published else None
            yield Entry(article_id, revision, title, outlet, moment, reason)

    def find(self, wanted: str) -> str:
        """The id of the article with this id, unique start of an id, or URL.

        Raises StoreError when there is none or more than one.
        """
        if "://" in wanted and (by_url := self._article_at(url_key(wanted))):
            return by_url
        rows = self.database.execute(
            "SELECT id FROM articles WHERE id >= ?1 AND id < ?1 || '~' LIMIT 2", (wanted.lower(),)
        ).fetchall()
        if wanted and len(rows) == 1:
            return str(rows[0][0])
        problem = "more than one article starts with" if wanted and rows else "no article has"
        raise StoreError(f"{problem} the id or URL {wanted!r}; see `footnote corpus list`")

    def withdraw(self, article_id: str, why: Withdrawal = Withdrawal.REMOVED) -> bool:
        """Take an article down: it is never answered from again. False if it was down already."""
        changed = self.database.execute(
            "UPDATE articles SET withdrawn = ?, reason = ? WHERE id = ? AND withdrawn IS NULL",
            (now(), why.value, article_id),
        )
        return changed.rowcount > 0

    def withdrawal(self, article_id: str) -> Withdrawal | None:
        """Why an article was taken down; None when it was not."""
        row = self.database.execute(
            "SELECT coalesce(reason, 'removed') FROM articles "
            "WHERE id = ? AND withdrawn IS NOT NULL",
            (article_id,),
        ).fetchone()
        return Withdrawal(row[0]) if row else None

    def restore(self, article_id: str, only: Withdrawal | None = None) -> bool:
        """Undo a withdrawal, or only one for this reason. False if there was none to undo."""
        changed = self.database.execute(
            """UPDATE articles SET withdrawn = NULL, reason = NULL
               WHERE id = ?1 AND withdrawn IS NOT NULL AND reason IS NOT ?3
                 AND (?2 IS NULL OR reason = ?2)""",
            (article_id, only and only.value, Withdrawal.PURGED.value),
        )
        return changed.rowcount > 0

    def purge(self, article_id: str) -> None:
        """Delete an article's words for good, all revisions; a tombstone keeps it from return.

        What is left: its id, its outlet, and hashes of its addresses and of its words.
        """
        with transaction(self.database):
            self.database.execute(
                """UPDATE articles SET withdrawn = coalesce(withdrawn, ?), reason = ?,
                     accepted = '[]' WHERE id = ?""",
                (now(), Withdrawal.PURGED.value, article_id),
            )
            self.database.execute(
                """DELETE FROM revisions WHERE article_id = ?1 AND revision <>
                   (SELECT coalesce(current, max(revision)) FROM articles
                    JOIN revisions ON article_id = id WHERE id = ?1)""",
                (article_id,),
            )
            self.database.execute(
                """UPDATE revisions SET title = '', text = '', url = NULL, authors = '[]',
                     section = NULL, tags = '[]', corrections = '[]', original = NULL,
                     provenance = '{}', held = NULL, digest = '' WHERE article_id = ?""",
                (article_id,),
            )
            known_by = self.database.execute(
                "SELECT key FROM keys WHERE article_id = ?", (article_id,)
            )
            self.database.executemany(
                "UPDATE OR REPLACE keys SET key = ? WHERE key = ?",
                [(hashed(key), key) for (key,) in known_by.fetchall()],
            )
            self.database.execute("DELETE FROM pages WHERE article_id = ?", (article_id,))
        self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def news(self, since: datetime) -> Iterator[str]:
        """The ids of articles that came in as new after `since`; what a first run finds is not."""
        rows = self.database.execute(
            "SELECT id FROM articles WHERE news > ? AND withdrawn IS NULL ORDER BY news, id",
            (since.astimezone(UTC).isoformat(timespec="seconds"),),
        )
        return (str(article_id) for (article_id,) in rows)

    def published(self, article_id: str) -> datetime | None:
        """When the article was published, in UTC; None when that is not known."""
        row = self.database.execute(
            "SELECT day FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        return datetime.fromisoformat(row[0]).replace(tzinfo=UTC) if row and row[0] else None

    def count(self) -> int:
        """How many articles may be answered from."""
        return int(
            self.database.execute(
                "SELECT count(*) FROM articles WHERE withdrawn IS NULL AND current IS NOT NULL"
            ).fetchone()[0]
        )

    def state(self) -> str:
        """Fingerprint of what may be answered from: equal states give equal indexes."""
        return state_of(self.editions())

    def _known(
        self, keys: Sequence[str], content: Content, doubted: bool
    ) -> tuple[str | None, bool, list[Known] | None]:
        """The article that `content` is, if it is known, and whether it is a mere part of it.

        Also the articles that share words with it, if they were looked for.
        """
        row = self.database.execute(
            """SELECT article_id FROM revisions AS r WHERE digest = ? AND revision =
               (SELECT max(revision) FROM revisions WHERE article_id = r.article_id)""",
            (content.digest(),),
        ).fetchone()
        if row:
            return str(row[0]), False, None
        shingles = sample(content.text)
        for key in keys:
            found = self._article_at(key)
            if found and (key.startswith("url:") or self._goes_on(found, content, shingles)):
                return found, False, None
        if doubted:  # notices and error pages are all alike: their words say nothing
            return None, False, None
        near = like(self.database, self._marked, content.text, shingles)
        likely = best([(old, relation(content, len(shingles), old)) for old in near])
        if likely is None or likely[1] is Relation.COPY:
            return None, False, near
        return likely[0].id, likely[1] is Relation.EXCERPT, near

    def _goes_on(self, article_id: str, content: Content, shingles: frozenset[int]) -> bool:
        old = self._beside(article_id, content, shingles)
        return same_piece(content, len(shingles), old)

    def _beside(self, article_id: str, content: Content, shingles: frozenset[int]) -> Known:
        """What identity is decided from, of an article found by a key."""
        common = in_common(self.database, article_id, shingles)
        latest = next(revisions(self.database, article_id), None)
        identical = latest is not None and fingerprint(latest.text) == fingerprint(content.text)
        return known(self.database, article_id, common, identical)

    def _only_repeated(self, article_id: str, place: str) -> bool:
        """Whether what lay at this place never made a revision: it said less of the article."""
        last = self._last_at(place)
        if last is None or self._article_at(place) != article_id:
            return False
        return not self.database.execute(
            "SELECT EXISTS (SELECT 1 FROM revisions WHERE article_id = ? AND digest = ?)",
            (article_id, last),
        ).fetchone()[0]

    def _is_same(self, article_id: str, place: str, given: Content, content: Content) -> bool:
        """Whether the article says `content` already, or was last `given` this at this place."""
        served = current(self.database, article_id)
        if served and served.digest() == content.digest():
            drop_held(self.database, article_id)  # the page is as it was again
            return True
        latest = next(revisions(self.database, article_id), None)
        if latest is None:  # rejected in review, and restored
            return False
        return content.digest() == latest.digest() or given.digest() == self._last_at(place)

    def _article_at(self, key: str) -> str | None:
        row = self.database.execute(
            "SELECT article_id FROM keys WHERE key IN (?, ?)", (key, hashed(key))
        ).fetchone()
        return str(row[0]) if row else None

    def _known_as(self, article_id: str, keys: Sequence[str], digest: str) -> None:
        """From now on the article has these keys; `digest` is the content last added by them."""
        self.database.executemany(
            """INSERT INTO keys (key, article_id, digest) VALUES (?, ?, ?) ON CONFLICT
               DO UPDATE SET article_id = excluded.article_id, digest = excluded.digest""",
            [(key, article_id, digest) for key in keys],
        )

    def _new_id(self, key: str) -> str:
        """Ten letters and digits made from the key, the same on every machine."""
        for attempt in range(100):
            digest = hashlib.blake2b(f"{key}\n{attempt}".encode()).digest()
            article_id = base64.b32encode(digest)[:10].decode().lower()
            taken = self.database.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,))
            if taken.fetchone() is None:
                return article_id
        raise StoreError(f"no free id for {key}")  # would take 100 collisions of 50 bits

    def _is_withdrawn(self, article_id: str) -> bool:
        row = self.database.execute("SELECT withdrawn FROM articles WHERE id = ?", (article_id,))
        return row.fetchone()[0] is not None

    def _last_at(self, key: str) -> str | None:
        row = self.database.execute("SELECT digest FROM keys WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _not_accepted(self, article_id: str, doubts: Sequence[str]) -> tuple[str, ...]:
        (accepted,) = self.database.execute(
            "SELECT accepted FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        passed_over = json.loads(accepted)
        return tuple(doubt for doubt in doubts if doubt not in passed_over)


def state_of(editions: Iterable[Edition]) -> str:
    """Fingerprint of editions in the order of their ids.

    Their words' digests are in it: a store that was put back to a backup counts the revisions that
    follow from there, and gives a number to other words than before.
    """
    digest = hashlib.blake2b(digest_size=16)
    for one in editions:
        digest.update(f"{one.article_id} {one.revision} {one.story or ''} {one.digest}\n".encode())
    return digest.hexdigest()


def hashed(key: str) -> str:
    """How a key of a purged article is kept: it can be recognised but not read."""
    return _GONE + hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def is_hashed(key: str) -> bool:
    """Whether a key is one of a purged article."""
    return key.startswith(_GONE)
