"""The store's file: all of a transaction or nothing."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.database import open_database, transaction


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_database(tmp_path / "a.sqlite3")
    yield opened
    opened.close()


def write(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO articles (id) VALUES ('a')")


def count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])


def test_what_a_transaction_wrote_is_there(db: sqlite3.Connection) -> None:
    with transaction(db):
        write(db)
    assert count(db) == 1


def test_what_is_not_to_be_kept_is_not(db: sqlite3.Connection) -> None:
    with transaction(db, keep=False):
        write(db)
        assert count(db) == 1
    assert count(db) == 0


def broken(db: sqlite3.Connection, statement: str, error: BaseException) -> None:
    with transaction(db):
        db.execute(statement)
        raise error


def test_a_failure_leaves_nothing(db: sqlite3.Connection) -> None:
    with pytest.raises(KeyboardInterrupt):
        broken(db, "INSERT INTO articles (id) VALUES ('a')", KeyboardInterrupt())
    assert count(db) == 0


def test_the_first_error_is_told_when_sqlite_rolled_back_already(db: sqlite3.Connection) -> None:
    with pytest.raises(ValueError, match="the first"):  # as when the disk is full
        broken(db, "ROLLBACK", ValueError("the first"))


def test_readers_do_not_wait_for_a_writer(db: sqlite3.Connection, tmp_path: Path) -> None:
    other = open_database(tmp_path / "a.sqlite3")
    with transaction(db):
        write(db)
        assert count(other) == 0
    assert count(other) == 1
    other.close()


def test_keys_of_no_article_are_refused(db: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("INSERT INTO keys (key, article_id, digest) VALUES ('k', 'nobody', '')")
