"""Slash commands and menus, without a gateway."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands
from discord_limits import command_list_problems, message_problems
from front_office import ARTICLE, FakeDesk, fronted
from interactions import FakeClient, FakeMessage, interaction, refusal
from newsroom import article, payload

from bot.commands import CommandTree, add_commands
from bot.delivery import Taken
from bot.desk import Busy
from bot.front import Front
from bot.server import ServerSettings
from index.filters import Filters

NAMES = "ask timeline search latest article about help privacy forget-me".split()
MENUS = ["Ask about this", "Check against coverage"]
OTHER = article("Another report.", 1)


@dataclass(frozen=True)
class Entry:
    """As much of a catalogue's entry as choices need."""

    article_id: str
    title: str


@dataclass
class FakeCatalog:
    """Knows some names, and says what it was asked for."""

    among: tuple[str, ...] = ()

    def sections(self, typed: str, among: tuple[str, ...] = ()) -> list[str]:
        self.among = among
        return [f"{typed}{number}" for number in range(40)] if typed != "long" else ["x" * 101]

    authors = outlets = sections

    def titles(self, typed: str, among: tuple[str, ...] = ()) -> list[Entry]:
        self.among = among
        return [Entry(ARTICLE.id, f"{typed} " + "word " * 40)]

    def entry(self, article_id: str) -> Entry | None:
        return Entry(article_id, "T") if article_id == ARTICLE.id else None


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk(catalog=FakeCatalog(), articles=[ARTICLE, OTHER])


@pytest.fixture
async def front(tmp_path: Path, desk: FakeDesk) -> AsyncIterator[Front]:
    async with fronted(tmp_path, desk) as made:
        yield made


def tree(front: Front) -> CommandTree:
    made = CommandTree(discord.Client(intents=discord.Intents.none()))
    add_commands(made, front)
    return made


def named(front: Front, name: str) -> app_commands.Command[Any, ..., Any]:
    command = tree(front).get_command(name)
    assert isinstance(command, app_commands.Command)
    return command


async def call(front: Front, name: str, *arguments: Any, asked: Any = None, **options: Any) -> Any:
    """What became of an interaction with this command."""
    asked = asked or interaction()
    callback: Any = named(front, name).callback
    await callback(asked, *arguments, **options)
    return asked


def sent(asked: Any) -> dict[str, Any]:
    """The message that was sent at last; Discord takes it."""
    message = payload(asked.calls[-1][1])
    assert message_problems(message) == []
    return message


async def test_discord_takes_the_commands(front: Front) -> None:
    made = tree(front)
    payloads = [command.to_dict(made) for command in made.get_commands()]
    assert [command["name"] for command in payloads] == [*NAMES, *MENUS]
    assert command_list_problems(payloads) == []


async def test_every_command_is_for_servers_and_users_everywhere(front: Front) -> None:
    made = tree(front)
    for command in made.get_commands():
        payload_ = command.to_dict(made)
        assert sorted(payload_["contexts"]) == [0, 1, 2]
        assert sorted(payload_["integration_types"]) == [0, 1]


async def test_a_question_has_at_most_a_thousand_characters(front: Front) -> None:
    question, *others = named(front, "ask").to_dict(tree(front))["options"]
    assert (question["name"], question["required"]) == ("question", True)
    assert (question["min_length"], question["max_length"]) == (1, 1000)
    assert [one["name"] for one in others] == "since until section author outlet private".split()


async def test_ask_defers_for_all_to_see_then_sends_the_card(front: Front, desk: FakeDesk) -> None:
    asked = await call(front, "ask", "What happened?")
    assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": False})
    assert [question for question, _, _ in desk.asked] == ["What happened?"]
    assert "> The council met. [[1]]" in str(sent(asked))


async def test_options_bind(front: Front, desk: FakeDesk) -> None:
    await call(front, "ask", "What?", since="2024-05-01", until="May 2024", outlet="A", section="B")
    filters = desk.asked[0][2]
    assert filters.since is not None
    assert filters.until is not None
    assert filters.since.isoformat() == "2024-05-01T00:00:00+00:00"
    assert filters.until.isoformat() == "2024-06-01T00:00:00+00:00"
    assert (filters.outlets, filters.sections, filters.authors) == (("A",), ("B",), ())


async def test_what_is_no_date_is_said_to_be_none(front: Front) -> None:
    asked = interaction()
    error: Any = None
    try:
        await call(front, "ask", "What?", asked=asked, since="*soon*")
    except Exception as caught:  # noqa: BLE001 - handed to the tree as discord.py does
        error = caught
    await tree(front).on_error(asked, error)
    assert "“\\*soon\\*” is not a date" in asked.said


async def test_private_is_remembered(front: Front) -> None:
    first = await call(front, "ask", "What?", private=True)
    second = await call(front, "ask", "What?", asked=interaction(id=8))
    for asked in (first, second):
        assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": True})
        assert "Share" in str(sent(asked))


async def test_where_only_the_member_has_the_bot_answers_are_private(front: Front) -> None:
    asked = await call(front, "ask", "What?", asked=interaction(guest=True))
    assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": True})


