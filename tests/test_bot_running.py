"""`/footnote`: for those who run a server."""

import json
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from discord_limits import command_problems, message_problems, texts
from front_office import fronted
from interactions import FakeFlags, FakeMessage, FakeUser, refusal
from keeping_records import BARE
from managing import GUILD_ID, Client, WordsDesk, channel, managed, reader, server
from newsroom import COVERAGE, payload

from bot.commands import CommandTree
from bot.front import Front
from bot.records.records import new_id
from bot.reindexing import Reindexing
from bot.running import RUNNING_ITEMS, ResetButton, Running, add_running_commands
from bot.server import ServerSettings
from bot.settings import BotSettings
from bot.views import BUTTONS
from corpus.settings import read_settings

DONE = (sys.executable, "-c", "print('42 articles')")
FAILS = (sys.executable, "-c", "import sys; sys.exit('footnote: *the* disk is full')")
OPERATOR = FakeUser(id=77)
NOW = datetime.now(UTC)


def settings(**changed: Any) -> BotSettings:
    return read_settings(BotSettings).model_copy(update=changed)


def running(front: Front, command: Any = DONE) -> Running:
    return Running(front, settings(operators=frozenset({77})), Reindexing(command, every=0.01))


def shown(asked: Any) -> str:
    """The texts of the last card, which Discord takes."""
    message = payload(asked.calls[-1][1])
    assert message_problems(message) == []
    return "\n".join(texts(message))


def content(asked: Any) -> Any:
    """What is in the file of the last message."""
    [file] = asked.calls[-1][1]["attachments"]
    return file.fp.read().decode()


def group_of(running: Running) -> Any:
    tree = CommandTree(discord.Client(intents=discord.Intents.none()))
    add_running_commands(tree, running)
    [group] = tree.get_commands()
    return group


async def use(running: Running, name: str, asked: Any) -> None:
    """As the tree does it."""
    command: Any = group_of(running).get_command(name)
    await command.callback(asked)


async def keep(front: Front, *outcomes: bool, days: float = 1) -> None:
    """Answers in the server, abstained or not, that many days ago."""
    for abstained in outcomes:
        kept = replace(
            BARE,
            id=new_id(),
            at=NOW - timedelta(days=days),
            guild=GUILD_ID,
            abstained=abstained,
        )
        await front.do(lambda records, one=kept: records.keep(one))  # type: ignore[misc]


# The command


