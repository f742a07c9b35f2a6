"""The token, members' words and interactions' tokens: nowhere but where they belong.

The real bot in its own process, as talkative as it can be made, against the stand-in; then all that
it said and all that it left behind is searched.
"""

import asyncio
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from bot_process import ROOT, running_bot
from crashing_bot import BREAKING
from discord_server import DiscordServer
from serving import final, served

from corpus.home import Home

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWsAbCd"
WRONG = "MTk4NjIyNDgzNDcxOTI1MjQ4.Xx2FMQ.WrongXVW7vRze4b7Cq4se7kKWsAbCdE"
WORD = "quokkamarmalade"  # in all questions, and nowhere else
QUESTION = f"How many smart cameras did the {WORD} council approve?"


@dataclass
class Evening:
    """What a bot said and was while it served.

    `asked` is what it says when it is asked how it does; `children` has the environments of the
    processes that it starts, by their command lines.
    """

    said: str
    home: Home
    tokens: list[str] = field(default_factory=list)
    command: str = ""
    asked: str = ""
    children: dict[str, str] = field(default_factory=dict)


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


async def pages(log: list[str]) -> str:
    """What the health server has to say: where it is, the log tells."""
    [port] = set(re.findall(r"http://127\.0\.0\.1:(\d+)/healthz", "".join(log)))
    said = ""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as web:
        for name in ("healthz", "readyz", "metrics"):
            async with web.get(f"/{name}") as answer:
                said += await answer.text()
    return said


def told(home: Home, *command: str) -> str:
    """What a command says beside the bot, with its settings."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *command],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "FOOTNOTE_HOME": str(home.root),
            "DISCORD_TOKEN": TOKEN,
        },
        cwd=home.root,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def text_of(process: int, name: str) -> str:
    """What /proc says of a process; empty when it has gone."""
    try:
        return Path(f"/proc/{process}/{name}").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def children_of(process: int) -> list[int]:
    return [
        int(child)
        for thread in Path(f"/proc/{process}/task").iterdir()
        for child in text_of(process, f"task/{thread.name}/children").split()
    ]


async def watched(process: int, children: dict[str, str]) -> None:
    """Look at what a bot starts, until cancelled."""
    while True:
        for child in children_of(process):
            if command := text_of(child, "cmdline"):
                children[command] = text_of(child, "environ")
        await asyncio.sleep(0.05)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evening(
    sample_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Evening]:
    """Questions, one that breaks the bot, a button, a look at what is typed; then the end."""
    home = served(sample_home, tmp_path_factory.mktemp("secrets"))
    said = tmp_path_factory.mktemp("said") / "standard output"
    seen = Evening("", home)
    standard_output = os.dup(1)
    with said.open("wb") as file:
        os.dup2(file.fileno(), 1)  # the bot inherits it
    try:
        async with (
            DiscordServer(token=TOKEN) as discord,
            running_bot(
                home,
                discord,
                module="crashing_bot",
                DISCORD_TOKEN=TOKEN,
                FOOTNOTE_LOG_LEVEL="DEBUG",
                FOOTNOTE_FETCH_EVERY="1h",
                FOOTNOTE_HEALTH_PORT=str(free_port()),
                FOOTNOTE_CACHE=str(home.root / "cache"),
                PYTHONASYNCIODEBUG="1",
            ) as bot,
        ):
            watching = asyncio.create_task(watched(bot.process.pid, seen.children))
            await bot.told("connected as")
            card = await final(await discord.slash("ask", {"question": QUESTION}), 60)
            broken = await discord.slash("ask", {"question": f"{BREAKING} {QUESTION}"})
            told = await final(broken, 60)
            assert WORD not in told.text
            await (await discord.click(card, card.custom_ids[0])).answered()
            await bot.told("Traceback")
            seen.command = text_of(bot.process.pid, "cmdline")
            seen.asked = await pages(bot.log)
            seen.tokens = [interaction.token for interaction in discord.interactions]
            async with asyncio.timeout(60):
                while not seen.children:  # noqa: ASYNC110 - another process looks at it
                    await asyncio.sleep(0.1)
            assert await bot.stop() == 0
            watching.cancel()
        async with (
            DiscordServer(token=TOKEN) as discord,
            running_bot(
                home,
                discord,
                connected=False,
                DISCORD_TOKEN=WRONG,
                FOOTNOTE_LOG_LEVEL="DEBUG",
                FOOTNOTE_CACHE=str(home.root / "cache"),
            ) as refused,
        ):
            assert await refused.ended(60) == 1
    finally:
        os.dup2(standard_output, 1)
        os.close(standard_output)
    seen.said = "".join([*bot.log, *refused.log]) + said.read_text(errors="replace")
    yield seen


def left_behind(home: Home) -> dict[str, bytes]:
    """All files of a home; of databases also what their pages still hold."""
    for file in home.root.glob("*.sqlite3"):
        with closing(sqlite3.connect(file)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {str(file): file.read_bytes() for file in home.root.rglob("*") if file.is_file()}


async def test_there_was_much_to_say(evening: Evening) -> None:
    assert " DEBUG " in evening.said
    assert "Traceback" in evening.said
    assert "does not accept the token" in evening.said
    assert len(evening.tokens) >= 3


async def test_no_token_is_in_what_the_bot_said(evening: Evening) -> None:
    for secret in (TOKEN, WRONG):
        assert secret not in evening.said
        assert secret.rpartition(".")[2] not in evening.said


async def test_no_token_of_an_interaction_is_in_what_the_bot_said(evening: Evening) -> None:
    assert [token for token in evening.tokens if token in evening.said] == []


async def test_no_word_of_a_question_is_in_what_the_bot_said(evening: Evening) -> None:
    lines = [line for line in evening.said.splitlines() if WORD in line.lower()]
    assert lines == []


async def test_neither_tokens_nor_questions_are_in_the_files_of_the_home(evening: Evening) -> None:
    secrets = [TOKEN, WRONG, WORD, *evening.tokens]
    kept = left_behind(evening.home)
    assert kept
    assert [(name, s) for name, data in kept.items() for s in secrets if s.encode() in data] == []


async def test_nothing_secret_is_told_to_who_asks_how_the_bot_does(evening: Evening) -> None:
    said = evening.asked + told(evening.home, "doctor") + told(evening.home, "index", "status")
    assert "footnote_" in evening.asked
    assert "Discord token: set" in said
    assert [secret for secret in (TOKEN, WORD, *evening.tokens) if secret in said] == []


async def test_no_secret_is_on_a_command_line(evening: Evening) -> None:
    commands = [evening.command, *evening.children]
    assert "crashing_bot" in evening.command
    assert [one for one in commands if TOKEN in one or WORD in one] == []


async def test_the_processes_beside_the_bot_are_not_given_the_token(evening: Evening) -> None:
    fetching = [env for command, env in evening.children.items() if "fetch" in command]
    assert fetching
    assert [env for env in fetching if TOKEN in env or "DISCORD_TOKEN" in env] == []


async def test_what_the_bot_writes_is_readable_by_its_user_alone(evening: Evening) -> None:
    """The home of this test is a copy with the modes of whoever runs it; these are the bot's."""
    made = [evening.home.discord, evening.home.records, *(evening.home.root / "cache").rglob("*")]
    assert [path for path in made if path.stat().st_mode & 0o077] == []
