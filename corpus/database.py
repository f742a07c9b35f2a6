"""A file of ours in SQLite: opened, brought to this version's schema, written safely."""

import logging
import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.advice import what_to_do
from corpus.errors import FootnoteError
from corpus.upgrade import ARTICLES, Schema

log = logging.getLogger(__name__)

_CACHE_KIB = 16 * 1024

_LOG_PAGES = 16_000  # of 4 KiB: a page that many articles change is written back once
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class StoreError(FootnoteError):
    """The file cannot be opened or asked; the message says what to do."""


class Closable(ABC):
    """What has a file open: closed at the end of a `with`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Close the file; what had it open cannot be used afterwards."""


def open_database(path: Path, schema: Schema = ARTICLES) -> sqlite3.Connection:
    """A connection to the file at `path`, made when there is none, in autocommit mode.

    Raises StoreError when the file is not such a one, is of a newer Footnote, or cannot be
    written.
    """
    with ExitStack() as on_failure:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if schema.mode is not None:
                _let_read(path, schema.mode)
            db = sqlite3.connect(path, timeout=schema.busy_seconds, isolation_level=None)
            on_failure.callback(db.close)
            with suppress(sqlite3.OperationalError):  # another process is just doing it
                db.execute("PRAGMA journal_mode = WAL")
            # A killed process loses nothing that was committed, a power cut the last moments.
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
            db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            db.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
            _migrate(db, schema)
        except (OSError, sqlite3.Error) as error:
            raise failure(f"cannot open the {schema.holds} at {path}", error, schema) from error
        on_failure.pop_all()
    return db


@contextmanager
def transaction(db: sqlite3.Connection, *, keep: bool = True) -> Iterator[None]:
    """All that is written inside, or nothing when it fails; nothing either without `keep`."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT" if keep else "ROLLBACK")
    except BaseException:
        if db.in_transaction:  # SQLite ends it by itself when the disk is full
            db.execute("ROLLBACK")
        raise


def failure(what: str, error: Exception, schema: Schema) -> StoreError:
    """`what` could not be done because of `error`, with what to do about it."""
    if isinstance(error, NotADirectoryError | FileExistsError):
        advice: str | None = "set FOOTNOTE_HOME to a folder"
    elif getattr(error, "sqlite_errorcode", None) in _DAMAGED:
        advice = schema.if_damaged
    else:
        advice = what_to_do(error)
    return StoreError(f"{what}: {error}{f'; {advice}' if advice else ''}")


def _let_read(path: Path, mode: int) -> None:
    """Make the file with these permissions, or give them to it; SQLite's own files follow it."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, mode))
    path.chmod(mode)


def _migrate(db: sqlite3.Connection, schema: Schema) -> None:
    """Bring the file to this version's schema, one numbered script after the other."""
    scripts = _migrations(schema)
    if _version(db) == len(scripts):
        return
    with transaction(db):
        version = _version(db)  # again: another process may just have migrated
        if version > len(scripts):
            raise StoreError(
                f"the {schema.holds} were written by a newer Footnote; update this one"
            )
        for number, script in enumerate(scripts[version:], start=version + 1):
            if number in schema.before:
                schema.before[number](db)
            for statement in _statements(script):
                db.execute(statement)
            if number in schema.after:
                schema.after[number](db)
        db.execute(f"PRAGMA user_version = {len(scripts)}")
    if 0 < version < len(scripts):  # a warning, since the version before cannot read them any more
        log.warning(
            "the %s were of an older Footnote: brought from version %d to %d",
            schema.holds,
            version,
            len(scripts),
        )


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _migrations(schema: Schema) -> list[str]:
    folder = files(schema.package).joinpath("migrations")
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
