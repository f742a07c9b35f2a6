"""Files that say they are backups: nothing but a backup of ours is unpacked."""

import json
import stat
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from backups import backup_of, files_in, forged, lived_in

from bot.archive import INVENTORY, Archive, BackupError, Inventory, verify
from bot.restoring import restore
from corpus.home import Home

EVIL = b"owned"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return backup_of(lived_in(tmp_path / "home"), tmp_path / "backup.zip")


def listed(name: str, data: bytes = EVIL) -> Callable[[dict[str, Any]], None]:
    """An inventory that knows one more entry, by its true digest."""

    def change(inventory: dict[str, Any]) -> None:
        inventory["files"][name] = {"size": len(data), "sha256": sha256(data).hexdigest()}
        inventory["index"] = "000001-20260101T000000Z"

    return change


def refused(file: Path, words: str = "no backup of Footnote") -> None:
    """Restoring the file says so, and writes nothing anywhere."""
    home = Home(file.parent / "target" / "home")
    before = files_in(file.parent)
    with pytest.raises(BackupError, match=words):
        restore(home, file)
    assert files_in(file.parent) == before


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "../../evil",
        "/var/evil",
        "index/../../evil",
        "index/000001-20260101T000000Z/../../../evil",
        "index/000001-20260101T000000Z/words/../../../../evil",
        "index/000001-20260101T000000Z/.hidden",
        "index/000001-20260101T000000Z/a/b/c/d",
        "index/000001-20260101T000000Z/",
        "index/000002-20260101T000000Z/of-another-index",
        "index/CURRENT",
        "C:\\evil",
        "..\\evil",
        "articles.sqlite3-wal",
        ".env",
        "discord.json\n",
        "ärtikel",
    ],
)
def test_names_that_are_not_ours_are_refused(backup: Path, name: str) -> None:
    refused(forged(backup, listed(name), {name: EVIL}))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFDIR])
def test_links_and_devices_are_refused(backup: Path, kind: int) -> None:
    entry = zipfile.ZipInfo("index/000001-20260101T000000Z/link")
    entry.external_attr = (kind | 0o777) << 16
    data = b"/etc/passwd"
    refused(forged(backup, listed(entry.filename, data), {entry: data}))


def test_an_entry_that_the_inventory_does_not_know_is_refused(backup: Path) -> None:
    refused(forged(backup, entries={"extra": EVIL}), "other files than its inventory says")


def test_an_entry_that_is_missing_is_found(backup: Path) -> None:
    refused(forged(backup, without="records.sqlite3"), "other files than its inventory says")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_there_twice_is_refused(backup: Path) -> None:
    refused(forged(backup, entries={"discord.json": EVIL}), "other files than its inventory says")


def test_what_is_larger_than_it_says_is_refused(backup: Path) -> None:
    def smaller(inventory: dict[str, Any]) -> None:
        inventory["files"]["articles.sqlite3"]["size"] = 10

    refused(forged(backup, smaller), "damaged articles.sqlite3")


def test_what_unpacks_to_more_than_the_disk_has_is_refused(backup: Path) -> None:
    """A bomb has to say its size, in the zip and in the inventory; then there is no room."""
    bomb = bytes(1 << 20)

    def huge(inventory: dict[str, Any]) -> None:
        inventory["files"]["discord.json"] = {"size": 1 << 60, "sha256": sha256(bomb).hexdigest()}

    file = forged(backup, huge, {"discord.json": bomb}, without="discord.json")
    refused(file, "damaged discord.json")
    content = file.read_bytes()
    directory = content.index(b"PK\x01\x02")
    at = content.index(b"discord.json", directory) - 46 + 24  # its size, in the zip's directory
    lying = (0xFFFFFFF0).to_bytes(4, "little")
    file.write_bytes(content[:at] + lying + content[at + 4 :])
    refused(file, "damaged discord.json")


def test_an_endless_inventory_is_not_read(backup: Path, tmp_path: Path) -> None:
    file = tmp_path / "long.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(INVENTORY, b" " * (5 << 20))
    refused(file, "its inventory has no end")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"footnote_backup": 1}',
        '{"footnote_backup": "x"}',
        '{"footnote_backup": 1, "version": "1", "created": "yesterday"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_inventory_is_refused(text: str) -> None:
    with pytest.raises(BackupError, match="no backup of Footnote"):
        Inventory.from_json(text)


@pytest.mark.parametrize("field", ["created", "articles", "schemas", "files", "index", "version"])
def test_an_inventory_lacks_nothing(backup: Path, field: str) -> None:
    with zipfile.ZipFile(backup) as archive:
        fields = json.loads(archive.read(INVENTORY))
    del fields[field]
    with pytest.raises(BackupError, match=field):
        Inventory.from_json(json.dumps(fields))


def test_an_inventory_reads_back_as_it_was(backup: Path) -> None:
    with Archive(backup) as archive:
        assert Inventory.from_json(archive.inventory.to_json()) == archive.inventory


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", bytes(100_000)])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file.zip"
    file.write_bytes(content)
    refused(file)


def test_another_zip_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("articles.sqlite3", "")
    refused(file, "it lacks inventory.json")


def test_every_flipped_byte_is_found_or_means_nothing(backup: Path, tmp_path: Path) -> None:
    """Also in what only the zip needs: a backup that reads as whole gives the same bytes."""
    with Archive(backup) as archive:
        inventory = archive.inventory
    whole = backup.read_bytes()
    found = 0
    for at in range(0, len(whole), max(1, len(whole) // 300)):
        flipped = tmp_path / "flipped.zip"
        flipped.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            with Archive(flipped) as archive:
                verify(archive, lambda *_: None)
                assert archive.inventory == inventory
        except BackupError:
            found += 1
    assert found > 250
