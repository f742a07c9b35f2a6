"""What members think of answers: one vote each, which they may change."""

import sqlite3

from bot.records.identity import Member
from bot.records.texts import whole_or_none


def vote(
    db: sqlite3.Connection,
    answer_id: str,
    member: Member,
    helpful: bool,
    reason: str | None,
    words: str | None,
) -> bool:
    """Count a member's vote in the place of the one before; False when the answer is gone.

    With a helpful vote, what the member filed of the answer as not helpful is taken back.
    """
    counted = db.execute(
        """INSERT INTO votes SELECT id, ?, ?, ?, ? FROM answers WHERE id = ?
           ON CONFLICT (answer_id, member) DO UPDATE SET
             helpful = excluded.helpful, reason = excluded.reason, words = excluded.words""",
        (member, helpful, reason, whole_or_none(words), answer_id),
    ).rowcount
    if helpful:
        db.execute(
            "DELETE FROM filed WHERE answer_id = ? AND member = ? AND why = 'not helpful'",
            (answer_id, member),
        )
    return counted == 1


def votes(db: sqlite3.Connection, answer_id: str) -> tuple[int, int]:
    """How many found an answer helpful, and how many did not."""
    helpful, others = db.execute(
        """SELECT coalesce(sum(helpful), 0), coalesce(sum(NOT helpful), 0)
           FROM votes WHERE answer_id = ?""",
        (answer_id,),
    ).fetchone()
    return helpful, others
