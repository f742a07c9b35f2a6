"""The clerk: one thread beside the event loop, where all writing is done."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from keeping_records import ANSWER, NOW

from bot.clerk import Clerk, ClerkClosed
from bot.observing import Observer
from bot.records.records import Records
from corpus.database import StoreError


@pytest.fixture
async def clerk(tmp_path: Path) -> AsyncIterator[Clerk]:
    made = Clerk(tmp_path / "records.sqlite3")
    yield made
    await made.close()


async def test_what_is_done_comes_back(clerk: Clerk) -> None:
    await clerk.do(lambda records: records.keep(ANSWER))
    assert await clerk.do(lambda records: records.answer(ANSWER.id)) == ANSWER


async def test_all_is_done_in_one_other_thread(clerk: Clerk) -> None:
    threads = {await clerk.do(lambda _: threading.current_thread()) for _ in range(5)}
    assert len(threads) == 1
    assert threading.current_thread() not in threads


async def test_the_event_loop_goes_on_meanwhile(clerk: Clerk) -> None:
    go_on = threading.Event()
    waiting = asyncio.create_task(clerk.do(lambda _: go_on.wait(10)))
    await asyncio.sleep(0)
    go_on.set()  # else the wait ends by itself, and says so
    assert await waiting


async def test_one_piece_of_work_after_the_other(clerk: Clerk) -> None:
    done: list[int] = []

    async def do(number: int) -> None:
        await clerk.do(lambda _: done.append(number))

    await asyncio.gather(*(do(number) for number in range(20)))
    assert done == list(range(20))


async def test_failures_come_back(clerk: Clerk) -> None:
    def fail(_: Records) -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await clerk.do(fail)
    assert await clerk.do(lambda records: records.claim("next", NOW))


async def test_a_vote_counts_though_its_handler_was_cancelled(clerk: Clerk) -> None:
    await clerk.do(lambda records: records.keep(ANSWER))
    go_on = threading.Event()
    before = asyncio.create_task(clerk.do(lambda _: go_on.wait(10)))
    vote = asyncio.create_task(clerk.do(lambda records: records.vote(ANSWER.id, "anna", True)))
    await asyncio.sleep(0)
    vote.cancel()
    go_on.set()
    await before
    assert await clerk.do(lambda records: records.votes(ANSWER.id)) == (1, 0)


async def test_work_in_hand_is_finished_before_closing(tmp_path: Path) -> None:
    clerk = Clerk(tmp_path / "records.sqlite3")
    work = asyncio.create_task(clerk.do(lambda records: records.keep(ANSWER)))
    await asyncio.sleep(0)
    await clerk.close()
    await work
    with Records(tmp_path / "records.sqlite3") as records:
        assert records.answer(ANSWER.id) == ANSWER


async def test_nothing_is_taken_on_after_closing(clerk: Clerk) -> None:
    await clerk.close()
    await clerk.close()
    with pytest.raises(ClerkClosed, match="about to stop"):
        await clerk.do(lambda records: records.claim("late", NOW))


async def test_records_that_cannot_be_opened_are_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite3"
    path.write_text("My diary. " * 100)
    clerk = Clerk(path)
    with pytest.raises(StoreError, match="move the file away"):
        await clerk.open()
    path.unlink()
    await clerk.open()
    assert path.stat().st_size > 0
    await clerk.close()


async def test_records_that_fail_are_told_of(tmp_path: Path) -> None:
    class Counting(Observer):
        failures = 0

        def records_failed(self) -> None:
            self.failures += 1

    observer = Counting()
    path = tmp_path / "records.sqlite3"
    path.write_text("My diary. " * 100)
    clerk = Clerk(path, observer)
    with pytest.raises(StoreError):
        await clerk.open()
    path.unlink()
    await clerk.open()
    await clerk.close()
    assert observer.failures == 1
