"""How a rebuild looks in a terminal, and what the bot reads of it."""

import io

import pytest
from rich.console import Console

from bot.reindexing import Step, read_step
from index import progress
from index.progress import progress_bars


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What a terminal is sent."""
    sent = io.StringIO()
    terminal = Console(file=sent, force_terminal=True, width=120)
    monkeypatch.setattr(progress, "err", terminal)
    return sent


def embed(some: int) -> None:
    with progress_bars() as report:
        report("model", 1, 1)
        for done in range(0, some + 1, 10):
            report("embedded", done, 100)


def test_the_bot_reads_how_far_it_is(shown: io.StringIO) -> None:
    embed(60)
    assert read_step(shown.getvalue()) == Step("embedded", 60, 100)


def test_the_speed_of_embedding_is_told_and_no_other(shown: io.StringIO) -> None:
    embed(100)
    assert shown.getvalue().count("passages/s") > 0
    last = shown.getvalue().split("model")[-1]
    assert "passages/s" not in last.split("embedded")[0]
