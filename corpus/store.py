"""ArticleStore: the source of truth for articles, their revisions and takedowns."""

import base64
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.article import Article, Content
from corpus.errors import FootnoteError
from corpus.rows import COLUMNS, to_article, to_row

_SELECT = f"SELECT article_id, revision, {', '.join(COLUMNS)} FROM "  # noqa: S608 - own constants
_BUSY_SECONDS = 30  # how long a write waits for another process's write


class StoreError(FootnoteError):
    """The store cannot be opened or asked; the message says what to do."""


class Outcome(StrEnum):
    """What adding an article did."""

    ADDED = "added"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"  # refused: it was removed before


@dataclass(frozen=True, slots=True)
class Added:
    """The outcome for one article."""

    outcome: Outcome
    article_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a listing: all but its text."""

    id: str
    revision: int
    title: str
    outlet: str | None
    published: datetime | None
    withdrawn: bool


class ArticleStore:
    """Articles in one SQLite file. Safe for several processes; one instance per thread.

    Raises StoreError when the file is not a store, is of a newer Footnote, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        with ExitStack() as on_failure:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
                on_failure.callback(self._db.close)
                with suppress(sqlite3.OperationalError):  # another process is just doing it
                    self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA foreign_keys = ON")
                self._migrate()
            except (OSError, sqlite3.Error) as error:
                raise StoreError(f"cannot open the articles at {path}: {error}") from error
            on_failure.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self._db.close()

    def add(self, keys: Sequence[str], content: Content) -> Added:
        """Add an article, or a revision of the one known by any of `keys`.

        The keys come strongest first; the last is the place where the content lies. The same
        content again changes nothing, under whatever key it comes, nor does a place whose content
        is the same as before: an old copy does not undo a correction made elsewhere. What an
        option once said of an article stays said until the article says otherwise.
        """
        with self._transaction():
            article_id = self._known(keys, content)
            if article_id is None:
                article_id = self._new_id(keys[0])
                self._db.execute("INSERT INTO articles (id) VALUES (?)", (article_id,))
                outcome = Outcome.ADDED
            elif self._is_withdrawn(article_id):
                return Added(Outcome.WITHDRAWN, article_id)
            else:
                latest = self.revisions(article_id)[0]
                content = _with_options_of(latest, content)
                same = content.digest() in (latest.digest(), self._last_at(keys[-1]))
                outcome = Outcome.UNCHANGED if same else Outcome.REVISED
            if outcome is not Outcome.UNCHANGED:
                self._insert_revision(article_id, content)
            self._db.executemany(
                """INSERT INTO keys (key, article_id, digest) VALUES (?, ?, ?) ON CONFLICT
                   DO UPDATE SET article_id = excluded.article_id, digest = excluded.digest""",
                [(key, article_id, content.digest()) for key in keys],
            )
            return Added(outcome, article_id)

    def articles(self) -> Iterator[Article]:
        """The revisions that may be answered from, in a stable order."""
        for row in self._db.execute(f"{_SELECT} live ORDER BY article_id"):
            yield to_article(row[0], row[1], row[2:])

    def revisions(self, article_id: str) -> list[Article]:
        """All revisions of an article, the newest first; withdrawn ones too."""
        rows = self._db.execute(
            f"{_SELECT} revisions WHERE article_id = ? ORDER BY revision DESC", (article_id,)
        )
        return [to_article(row[0], row[1], row[2:]) for row in rows]

    def entries(self) -> Iterator[Entry]:
        """Every article, newest first, the undated last; withdrawn ones too."""
        rows = self._db.execute(
            """SELECT id, revision, title, outlet, published, withdrawn IS NOT NULL
               FROM articles JOIN revisions ON article_id = id
               WHERE revision = (SELECT max(revision) FROM revisions r WHERE r.article_id = id)
               ORDER BY published IS NULL, datetime(published) DESC, id"""
        )
        for article_id, revision, title, outlet, published, withdrawn in rows:
            moment = datetime.fromisoformat(published) if published else None
            yield Entry(article_id, revision, title, outlet, moment, bool(withdrawn))

    def find(self, wanted: str) -> str:
        """The id of the article with this id, unique start of an id, or URL.

        Raises StoreError when there is none or more than one.
        """
        by_key = self._db.execute("SELECT article_id FROM keys WHERE key = ?", (f"url:{wanted}",))
        if row := by_key.fetchone():
            return str(row[0])
        rows = self._db.execute(
            "SELECT id FROM articles WHERE substr(id, 1, ?) = ? LIMIT 2",
            (len(wanted), wanted.lower()),
        ).fetchall()
        if wanted and len(rows) == 1:
            return str(rows[0][0])
        problem = "more than one article starts with" if wanted and rows else "no article has"
        raise StoreError(f"{problem} the id or URL {wanted!r}; see `footnote corpus list`")

    def withdraw(self, article_id: str) -> bool:
        """Take an article down: it is never answered from again. False if it was down already."""
        changed = self._db.execute(
            "UPDATE articles SET withdrawn = ? WHERE id = ? AND withdrawn IS NULL",
            (_now(), article_id),
        )
        return changed.rowcount > 0

    def restore(self, article_id: str) -> bool:
        """Undo a withdrawal. False if it was not withdrawn."""
        changed = self._db.execute(
            "UPDATE articles SET withdrawn = NULL WHERE id = ? AND withdrawn IS NOT NULL",
            (article_id,),
        )
        return changed.rowcount > 0

    def count(self) -> int:
        """How many articles may be answered from."""
        return int(
            self._db.execute("SELECT count(*) FROM articles WHERE withdrawn IS NULL").fetchone()[0]
        )

    def state(self) -> str:
        """Fingerprint of what may be answered from: equal states give equal indexes."""
        digest = hashlib.blake2b(digest_size=16)
        for row in self._db.execute("SELECT article_id, revision FROM live ORDER BY article_id"):
            digest.update(f"{row[0]} {row[1]}\n".encode())
        return digest.hexdigest()

    def _known(self, keys: Sequence[str], content: Content) -> str | None:
        row = self._db.execute(
            """SELECT article_id FROM revisions AS r WHERE digest = ? AND revision =
               (SELECT max(revision) FROM revisions WHERE article_id = r.article_id)""",
            (content.digest(),),
        ).fetchone()
        if row:
            return str(row[0])
        for key in keys:
            row = self._db.execute("SELECT article_id FROM keys WHERE key = ?", (key,)).fetchone()
            if row and self._agrees(str(row[0]), content):
                return str(row[0])
        return None

    def _agrees(self, article_id: str, content: Content) -> bool:
        """False when a file now holds an article with another URL: then it is another article."""
        (url,) = self._db.execute(
            "SELECT url FROM revisions WHERE article_id = ? ORDER BY revision DESC LIMIT 1",
            (article_id,),
        ).fetchone()
        return url is None or content.url is None or url == content.url

    def _new_id(self, key: str) -> str:
        """Ten letters and digits made from the key, the same on every machine."""
        for attempt in range(100):
            digest = hashlib.blake2b(f"{key}\n{attempt}".encode()).digest()
            article_id = base64.b32encode(digest)[:10].decode().lower()
            taken = self._db.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,))
            if taken.fetchone() is None:
                return article_id
        raise StoreError(f"no free id for {key}")  # would take 100 collisions of 50 bits

    def _is_withdrawn(self, article_id: str) -> bool:
        row = self._db.execute("SELECT withdrawn FROM articles WHERE id = ?", (article_id,))
        return row.fetchone()[0] is not None

    def _last_at(self, key: str) -> str | None:
        row = self._db.execute("SELECT digest FROM keys WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _insert_revision(self, article_id: str, content: Content) -> None:
        row = to_row(content)
        self._db.execute(
            f"""INSERT INTO revisions (article_id, revision, added, digest, {", ".join(COLUMNS)})
                SELECT ?1, 1 + coalesce(max(revision), 0), ?2, ?3
                       {"".join(f", ?{number}" for number in range(4, 4 + len(row)))}
                FROM revisions WHERE article_id = ?1""",  # noqa: S608 - own constants
            (article_id, _now(), content.digest(), *row),
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _migrate(self) -> None:
        """Bring the file to this version's schema, one numbered script after the other."""
        scripts = _migrations()
        if self._version() == len(scripts):
            return
        with self._transaction():
            version = self._version()  # again: another process may just have migrated
            if version > len(scripts):
                raise StoreError("the articles were written by a newer Footnote; update this one")
            for statement in (line for script in scripts[version:] for line in _statements(script)):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {len(scripts)}")

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])


def _with_options_of(latest: Article, content: Content) -> Content:
    kept = {
        name: getattr(latest, field)
        for name, field in (("outlet", "outlet"), ("url", "url"), ("date", "published"))
        if latest.provenance.get(name) == "option" and getattr(content, field) is None
    }
    fields = {"published" if name == "date" else name: value for name, value in kept.items()}
    origin = {**content.provenance, **dict.fromkeys(kept, "option")}
    return replace(content, **fields, provenance=origin)


def _migrations() -> list[str]:
    folder = files("corpus").joinpath("migrations")
    scripts = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return [script.read_text("utf-8") for script in scripts if script.name.endswith(".sql")]


def _statements(script: str) -> Iterator[str]:
    """Each statement of a script; `executescript` would commit between them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
