"""The file that holds the coverage: opened, brought to this version's schema, written safely."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.resources import files
from pathlib import Path

from corpus.errors import FootnoteError
from corpus.upgrade import AFTER

_BUSY_SECONDS = 30  # how long a write waits for another process's write
_CACHE_KIB = 16 * 1024

_LOG_PAGES = 16_000  # of 4 KiB: a page that many articles change is written back once


class StoreError(FootnoteError):
    """The store cannot be opened or asked; the message says what to do."""


def open_database(path: Path) -> sqlite3.Connection:
    """A connection to the file at `path`, made when there is none, in autocommit mode.

    Raises StoreError when the file is not a store, is of a newer Footnote, or cannot be written.
    """
    with ExitStack() as on_failure:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            on_failure.callback(db.close)
            with suppress(sqlite3.OperationalError):  # another process is just doing it
                db.execute("PRAGMA journal_mode = WAL")
            # A killed process loses nothing that was committed, a power cut the last moments.
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
            db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            db.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
            _migrate(db)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"cannot open the articles at {path}: {error}") from error
        on_failure.pop_all()
    return db


@contextmanager
def transaction(db: sqlite3.Connection, *, keep: bool = True) -> Iterator[None]:
    """All that is written inside, or nothing when it fails; nothing either without `keep`."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # SQLite ends it by itself when the disk is full
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT" if keep else "ROLLBACK")


def _migrate(db: sqlite3.Connection) -> None:
    """Bring the file to this version's schema, one numbered script after the other."""
    scripts = _migrations()
    if _version(db) == len(scripts):
        return
    with transaction(db):
        version = _version(db)  # again: another process may just have migrated
        if version > len(scripts):
            raise StoreError("the articles were written by a newer Footnote; update this one")
        for number, script in enumerate(scripts[version:], start=version + 1):
            for statement in _statements(script):
                db.execute(statement)
            if number in AFTER:
                AFTER[number](db)
        db.execute(f"PRAGMA user_version = {len(scripts)}")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


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
