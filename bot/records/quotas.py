"""How much a member may ask, and who of several processes does a thing."""

import sqlite3
from datetime import datetime, timedelta

from bot.records.identity import Member
from bot.records.moments import read, written

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def claim(db: sqlite3.Connection, key: bytes, at: datetime) -> bool:
    """True for the first who claims the key, within a day."""
    row = (key, written(at))
    return db.execute("INSERT OR IGNORE INTO claims VALUES (?, ?)", row).rowcount == 1


def release(db: sqlite3.Connection, key: bytes) -> None:
    """As if nobody had claimed the key."""
    db.execute("DELETE FROM claims WHERE key = ?", (key,))


def spend(
    db: sqlite3.Connection,
    member: Member,
    guild: int | None,
    at: datetime,
    per_minute: int,
    per_day: int,
) -> datetime | None:
    """Count a question; None, or when the member may ask again, and then it is not counted.

    The minute and the day are the last ones, not those of the clock. 0 is no limit.
    """
    _not_later(db, member, guild, at)
    times = [
        read(number)
        for (number,) in db.execute(
            """SELECT at FROM spendings WHERE member = ? AND guild IS ? AND at > ?
               ORDER BY at DESC""",
            (member, guild, written(at - DAY)),
        ).fetchall()
    ]
    free = [
        times[limit - 1] + period
        for limit, period in ((per_minute, MINUTE), (per_day, DAY))
        if 0 < limit <= len(times)
    ]
    if (again := max(free, default=at)) > at:
        return again
    db.execute(
        "INSERT INTO spendings (member, guild, at) VALUES (?, ?, ?)", (member, guild, written(at))
    )
    return None


def _not_later(db: sqlite3.Connection, member: Member, guild: int | None, at: datetime) -> None:
    """What a clock that went wrong dated later counts as now, or it would block for years."""
    db.execute(
        "UPDATE spendings SET at = ? WHERE member = ? AND guild IS ? AND at > ?",
        (written(at), member, guild, written(at)),
    )
