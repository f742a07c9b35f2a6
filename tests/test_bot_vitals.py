"""How the bot does, read from what there is."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.vitals import Examiner, read_coverage
from corpus.article import Content
from corpus.home import Home
from corpus.sources import SourceKind, Sources
from corpus.store import ArticleStore

MOMENT = datetime(2024, 3, 15, tzinfo=UTC)


@dataclass
class FakeGateway:
    ready: bool = True
    servers: int = 3

    def look(self) -> tuple[()]:
        return ()


def examiner(home: Home, state: str | None = None) -> Examiner:
    """Of a bot whose index is of that state of the coverage."""
    index = SimpleNamespace(corpus=state) if state else None
    desk: Any = SimpleNamespace(queue=(1, 20), manifest=index, encoder=None)
    gateway: Any = FakeGateway()
    return Examiner(home, desk, gateway)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    with ArticleStore(home.articles) as store:
        store.add(["file:a"], Content(title="One", text="The council met."))
    return home


def test_sources_are_counted_by_what_ails_them(home: Home) -> None:
    with Sources(home.articles) as sources:
        for number in range(4):
            source, _ = sources.add(f"https://example.org/{number}", SourceKind.FEED)
            ill = number == 1
            sources.save(
                replace(
                    source,
                    errors=1 if ill else 0,
                    error="404" if ill else None,
                    paused="three errors" if number == 2 else None,
                    succeeded=MOMENT.replace(day=1 + number),
                )
            )
    read = read_coverage(home)
    assert read is not None
    assert read.sources == {"ok": 2, "failing": 1, "paused": 1}
    assert read.succeeded == MOMENT.replace(day=4)


def test_without_a_store_nothing_is_read_and_none_is_made(tmp_path: Path) -> None:
    assert read_coverage(Home(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_none_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Home(tmp_path).articles.write_bytes(b"no database at all" * 100)
    assert read_coverage(Home(tmp_path)) is None
    assert "cannot look at the coverage" in caplog.text


async def test_an_index_of_the_coverage_as_it_is_is_not_behind(home: Home) -> None:
    with ArticleStore(home.articles) as store:
        state = store.state()
    vitals = await examiner(home, state).examine()
    assert vitals.behind == 0
    assert (vitals.servers, vitals.waiting, vitals.most) == (3, 1, 20)


async def test_an_index_of_another_coverage_falls_behind(home: Home) -> None:
    behind = examiner(home, "another")
    first = (await behind.examine()).behind
    await asyncio.sleep(0.01)
    second = behind.look().behind
    assert first is not None
    assert second is not None
    assert second > first


async def test_the_coverage_is_read_once_a_minute(home: Home) -> None:
    made = examiner(home)
    before = await made.examine()
    with ArticleStore(home.articles) as store:
        store.add(["file:b"], Content(title="Two", text="The council met again."))
    assert (await made.examine()).coverage is before.coverage
