"""Answers that were given: what their buttons, follow-ups and later corrections need."""

import json
import secrets
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.records.identity import Member
from bot.records.moments import read, written
from bot.records.texts import whole_or_none
from bot.references import Reference
from index.filters import Filters

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_LENGTH = 8  # 40 bits
_COLUMNS = (
    "id, at, way, guild, channel, message, private, member, abstained, lack, refs, roles, nearest,"
    " filters, snapshot, question, understood, previous, turn, locale"
)
_ANSWERS = "way NOT IN ('search', 'latest', 'newest')"  # what was looked for is kept as well
_PLACES = ", ".join("?" * len(_COLUMNS.split(",")))


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, as far as it is kept.

    `refs` and `roles` are those of its sentences, in order; `nearest` are ids of articles. `index`
    names the snapshot that was answered from. `question` and `understood` are None unless the
    words may be kept. `before` is the id of the answer that it follows, and `turn` counts from 1
    in such a chain. `message` is None until the card is sent.
    """

    id: str
    at: datetime
    way: str
    guild: int | None
    channel: int | None
    message: int | None
    private: bool
    member: Member
    abstained: bool
    lack: str | None
    refs: tuple[Reference, ...]
    roles: tuple[str, ...]
    nearest: tuple[str, ...]
    filters: Filters
    index: str
    question: str | None
    understood: str | None
    before: str | None
    turn: int
    locale: str


def new_id() -> str:
    """An id that no answer has yet: 8 characters, a-z and 2-7."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def keep(db: sqlite3.Connection, kept: Kept) -> None:
    """Write a new answer."""
    db.execute(f"INSERT INTO answers ({_COLUMNS}) VALUES ({_PLACES})", _row(kept))  # noqa: S608 - own constants
    db.executemany(
        "INSERT INTO citations VALUES (?, ?)",
        [(article_id, kept.id) for article_id in {ref.article_id for ref in kept.refs}],
    )


def placed(db: sqlite3.Connection, answer_id: str, channel: int, message: int) -> bool:
    """Write where an answer's card is, for all to see; whether the answer is kept."""
    changed = db.execute(
        "UPDATE answers SET channel = ?, message = ?, private = 0 WHERE id = ?",
        (channel, message, answer_id),
    )
    return changed.rowcount == 1


def by_id(db: sqlite3.Connection, answer_id: str) -> Kept | None:
    """The answer with this id."""
    return _first(db, "id = ?", answer_id)


def by_message(db: sqlite3.Connection, message: int) -> Kept | None:
    """The answer whose card is this message."""
    return _first(db, "message = ?", message)


def last_in(db: sqlite3.Connection, channel: int, member: Member | None) -> Kept | None:
    """The newest answer in a channel that all could read, or this member alone."""
    mine = f"channel = ? AND (NOT private OR member = ?) AND {_ANSWERS}"
    return _first(db, mine, channel, member)


def cited(db: sqlite3.Connection, since: datetime) -> set[str]:
    """The ids of the articles that public answers since then quote on a card."""
    rows = db.execute(
        """SELECT DISTINCT article_id FROM citations JOIN answers ON id = answer_id
           WHERE at >= ? AND NOT private AND message IS NOT NULL""",
        (written(since),),
    )
    return {article_id for (article_id,) in rows}


def citing(db: sqlite3.Connection, article_ids: Collection[str], since: datetime) -> list[Kept]:
    """Public answers since then with a card that quotes any of the articles, newest first."""
    return _all(
        db,
        """at >= ? AND NOT private AND message IS NOT NULL AND id IN (
             SELECT answer_id FROM citations
             WHERE article_id IN (SELECT value FROM json_each(?)))""",
        written(since),
        json.dumps(sorted(article_ids)),
    )


def noted(db: sqlite3.Connection, answer_id: str, note: str) -> bool:
    """Write which correction a card tells of; whether the answer is kept."""
    changed = db.execute("UPDATE answers SET note = ? WHERE id = ?", (note, answer_id))
    return changed.rowcount == 1


