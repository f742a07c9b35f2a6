"""Backups put back: looked at first, nothing of what was there thrown away."""

import errno
import json
import os
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from backups import SETTINGS, TEXT, backup_of, files_in, forged, lived_in, settings, titles
from tiny_index import Letters, add

from bot.archive import BackupError
from bot.records.records import Records
from bot.restoring import restore
from corpus.home import Home
from corpus.store import ArticleStore
from index.retriever import open_current


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup without an index. Tests that change it copy it first."""
    folder = tmp_path_factory.mktemp("backup")
    return backup_of(lived_in(folder / "home"), folder / "backup.zip")


@pytest.fixture(scope="module")
def with_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup-with-index")
    home = lived_in(folder / "home", index=True)
    return backup_of(home, folder / "backup.zip", with_index=True)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Where nothing is yet."""
    return Home(tmp_path / "restored")


def test_all_is_as_it_was(backup: Path, home: Home) -> None:
    restored = restore(home, backup)
    assert (restored.articles, restored.aside, restored.index) == (1, None, None)
    assert titles(home) == ["cameras"]
    assert settings(home) == {77: SETTINGS}
    assert json.loads(home.discord.read_text())["ids"] == {"ask": 5}


def test_nobody_else_may_read_what_was_put_back(backup: Path, home: Home) -> None:
    restore(home, backup)
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.root.iterdir()}
    assert found == dict.fromkeys(("articles.sqlite3", "records.sqlite3", "discord.json"), 0o600)


def test_an_index_serves_at_once(with_index: Path, home: Home) -> None:
    restored = restore(home, with_index)
    retriever = open_current(home.index, lambda _: Letters())
    assert retriever.manifest.name == restored.index
    assert retriever.manifest.articles == 1
    retriever.close()


def test_members_are_the_same_after_a_restore(tmp_path: Path, home: Home) -> None:
    """The salt is part of the records: private choices and quotas are still theirs."""
    old = lived_in(tmp_path / "old")
    with Records(old.records) as records:
        member = records.member(1234)
        records.remember_private(member, True)
    restore(home, backup_of(old, tmp_path / "b.zip"))
    with Records(home.records) as records:
        assert records.member(1234) == member
        assert records.private(member) is True


def test_where_there_is_data_nothing_is_replaced_unasked(backup: Path, tmp_path: Path) -> None:
    home = lived_in(tmp_path / "in-use")
    before = files_in(home.root)
    with pytest.raises(BackupError, match=r"articles and records .* --force"):
        restore(home, backup)
    assert files_in(home.root) == before


def test_with_force_what_was_there_is_kept_aside(backup: Path, tmp_path: Path) -> None:
    home = lived_in(tmp_path / "in-use")
    add(home.articles, "newer", "The ferry to the islands is cancelled until May, they said.")
    restored = restore(home, backup, force=True)
    assert restored.aside is not None
    assert titles(home) == ["cameras"]
    assert sorted(titles(Home(restored.aside))) == ["cameras", "newer"]
    assert stat.S_IMODE(restored.aside.stat().st_mode) == 0o700


def test_two_restores_in_one_second_keep_both_aside(backup: Path, tmp_path: Path) -> None:
    home = lived_in(tmp_path / "in-use")
    asides = {restore(home, backup, force=True).aside for _ in range(3)}
    assert len(asides) == 3


def test_a_home_that_was_only_looked_at_holds_nothing_to_lose(backup: Path, home: Home) -> None:
    ArticleStore(home.articles).close()
    Records(home.records).close()
    assert restore(home, backup).articles == 1


def test_an_index_of_before_goes_aside_with_its_coverage(with_index: Path, tmp_path: Path) -> None:
    home = lived_in(tmp_path / "in-use", index=True)
    restored = restore(home, with_index, force=True)
    assert restored.aside is not None
    assert (restored.aside / "index" / "CURRENT").exists()
    assert [folder.name for folder in home.index.glob("0*")] == [restored.index]


def test_an_index_of_before_stays_when_the_backup_has_none(backup: Path, tmp_path: Path) -> None:
    """The next rebuild takes its vectors from there instead of embedding all anew."""
    home = lived_in(tmp_path / "in-use", index=True)
    serving = (home.index / "CURRENT").read_text()
    assert restore(home, backup, force=True).index is None
    assert (home.index / "CURRENT").read_text() == serving


@pytest.mark.parametrize("opened", [Records, ArticleStore])
def test_under_a_bot_nothing_is_replaced(
    backup: Path, tmp_path: Path, opened: type[Records] | type[ArticleStore]
) -> None:
    home = lived_in(tmp_path / "in-use")
    path = home.records if opened is Records else home.articles
    with opened(path):
        before = files_in(home.root).keys()
        with pytest.raises(BackupError, match=r"a bot or another program is using .*stop it"):
            restore(home, backup, force=True)
        assert files_in(home.root).keys() == before
    restore(home, backup, force=True)


def test_a_damaged_home_can_be_restored_over(backup: Path, tmp_path: Path) -> None:
    home = lived_in(tmp_path / "damaged")
    home.articles.write_bytes(b"no database at all " * 500)
    with pytest.raises(BackupError, match="--force"):
        restore(home, backup)
    aside = restore(home, backup, force=True).aside
    assert aside is not None
    assert (aside / "articles.sqlite3").read_bytes().startswith(b"no database")
    assert titles(home) == ["cameras"]


