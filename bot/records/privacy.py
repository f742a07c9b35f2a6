"""What a member chose, and how members and what is old are forgotten."""

import sqlite3
from datetime import datetime, timedelta

from bot.records.identity import NOBODY, Member
from bot.records.moments import written
from bot.records.quotas import DAY


def private(db: sqlite3.Connection, member: Member) -> bool | None:
    """Whether a member wants answers in private; None: never said."""
    row = db.execute("SELECT private FROM choices WHERE member = ?", (member,)).fetchone()
    return bool(row[0]) if row else None


def privates(db: sqlite3.Connection) -> dict[Member, bool]:
    """What all members said who said something."""
    rows = db.execute("SELECT member, private FROM choices")
    return {member: bool(chosen) for member, chosen in rows}


def remember_private(db: sqlite3.Connection, member: Member, chosen: bool) -> None:
    """Remember it until it is changed or forgotten."""
    db.execute("INSERT OR REPLACE INTO choices VALUES (?, ?)", (member, chosen))


def forget(db: sqlite3.Connection, member: Member) -> int:
    """Delete a member's votes, questions, choice and quotas, and blank what is kept of answers.

    Gone are also the member's words in what others filed or asked after them. The answers stay,
    as nobody's. Returns how many rows were the member's.
    """
    db.execute(
        """WITH RECURSIVE later (id) AS (
             SELECT id FROM answers WHERE member = ?
             UNION SELECT answers.id FROM answers JOIN later ON previous = later.id)
           UPDATE answers SET understood = NULL WHERE id IN (SELECT id FROM later)""",
        (member,),
    )
    deleted = [
        db.execute(f"DELETE FROM {table} WHERE {whose}", {"member": member}).rowcount  # noqa: S608 - own constants
        for table, whose in (
            ("votes", "member = :member"),
            ("filed", "member = :member OR asker = :member"),
            ("choices", "member = :member"),
            ("spendings", "member = :member"),
        )
    ]
    blanked = db.execute(
        """UPDATE answers SET member = ?, question = NULL, filters = json_set(filters,
             '$.outlets', json('[]'), '$.sections', json('[]'), '$.authors', json('[]'))
           WHERE member = ?""",
        (NOBODY, member),
    ).rowcount
    return sum(deleted) + blanked


def expire(db: sqlite3.Connection, now: datetime, keep: timedelta) -> int:
    """Delete answers with their votes, and filed questions, that are older than `keep`; how many.

    Claims and quotas need a day. What a clock that went wrong dated later is as old as now.
    """
    rows = 0
    for table, period in (("answers", keep), ("filed", keep), ("claims", DAY), ("spendings", DAY)):
        db.execute(f"UPDATE {table} SET at = :now WHERE at > :now", {"now": written(now)})  # noqa: S608 - own constants
        rows += db.execute(
            f"DELETE FROM {table} WHERE at < ?",  # noqa: S608 - own constants
            (written(now - period),),
        ).rowcount
    return rows
