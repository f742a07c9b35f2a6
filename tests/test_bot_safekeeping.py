"""Backups made: whole or not at all, of one moment, the operator's alone."""

import errno
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from backups import TEXT, backup_of, files_in, lived_in, titles
from tiny_index import add, publish

from bot import safekeeping
from bot.archive import Archive, BackupError, verify
from bot.restoring import restore
from bot.safekeeping import back_up
from corpus.home import Home
from index.layout import SnapshotError


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return lived_in(tmp_path / "newsroom")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


def test_a_backup_holds_articles_records_and_what_discord_was_told(home: Home, file: Path) -> None:
    made = back_up(home, file)
    assert set(made.files) == {"articles.sqlite3", "records.sqlite3", "discord.json"}
    assert (made.articles, made.index) == (1, None)
    assert made.schemas["records.sqlite3"] == 1


def test_an_unzipped_backup_is_databases_that_sqlite_opens(
    home: Home, file: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(backup_of(home, file)) as archive:
        archive.extractall(tmp_path / "by-hand")
    with closing(sqlite3.connect(tmp_path / "by-hand" / "articles.sqlite3")) as db:
        assert db.execute("SELECT text FROM live").fetchall() == [(TEXT,)]


def test_no_other_user_may_read_it(home: Home, file: Path) -> None:
    before = os.umask(0)
    try:
        back_up(home, file)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_was_there_is_not_overwritten_unasked(home: Home, file: Path) -> None:
    file.write_text("precious")
    with pytest.raises(BackupError, match="--force overwrites it"):
        back_up(home, file)
    assert file.read_text() == "precious"


def test_what_was_there_is_overwritten_with_force(home: Home, file: Path) -> None:
    file.write_text("precious")
    back_up(home, file, force=True)
    with Archive(file) as archive:
        verify(archive, lambda *_: None)


def test_a_home_without_articles_has_nothing_to_back_up(tmp_path: Path, file: Path) -> None:
    with pytest.raises(BackupError, match="nothing to back up"):
        back_up(Home(tmp_path / "empty"), file)
    assert not file.exists()


def test_a_folder_that_is_missing_is_said(home: Home, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="there is no folder"):
        back_up(home, tmp_path / "nowhere" / "backup.zip")


def test_a_home_without_records_is_backed_up(home: Home, file: Path) -> None:
    home.records.unlink()
    home.discord.unlink()
    assert set(back_up(home, file).files) == {"articles.sqlite3"}


def test_a_backup_is_of_one_moment_while_others_write(home: Home, file: Path) -> None:
    """The writer adds articles two by two; no backup holds half a pair."""
    with closing(sqlite3.connect(home.articles, isolation_level=None)) as db:
        db.execute("CREATE TABLE pairs (number INTEGER, filling BLOB) STRICT")
    stop = threading.Event()
    writer = threading.Thread(target=_write_pairs, args=(home.articles, stop))
    writer.start()
    try:
        for number in range(5):
            back_up(home, file.with_name(f"{number}.zip"))
    finally:
        stop.set()
        writer.join()
    counts = [_pairs_in(file.with_name(f"{number}.zip")) for number in range(5)]
    assert all(rows == 2 * pairs for rows, pairs in counts)
    assert counts[-1] > (0, 0)


def _write_pairs(path: Path, stop: threading.Event) -> None:
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as db:
        number = 0
        while not stop.is_set():
            number += 1
            db.execute("BEGIN IMMEDIATE")
            for _ in range(2):
                db.execute("INSERT INTO pairs VALUES (?, zeroblob(20000))", (number,))
            db.execute("COMMIT")


def _pairs_in(backup: Path) -> tuple[int, int]:
    with zipfile.ZipFile(backup) as archive:
        path = Path(archive.extract("articles.sqlite3", backup.with_suffix(".open")))
    with closing(sqlite3.connect(path)) as db:
        rows, pairs = db.execute("SELECT count(*), count(DISTINCT number) FROM pairs").fetchone()
    return int(rows), int(pairs)


def test_what_lies_in_the_log_of_a_database_is_in_the_backup(
    home: Home, file: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(home.articles)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM articles").fetchall()
        add(home.articles, "ferry", "The ferry to the islands is cancelled until May, they said.")
        assert home.articles.with_name("articles.sqlite3-wal").stat().st_size > 0
        back_up(home, file)
    restored = Home(tmp_path / "restored")
    restore(restored, file)
    assert titles(restored) == titles(home) != ["cameras"]


def test_the_index_is_taken_along_when_asked(home: Home, file: Path) -> None:
    publish(home.articles, home.index)
    made = back_up(home, file, with_index=True)
    inside = {name for name in made.files if name.startswith(f"index/{made.index}/")}
    assert f"index/{made.index}/manifest.json" in inside
    assert len(inside) == sum(p.is_file() for p in (home.index / str(made.index)).rglob("*"))


def test_without_an_index_none_can_be_taken(home: Home, file: Path) -> None:
    with pytest.raises(SnapshotError, match="footnote index rebuild"):
        back_up(home, file, with_index=True)
    assert not file.exists()


def test_an_index_that_a_rebuild_removes_meanwhile_is_whole(
    home: Home, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(home.articles, home.index)
    pack = safekeeping._pack

    def pack_late(*arguments: object) -> object:
        for text in ("First.", "Second."):  # two rebuilds: what was opened is gone
            add(home.articles, "bridge", f"{text} The toll on the northern bridge will rise.")
            publish(home.articles, home.index)
        return pack(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(safekeeping, "_pack", pack_late)
    made = back_up(home, file, with_index=True)
    assert not (home.index / str(made.index)).exists()
    assert restore(Home(tmp_path / "restored"), file).index == made.index


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def _full_of_sqlite(*_: object, **__: object) -> None:
    """What SQLite says when its file may not grow."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("PRAGMA max_page_count = 2")
        db.execute("CREATE TABLE t (b BLOB)")
        db.execute("INSERT INTO t VALUES (zeroblob(100000))")


@pytest.mark.parametrize("where", ["_copy", "_pack"])
@pytest.mark.parametrize("fails", [_full, _full_of_sqlite])
def test_a_full_disk_is_said_and_leaves_nothing(
    home: Home,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    fails: Callable[..., None],
) -> None:
    monkeypatch.setattr(safekeeping, where, fails)
    before = files_in(home.root)
    with pytest.raises(BackupError, match=r"no room left .* nothing was changed"):
        back_up(home, file)
    assert list(file.parent.iterdir()) == [home.root]
    assert files_in(home.root).keys() >= before.keys()


def test_a_backup_that_fails_leaves_the_one_before(
    home: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = backup_of(home, file).read_bytes()
    monkeypatch.setattr(safekeeping, "_pack", _full)
    with pytest.raises(BackupError):
        back_up(home, file, force=True)
    assert file.read_bytes() == whole


def test_a_killed_backup_leaves_no_file_and_the_next_one_cleans_up(home: Home, file: Path) -> None:
    kill = (
        "import os, sys, signal\n"
        "from pathlib import Path\n"
        "from bot import safekeeping\n"
        "from corpus.home import Home\n"
        "safekeeping._pack = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "safekeeping.back_up(Home(Path(sys.argv[1])), Path(sys.argv[2]))\n"
    )
    root = Path(safekeeping.__file__).parent.parent
    command = [sys.executable, "-c", kill, str(home.root), str(file)]
    done = subprocess.run(command, cwd=root, check=False)
    assert done.returncode == -9
    assert not file.exists()
    assert len(list(file.parent.iterdir())) == 2  # the home, and what was written beside
    back_up(home, file)
    assert set(file.parent.iterdir()) == {home.root, file}


@pytest.mark.parametrize("database", ["articles.sqlite3", "records.sqlite3"])
def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(
    home: Home, file: Path, database: str
) -> None:
    damaged = home.root / database
    content = bytearray(damaged.read_bytes())
    for page in range(1, len(content) // 4096):
        content[4096 * page : 4096 * page + 64] = b"\xff" * 64
    damaged.write_bytes(content)
    with pytest.raises(BackupError, match=r"damaged|cannot be copied"):
        back_up(home, file)
    assert not file.exists()


def test_progress_ends_at_all(home: Home, file: Path) -> None:
    told: list[tuple[int, int]] = []
    back_up(home, file, lambda done, total: told.append((done, total)))
    assert told[-1] == (1, 1)
    assert [done for done, _ in told[:-1]] == sorted(done for done, _ in told[:-1])
