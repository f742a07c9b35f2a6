"""Slash commands, without a gateway."""

import logging
from dataclasses import dataclass, field
from typing import Any

import discord
import pytest
from discord import app_commands
from discord_limits import command_list_problems, message_problems
from interactions import interaction, refusal
from newsroom import COVERAGE, answer, article, payload, quote

from bot.answer import Answer, Coverage
from bot.commands import CommandTree, add_commands
from bot.desk import Busy

ANSWER = answer(quote(article("The council met.")))


@dataclass
class FakeDesk:
    """Answers every question alike."""

    error: Exception | None = None
    coverage: Coverage | None = COVERAGE
    asked: list[str] = field(default_factory=list)

    async def ask(self, question: str) -> Answer:
        self.asked.append(question)
        if self.error:
            raise self.error
        return ANSWER


def tree(desk: Any = None) -> CommandTree:
    made = CommandTree(discord.Client(intents=discord.Intents.none()))
    fake: Any = desk or FakeDesk()
    add_commands(made, fake)
    return made


async def call(name: str, desk: FakeDesk, *arguments: str, asked: Any = None) -> Any:
    """What became of an interaction with this command."""
    command = tree(desk).get_command(name)
    assert isinstance(command, app_commands.Command)
    asked = asked or interaction()
    callback: Any = command.callback
    await callback(asked, *arguments)
    return asked


async def test_discord_takes_the_commands() -> None:
    made = tree()
    payloads = [command.to_dict(made) for command in made.get_commands()]
    assert [command["name"] for command in payloads] == ["ask", "about"]
    assert command_list_problems(payloads) == []


async def test_a_question_has_at_most_a_thousand_characters() -> None:
    made = tree()
    (ask, _) = (command.to_dict(made) for command in made.get_commands())
    (question,) = ask["options"]
    assert (question["name"], question["required"]) == ("question", True)
    assert (question["min_length"], question["max_length"]) == (1, 1000)


async def test_ask_defers_for_all_to_see_then_sends_the_card() -> None:
    desk = FakeDesk()
    asked = await call("ask", desk, "What happened?")
    assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": False})
    assert desk.asked == ["What happened?"]
    assert message_problems(payload(asked.calls[1][1])) == []
    assert "> The council met. [[1]]" in str(payload(asked.calls[1][1]))


async def test_ask_logs_no_word_of_the_question(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await call("ask", FakeDesk(), "a secret question")
    assert "interaction 7: 1 citations in" in caplog.text
    assert "secret" not in caplog.text


async def test_a_question_that_came_too_late_is_not_worked_on() -> None:
    desk = FakeDesk()
    with pytest.raises(discord.NotFound):
        await call("ask", desk, "Late?", asked=interaction(refusal(404, 10062)))
    assert desk.asked == []


async def test_about_is_for_one_member() -> None:
    asked = await call("about", FakeDesk())
    assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": True})
    assert "**Coverage:** 2 articles" in str(payload(asked.calls[1][1]))


async def test_about_answers_without_an_index() -> None:
    asked = await call("about", FakeDesk(coverage=None))
    assert "no articles yet" in str(payload(asked.calls[1][1]))


async def test_an_error_reaches_the_member() -> None:
    made = tree()
    command = made.get_command("ask")
    assert isinstance(command, app_commands.Command)
    asked = interaction(done=True)
    await made.on_error(asked, app_commands.CommandInvokeError(command, Busy()))
    assert asked.said.startswith("I have too many questions")


async def test_every_command_is_taken_in_hand() -> None:
    asked = interaction()
    assert await tree().interaction_check(asked)
    assert asked.client.in_hand == 1
