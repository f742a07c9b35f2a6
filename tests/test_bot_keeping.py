"""The bot's own loop: sources and index brought up to date by a process beside it."""

import asyncio
from datetime import timedelta

import pytest

from bot.keeping import is_stale, keep_current
from corpus.article import Content
from corpus.settings import interval, read_home
from corpus.store import ArticleStore


async def test_the_index_follows_the_coverage() -> None:
    home = read_home()
    assert not is_stale(home)
    with ArticleStore(home.articles) as store:
        store.add(["file:a"], Content(title="Cameras", text="The council approved 640 cameras."))
    assert is_stale(home)
    keeping = asyncio.create_task(keep_current(timedelta(days=1)))
    async with asyncio.timeout(120):
        while is_stale(home):  # noqa: ASYNC110 - another process publishes
            await asyncio.sleep(0.2)
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping


async def test_a_run_that_is_under_way_ends_with_the_bot() -> None:
    keeping = asyncio.create_task(keep_current(timedelta(days=1)))
    await asyncio.sleep(0.2)
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping


@pytest.mark.parametrize(
    ("text", "length"),
    [("90s", timedelta(seconds=90)), ("5m", timedelta(minutes=5)), ("2 H", timedelta(hours=2))],
)
def test_how_often(text: str, length: timedelta) -> None:
    assert interval(text) == length


@pytest.mark.parametrize("text", ["", "5", "m", "-5m", "1s", "5 weeks"])
def test_what_is_no_interval(text: str) -> None:
    with pytest.raises(ValueError, match="not a time like"):
        interval(text)
