"""How long the stages of a question take, wherever they are: told to whoever records them.

A stage says `with timed("words"): …`. That costs nothing unless, further out on the same thread,
somebody said `with recorded() as stages:`, and then finds the seconds of each stage there.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Stages = dict[str, float]
"""Seconds by stage; a stage that came twice (a question in two parts) has the sum."""

STAGES = (
    "wait",  # in the queue, before anything is done
    "read",  # the question understood: dates, names, parts
    "encode",  # the question's vector
    "words",  # BM25 over all passages
    "meaning",  # the nearest passages
    "rank",  # all signals of the passages considered
    "fetch",  # articles and lines of the hits
    "answer",  # sentences chosen, or abstained
)

_recording: ContextVar[Stages | None] = ContextVar("stages", default=None)


@contextmanager
def recorded() -> Iterator[Stages]:
    """Record the stages that run inside, on this thread."""
    stages: Stages = {}
    token = _recording.set(stages)
    try:
        yield stages
    finally:
        _recording.reset(token)


@contextmanager
def timed(stage: str) -> Iterator[None]:
    """Tell how long what is inside took, as `stage`, one of STAGES."""
    stages = _recording.get()
    if stages is None:
        yield
        return
    started = time.perf_counter()
    try:
        yield
    finally:
        stages[stage] = stages.get(stage, 0.0) + time.perf_counter() - started
