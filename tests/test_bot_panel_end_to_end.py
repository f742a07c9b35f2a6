"""`/footnote` in the real bot, in a process of its own, against the stand-in of Discord."""

import json
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from bot_process import TOKEN, BotProcess, running_bot
from discord_places import SEND_MESSAGES
from discord_server import (
    EDITOR,
    FORUM,
    GUILD_ID,
    MEMBER,
    READER_ID,
    DiscordServer,
    Interaction,
    Message,
)

from corpus.home import Home

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "How many smart cameras did the council approve?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(token=TOKEN, guild_id=GUILD_ID) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(
    discord: DiscordServer, sample_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BotProcess]:
    home = copy_of(sample_home, tmp_path_factory.mktemp("bot"))
    async with running_bot(home, discord, FOOTNOTE_OPERATORS=str(READER_ID)) as process:
        yield process


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def nothing_refused(discord: DiscordServer) -> AsyncIterator[None]:
    """After each test: Discord had nothing to refuse, and nobody was pinged."""
    yield
    assert discord.violations == []
    assert [message.pings for message in discord.messages if message.pings] == []


def copy_of(home: Home, folder: Path) -> Home:
    shutil.copytree(home.root, folder, dirs_exist_ok=True)
    return Home(folder)


async def use(discord: DiscordServer, name: str) -> Message:
    """A command of `/footnote`, by who manages the server."""
    return await (await command(discord, name)).answered()


async def command(discord: DiscordServer, name: str, permissions: int = EDITOR) -> Interaction:
    return await discord.slash(f"footnote {name}", permissions=permissions)


async def choose(
    discord: DiscordServer, panel: Message, custom_id: str, *values: int | str
) -> Message:
    """Uses an item of the panel; the panel as it is then."""
    used = await discord.click(panel, custom_id, values=[str(value) for value in values] or None)
    return await used.answered()


async def test_a_choice_is_saved_shown_and_obeyed(discord: DiscordServer, bot: BotProcess) -> None:
    elsewhere = await discord.add_channel("elsewhere")
    panel = await use(discord, "setup")
    assert panel.ephemeral
    panel = await choose(discord, panel, "fn:set:channels", elsewhere.id)
    asked = await discord.slash("ask", {"question": QUESTION})
    assert f"Please ask in <#{elsewhere.id}>" in (await asked.answered()).text
    panel = await choose(discord, panel, "fn:set:channels")
    asked = await discord.slash("ask", {"question": QUESTION})
    assert "640" in (await asked.answered()).text


async def test_the_audit_is_live(discord: DiscordServer, bot: BotProcess) -> None:
    closed = await discord.add_channel("closed", deny=SEND_MESSAGES)
    panel = await use(discord, "setup")
    assert f"<#{closed.id}>: Send Messages" in panel.text
    await discord.permit(closed)
    panel = await choose(discord, panel, "fn:do:page:channels")
    assert f"<#{closed.id}>" not in panel.text


async def test_every_page_and_setting_is_reached(discord: DiscordServer, bot: BotProcess) -> None:
    role = await discord.add_role("Desk")
    forum = await discord.add_channel("questions", kind=FORUM)
    room = await discord.add_channel("desk")
    panel = await use(discord, "setup")
    panel = await choose(discord, panel, "fn:set:auto_channels", forum.id)
    panel = await choose(discord, panel, "fn:do:page:members")
    panel = await choose(discord, panel, "fn:do:private:on")
    panel = await choose(discord, panel, "fn:set:per_day", "30")
    panel = await choose(discord, panel, "fn:set:staff_roles", role.id)
    panel = await choose(discord, panel, "fn:do:page:newsroom")
    panel = await choose(discord, panel, "fn:do:keep_questions:on")
    panel = await choose(discord, panel, "fn:set:gap_roles", role.id)
    panel = await choose(discord, panel, "fn:set:digest_channel", room.id)
    status = await use(discord, "status")
    for words in (
        f"Answers posts in: <#{forum.id}>",
        "Private by default: on",
        "30 questions per day",
        "Keeps what is asked: on",
        f"Weekly digest: <#{room.id}>",
        "42 articles",
    ):
        assert words in status.text
    await reset(discord)


async def reset(discord: DiscordServer, said: str = "as they were at first") -> None:
    """All settings as they were at first."""
    asked = await use(discord, "reset")
    done = await discord.click(asked, "fn:x:all")
    assert said in (await done.answered()).text


async def test_the_panel_speaks_the_language_that_was_chosen(
    discord: DiscordServer, bot: BotProcess
) -> None:
    panel = await use(discord, "setup")
    panel = await choose(discord, panel, "fn:do:page:members")
    await choose(discord, panel, "fn:set:language", "de")
    asked = await discord.slash("ask", {"question": "How many moons does Jupiter have?"})
    assert "Our coverage doesn't say." not in (await asked.answered()).text
    await reset(discord, said="wie am Anfang")


async def test_a_test_question_is_answered(discord: DiscordServer, bot: BotProcess) -> None:
    panel = await use(discord, "setup")
    opened = await discord.click(panel, "fn:do:test:")
    answer = await (await discord.submit(opened, {"words": QUESTION})).answered()
    assert answer.ephemeral
    assert "640" in answer.text


async def test_what_was_not_answered_is_seen_in_the_gaps(
    discord: DiscordServer, bot: BotProcess
) -> None:
    panel = await use(discord, "setup")
    panel = await choose(discord, panel, "fn:do:page:newsroom")
    await choose(discord, panel, "fn:do:keep_questions:on")
    for moons in ("How many moons does Jupiter have?", "How many moons has Jupiter?"):
        await (await discord.slash("ask", {"question": moons})).answered()
    gaps = await use(discord, "gaps")
    assert "How many moons" in gaps.text
    table = await (await discord.click(gaps, "fn:gt:30")).answered()
    [data] = table.files.values()
    assert data.decode("utf-8-sig").startswith("question,asked")
    assert b"How many moons" in data
    await reset(discord)


async def test_an_export_is_a_file(discord: DiscordServer, bot: BotProcess) -> None:
    [data] = (await use(discord, "export")).files.values()
    assert set(json.loads(data)) == {"settings", "counts", "gaps"}


async def test_an_operator_rebuilds_the_index_while_questions_are_answered(
    discord: DiscordServer, bot: BotProcess
) -> None:
    rebuilding = await command(discord, "reindex")
    asked = await discord.slash("ask", {"question": QUESTION})
    assert "640" in (await asked.answered()).text
    done = await rebuilding.answered(within=120, when=lambda m: "without a restart" in m.text)
    assert "42 articles" in done.text


async def test_the_panel_works_after_a_restart_and_for_managers_alone(
    sample_home: Home, tmp_path: Path
) -> None:
    home = copy_of(sample_home, tmp_path)
    async with DiscordServer(token=TOKEN, guild_id=GUILD_ID) as discord:
        async with running_bot(home, discord) as bot:
            panel = await use(discord, "setup")
            assert await bot.stop(signal.SIGTERM) == 0
        async with running_bot(home, discord):
            panel = await choose(discord, panel, "fn:do:page:members")
            panel = await choose(discord, panel, "fn:set:per_day", "10")
            assert "10 questions per day" in (await use(discord, "status")).text
            pressed = await discord.click(panel, "fn:do:private:on", permissions=MEMBER)
            assert "who may manage this server" in (await pressed.answered()).text
            refused = await command(discord, "reindex")
            assert "FOOTNOTE_OPERATORS" in (await refused.answered()).text
            assert "Private by default: off" in (await use(discord, "status")).text
        assert discord.violations == []