def _refused(home: Home, file: Path, words: str) -> None:
    """Restoring the file says these words, and touches nothing."""
    before = files_in(home.root)
    with pytest.raises(BackupError, match=words):
        restore(home, file, force=True)
    assert files_in(home.root) == before


@pytest.mark.parametrize("name", ["articles.sqlite3", "records.sqlite3", "discord.json"])
def test_a_flipped_byte_is_found(backup: Path, tmp_path: Path, home: Home, name: str) -> None:
    """One that the zip's own check sum does not see: it was packed after the flip."""
    with zipfile.ZipFile(backup) as archive:
        content = bytearray(archive.read(name))
    content[len(content) // 2] ^= 1
    copy = Path(shutil.copy(backup, tmp_path))
    _refused(home, forged(copy, without=name, entries={name: bytes(content)}), f"damaged {name}")


def test_a_flipped_byte_of_the_file_is_found(backup: Path, tmp_path: Path, home: Home) -> None:
    content = bytearray(backup.read_bytes())
    content[500] ^= 0xFF
    file = tmp_path / "flipped.zip"
    file.write_bytes(content)
    _refused(home, file, "damaged|no backup")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_half_a_file_is_refused(backup: Path, tmp_path: Path, home: Home, share: float) -> None:
    whole = backup.read_bytes()
    file = tmp_path / "half.zip"
    file.write_bytes(whole[: int(len(whole) * share)])
    _refused(home, file, "no backup of Footnote")


def test_a_newer_backup_is_refused(backup: Path, tmp_path: Path, home: Home) -> None:
    copy = Path(shutil.copy(backup, tmp_path))
    newer = forged(copy, lambda inventory: inventory.update(footnote_backup=2))
    _refused(home, newer, "made by a newer Footnote; update this one")


@pytest.mark.parametrize("database", ["articles.sqlite3", "records.sqlite3"])
def test_a_database_of_a_newer_version_is_refused(
    tmp_path: Path, home: Home, database: str
) -> None:
    old = lived_in(tmp_path / "newer")
    with closing(sqlite3.connect(old.root / database)) as db:
        db.execute("PRAGMA user_version = 99")
        db.commit()
    _refused(home, backup_of(old, tmp_path / "b.zip"), "nothing was changed: .*newer Footnote")


def test_an_index_of_another_version_is_left_out(
    with_index: Path, tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.layout.FORMAT", 99)
    restored = restore(home, with_index)
    assert restored.index is None
    assert "another version of Footnote; run `footnote index rebuild`" in str(restored.left_out)
    assert titles(home) == ["cameras"]
    assert not (home.index / "CURRENT").exists()


class Disk(NamedTuple):
    total: int = 10**9
    used: int = 10**9
    free: int = 1000


def test_too_small_a_disk_is_said_before_anything_is_unpacked(
    backup: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk())
    _refused(home, backup, "free, and the backup needs .*nothing was changed")


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_up_meanwhile_changes_nothing(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = lived_in(tmp_path / "in-use")
    monkeypatch.setattr(os, "fsync", _full)
    before = files_in(home.root).keys()
    with pytest.raises(BackupError, match=r"no room left .*nothing was changed"):
        restore(home, backup, force=True)
    assert files_in(home.root).keys() == before
    assert titles(home) == ["cameras"]


@pytest.mark.parametrize("moment", range(1, 12))
def test_killed_at_any_point_the_same_again_ends_it(
    with_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """Stopped before the n-th rename: nothing is lost, and a second run brings all."""
    home = lived_in(tmp_path / "in-use", index=True)
    add(home.articles, "newer", "The ferry to the islands is cancelled until May, they said.")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _stopping(moment, Path.replace))
        finished = _finished(lambda: restore(home, with_index, force=True))
    assert _kept_somewhere(home)
    restored = restore(home, with_index, force=True)
    assert titles(home) == ["cameras"]
    assert settings(home) == {77: SETTINGS}
    open_current(home.index, lambda _: Letters()).close()
    assert restored.index is not None
    assert not (home.root / ".restoring").exists()
    assert finished == (moment > 9)


class Killed(BaseException):
    """The process ends here."""


def _stopping(moment: int, replace: Callable[..., Any]) -> Callable[..., Any]:
    left = moment

    def counted(path: Path, target: Path) -> Any:
        nonlocal left
        left -= 1
        if not left:
            raise Killed
        return replace(path, target)

    return counted


def _finished(work: Callable[[], object]) -> bool:
    try:
        work()
    except Killed:
        return False
    return True


def _kept_somewhere(home: Home) -> bool:
    """Whether the article that is in no backup is still on the disk."""
    stores = [home.articles, *home.root.glob("before-restore-*/articles.sqlite3")]
    return any("newer" in titles(Home(store.parent)) for store in stores if store.exists())


def test_the_text_is_the_same_to_the_letter(backup: Path, home: Home) -> None:
    restore(home, backup)
    with ArticleStore(home.articles) as store:
        assert [article.text for article in store.articles()] == [TEXT]
