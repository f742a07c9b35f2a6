"""The Discord client, as far as it goes without Discord."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import pytest
from interactions import refusal
from pydantic import SecretStr

from bot.clerk import Clerk
from bot.client import BotError, FootnoteClient, run
from bot.front import Front
from bot.settings import BotSettings
from corpus.settings import read_settings
from index.embedding import ModelError
from index.layout import SnapshotError


@dataclass
class FakeDesk:
    """Notes what is done to it."""

    error: Exception | None = None
    coverage: None = None
    done: list[str] = field(default_factory=list)
    gave_up: asyncio.Event = field(default_factory=asyncio.Event)

    async def open(self) -> None:
        self.done.append("open")
        if self.error:
            raise self.error

    async def watch(self) -> None:
        self.done.append("watch")
        await asyncio.Event().wait()

    def stop(self) -> None:
        self.done.append("stop")

    def give_up(self) -> None:
        self.done.append("give up")
        self.gave_up.set()

    async def close(self) -> None:
        self.done.append("close")


@dataclass
class FakeCommand:
    """A command of which only the description ever changes."""

    description: str = "Ask"

    def to_dict(self, _tree: object) -> dict[str, str]:
        return {"name": "ask", "description": self.description}


@dataclass
class FakeTree:
    """Counts how often Discord is told; `error` is what it makes of that."""

    commands: list[FakeCommand] = field(default_factory=lambda: [FakeCommand()])
    error: Exception | None = None
    told: int = 0

    def get_commands(self) -> list[FakeCommand]:
        return self.commands

    translator = None

    async def set_translator(self, _translator: object) -> None:
        """Commands here are told in English."""

    async def sync(self) -> list[object]:
        if self.error:
            raise self.error
        self.told += 1
        return [type("Told", (), {"name": "ask", "id": 5})]


def client(told: Path, desk: Any = None, **changed: object) -> FootnoteClient:
    settings = read_settings(BotSettings).model_copy(update=changed)
    return FootnoteClient(front(told.parent, desk), settings, told)


def front(folder: Path, desk: Any = None) -> Front:
    fake: Any = desk or FakeDesk()
    return Front(fake, Clerk(folder / "records.sqlite3"))


async def start(told: Path, tree: Any, desk: Any = None, **changed: object) -> None:
    """As between logging in and connecting, then the end."""
    made = client(told, desk, **changed)
    made.tree = tree
    try:
        await made._async_setup_hook()  # as `login` does
        await made.setup_hook()
        await asyncio.sleep(0)
    finally:
        await made.close()


async def test_the_client_asks_for_servers_and_nothing_privileged(tmp_path: Path) -> None:
    expected = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    assert client(tmp_path / "told").intents == expected


async def test_the_words_of_all_messages_are_asked_for_where_the_operator_says_so(
    tmp_path: Path,
) -> None:
    assert client(tmp_path / "told", message_content=True).intents.message_content


async def test_a_process_serves_the_shards_it_is_given(tmp_path: Path) -> None:
    made = client(tmp_path / "told", shard_ids=frozenset({2, 1}), shard_count=4)
    assert (made.shard_ids, made.shard_count) == ([1, 2], 4)


async def test_what_discord_called_the_commands_is_remembered(tmp_path: Path) -> None:
    await start(tmp_path / "told", FakeTree())
    made = client(tmp_path / "told")
    tree: Any = FakeTree()
    made.tree = tree
    await made._async_setup_hook()
    await made.setup_hook()
    await made.close()
    assert made.command_ids == {"ask": 5}


async def test_nothing_that_the_client_sends_may_ping(tmp_path: Path) -> None:
    allowed = client(tmp_path / "told").allowed_mentions
    assert allowed is not None
    assert json.dumps(allowed.to_dict()) == '{"parse": []}'


async def test_discord_is_told_of_the_commands_once(tmp_path: Path) -> None:
    tree = FakeTree()
    for _ in range(3):
        await start(tmp_path / "discord.json", tree)
    assert tree.told == 1


async def test_discord_is_told_again_when_a_command_changed(tmp_path: Path) -> None:
    tree = FakeTree()
    await start(tmp_path / "discord.json", tree)
    tree.commands = [FakeCommand("Ask anything")]
    await start(tmp_path / "discord.json", tree)
    assert tree.told == 2


@pytest.mark.parametrize(("sync", "times"), [("always", 2), ("never", 0)])
async def test_discord_is_told_as_the_setting_says(tmp_path: Path, sync: str, times: int) -> None:
    tree = FakeTree()
    for _ in range(2):
        await start(tmp_path / "discord.json", tree, sync=sync)
    assert tree.told == times


async def test_what_discord_did_not_take_is_told_again(tmp_path: Path) -> None:
    tree = FakeTree(error=refusal(500))
    await start(tmp_path / "discord.json", tree)
    tree.error = None
    await start(tmp_path / "discord.json", tree)
    assert tree.told == 1


async def test_the_first_start_makes_the_home(tmp_path: Path) -> None:
    told = tmp_path / "not" / "there" / "discord.json"
    await start(told, FakeTree())
    assert json.loads(told.read_text())["ids"] == {"ask": 5}


@pytest.mark.parametrize("content", ["", "{", "[]", "\xff"])
async def test_a_broken_memory_tells_discord_again(tmp_path: Path, content: str) -> None:
    told = tmp_path / "discord.json"
    told.write_bytes(content.encode("latin-1"))
    tree = FakeTree()
    await start(told, tree)
    assert tree.told == 1


async def test_a_memory_that_cannot_be_written_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tree = FakeTree()
    (tmp_path / "told").mkdir()  # a folder
    await start(tmp_path / "told", tree)
    assert tree.told == 1
    assert "cannot remember that Discord was told" in caplog.text


async def test_without_an_index_the_bot_starts_and_says_what_to_do(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = FakeDesk(SnapshotError("there is no index yet; run this"))
    await start(tmp_path / "discord.json", FakeTree(), desk)
    assert "watch" in desk.done
    assert "there is no index yet; run this" in caplog.text


async def test_without_its_model_the_bot_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        await start(tmp_path / "discord.json", FakeTree(), FakeDesk(ModelError("gone")))


async def test_the_end_waits_for_what_is_in_hand(tmp_path: Path) -> None:
    desk = FakeDesk()
    made = client(tmp_path / "told", desk)
    await made._async_setup_hook()
    begun, go = asyncio.Event(), asyncio.Event()

    async def question() -> None:
        made.take_in_hand()
        begun.set()
        await go.wait()
        desk.done.append("answered")

    asking = asyncio.create_task(question())
    await begun.wait()
    closing = asyncio.create_task(made.close())
    await asyncio.sleep(0.01)
    go.set()
    await closing
    await asking
    assert desk.done == ["answered", "stop", "close"]


async def test_the_end_waits_for_what_comes_while_it_waits(tmp_path: Path) -> None:
    desk = FakeDesk()
    made = client(tmp_path / "told", desk)
    await made._async_setup_hook()
    later: list[asyncio.Task[None]] = []

    async def question(*, first: bool) -> None:
        made.take_in_hand()
        await asyncio.sleep(0.01)
        if first:
            later.append(asyncio.create_task(question(first=False)))
            await asyncio.sleep(0)
        desk.done.append("answered")

    asking = asyncio.create_task(question(first=True))
    await asyncio.sleep(0)
    await made.close()
    await asking
    assert desk.done == ["answered", "answered", "stop", "close"]


async def test_who_still_waits_in_the_end_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.client._LAST_ANSWERS", 0.01)
    desk = FakeDesk()
    made = client(tmp_path / "told", desk)
    await made._async_setup_hook()

    async def question() -> None:
        made.take_in_hand()
        await desk.gave_up.wait()
        desk.done.append("told")

    asking = asyncio.create_task(question())
    await asyncio.sleep(0)
    await made.close()
    await asking
    assert desk.done == ["stop", "give up", "told", "close"]


def test_without_a_token_the_bot_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="DISCORD_TOKEN is not set; put it into"):
        run(front(tmp_path), read_settings(BotSettings), tmp_path / "told")


def test_where_discord_cannot_be_reached_the_bot_ends_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.http.Route.BASE", "unchanged")  # put back afterwards
    monkeypatch.setenv("DISCORD_API_BASE", "http://127.0.0.1:1/")
    settings = read_settings(BotSettings).model_copy(update={"token": SecretStr("secret")})
    with pytest.raises(BotError, match="Discord cannot be reached") as caught:
        run(front(tmp_path), settings, tmp_path / "told")
    assert "secret" not in str(caught.value)


async def test_what_is_done_for_ever_goes_on_after_it_broke(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.client._AGAIN_AFTER", 0.0)
    made = client(tmp_path / "told")
    await made._async_setup_hook()
    times, thrice = [], asyncio.Event()

    async def work() -> None:
        times.append(1)
        if len(times) == 3:
            thrice.set()
            await asyncio.Event().wait()
        raise ZeroDivisionError

    made._keep("counting", work)
    await asyncio.wait_for(thrice.wait(), 5)
    await made.close()
    assert caplog.text.count("counting broke") == 2