def note(db: sqlite3.Connection, answer_id: str) -> str | None:
    """The correction that an answer's card already tells of."""
    row = db.execute("SELECT note FROM answers WHERE id = ?", (answer_id,)).fetchone()
    return row[0] if row else None


def outcomes(db: sqlite3.Connection, guild: int | None, since: datetime) -> dict[str, int]:
    """How many answers there were since then by how they came out: each may be 0."""
    answered, abstained = db.execute(
        f"""SELECT coalesce(sum(NOT abstained), 0), coalesce(sum(abstained), 0)
           FROM answers WHERE guild IS ? AND at >= ? AND {_ANSWERS}""",  # noqa: S608 - own constant
        (guild, written(since)),
    ).fetchone()
    helpful, not_helpful = db.execute(
        """SELECT coalesce(sum(helpful), 0), coalesce(sum(NOT helpful), 0)
           FROM votes JOIN answers ON id = answer_id WHERE guild IS ? AND at >= ?""",
        (guild, written(since)),
    ).fetchone()
    return {
        "answered": answered,
        "abstained": abstained,
        "helpful": helpful,
        "not helpful": not_helpful,
    }


def _first(db: sqlite3.Connection, condition: str, *values: object) -> Kept | None:
    return next(iter(_all(db, f"{condition} ORDER BY at DESC, rowid DESC LIMIT 1", *values)), None)


def _all(db: sqlite3.Connection, condition: str, *values: object) -> list[Kept]:
    order = "" if "ORDER BY" in condition else " ORDER BY at DESC, rowid DESC"
    rows = db.execute(f"SELECT {_COLUMNS} FROM answers WHERE {condition}{order}", values)  # noqa: S608 - own constants
    return [_kept(row) for row in rows.fetchall()]


def _row(kept: Kept) -> tuple[object, ...]:
    return (
        kept.id,
        written(kept.at),
        kept.way,
        kept.guild,
        kept.channel,
        kept.message,
        kept.private,
        kept.member,
        kept.abstained,
        kept.lack,
        json.dumps([[r.article_id, r.revision, r.start, r.end] for r in kept.refs]),
        json.dumps(kept.roles),
        json.dumps(kept.nearest),
        _filters_row(kept.filters),
        kept.index,
        whole_or_none(kept.question),
        whole_or_none(kept.understood),
        kept.before,
        kept.turn,
        kept.locale,
    )


def _kept(row: Sequence[Any]) -> Kept:
    (answer_id, at, way, guild, channel, message, private, member, abstained, lack, *rest) = row
    refs, roles, nearest, filters, index, question, understood, before, turn, locale = rest
    return Kept(
        id=answer_id,
        at=read(at),
        way=way,
        guild=guild,
        channel=channel,
        message=message,
        private=bool(private),
        member=member,
        abstained=bool(abstained),
        lack=lack,
        refs=tuple(Reference(*ref) for ref in json.loads(refs)),
        roles=tuple(json.loads(roles)),
        nearest=tuple(json.loads(nearest)),
        filters=_filters(json.loads(filters)),
        index=index,
        question=question,
        understood=understood,
        before=before,
        turn=turn,
        locale=locale,
    )


def _filters_row(filters: Filters) -> str:
    return json.dumps(
        {
            "since": filters.since and filters.since.isoformat(),
            "until": filters.until and filters.until.isoformat(),
            "outlets": filters.outlets,
            "sections": filters.sections,
            "authors": filters.authors,
            "among": filters.among,
        }
    )


def _filters(cells: Mapping[str, Any]) -> Filters:
    return Filters(
        since=datetime.fromisoformat(cells["since"]) if cells["since"] else None,
        until=datetime.fromisoformat(cells["until"]) if cells["until"] else None,
        outlets=tuple(cells["outlets"]),
        sections=tuple(cells["sections"]),
        authors=tuple(cells["authors"]),
        among=tuple(cells["among"]),
    )
