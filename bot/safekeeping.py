"""A backup made: databases as they are at one moment, beside whoever writes to them."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bot.archive import ARTICLES, DISCORD, RECORDS, BackupError, Inventory, Packing, Report, Tally
from corpus.home import Home
from index.publishing import current, sync

_PAGES_AT_ONCE = 1024
_TRIES = 3  # to find a snapshot that is not just being replaced
_FULL = (errno.ENOSPC, errno.EDQUOT)


def back_up(
    home: Home,
    file: Path,
    report: Report = lambda *_: None,
    *,
    with_index: bool = False,
    force: bool = False,
) -> Inventory:
    """Write what `home` must not lose to `file`; what that is.

    The file is whole or is not there, and is the operator's alone. Bots and rebuilds go on
    meanwhile: what they write later is not in it. Needs room for the databases twice.
    Raises BackupError when the file is there already (unless `force`), nothing is to be backed
    up, a database is damaged, or the disk is full; SnapshotError when there is no index to take.
    """
    if file.exists() and not force:
        raise BackupError(f"{file} exists; --force overwrites it")
    if not home.articles.exists():
        raise BackupError(f"there are no articles at {home.root}, so there is nothing to back up")
    if not file.parent.is_dir():
        raise BackupError(f"there is no folder {file.parent}")
    beside = file.with_name(f".{file.name}.part")
    with told_of_full_disk(file.parent), _folder(beside):
        with ExitStack() as stack:
            index = _opened_index(home.index, stack) if with_index else {}
            databases = {ARTICLES: home.articles, RECORDS: home.records}
            there = {name: path for name, path in databases.items() if path.exists()}
            once = sum(path.stat().st_size for path in there.values())
            large = sum(os.fstat(handle).st_size for handle in index.values())
            told = Tally(report, 2 * once + large)
            copies = {name: beside / name for name in there}
            for name, path in there.items():
                _copy(path, copies[name], told)
            made = _pack(home, beside / "whole", copies, index, told)
        (beside / "whole").replace(file)
        sync(file.parent)
    report(1, 1)
    return made


@contextmanager
def told_of_full_disk(folder: Path) -> Iterator[None]:
    """Raise BackupError, with what to do, when there is no more room."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise BackupError(_no_room(folder)) from None
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
            raise
        raise BackupError(_no_room(folder)) from None


def private(file: Path) -> int:
    """A new file that only the operator can read, opened for writing: its descriptor."""
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)


def schema_of(path: Path) -> int:
    """The version of a database's schema. Raises BackupError when the file is damaged."""
    try:
        with closing(sqlite3.connect(path)) as db:
            found = [text for (text,) in db.execute("PRAGMA quick_check(1)")]
            if found != ["ok"]:
                raise BackupError(f"{path.name} is damaged ({found[0]})")
            return int(db.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise BackupError(f"{path.name} is damaged ({error})") from None


def _no_room(folder: Path) -> str:
    return f"there is no room left in {folder}; nothing was changed. Make room, or use another disk"


@contextmanager
def _folder(path: Path) -> Iterator[None]:
    """An empty folder for as long as it is needed; what a killed backup left there goes."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    try:
        yield
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _copy(source: Path, to: Path, done: Callable[[int], None]) -> None:
    """Copy a database as it is at one moment. Raises BackupError when it is damaged."""
    os.close(private(to))
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as db,
            closing(sqlite3.connect(to)) as copy,
        ):
            db.isolation_level = None
            copy.execute("PRAGMA synchronous = OFF")
            (size,) = db.execute("PRAGMA page_size").fetchone()
            # Else SQLite begins anew whenever somebody else writes, and perhaps never ends.
            db.execute("BEGIN")
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            left = 0

            def advance(_: int, remaining: int, total: int) -> None:
                nonlocal left
                done(((left or total) - remaining) * size)
                left = remaining

            db.backup(copy, pages=_PAGES_AT_ONCE, progress=advance)
            copy.execute("PRAGMA journal_mode = DELETE")  # so that it is one file
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{source} cannot be copied: {error}") from None


def _pack(
    home: Home,
    whole: Path,
    copies: dict[str, Path],
    index: dict[str, int],
    done: Callable[[int], None],
) -> Inventory:
    schemas = {name: schema_of(copy) for name, copy in copies.items()}
    with os.fdopen(private(whole), "wb") as stream:
        packing = Packing(stream, datetime.now(UTC))
        for name, copy in copies.items():
            with copy.open("rb") as source:
                packing.add(name, source, done)
        if home.discord.exists():
            with home.discord.open("rb") as source:
                packing.add(DISCORD, source, lambda _: None)
        for name, handle in index.items():
            with os.fdopen(os.dup(handle), "rb") as source:
                packing.add(name, source, done)
        made = Inventory(
            version=version("footnote-bot"),
            created=packing.created,
            articles=_articles_in(copies[ARTICLES]),
            schemas=schemas,
            index=next((name.split("/")[1] for name in index), None),
            files=packing.files,
        )
        packing.finish(made)
        stream.flush()
        os.fsync(stream.fileno())
    return made


def _articles_in(copy: Path) -> int:
    with closing(sqlite3.connect(copy)) as db:
        query = "SELECT count(*) FROM articles WHERE withdrawn IS NULL"
        return int(db.execute(query).fetchone()[0])


def _opened_index(index: Path, stack: ExitStack) -> dict[str, int]:
    """The files of the published snapshot, by their names in a backup, opened for reading.

    What is open can be read to its end, also when a rebuild removes it meanwhile.
    """
    for left in reversed(range(_TRIES)):
        folder = current(index)
        with ExitStack() as opening:
            try:
                found = {}
                for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                    handle = os.open(file, os.O_RDONLY)
                    opening.callback(os.close, handle)
                    found[f"index/{folder.name}/{file.relative_to(folder).as_posix()}"] = handle
            except FileNotFoundError:  # just replaced by two rebuilds in a row
                if left:
                    continue
                raise BackupError("the index is being replaced; run this again") from None
            stack.push(opening.pop_all())
            return found
    raise AssertionError("unreachable")
