"""Recent answers: the same question within an hour is not worked on twice."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.answer import Answer
from bot.following import Turn
from index.filters import Filters

LASTING = timedelta(hours=1)
MOST = 500  # answers


@dataclass(frozen=True, slots=True)
class Asking:
    """All that an answer depends on: `index` is the snapshot's name.

    `day` (UTC) is in it since "yesterday" means another day after midnight.
    """

    question: str
    after: Turn | None
    filters: Filters
    anytime: bool
    day: date
    index: str


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer and when it was worked out; `cached`: for someone who asked before."""

    answer: Answer
    at: datetime
    cached: bool = False


class Recent:
    """The answers of the last hour, in memory only; the oldest go first. For one event loop."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Asking, Asked] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, asking: Asking, now: datetime) -> Asked | None:
        """The answer that was given to the same, if that is not too long ago."""
        found = self._answers.get(asking)
        if found is None or abs(now - found.at) >= LASTING:  # abs: clocks are set back
            return None
        return Asked(found.answer, found.at, cached=True)

    def put(self, asking: Asking, asked: Asked) -> None:
        """Remember an answer, and forget what is too old or too much."""
        self._answers[asking] = asked
        self._answers.move_to_end(asking)
        for old, known in list(self._answers.items()):
            if len(self._answers) <= MOST and asked.at - known.at < LASTING:
                break
            del self._answers[old]
