"""Records: what the bot keeps about servers and members, in one SQLite file."""

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.records import answers, identity, privacy, questions, quotas, servers, votes
from bot.records.answers import Kept, new_id
from bot.records.identity import Member
from bot.records.moments import EPOCH
from bot.records.questions import Gap, Why
from bot.server import ServerSettings, plain
from corpus.database import Closable, failure, open_database, transaction
from corpus.upgrade import Schema

__all__ = ["Gap", "Kept", "Member", "Records", "Why", "new_id"]

log = logging.getLogger(__name__)

_CHANGES = 32  # bits for the changes of one file
KEEP = timedelta(days=90)  # how long answers and questions are kept
_SCHEMA = Schema(
    "records",
    "bot.records",
    after={1: identity.make_salt},
    mode=0o600,  # the operator's alone
    if_damaged="stop the bot and move the file away to begin with none",
    busy_seconds=1.0,  # members wait; most of what is asked for here can be done without
)


class Records(Closable):
    """The records at `path`. Safe for several processes; one instance per thread.

    All moments are aware. What asks for a change makes it before it returns, whole or not at all.
    Every method raises StoreError, whose message says what to do, when the file is damaged, of a
    newer Footnote, or cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._openings = 0
        self._usable = False
        self._file: tuple[int, int] | None = None
        self._log: tuple[int, int] | None = None
        self._open()

    def _open(self) -> None:
        self._openings += 1
        self._db = open_database(self._path, _SCHEMA)
        try:
            with self._told():
                self._db.execute("PRAGMA temp_store = MEMORY")  # no words in other files
                self._salt = identity.read_salt(self._db)
                self._file, self._log = _file(self._path), _file(self._beside("-wal"))
                self._usable = True
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Close the file; the records cannot be used afterwards."""
        self._db.close()

    # Answers

    def keep(self, kept: Kept) -> None:
        """Keep a new answer."""
        with self._writing() as db:
            answers.keep(db, kept)

    def answer(self, answer_id: str) -> Kept | None:
        """The answer with this id; None when it is gone."""
        with self._reading() as db:
            return answers.by_id(db, answer_id)

    def placed(self, answer_id: str, channel: int, message: int) -> bool:
        """Tell where an answer's card is; False when the answer is gone."""
        with self._writing() as db:
            return answers.placed(db, answer_id, channel, message)

    def by_message(self, message: int) -> Kept | None:
        """The answer whose card is this message."""
        with self._reading() as db:
            return answers.by_message(db, message)

    def last_in(self, channel: int, member: Member | None = None) -> Kept | None:
        """The newest answer in a channel: a public one, or a private one of this member."""
        with self._reading() as db:
            return answers.last_in(db, channel, member)

    def cited(self, since: datetime) -> set[str]:
        """The ids of the articles that public answers since then quote on a card."""
        with self._reading() as db:
            return answers.cited(db, since)

    def citing(self, article_ids: Collection[str], since: datetime) -> list[Kept]:
        """Public answers since then with a card that quotes any of the articles, newest first."""
        with self._reading() as db:
            return answers.citing(db, article_ids, since)

    def noted(self, answer_id: str, note: str) -> bool:
        """Tell which correction a card carries now; False when the answer is gone."""
        with self._writing() as db:
            return answers.noted(db, answer_id, note)

    def note(self, answer_id: str) -> str | None:
        """The correction that an answer's card already carries."""
        with self._reading() as db:
            return answers.note(db, answer_id)

    def outcomes(self, guild: int | None, since: datetime) -> dict[str, int]:
        """Counts since then of: answered, abstained; helpful, not helpful (votes on those)."""
        with self._reading() as db:
            return answers.outcomes(db, guild, since)

    # Votes

    def vote(
        self,
        answer_id: str,
        member: Member,
        helpful: bool,
        reason: str | None = None,
        words: str | None = None,
    ) -> bool:
        """Count a member's vote in the place of the one before; False when the answer is gone.

        A helpful vote takes back what the member filed of the answer as not helpful.
        """
        with self._writing() as db:
            return votes.vote(db, answer_id, member, helpful, reason, words)

    def votes(self, answer_id: str) -> tuple[int, int]:
        """How many found an answer helpful, and how many did not."""
        with self._reading() as db:
            return votes.votes(db, answer_id)

    # Questions for the newsroom

    def file(
        self,
        question: str,
        guild: int | None,
        member: Member,
        why: Why,
        answer_id: str | None,
        at: datetime,
    ) -> None:
        """Keep a question for the newsroom: once for each member and answer."""
        with self._writing() as db:
            questions.file(db, question, guild, member, why, answer_id, at)

    def gaps(self, guild: int | None, since: datetime) -> list[Gap]:
        """What was filed in a server since then, by wording and reason; most often first."""
        with self._reading() as db:
            return questions.gaps(db, guild, since)

    # Servers

    def server(self, guild: int) -> ServerSettings:
        """A server's settings; the default ones where none were set."""
        with self._reading() as db:
            return servers.server(db, guild)

    def servers(self) -> dict[int, ServerSettings]:
        """The settings of all servers that have any."""
        with self._reading() as db:
            return servers.servers(db)

    def save_server(self, guild: int, settings: ServerSettings) -> None:
        """Put settings in the place of those before."""
        with self._writing() as db:
            servers.save(db, guild, settings)

    def change_server(
        self, guild: int, change: Callable[[ServerSettings], ServerSettings]
    ) -> ServerSettings:
        """Change a server's settings from what they are now; what they are then."""
        with self._writing() as db:
            settings = change(servers.server(db, guild))
            servers.save(db, guild, settings)
            return settings

    def erase_server(self, guild: int) -> int:
        """Delete all that is kept of a server, as when the bot has left it; how many rows."""
        with self._writing() as db:
            rows = servers.erase(db, guild)
        self._overwrite()
        return rows

    def export(self, guild: int) -> dict[str, Any]:
        """All that is kept of a server and is nobody's alone, as JSON has it."""
        with self._reading() as db:
            found = questions.gaps(db, guild, EPOCH)
            return {
                "settings": plain(servers.server(db, guild)),
                "counts": answers.outcomes(db, guild, EPOCH),
                "gaps": [
                    {
                        "question": gap.question,
                        "count": gap.count,
                        "why": gap.why,
                        "last": gap.last.isoformat(),
                        "answers": list(gap.answer_ids),
                    }
                    for gap in found
                ],
            }

    # Members

    def member(self, user_id: int) -> Member:
        """What a Discord user is called in these records."""
        with self._there():
            return identity.member_of(user_id, self._salt)

    def private(self, member: Member) -> bool | None:
        """Whether a member wants answers in private; None: never said."""
        with self._reading() as db:
            return privacy.private(db, member)

    def privates(self) -> dict[Member, bool]:
        """Who wants answers in private and who does not, of those who said."""
        with self._reading() as db:
            return privacy.privates(db)

    def remember_private(self, member: Member, private: bool) -> None:
        """Remember it until it is changed or forgotten."""
        with self._writing() as db:
            privacy.remember_private(db, member, private)

    def claim(self, key: str, at: datetime) -> bool:
        """True for exactly one caller of all processes, for at least a day."""
        with self._writing() as db:
            return quotas.claim(db, identity.digest(key, self._salt), at)

    def release(self, key: str) -> None:
        """Take a claim back: what it was for did not come about."""
        with self._writing() as db:
            quotas.release(db, identity.digest(key, self._salt))

    def version(self) -> int:
        """Another number after another process has changed something, or the file."""
        with self._there() as db:
            changes = int(db.execute("PRAGMA data_version").fetchone()[0])
            return self._openings << _CHANGES | changes

    def spend(
        self, member: Member, guild: int | None, at: datetime, per_minute: int, per_day: int
    ) -> datetime | None:
        """Count a member's question; None, or when the member may ask again. 0 is no limit."""
        with self._writing() as db:
            return quotas.spend(db, member, guild, at, per_minute, per_day)

    def forget(self, member: Member) -> int:
        """Delete and overwrite what is kept of a member; how many rows that were.

        Votes, questions, the private choice and quotas are deleted; answers stay, as nobody's and
        without the question. Takes the time to write the file anew.
        """
        with self._writing() as db:
            rows = privacy.forget(db, member)
        self._overwrite()
        return rows

    def expire(self, now: datetime, keep: timedelta = KEEP) -> int:
        """Delete and overwrite what is older than `keep`; how many rows. For once a day."""
        with self._writing() as db:
            rows = privacy.expire(db, now, keep)
        self._overwrite()
        return rows

    def _overwrite(self) -> None:
        """Leave nothing of what was deleted in the file or its log.

        SQLite overwrites what it deletes, but not what it moved within the file before.
        """
        with self._told():
            self._db.execute("VACUUM")
            (busy, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            log.warning("deleted words are still in the records' log; the next expiry clears it")

    @contextmanager
    def _there(self) -> Iterator[sqlite3.Connection]:
        """The file that is at the path now: a deleted one takes what is written with it.

        One that was put in its place is read from now on; where none is, a new one is begun.
        """
        with self._told():
            if not self._usable or self._file != _file(self._path):
                log.error("the records at %s were deleted or replaced: opening anew", self._path)
                self._usable = False  # until that has worked
                self._db.close()
                self._drop_log()
                self._open()
            yield self._db
            self._log = _file(self._beside("-wal"))

    def _drop_log(self) -> None:
        """SQLite would write the log of the file that is gone into the one in its place."""
        another = self._file != _file(self._path)
        if another and self._log is not None and self._log == _file(self._beside("-wal")):
            for ending in ("-wal", "-shm"):
                self._beside(ending).unlink(missing_ok=True)

    def _beside(self, ending: str) -> Path:
        return self._path.with_name(f"{self._path.name}{ending}")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._there() as db, transaction(db):
            yield db

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """All that is read inside is of one moment."""
        with self._there() as db:
            db.execute("BEGIN")
            try:
                yield db
            finally:
                if db.in_transaction:  # SQLite ends it by itself when the disk fails
                    db.execute("ROLLBACK")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise failure(f"cannot use the records at {self._path}", error, _SCHEMA) from error


def _file(path: Path) -> tuple[int, int] | None:
    """Which file is at `path`, whatever is in it; None where none is."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino
