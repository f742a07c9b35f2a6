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

from bot.client import BotError, FootnoteClient, run
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

    async def open(self) -> None:
        self.done.append("open")
        if self.error:
            raise self.error

    async def watch(self) -> None:
        self.done.append("watch")
        await asyncio.Event().wait()

    def stop(self) -> None:
        self.done.append("stop")

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

    async def sync(self) -> None:
        if self.error:
            raise self.error
        self.told += 1


def client(told: Path, desk: Any = None, **changed: object) -> FootnoteClient:
    settings = read_settings(BotSettings).model_copy(update=changed)
    fake: Any = desk or FakeDesk()
    return FootnoteClient(fake, settings, told)


async def start(told: Path, tree: Any, desk: Any = None, **changed: object) -> None:
    """As between logging in and connecting, then the end."""
    made = client(told, desk, **changed)
    made.tree = tree
    try:
        await made.setup_hook()
        await asyncio.sleep(0)
    finally:
        await made.close()


async def test_the_client_asks_for_servers_and_nothing_privileged(tmp_path: Path) -> None:
    assert client(tmp_path).intents == discord.Intents(guilds=True)


async def test_nothing_that_the_client_sends_may_ping(tmp_path: Path) -> None:
    allowed = client(tmp_path).allowed_mentions
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
    assert list(json.loads(told.read_text())) == ["None"]  # by application, here without one


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
    await start(tmp_path, tree)  # a folder
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
    made = client(tmp_path, desk)
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
    assert desk.done == ["stop", "answered", "close"]


def test_without_a_token_the_bot_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="DISCORD_TOKEN is not set; put it into"):
        run(FakeDesk(), read_settings(BotSettings), tmp_path)  # type: ignore[arg-type]  # a fake


def test_where_discord_cannot_be_reached_the_bot_ends_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.http.Route.BASE", "unchanged")  # put back afterwards
    monkeypatch.setenv("DISCORD_API_BASE", "http://127.0.0.1:1/")
    settings = read_settings(BotSettings).model_copy(update={"token": SecretStr("secret")})
    with pytest.raises(BotError, match="Discord cannot be reached") as caught:
        run(FakeDesk(), settings, tmp_path)  # type: ignore[arg-type]  # a fake
    assert "secret" not in str(caught.value)
