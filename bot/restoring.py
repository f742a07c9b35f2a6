"""A backup put back: all of it looked at before anything is touched, nothing thrown away."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.archive import (
    ARTICLES,
    DISCORD,
    RECORDS,
    Archive,
    BackupError,
    Inventory,
    Report,
    Tally,
)
from bot.records.records import Records
from bot.safekeeping import private, schema_of, told_of_full_disk
from corpus.errors import FootnoteError
from corpus.home import Home
from corpus.store import ArticleStore
from index.layout import SnapshotError
from index.publishing import building, publish, sync
from index.snapshot import Snapshot

_STAGE = ".restoring"
_SPARE = 64 << 20  # bytes that are left free
_OURS_ALONE = ("salt",)  # made with the file: nothing is lost with it


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back.

    `index` is the snapshot that serves now; None when the backup has none, or none that this
    version reads, which `left_out` tells. `aside` is the folder of what was there before.
    """

    inventory: Inventory
    articles: int
    index: str | None
    left_out: str | None
    aside: Path | None


def restore(
    home: Home, file: Path, report: Report = lambda *_: None, *, force: bool = False
) -> Restored:
    """Put the backup in `file` back into `home`.

    Everything is unpacked beside, compared with its digests, opened, and brought to this version
    before what is there is touched. What is there is kept aside, and only with `force`.
    Killed at any point, the same with `force` ends it.
    Raises BackupError when the file is not a whole backup of this version or an older one, a bot
    or another program is using the home, there is data and no `force`, or the disk is full.
    """
    with Archive(file) as archive, told_of_full_disk(home.root):
        if not force and (found := _data_in(home)):
            raise BackupError(
                f"there are {found} at {home.root} already; --force puts the backup in their "
                "place and keeps them aside"
            )
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        _have_room(home.root, archive.inventory.size)
        _nobody_uses(home)
        with _stage(home.root / _STAGE) as stage:
            _unpack(archive, stage, report)
            articles = _opened(stage)
            index, left_out = _index_of(stage, archive.inventory.index)
            _nobody_uses(home)  # again: unpacking took a while
            aside = _put_aside(home, with_index=index is not None)
            _put_in_place(home, stage, index)
    return Restored(archive.inventory, articles, index, left_out, aside)


def _data_in(home: Home) -> str | None:
    """What would be replaced, in words; None when there is nothing to lose."""
    named = (("articles", home.articles), ("records", home.records))
    return " and ".join(name for name, path in named if _holds_rows(path)) or None


def _holds_rows(path: Path) -> bool:
    """True for a file that has a row, also for one that cannot be read."""
    if not path.exists():
        return False
    try:
        with closing(_connect(path)) as db:
            tables = [name for (name,) in db.execute(_TABLES) if name not in _OURS_ALONE]
            return any(db.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in tables)  # noqa: S608 - names from the file, quoted
    except sqlite3.Error:
        return True


_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
    "AND name NOT LIKE '%\"%'"
)


def _nobody_uses(home: Home) -> None:
    """Raise BackupError while a program has a database open: a bot has the records.

    Only who is alone with a database may take it out of the mode in which ours are. That moves
    what lies in its log into the file, which can then be put aside alone.
    """
    for path in (home.records, home.articles):
        if path.exists():
            try:
                with closing(_connect(path)) as db:
                    db.execute("PRAGMA journal_mode = DELETE").fetchone()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    raise
                raise BackupError(
                    f"a bot or another program is using {path}; stop it, then run this again"
                ) from None
            except sqlite3.DatabaseError:
                continue  # damaged: nobody can be using it


def _connect(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, timeout=2.0, isolation_level=None)


def _have_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size + _SPARE > free:
        raise BackupError(
            f"{folder} has {free / 1e9:,.1f} GB free, and the backup needs {size / 1e9:,.1f} GB; "
            "nothing was changed"
        )


@contextmanager
def _stage(folder: Path) -> Iterator[Path]:
    """An empty folder, on the same disk as what is to be replaced."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(archive: Archive, stage: Path, report: Report) -> None:
    done = Tally(report, archive.inventory.size)
    for name in archive.inventory.files:
        target = stage / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(private(target), "wb") as stream:
            archive.unpack(name, stream, done)
            stream.flush()
            os.fsync(stream.fileno())


def _opened(stage: Path) -> int:
    """Open the databases as this version does, older ones brought up to it; how many articles."""
    try:
        schema_of(stage / ARTICLES)
        with ArticleStore(stage / ARTICLES) as store:
            articles = store.count()
        if (stage / RECORDS).exists():
            schema_of(stage / RECORDS)
            Records(stage / RECORDS).close()
    except FootnoteError as error:
        raise BackupError(f"the backup cannot be used, nothing was changed: {error}") from None
    return articles


def _index_of(stage: Path, name: str | None) -> tuple[str | None, str | None]:
    """The snapshot to publish, or why there is none."""
    if name is None:
        return None, None
    try:
        Snapshot(stage / "index" / name).close()
    except SnapshotError as error:
        return None, str(error)
    return name, None


def _put_aside(home: Home, *, with_index: bool) -> Path | None:
    """Move what is there into a folder of its own; None when nothing was there."""
    databases = [home.root / f"{n}{tail}" for n in (ARTICLES, RECORDS) for tail in _TAILS]
    there = [*databases, home.discord, *([home.index] if with_index else [])]
    there = [path for path in there if path.exists()]
    if not there:
        return None
    aside = home.root / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    while aside.exists():  # two in one second
        aside = aside.with_name(f"{aside.name}-again")
    aside.mkdir(mode=0o700)
    for path in there:
        path.replace(aside / path.name)
    sync(aside)
    sync(home.root)
    return aside


_TAILS = ("", "-wal", "-shm", "-journal")


def _put_in_place(home: Home, stage: Path, index: str | None) -> None:
    if index:
        home.index.mkdir(mode=0o700, exist_ok=True)
        (stage / "index" / index).replace(building(home.index, index))
        publish(home.index, index)
    for name in (DISCORD, RECORDS, ARTICLES):
        if (stage / name).exists():
            (stage / name).replace(home.root / name)
    sync(home.root)
