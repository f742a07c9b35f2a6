"""Homes to be backed up, and files that are no backups."""

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tiny_index import add, publish

from bot.archive import INVENTORY
from bot.records.records import Records
from bot.safekeeping import back_up
from bot.server import ServerSettings
from corpus.home import Home
from corpus.store import ArticleStore

TEXT = "The council approved the harbour cameras on Thursday after a debate of six hours."
SETTINGS = ServerSettings(per_minute=3)


def lived_in(root: Path, *, index: bool = False) -> Home:
    """A home with an article, a server's settings, and perhaps an index."""
    home = Home(root)
    add(home.articles, "cameras", TEXT)
    with Records(home.records) as records:
        records.save_server(77, SETTINGS)
    home.discord.write_text('{"told": "1 abc", "ids": {"ask": 5}}')
    if index:
        publish(home.articles, home.index)
    return home


def backup_of(home: Home, file: Path, *, with_index: bool = False) -> Path:
    """The file of a backup."""
    back_up(home, file, with_index=with_index)
    return file


def titles(home: Home) -> list[str]:
    """Of all articles that may be answered from."""
    with ArticleStore(home.articles) as store:
        return [article.title for article in store.articles()]


def settings(home: Home) -> Mapping[int, ServerSettings]:
    """Of all servers."""
    with Records(home.records) as records:
        return records.servers()


def files_in(folder: Path) -> dict[str, bytes]:
    """All that lies in a folder."""
    if not folder.exists():
        return {}
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def forged(
    backup: Path,
    change: Callable[[dict[str, Any]], None] = lambda _: None,
    entries: Mapping[str | zipfile.ZipInfo, bytes] | None = None,
    without: str = "",
) -> Path:
    """A copy of a backup with another inventory, more entries, or one less."""
    file = backup.with_name(f"forged-{backup.name}")
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        inventory = json.loads(old.read(INVENTORY))
        change(inventory)
        for name in old.namelist():
            if name not in (INVENTORY, without):
                new.writestr(name, old.read(name))
        for entry, data in (entries or {}).items():
            new.writestr(entry, data)
        new.writestr(INVENTORY, json.dumps(inventory))
    return file
