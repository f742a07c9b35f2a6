"""What the watchdog does about a gateway that says nothing, with a clock that is told the time."""

import logging
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.gateway import Line
from bot.observing import Observer
from bot.watchdog import Deed, GatewayStuck, Leash, Watchdog, deed, stuck

LEASH = Leash(look=5, ask=60, stuck=180)


def line(
    silent: float = 0, quiet: float = 0, *, answers: bool = False, connected: bool = True
) -> Line:
    return Line(0, connected, 0.05, silent, quiet, answers)


@pytest.mark.parametrize(
    ("seen", "since", "expected"),
    [
        (line(), None, Deed.NOTHING),
        (line(silent=40, quiet=59), None, Deed.NOTHING),
        (line(silent=40, quiet=60), None, Deed.ASK),
        (line(silent=40, quiet=9000), None, Deed.ASK),  # a small server at night
        (line(silent=40, quiet=9000, connected=False), None, Deed.NOTHING),
        (line(silent=180, quiet=180), None, Deed.RESTART),
        (line(silent=180, quiet=180, connected=False), None, Deed.RESTART),
        (line(silent=2, quiet=180, answers=True), None, Deed.RESTART),  # beats, and tells nothing
        (line(silent=300, quiet=300), 120, Deed.NOTHING),
        (line(silent=360, quiet=360), 180, Deed.LEAVE),
        (line(silent=1, quiet=1), 180, Deed.NOTHING),
    ],
)
def test_what_is_done_follows_from_what_was_heard(
    seen: Line, since: float | None, expected: Deed
) -> None:
    assert deed(seen, since, LEASH) is expected


def test_only_a_shard_that_should_have_been_heard_is_stuck() -> None:
    lines = [Line(n, True, None, silent, 500.0, n == 2) for n, silent in enumerate((10, 200, 10))]
    assert stuck(lines, LEASH) == {1: 200, 2: 500}


@dataclass
class FakeGateway:
    """A line that is told how long it has been silent; notes what is done to it."""

    line: Line = field(default_factory=line)
    answers: bool = True
    done: list[str] = field(default_factory=list)

    def look(self) -> list[Line]:
        return [self.line]

    async def ask(self, shard: int, within: float) -> None:
        self.done.append(f"ask {shard} within {within:.0f}")

    async def restart(self, shard: int) -> None:
        self.done.append(f"restart {shard}")

    async def reachable(self) -> bool:
        return self.answers


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


class Counting(Observer):
    """Notes which connections were restarted."""

    def __init__(self) -> None:
        self.shards: list[int] = []

    def restarted(self, shard: int) -> None:
        self.shards.append(shard)


def kennel(gateway: Any = None) -> tuple[FakeGateway, Clock, Counting, Watchdog]:
    gateway, clock, observer = gateway or FakeGateway(), Clock(), Counting()
    return gateway, clock, observer, Watchdog(gateway, observer, LEASH, clock)


async def test_silence_restarts_the_connection_once() -> None:
    gateway, clock, observer, dog = kennel()
    gateway.line = line(180, 180)
    await dog.look()
    clock.now += 5
    await dog.look()
    assert gateway.done == ["restart 0"]
    assert observer.shards == [0]


async def test_silence_that_lasts_after_the_restart_ends_the_bot() -> None:
    gateway, clock, _, dog = kennel()
    gateway.line = line(180, 180)
    await dog.look()
    clock.now += 180
    gateway.line = line(360, 360)
    with pytest.raises(GatewayStuck, match=r"heard nothing from Discord for 360 s.*status 75"):
        await dog.look()


async def test_after_it_was_heard_again_a_new_silence_is_a_new_one() -> None:
    gateway, clock, observer, dog = kennel()
    for silent in (180, 1, 180):
        gateway.line = line(silent, silent)
        await dog.look()
        clock.now += 181
    assert observer.shards == [0, 0]


async def test_while_discord_cannot_be_reached_nothing_is_restarted_or_ended(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gateway, clock, observer, dog = kennel(FakeGateway(answers=False))
    for silent in (180, 400, 4000):
        gateway.line = line(silent, silent, connected=False)
        await dog.look()
        clock.now += 1000
    assert gateway.done == []
    assert observer.shards == []
    assert "Discord does not answer otherwise either" in caplog.text


async def test_a_restart_before_the_network_went_ends_nothing_while_it_is_gone() -> None:
    gateway, clock, _, dog = kennel()
    gateway.line = line(180, 180)
    await dog.look()
    gateway.answers = False
    clock.now += 1000
    gateway.line = line(1180, 1180)
    await dog.look()
    gateway.answers = True
    with pytest.raises(GatewayStuck):
        await dog.look()


async def test_a_quiet_gateway_is_asked(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    gateway, _, _, dog = kennel()
    gateway.line = line(10, 100)
    await dog.look()
    assert gateway.done == ["ask 0 within 10"]
    assert caplog.text == ""
