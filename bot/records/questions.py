"""Questions for the newsroom: what the coverage did not answer, or not well."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.records.identity import NOBODY, Member
from bot.records.moments import read, written
from bot.records.texts import whole

Why: TypeAlias = Literal["unanswered", "not helpful", "filed"]
"""No answer was found; the answer did not help; a member told the newsroom."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question in one wording, how often it came up in one way, and when last.

    `answer_ids` are those it is about, oldest first, as far as they are known.
    """

    question: str
    count: int
    why: Why
    last: datetime
    answer_ids: tuple[str, ...]


def file(
    db: sqlite3.Connection,
    question: str,
    guild: int | None,
    member: Member,
    why: Why,
    answer_id: str | None,
    at: datetime,
) -> None:
    """Keep a question for the newsroom: once for each member and answer, the strongest reason.

    What a member filed is stronger than a vote, a vote than that there was no answer.
    """
    db.execute(
        """INSERT INTO filed (at, guild, member, asker, why, question, answer_id)
           VALUES (?, ?, ?, (SELECT member FROM answers WHERE id = ? AND member <> ?), ?, ?, ?)
           ON CONFLICT (answer_id, member) DO UPDATE SET
             at = excluded.at, why = excluded.why, question = excluded.question
           WHERE excluded.why = 'filed' OR why = 'unanswered'""",
        (written(at), guild, member, answer_id, NOBODY, why, whole(question), answer_id),
    )


def gaps(db: sqlite3.Connection, guild: int | None, since: datetime) -> list[Gap]:
    """What was filed in a server since then, by wording and reason; most often first, then newest.

    None for a server: what was filed outside of servers.
    """
    rows = db.execute(
        """SELECT question, why, at, answer_id FROM filed
           WHERE guild IS ? AND at >= ? ORDER BY at, id""",
        (guild, written(since)),
    ).fetchall()
    found: dict[tuple[str, Why], list[tuple[int, str | None]]] = {}
    for question, why, at, answer_id in rows:
        found.setdefault((question, why), []).append((at, answer_id))
    made = [_gap(question, why, times) for (question, why), times in found.items()]
    return sorted(made, key=lambda gap: (-gap.count, -written(gap.last), gap.question, gap.why))


def _gap(question: str, why: Why, times: list[tuple[int, str | None]]) -> Gap:
    ids = dict.fromkeys(answer_id for _, answer_id in times if answer_id is not None)
    return Gap(question, len(times), why, read(times[-1][0]), tuple(ids))
