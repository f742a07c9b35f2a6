"""What a server's coverage lacks: its gaps, alike questions together, by the index's own model."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.desk import NotReady
from bot.front import Front
from bot.gaps import Group, group

_MOST = 2000  # wordings that are grouped, the most asked
_AT_ONCE = 32  # wordings embedded before members' questions get their turn
_REMEMBERED = 5000  # vectors


class GapGroups:
    """Groups a server's gaps. Remembers vectors while the same model serves."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._model: str | None = None
        self._vectors: dict[str, list[float]] = {}

    async def of(self, guild: int, since: datetime) -> list[Group]:
        """The groups since then, most asked first. Raises a DeskError or a FootnoteError.

        Without an index each wording is a group of its own.
        """
        gaps = await self._front.do(lambda records: records.gaps(guild, since)[:_MOST])
        vectors = await self._vectors_of([gap.question for gap in gaps])
        return await asyncio.to_thread(group, gaps, vectors)

    async def _vectors_of(self, questions: Sequence[str]) -> list[list[float]]:
        coverage = self._front.desk.coverage
        self._forget_others(coverage.model if coverage else None)
        new = [one for one in dict.fromkeys(questions) if one not in self._vectors]
        try:
            for start in range(0, len(new), _AT_ONCE):
                some = new[start : start + _AT_ONCE]
                found = await self._front.desk.embed(some)
                self._vectors.update(zip(some, found, strict=True))
            return [self._vectors[question] for question in questions]
        except NotReady:
            return [[0.0] for _ in questions]  # like nothing, not even each other

    def _forget_others(self, model: str | None) -> None:
        if model != self._model or len(self._vectors) > _REMEMBERED:
            self._model, self._vectors = model, {}
