"""The real bot, watched: its pages over HTTP, its log, and what it does when it is stuck."""

import asyncio
import json
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from bot_process import TOKEN, BotProcess, running_bot
from discord_server import GUILD_ID, DiscordServer
from prometheus_client.parser import text_string_to_metric_families
from serving import NOT_COVERED, QUESTION, answer, served
from vital_signs import free_port

from corpus.home import Home


class Pages:
    """The pages of a bot at a port."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def get(self, name: str) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.port}/{name}"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return response.status, await response.text()

    async def ready(self) -> None:
        async def is_ready() -> bool:
            return (await self.get("readyz"))[0] == 200

        await until(is_ready)

    async def figure(self, name: str, **labels: str) -> float:
        """The sum of the samples of that name which have those labels."""
        families = text_string_to_metric_families((await self.get("metrics"))[1])
        return sum(
            sample.value
            for family in families
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )


async def until(holds: Callable[[], Awaitable[bool]], within: float = 30) -> None:
    """Look until it holds."""
    async with asyncio.timeout(within):
        while not await holds():  # noqa: ASYNC110 - what is looked at is another process
            await asyncio.sleep(0.1)


@asynccontextmanager
async def watched(
    discord: DiscordServer, home: Home, *, module: str = "bot", **settings: str
) -> AsyncIterator[tuple[BotProcess, Pages]]:
    port = free_port()
    options: Any = {"FOOTNOTE_HEALTH_PORT": str(port), **settings}
    async with running_bot(home, discord, module=module, **options) as bot:
        yield bot, Pages(port)


async def resumed(discord: DiscordServer) -> None:
    """Wait until the bot has come back to its session."""
    await discord.gateway.signal.until(
        lambda: discord.gateway.resumes or None, 30, lambda: "the bot did not come back"
    )


async def test_pages_figures_and_log_tell_of_questions(sample_home: Home, tmp_path: Path) -> None:
    home, told = served(sample_home, tmp_path / "home"), []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.setblocking(False)
        async with (
            DiscordServer(token=TOKEN, guild_id=GUILD_ID) as discord,
            watched(
                discord,
                home,
                FOOTNOTE_LOG_FORMAT="json",
                NOTIFY_SOCKET=systemd.getsockname(),
                WATCHDOG_USEC="20000000",
            ) as (bot, pages),
        ):
            await pages.ready()
            for question in (QUESTION, QUESTION, NOT_COVERED):
                await answer(discord, question)
            await bot.told('"abstained"')
            assert (await pages.get("healthz")) == (200, '{"ok": true}')
            questions = "footnote_questions_total"
            assert await pages.figure(questions, way="slash", outcome="answered") == 2
            assert await pages.figure(questions, way="slash", outcome="abstained") == 1
            assert await pages.figure("footnote_questions_from_memory_total") == 1
            durations = "footnote_stage_duration_seconds_count"
            for stage in ("wait", "read", "answer"):
                assert await pages.figure(durations, stage=stage) == 2, stage
            assert await pages.figure("footnote_index_articles") > 0
            assert await pages.figure("footnote_gateway_connected", shard="0") == 1
            assert await pages.figure("footnote_gateway_connects_total", how="identified") == 1
            assert await pages.figure("footnote_event_loop_lag_seconds_count") > 0
            assert await pages.figure("process_resident_memory_bytes") > 1e6
            page = (await pages.get("metrics"))[1]
            assert not re.search(r"\d{15,}", re.sub(r"\d+\.\d+(e[+-]\d+)?", "", page))  # no ids
            await discord.drop_connections()
            await bot.told("RESUMED")
            await pages.ready()
            assert await pages.figure("footnote_gateway_connects_total", how="resumed") == 1
            assert await bot.stop() == 0
            while (words := _received(systemd)) is not None:
                told.append(words)
    assert told[0] in ("WATCHDOG=1", "READY=1")
    assert told.count("READY=1") >= 1
    assert told.count("WATCHDOG=1") >= 1
    assert told.count("STOPPING=1") == 1
    lines = [json.loads(line) for line in bot.log]
    done = [line for line in lines if line["event"] == "question"]
    assert [line["outcome"] for line in done] == ["answered", "answered", "abstained"]
    assert {"id", "way", "total_ms", "wait_ms", "read_ms", "answer_ms", "index"} <= done[0].keys()
    assert "smart cameras" not in "".join(bot.log)


def _received(systemd: socket.socket) -> str | None:
    try:
        return systemd.recv(100).decode()
    except BlockingIOError:
        return None


async def test_a_port_that_is_taken_ends_the_bot_with_one_line(
    sample_home: Home, tmp_path: Path
) -> None:
    home = served(sample_home, tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        async with (
            DiscordServer(token=TOKEN) as discord,
            running_bot(home, discord, connected=False, FOOTNOTE_HEALTH_PORT=port) as bot,
        ):
            assert await bot.ended() == 1
    assert f"FOOTNOTE_HEALTH_PORT: 127.0.0.1:{port} cannot be listened on" in bot.log[-1]
    assert "Traceback" not in "".join(bot.log)


async def test_a_silent_line_is_restarted_and_one_that_stays_so_ends_the_bot(
    sample_home: Home, tmp_path: Path
) -> None:
    home = served(sample_home, tmp_path)
    async with (
        DiscordServer(token=TOKEN, guild_id=GUILD_ID) as discord,
        watched(discord, home, module="hasty_bot") as (bot, pages),
    ):
        await pages.ready()
        discord.go_silent()
        await bot.told("restarting its connection")
        await resumed(discord)
        await answer(discord)
        assert await pages.figure("footnote_gateway_restarts_total", shard="0") == 1
        discord.go_silent(lasting=True)
        assert await bot.ended() == 75
        assert "although its connection was restarted; ending with status 75" in bot.log[-1]
        assert discord.violations == []


async def test_a_line_that_only_beats_is_restarted_too(sample_home: Home, tmp_path: Path) -> None:
    home = served(sample_home, tmp_path)
    async with (
        DiscordServer(token=TOKEN, guild_id=GUILD_ID, heartbeat_interval=0.5) as discord,
        watched(discord, home, module="hasty_bot") as (bot, pages),
    ):
        await pages.ready()

        async def asked_twice() -> bool:
            return discord.gateway.asked_for_members >= 2

        await until(asked_twice)
        discord.go_silent(beating=True)
        await bot.told("restarting its connection")
        await resumed(discord)
        await answer(discord)


async def test_a_quiet_bot_in_no_server_is_left_alone(sample_home: Home, tmp_path: Path) -> None:
    """Its heart is heard, and that is all there is to hear."""
    home = served(sample_home, tmp_path)
    async with (
        DiscordServer(token=TOKEN, heartbeat_interval=0.5) as discord,
        watched(discord, home, module="hasty_bot") as (bot, pages),
    ):
        await pages.ready()

        async def quiet_for_long() -> bool:
            return await pages.figure("footnote_gateway_event_age_seconds") > 4

        await until(quiet_for_long)
        assert (await pages.get("healthz"))[0] == 200
        assert "restarting" not in "".join(bot.log)
        await answer(discord)


async def test_a_loop_that_hangs_says_where_and_ends(sample_home: Home, tmp_path: Path) -> None:
    home = served(sample_home, tmp_path)
    async with (
        DiscordServer(token=TOKEN) as discord,
        running_bot(home, discord, module="hasty_bot") as bot,
    ):
        await bot.told("connected as")
        os.kill(bot.process.pid, signal.SIGUSR1)
        assert await bot.ended() == 70
    log = "".join(bot.log)
    assert "the event loop is stuck for 2 s; ending with status 70" in log
    assert "hasty_bot.py" in log
    assert "_hang" in log
    assert TOKEN not in log
