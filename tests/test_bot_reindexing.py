"""Rebuilding the index in a process of its own."""

import asyncio
import sys

import pytest

from bot.reindexing import REBUILD, AlreadyRebuilding, RebuildFailed, Reindexing, Step

# What rich writes: colours, and each refresh above the one before.
BARS = r"""
import sys, time
for done in (0, 5, 10):
    sys.stderr.write("\x1b[1A\x1b[2K\x1b[36m articles\x1b[0m ━━━━ 3/3 0:00:01 0:00:00\n")
    sys.stderr.write(f" embedded \x1b[35m━━╺━\x1b[0m {done}/10 0:00:01 0:00:02\n")
    sys.stderr.flush()
    time.sleep(0.15)
print("\x1b[1m42 articles\x1b[0m; published 000002")
"""
FAILS = r"""
import sys
sys.stderr.write("old news\n model ━━━━ 0/1 0:00:00 -:--:--\n")
sys.stderr.write("\x1b[1;31mfootnote:\x1b[0m the model is gone\n")
sys.exit(1)
"""


def rebuilding(code: str) -> Reindexing:
    return Reindexing((sys.executable, "-c", code), every=0.02)


async def nothing(_step: Step) -> None:
    """Tells nobody."""


async def test_a_rebuild_ends_with_what_came_of_it() -> None:
    assert await rebuilding(BARS).run(nothing) == "42 articles; published 000002"


async def test_the_last_bar_is_told_each_step_once() -> None:
    told: list[Step] = []

    async def tell(step: Step) -> None:
        told.append(step)

    await rebuilding(BARS).run(tell)
    assert told
    assert len(set(told)) == len(told)
    assert {(step.stage, step.total) for step in told} == {("embedded", 10)}


async def test_a_failure_is_told_in_the_words_of_the_process() -> None:
    with pytest.raises(RebuildFailed, match=r"^footnote: the model is gone$"):
        await rebuilding(FAILS).run(nothing)


async def test_after_a_failure_it_can_be_tried_again() -> None:
    reindexing = rebuilding(FAILS)
    for _ in range(2):
        with pytest.raises(RebuildFailed):
            await reindexing.run(nothing)


async def test_a_second_rebuild_has_to_wait() -> None:
    reindexing = rebuilding("import time; time.sleep(30)")
    first = asyncio.create_task(reindexing.run(nothing))
    await asyncio.sleep(0.05)
    with pytest.raises(AlreadyRebuilding):
        await reindexing.run(nothing)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_where_nothing_can_be_started_it_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError, match="no-such-program"):
        await Reindexing(("/no-such-program",)).run(nothing)


def test_it_steps_back_for_the_bot() -> None:
    assert REBUILD[-1] == "--background"
