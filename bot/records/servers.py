"""What those who run a server have set."""

import logging
import sqlite3

from bot.server import ServerSettings, from_json, to_json
from corpus.database import StoreError

log = logging.getLogger(__name__)


def server(db: sqlite3.Connection, guild: int) -> ServerSettings:
    """A server's settings; the default ones where none were set.

    Raises StoreError when they cannot be read.
    """
    row = db.execute("SELECT settings FROM servers WHERE guild = ?", (guild,)).fetchone()
    try:
        return from_json(row[0]) if row else ServerSettings()
    except ValueError as error:
        raise StoreError(
            f"the settings of the server {guild} cannot be read; set them again with"
            " `/footnote reset`"
        ) from error


def servers(db: sqlite3.Connection) -> dict[int, ServerSettings]:
    """The settings of all servers that have any; those that cannot be read are logged."""
    found = {}
    for guild, text in db.execute("SELECT guild, settings FROM servers").fetchall():
        try:
            found[int(guild)] = from_json(text)
        except ValueError as error:
            log.error("the settings of the server %s cannot be read: %s", guild, error)
    return found


def save(db: sqlite3.Connection, guild: int, settings: ServerSettings) -> None:
    """Put settings in the place of those before."""
    db.execute("INSERT OR REPLACE INTO servers VALUES (?, ?)", (guild, to_json(settings)))


def erase(db: sqlite3.Connection, guild: int) -> int:
    """Delete all that is kept of a server; how many rows."""
    return sum(
        db.execute(f"DELETE FROM {table} WHERE guild = ?", (guild,)).rowcount  # noqa: S608 - own constants
        for table in ("servers", "answers", "filed", "spendings")
    )