async def test_ask_logs_no_word_of_the_question(
    front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await call(front, "ask", "a secret question")
    (done,) = [record for record in caplog.records if record.name == "bot.outcomes"]
    assert vars(done)["fields"].items() >= {"id": "interaction 7", "citations": 1}.items()
    assert "secret" not in str([vars(record) for record in caplog.records])


async def test_a_question_that_came_too_late_is_not_worked_on(front: Front, desk: FakeDesk) -> None:
    with pytest.raises(discord.NotFound):
        await call(front, "ask", "Late?", asked=interaction(refusal(404, 10062)))
    assert desk.asked == []


async def test_what_another_process_has_is_left_to_it(front: Front, desk: FakeDesk) -> None:
    client = FakeClient(claimed={7})
    for command, options in (("ask", ["What?"]), ("search", ["council"]), ("about", [])):
        asked = interaction(refusal(400, 40060), client=client)
        with pytest.raises(Taken):
            await call(front, command, *options, asked=asked)
        taken: Any = Taken()
        await tree(front).on_error(asked, taken)
        assert asked.names == ["defer"]
    assert desk.asked == []


async def test_search_lists_articles_with_their_best_sentence(front: Front) -> None:
    asked = await call(front, "search", "council", outlet="A")
    assert "### council" in str(sent(asked))
    assert "> The council met." in str(sent(asked))
    assert "1 to 2 of 2" in str(sent(asked))


async def test_latest_lists_the_newest_of_all_or_of_a_topic(front: Front, desk: FakeDesk) -> None:
    assert "Latest articles" in str(sent(await call(front, "latest")))
    assert "### trams" in str(sent(await call(front, "latest", "trams", asked=interaction())))
    assert [words for words, _, _ in desk.asked] == ["", "trams"]


async def test_article_shows_one_and_what_is_like_it(front: Front) -> None:
    shown = str(sent(await call(front, "article", ARTICLE.id)))
    assert "> The council met." in shown
    assert OTHER.title in shown


async def test_a_title_that_was_typed_is_found(front: Front) -> None:
    assert ARTICLE.title in str(sent(await call(front, "article", "typed title")))


@pytest.mark.parametrize("option", ["section", "author", "outlet"])
@pytest.mark.parametrize("command", ["ask", "search"])
async def test_names_are_completed_from_memory(
    front: Front, desk: FakeDesk, command: str, option: str
) -> None:
    await front.remembered.save_server(20, ServerSettings(collection=("A",)))
    complete: Any = named(front, command)._params[option].autocomplete
    choices = await complete(interaction(), "po")
    assert len(choices) == 25
    assert choices[0].value == "po0"
    assert desk.catalog.among == ("A",)
    assert await complete(interaction(), "long") == []


async def test_titles_are_completed_and_stand_for_their_article(front: Front) -> None:
    complete: Any = named(front, "article")._params["title"].autocomplete
    [choice] = await complete(interaction(), "Cou")
    assert choice.value == ARTICLE.id
    assert len(choice.name) <= 100


async def test_without_an_index_nothing_is_completed(front: Front, desk: FakeDesk) -> None:
    desk.catalog = None
    complete: Any = named(front, "article")._params["title"].autocomplete
    assert await complete(interaction(), "Cou") == []


async def test_about_is_for_one_member(front: Front) -> None:
    asked = await call(front, "about")
    assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": True})
    assert "**Coverage:** 2 articles" in str(sent(asked))


async def test_about_answers_without_an_index(front: Front, desk: FakeDesk) -> None:
    desk.coverage = None
    assert "no articles yet" in str(sent(await call(front, "about")))


async def test_about_does_not_say_that_nothing_is_kept_where_questions_are(front: Front) -> None:
    assert "Privacy:" in str(sent(await call(front, "about")))
    await front.remembered.save_server(20, ServerSettings(keep_questions=True))
    assert "Privacy:" not in str(sent(await call(front, "about", asked=interaction(id=8))))


async def test_help_names_every_command_as_a_link(front: Front) -> None:
    asked = interaction()
    asked.client.command_ids = {"ask": 5}
    shown = str(sent(await call(front, "help", asked=asked)))
    assert "</ask:5>" in shown
    assert all(f"/{name}" in shown for name in NAMES if name != "help")


async def test_privacy_says_whether_questions_are_kept(front: Front) -> None:
    assert "are not kept" in str(sent(await call(front, "privacy")))
    await front.remembered.save_server(20, ServerSettings(keep_questions=True))
    shown = str(sent(await call(front, "privacy", asked=interaction())))
    assert "are not kept" not in shown
    assert "90 days" in shown


async def test_forget_me_says_that_it_is_done(front: Front) -> None:
    await call(front, "ask", "What?", private=True)
    assert "Done." in str(sent(await call(front, "forget-me", asked=interaction())))


async def menu(front: Front, name: str, content: str) -> Any:
    command = tree(front).get_command(name, type=discord.AppCommandType.message)
    assert isinstance(command, app_commands.ContextMenu)
    asked, message = interaction(), FakeMessage(content)
    callback: Any = command.callback
    await callback(asked, message)
    return asked


async def test_a_message_can_be_asked_about(front: Front, desk: FakeDesk) -> None:
    asked = await menu(front, "Ask about this", "Who won? " * 200)
    assert "> The council met." in str(sent(asked))
    assert len(desk.asked[0][0]) <= 1000


async def test_a_message_can_be_checked(front: Front) -> None:
    shown = str(sent(await menu(front, "Check against coverage", "The council met twice.")))
    assert "Our coverage says:" in shown
    assert "> The council met." in shown


async def test_an_error_reaches_the_member(front: Front) -> None:
    asked = interaction(done=True)
    error = app_commands.CommandInvokeError(named(front, "ask"), Busy())
    await tree(front).on_error(asked, error)
    assert asked.said.startswith("I have too many questions")


async def test_every_command_is_taken_in_hand(front: Front) -> None:
    asked = interaction()
    assert await tree(front).interaction_check(asked)
    assert asked.client.in_hand == 1


def test_no_options_bind_nothing() -> None:
    from bot.options import filters_of

    assert filters_of() == Filters()
