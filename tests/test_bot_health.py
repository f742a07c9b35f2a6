"""What the health pages say, over HTTP."""

import socket
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from vital_signs import LINE, VITALS, free_port

from bot.health import HealthError, ill, missing, serving
from bot.metrics import Metrics
from bot.vitals import Vitals
from bot.watchdog import Leash

LEASH = Leash(stuck=180)
STUCK = replace(VITALS, lines=(replace(LINE, silent=200.0, quiet=200.0),))
LOST = replace(VITALS, lines=(replace(LINE, connected=False), replace(LINE, shard=2)))


class FakeExaminer:
    """Finds what it was told to."""

    def __init__(self, vitals: Vitals) -> None:
        self.vitals = vitals

    def look(self) -> Vitals:
        return self.vitals

    async def examine(self) -> Vitals:
        return self.vitals


async def asked(vitals: Vitals, path: str, method: str = "GET") -> tuple[int, str]:
    """The status and body of a page of a bot that does so."""
    port, examiner = free_port(), FakeExaminer(vitals)
    found: Any = examiner
    async with (
        serving(port, Metrics(), found, LEASH),
        aiohttp.ClientSession() as session,
        session.request(method, f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


@pytest.mark.parametrize(
    ("vitals", "faults"),
    [
        (VITALS, []),
        (LOST, []),  # discord.py is at it
        (replace(VITALS, index=None, ready=False), []),
        (STUCK, ["shard 1 heard nothing from Discord for 200 s"]),
    ],
)
def test_only_a_new_start_mends_what_makes_ill(vitals: Vitals, faults: Sequence[str]) -> None:
    assert ill(vitals, LEASH) == faults


@pytest.mark.parametrize(
    ("vitals", "lacks"),
    [
        (VITALS, []),
        (LOST, ["shard 1 is not connected"]),
        (replace(VITALS, ready=False), ["Discord has not told of all servers yet"]),
        (replace(VITALS, index=None), ["there is no index; run `footnote index rebuild`"]),
    ],
)
def test_what_is_missing_is_named(vitals: Vitals, lacks: Sequence[str]) -> None:
    assert missing(vitals) == lacks


@pytest.mark.parametrize(
    ("vitals", "path", "status", "body"),
    [
        (VITALS, "/healthz", 200, '{"ok": true}'),
        (VITALS, "/readyz", 200, '{"ok": true}'),
        (LOST, "/healthz", 200, '{"ok": true}'),
        (LOST, "/readyz", 503, '{"ok": false, "missing": ["shard 1 is not connected"]}'),
        (
            STUCK,
            "/healthz",
            503,
            '{"ok": false, "problems": ["shard 1 heard nothing from Discord for 200 s"]}',
        ),
    ],
)
async def test_a_page_says_it_by_its_status_and_in_words(
    vitals: Vitals, path: str, status: int, body: str
) -> None:
    assert await asked(vitals, path) == (status, body)


async def test_the_figures_are_those_of_the_moment() -> None:
    status, body = await asked(replace(VITALS, waiting=17), "/metrics")
    assert status == 200
    assert "\nfootnote_queue_depth 17.0\n" in body


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 503)])
async def test_a_head_has_the_status_alone(path: str, status: int) -> None:
    assert await asked(LOST, path, "HEAD") == (status, "")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/healthz", 405), ("GET", "/", 404), ("GET", "/metrics/x", 404)],
)
async def test_there_is_nothing_else(method: str, path: str, status: int) -> None:
    assert (await asked(VITALS, path, method))[0] == status


async def test_a_port_that_is_taken_is_named() -> None:
    examiner: Any = FakeExaminer(VITALS)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HealthError, match=f"FOOTNOTE_HEALTH_PORT: 127.0.0.1:{port} cannot"):
            async with serving(port, Metrics(), examiner, LEASH):
                pytest.fail("it listens")


async def test_only_this_machine_is_listened_to() -> None:
    port, examiner = free_port(), FakeExaminer(VITALS)
    found: Any = examiner
    async with serving(port, Metrics(), found, LEASH):
        with socket.socket() as elsewhere:
            elsewhere.settimeout(2)
            assert elsewhere.connect_ex(("127.0.0.2", port)) != 0
