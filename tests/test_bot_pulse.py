"""The event loop's pulse."""

import asyncio
import time

import pytest

from bot.observing import Observer
from bot.pulse import LOOP_STUCK, Patience, Pulse, leave


class Listening(Observer):
    """Notes each beat."""

    def __init__(self, enough: int) -> None:
        self.lags: list[float] = []
        self.enough = asyncio.Event()
        self._wanted = enough

    def late(self, seconds: float) -> None:
        self.lags.append(seconds)
        if len(self.lags) == self._wanted:
            self.enough.set()


async def beaten(
    monkeypatch: pytest.MonkeyPatch, tell_every: float | None = None
) -> tuple[Listening, list[str]]:
    """Three beats of a pulse that is in a hurry."""
    monkeypatch.setattr("bot.pulse._EVERY", 0.01)
    told: list[str] = []
    listening = Listening(3)
    pulse = Pulse(listening, told.append, tell_every=tell_every, patience=Patience())
    beating = asyncio.create_task(pulse.beat())
    await asyncio.wait_for(listening.enough.wait(), 10)
    beating.cancel()
    await asyncio.wait({beating})
    return listening, told


async def test_each_beat_tells_how_late_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    listening, told = await beaten(monkeypatch)
    assert len(listening.lags) >= 3
    assert all(lag >= 0 for lag in listening.lags)
    assert told == []


async def test_the_supervisor_hears_of_it_as_often_as_it_wants(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, often = await beaten(monkeypatch, tell_every=0.001)
    assert often[:3] == ["WATCHDOG=1"] * 3
    _, seldom = await beaten(monkeypatch, tell_every=1000.0)
    assert seldom == ["WATCHDOG=1"]


async def test_a_loop_that_holds_up_its_beat_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pulse._EVERY", 0.01)
    listening = Listening(1)
    pulse = Pulse(listening, lambda _: None, tell_every=None, patience=Patience())
    beating = asyncio.create_task(pulse.beat())
    await asyncio.sleep(0)
    time.sleep(0.2)  # noqa: ASYNC251 - that is what is looked for
    await asyncio.wait_for(listening.enough.wait(), 10)
    beating.cancel()
    await asyncio.wait({beating})
    assert listening.lags[0] >= 0.15


def test_the_last_words_say_where_every_thread_is(capfd: pytest.CaptureFixture[str]) -> None:
    secret_of_the_stack = "never shown"  # noqa: F841 - a local, as stacks with values would show
    ended: list[int] = []
    leave(Patience(looks=12, every=5), ended.append)
    said = capfd.readouterr().err
    assert ended == [LOOP_STUCK]
    assert "the event loop is stuck for 60 s; ending with status 70" in said
    assert "test_bot_pulse.py" in said
    assert "never shown" not in said
