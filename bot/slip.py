"""The slip that goes with a question: its id, its way in, how long it took, what came of it.

It is opened where a question comes in, found by whatever works on it further in (the desk adds
the stages, the delivery the id of an error), and told when it is closed. No words, no members.
"""

import secrets
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

from index.stages import Stages


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question, in words of which there are few; see bot.outcomes.

    `kind` is answered, abstained, listed, shown, busy, refused or error; `reason` says why not.
    """

    kind: str
    reason: str = ""


SHOWN = Outcome("shown")


@dataclass(slots=True)
class Slip:
    """`id` is what the log calls the question by: `interaction 7`. Stages are in seconds."""

    id: str
    way: str
    outcome: Outcome = SHOWN
    citations: int = 0
    from_memory: bool = False
    index: str | None = None
    stages: Stages = field(default_factory=dict)
    error: str | None = None
    seconds: float = 0.0
    _started: float = field(default_factory=time.perf_counter)

    def add(self, stages: Mapping[str, float], index: str | None) -> None:
        """What a piece of the desk's work took; a question may need several."""
        for stage, seconds in stages.items():
            self.stages[stage] = self.stages.get(stage, 0.0) + seconds
        self.index = index or self.index

    def close(self) -> None:
        """The question is done with."""
        self.seconds = time.perf_counter() - self._started

    def fields(self) -> dict[str, object]:
        """What is logged of it."""
        said: dict[str, object] = {
            "id": self.id,
            "way": self.way,
            "outcome": self.outcome.kind,
            "reason": self.outcome.reason or None,
            "error": self.error,
            "citations": self.citations,
            "from_memory": self.from_memory or None,
            "total_ms": _milliseconds(self.seconds),
            **{f"{stage}_ms": _milliseconds(seconds) for stage, seconds in self.stages.items()},
            "index": self.index,
        }
        return {name: value for name, value in said.items() if value is not None}


def open_slip(id_: str, way: str) -> Slip:
    """A slip for what the current task does from here on."""
    slip = Slip(id_, way)
    _slip.set(slip)
    return slip


def slip_in_hand() -> Slip | None:
    """The slip of what the current task works on, also after it was closed."""
    return _slip.get()


def error_id() -> str:
    """A short id for an error, for the member and for the log: one a question."""
    slip = slip_in_hand()
    if slip is None:
        return secrets.token_hex(3)
    slip.error = slip.error or secrets.token_hex(3)
    return slip.error


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


_slip: ContextVar[Slip | None] = ContextVar("slip", default=None)