async def test_the_group_is_told_to_discord_as_it_takes_it(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        group = group_of(running(front))
        told = group.to_dict(CommandTree(discord.Client(intents=discord.Intents.none())))
    assert command_problems(told) == []
    assert told["default_member_permissions"] == discord.Permissions(manage_guild=True).value
    assert (told["contexts"], told["integration_types"]) == ([0], [0])
    names = [option["name"] for option in told["options"]]
    assert names == ["setup", "status", "export", "reset", "gaps", "reindex"]


def test_no_custom_id_belongs_to_two_kinds_of_items() -> None:
    examples = ("p", "pn", "m", "f", "s", "w", "t", "g", "b", "h", "n", "gn", "gb", "gt", "x")
    custom_ids = [f"fn:{kind}:state" for kind in examples]
    custom_ids += ["fn:set:channels", "fn:do:private:on"]
    items: list[Any] = [*BUTTONS, *RUNNING_ITEMS]
    patterns = [item.__discord_ui_compiled_template__ for item in items]
    for custom_id in custom_ids:
        matching = [pattern for pattern in patterns if pattern.fullmatch(custom_id)]
        assert len(matching) == 1, custom_id


@pytest.mark.parametrize("name", ["setup", "status", "export", "reset", "gaps"])
async def test_who_may_not_manage_the_server_is_told_so(tmp_path: Path, name: str) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        asked = reader()
        await use(running(front), name, asked)
        assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": True})
        assert "for members who may manage this server" in asked.said


async def test_every_kind_of_item_does_something(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        presses = running(front).presses()
    kinds = {item.kind for item in RUNNING_ITEMS if hasattr(item, "kind")}
    assert kinds | {"set-button", "set-select"} == set(presses)


# Settings


async def test_setup_shows_the_panel(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        asked = managed(guild=server(channel(1)))
        await use(running(front), "setup", asked)
        assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": True})
        assert "Footnote in this server" in shown(asked)


async def test_a_reset_asks_first_and_then_puts_all_back(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        await front.remembered.save_server(GUILD_ID, ServerSettings(private=True))
        asked = managed()
        await use(running(front), "reset", asked)
        assert front.remembered.server(GUILD_ID).private
        assert "fn:x:all" in str(payload(asked.calls[-1][1]))

        pressed = managed(client=Client(presses=running(front).presses()))
        await ResetButton("all").callback(pressed)
        assert front.remembered.server(GUILD_ID) == ServerSettings()
        assert await front.do(lambda r: r.server(GUILD_ID)) == ServerSettings()
        assert "as they were at first" in pressed.said


async def test_who_may_not_manage_the_server_resets_nothing(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        await front.remembered.save_server(GUILD_ID, ServerSettings(private=True))
        pressed = reader(client=Client(presses=running(front).presses()))
        await ResetButton("all").callback(pressed)
        assert front.remembered.server(GUILD_ID).private


# What there is to see


class Connected(Client):
    latency = 0.0456


async def test_the_status_counts_outcomes_and_tells_of_index_and_settings(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        await keep(front, False, False, True)
        await keep(front, True, days=8)
        await front.remembered.save_server(
            GUILD_ID,
            ServerSettings(
                channels=frozenset({1, 9}), language="de", per_day=30, collection=("*Echo*",)
            ),
        )
        asked = managed(client=Connected(), guild=server(channel(1, deny=1 << 16)))
        await use(running(front), "status", asked)
        status = shown(asked)
    for words in (
        "**Last 7 days:** 2 answered, 1 not",
        "**Last 30 days:** 2 answered, 2 not",
        f"{COVERAGE.articles} articles",
        "updated <t:",
        "**Model:** words",
        "46 ms, shard 0",
        "Asked in: <#1>, <#9>",
        "Language: Deutsch",
        "Per member: No limit per minute, 30 questions per day",
        r"Answered from: \*Echo\*",
        "<#1>: Read Message History",
        "1 channel that you chose does not exist any more.",
    ):
        assert words in status


async def test_the_status_of_a_bot_that_is_new_to_all(tmp_path: Path) -> None:
    client = Connected()
    client.latency = float("nan")
    async with fronted(tmp_path, WordsDesk(coverage=None)) as front:
        asked = managed(client=client, guild=server(joined=False))
        await use(running(front), "status", asked)
        status = shown(asked)
    for words in (
        "0 answered",
        "no articles yet",
        "not measured yet",
        "all channels",
        "Each member's own",
        "I do not know this server yet",
    ):
        assert words in status


async def test_an_export_is_a_file_of_all_that_is_kept(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        await front.remembered.save_server(GUILD_ID, ServerSettings(collection=("Öresund",)))
        await keep(front, False)
        asked = managed()
        await use(running(front), "export", asked)
        found = content(asked)
    assert "Öresund" in found
    assert json.loads(found)["counts"]["answered"] == 1


async def file(front: Front, *questions: str) -> None:
    for question in questions:
        await front.do(
            lambda r, q=question: r.file(q, GUILD_ID, f"member {q}", "filed", None, NOW)  # type: ignore[misc]
        )


async def test_gaps_are_shown_and_leafed_in_place(tmp_path: Path) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await file(front, "Whose harbour?", "A harbour?", "The bridge?")
        asked = managed()
        await use(running(front), "gaps", asked)
        assert "asked 2 times" in shown(asked)

        pressed = managed(message=FakeMessage(flags=FakeFlags(ephemeral=True)))
        await running(front).leaf(pressed, "30!0")
        assert pressed.calls[0] == ("defer", {"thinking": False, "ephemeral": True})
        assert shown(pressed) == shown(asked)


async def test_gaps_are_exported_as_a_table(tmp_path: Path) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await file(front, "Whose harbour?")
        asked = managed()
        await running(front).table(asked, "30")
        assert "Whose harbour?" in content(asked)


async def test_a_server_sees_its_own_gaps_alone(tmp_path: Path) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await file(front, "Whose harbour?")
        asked = managed(guild_id=21)
        await use(running(front), "gaps", asked)
        assert "harbour" not in shown(asked)


def member(*roles: int) -> discord.Member:
    """A member of the server with these roles."""
    from discord_places import Role

    guild = server(roles=tuple(Role(role, f"role {role}") for role in (5, 6)))
    data: Any = {
        "user": {"id": "10", "username": "anna", "discriminator": "0", "avatar": None},
        "roles": [str(role) for role in roles],
        "joined_at": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }
    return discord.Member(data=data, guild=guild, state=guild._state)


@pytest.mark.parametrize(("role", "sees"), [(5, True), (6, False)])
async def test_who_has_a_role_that_was_chosen_sees_the_gaps(
    tmp_path: Path, role: int, sees: bool
) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await front.remembered.save_server(GUILD_ID, ServerSettings(gap_roles=frozenset({5})))
        await file(front, "Whose harbour?")
        asked, table, leafed = (reader(user=member(role)) for _ in range(3))
        await use(running(front), "gaps", asked)
        await running(front).table(table, "30")
        await running(front).leaf(leafed, "30!0")
        if sees:
            assert "Whose harbour?" in shown(asked)
            assert "Whose harbour?" in content(table)
            assert "Whose harbour?" in shown(leafed)
        else:
            assert "for the roles that they chose" in asked.said
            assert "for the roles that they chose" in table.said
            assert "for the roles that they chose" in leafed.whispered[0]


# The index


async def test_an_operator_rebuilds_the_index(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        asked = managed(user=OPERATOR)
        await use(running(front), "reindex", asked)
        said = [arguments["content"] for name, arguments in asked.calls if name == "edit"]
        assert said[0].startswith("Rebuilding the index…")
        assert "without a restart.\n-# 42 articles" in said[-1]


async def test_nobody_else_rebuilds_it_and_hears_which_setting_names_who_may(
    tmp_path: Path,
) -> None:
    async with fronted(tmp_path) as front:
        asked = managed()
        await use(running(front), "reindex", asked)
        assert "`FOOTNOTE_OPERATORS`" in asked.said


async def test_its_progress_is_told_and_trouble_with_that_stops_nothing(tmp_path: Path) -> None:
    bars = (
        "import sys, time\n"
        "sys.stderr.write(' embedded ━━ 1200/3400 0:00:01 0:00:02\\n'); sys.stderr.flush()\n"
        "time.sleep(0.3); print('42 articles')"
    )
    async with fronted(tmp_path) as front:
        for outcomes in ([], [None, None, refusal(500), None]):
            asked = managed(user=OPERATOR)
            asked.outcomes += outcomes
            await use(running(front, (sys.executable, "-c", bars)), "reindex", asked)
            assert "embedding passages, 1,200 of 3,400" in asked.calls[2][1]["content"]
            assert "42 articles" in asked.said


async def test_why_it_could_not_be_rebuilt_is_told(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        asked = managed(user=OPERATOR)
        await use(running(front, FAILS), "reindex", asked)
        assert r"footnote: \*the\* disk is full" in asked.said
        asked = managed(user=OPERATOR)
        await use(running(front, ("/no-such-program",)), "reindex", asked)
        assert re.search("could not be rebuilt.*no-such-program", asked.said)


async def test_one_rebuild_at_a_time(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        one = running(front)
        async with one._reindexing._lock:
            asked = managed(user=OPERATOR)
            await use(one, "reindex", asked)
        assert "being rebuilt already" in asked.said
