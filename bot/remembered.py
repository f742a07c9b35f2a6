"""What servers and members chose, in memory: known at once, and the same in all processes.

Written down by the clerk. Other processes' choices are seen within seconds.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.clerk import Clerk
from bot.server import ServerSettings
from corpus.errors import FootnoteError
from index.filters import Filters

log = logging.getLogger(__name__)

_LOOK_EVERY = 2.0  # seconds between looks for what other processes changed
_DAY = timedelta(days=1)


class Remembered:
    """Servers' settings, and which members want private answers. For one event loop.

    `keep_questions`: the operator wants the words of all questions kept. Records are forgotten
    after `days_kept`.
    """

    def __init__(self, clerk: Clerk, *, keep_questions: bool = False, days_kept: int = 90) -> None:
        self.days_kept = days_kept
        self._clerk = clerk
        self._keep_questions = keep_questions
        self._servers: dict[int, ServerSettings] = {}
        self._private: dict[str, bool] = {}
        self._changes = 0  # of settings and choices, by this process
        self._version: int | None = None  # of the records, when they were last looked at
        self._salted: Callable[[int], str] = str

    async def open(self) -> None:
        """Read all of it. Raises what the clerk raises."""
        self._salted = await self._clerk.do(lambda records: records.member)
        await self._look()

    async def keep_looking(self) -> None:
        """See what other processes change, and forget what is old, for ever."""
        expired: datetime | None = None
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            moment = datetime.now(UTC)
            try:
                await self._look()
                if expired is None or moment - expired >= _DAY:
                    await self._expire(moment)
                    expired = moment
            except FootnoteError as error:
                log.error("cannot read the records; going on with what is known: %s", error)

    async def _expire(self, moment: datetime) -> None:
        keep = timedelta(days=self.days_kept)
        gone = await self._clerk.do(lambda records: records.expire(moment, keep))
        if gone:
            log.info("%d entries of the records were older than %d days", gone, self.days_kept)

    async def _look(self) -> None:
        version = await self._clerk.do(lambda records: records.version())
        if version == self._version:
            return
        changes = self._changes
        servers, private = await self._clerk.do(lambda r: (r.servers(), r.privates()))
        if changes == self._changes:  # else what was read is older than what was chosen meanwhile
            self._servers, self._private, self._version = servers, private, version

    # What is known without waiting

    def server(self, guild: int | None) -> ServerSettings:
        """The settings of a server; the defaults for one that has none, and where there is none."""
        return self._servers.get(guild, ServerSettings()) if guild else ServerSettings()

    def member(self, user: int) -> str:
        """How the records call a member."""
        return self._salted(user)

    def is_private(self, user: int, guild: int | None, asked: bool | None = None) -> bool:
        """Whether only the asker sees an answer: as said, as remembered, as the server has it."""
        if asked is not None:
            return asked
        return self._private.get(self.member(user), self.server(guild).private)

    def within(self, filters: Filters, guild: int | None) -> Filters:
        """Filters, within the coverage that the server sees."""
        return replace(filters, among=self.server(guild).collection)

    def keeps_questions(self, guild: int | None) -> bool:
        """Whether the words of questions are kept: the operator or the server turned it on."""
        return self._keep_questions or self.server(guild).keep_questions

    # What is chosen

    async def remember_private(self, user: int, private: bool) -> None:
        """From now on the member's answers are private, or not, unless they say otherwise."""
        member = self.member(user)
        if self._private.get(member) != private:
            self._changes += 1
            self._private[member] = private
            await self._clerk.attempt(lambda records: records.remember_private(member, private))

    def forget(self, user: int) -> None:
        """What a member chose; the records are told elsewhere."""
        self._changes += 1
        self._private.pop(self.member(user), None)

    async def change_server(
        self, guild: int, change: Callable[[ServerSettings], ServerSettings]
    ) -> None:
        """Change a server's settings from what they are, whichever process changed them last."""
        settings = await self._clerk.do(lambda records: records.change_server(guild, change))
        self._changes += 1
        self._servers = {**self._servers, guild: settings}

    async def save_server(self, guild: int, settings: ServerSettings) -> None:
        """Change a server's settings, at once."""
        self._changes += 1
        self._servers = {**self._servers, guild: settings}
        await self._clerk.do(lambda records: records.save_server(guild, settings))

    async def erase_server(self, guild: int) -> None:
        """Forget a server that the bot is not in any more."""
        self._changes += 1
        self._servers = {one: s for one, s in self._servers.items() if one != guild}
        await self._clerk.attempt(lambda records: records.erase_server(guild))
