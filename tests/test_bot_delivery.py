"""Getting words to Discord, whatever Discord and the network make of it."""

import logging
import re
import time

import aiohttp
import discord
import pytest
from discord import app_commands
from interactions import interaction, refusal

from bot.delivery import Form, acknowledge, explain, send
from bot.desk import Busy, Closing, EmptyQuestion, LongQuestion, NotReady
from bot.references import BrokenReference

FORMS = [
    Form("card", lambda: {"content": "card"}),
    Form("embed", lambda: {"content": "embed"}),
    Form("plain text", lambda: {"content": "plain"}),
]
BROKEN = [
    aiohttp.ClientConnectionError("lost"),
    aiohttp.ServerDisconnectedError(),
    TimeoutError(),
    ConnectionResetError(),
]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between tries."""
    monkeypatch.setattr("bot.delivery._PAUSES", (0.0, 0.0, 0.0))


async def test_acknowledging_defers_where_all_can_see() -> None:
    asked = interaction()
    await acknowledge(asked)
    assert asked.calls == [("defer", {"thinking": True, "ephemeral": False})]


async def test_acknowledging_can_defer_for_one_member() -> None:
    asked = interaction()
    await acknowledge(asked, ephemeral=True)
    assert asked.calls == [("defer", {"thinking": True, "ephemeral": True})]


async def test_already_acknowledged_is_as_good() -> None:
    asked = interaction(refusal(400, 40060))
    await acknowledge(asked)
    assert asked.names == ["defer"]


async def test_a_first_try_whose_reply_was_lost_is_as_good() -> None:
    asked = interaction(aiohttp.ServerDisconnectedError(), refusal(400, 40060))
    await acknowledge(asked)
    assert asked.names == ["defer", "defer"]


async def test_acknowledged_by_ourselves_is_as_good() -> None:
    asked = interaction()
    asked.outcomes.append(discord.InteractionResponded(asked))
    await acknowledge(asked)


async def test_too_late_to_acknowledge_is_raised() -> None:
    with pytest.raises(discord.NotFound):
        await acknowledge(interaction(refusal(404, 10062)))


@pytest.mark.parametrize("error", BROKEN, ids=lambda error: type(error).__name__)
async def test_a_broken_connection_is_tried_again(error: Exception) -> None:
    asked = interaction(error, error, error)
    await acknowledge(asked)
    assert asked.names == ["defer"] * 4


async def test_a_connection_that_stays_broken_is_raised() -> None:
    asked = interaction(*[TimeoutError()] * 4)
    with pytest.raises(TimeoutError):
        await acknowledge(asked)
    assert asked.names == ["defer"] * 4


async def test_a_429_that_discord_py_leaves_to_us_waits_as_long_as_it_says() -> None:
    """Without a Via header discord.py takes it to be a ban and raises at once."""
    asked = interaction(refusal(429, headers={"Retry-After": "0.05"}))
    started = time.monotonic()
    await acknowledge(asked)
    assert time.monotonic() - started >= 0.05
    assert asked.names == ["defer", "defer"]


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "soon"}])
async def test_a_429_that_says_nothing_is_tried_again(headers: dict[str, str]) -> None:
    asked = interaction(refusal(429, headers=headers))
    await acknowledge(asked)
    assert asked.names == ["defer", "defer"]


async def test_the_best_form_is_sent_and_no_other() -> None:
    asked = interaction()
    await send(asked, FORMS)
    assert asked.calls == [("edit", {"content": "card"})]


@pytest.mark.parametrize("status", [400, 413, 500, 503])
async def test_a_refused_form_gives_way_to_the_next(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    asked = interaction(refusal(status), refusal(status))
    await send(asked, FORMS)
    assert [arguments["content"] for _, arguments in asked.calls] == ["card", "embed", "plain"]
    assert [record.getMessage()[:24] for record in caplog.records] == [
        "Discord refused the card",
        "Discord refused the embe",
    ]


async def test_when_the_last_form_is_refused_that_is_raised() -> None:
    asked = interaction(*[refusal(400)] * 3)
    with pytest.raises(discord.HTTPException):
        await send(asked, FORMS)
    assert asked.names == ["edit"] * 3


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_what_no_form_can_help_is_raised_at_once(status: int) -> None:
    """Thousands of refusals would have Discord ban the bot's address."""
    asked = interaction(refusal(status))
    with pytest.raises(discord.HTTPException):
        await send(asked, FORMS)
    assert asked.names == ["edit"]


async def test_a_broken_connection_sends_the_same_form_again() -> None:
    asked = interaction(aiohttp.ServerDisconnectedError())
    await send(asked, FORMS)
    assert [arguments["content"] for _, arguments in asked.calls] == ["card", "card"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Busy(), "I have too many questions waiting just now. Please try again in a moment."),
        (Closing(), "I am being restarted. Please ask again in a minute."),
        (NotReady(), "I have no coverage to answer from yet. Please try again later."),
        (
            EmptyQuestion(),
            "Please write a question, for example: who won the contract for the cameras?",
        ),
        (
            LongQuestion(),
            "That question is too long for me. Please ask it in at most 1,000 characters.",
        ),
        (
            BrokenReference("x"),
            "This button belongs to an answer that can no longer be read. Please ask again.",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_what_may_happen_is_told_in_a_sentence_and_not_logged(
    error: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked = interaction(done=True)
    await explain(asked, error)
    assert asked.calls == [("edit", {"content": said})]
    assert caplog.records == []


async def test_an_error_of_a_command_is_told_like_its_cause() -> None:
    command: app_commands.Command[app_commands.Group, [], None] = app_commands.Command(
        name="ask", description="Ask", callback=_nothing
    )
    asked = interaction(done=True)
    await explain(asked, app_commands.CommandInvokeError(command, Busy()))
    assert asked.said.startswith("I have too many questions")


async def test_what_should_not_happen_is_told_by_an_id_that_the_log_has_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = interaction(done=True)
    await explain(asked, raised(KeyError("the secret of the stack")))
    told = re.fullmatch(r"Sorry, something went wrong .*\(Error ([0-9a-f]{6})\)", asked.said)
    assert told
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == f"error {told[1]} in interaction 7"
    assert "Traceback" in caplog.text
    assert "the secret of the stack" in caplog.text
    assert "secret" not in asked.said


async def test_two_errors_have_two_ids() -> None:
    first, second = interaction(), interaction()
    await explain(first, KeyError())
    await explain(second, KeyError())
    assert first.said != second.said


async def test_an_interaction_not_yet_acknowledged_is_answered_for_one_member() -> None:
    asked = interaction()
    await explain(asked, Closing())
    assert asked.names == ["send"]
    assert asked.calls[0][1]["ephemeral"] is True


async def test_one_that_was_acknowledged_without_our_knowing_is_edited() -> None:
    asked = interaction(refusal(400, 40060))
    await explain(asked, Closing())
    assert asked.names == ["send", "edit"]


async def test_an_interaction_that_is_gone_is_only_logged(caplog: pytest.LogCaptureFixture) -> None:
    asked = interaction()
    await explain(asked, refusal(404, 10062))
    assert asked.calls == []
    assert "interaction 7 is gone" in caplog.text


@pytest.mark.parametrize("trouble", [refusal(403), aiohttp.ClientError(), TimeoutError()])
async def test_when_the_member_cannot_be_told_that_is_logged_and_nothing_raised(
    trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    await explain(interaction(*[trouble] * 4, done=True), Busy())
    assert "could not tell interaction 7" in caplog.text


def raised(error: Exception) -> Exception:
    """The error with a traceback."""
    try:
        raise error
    except KeyError as caught:
        return caught


async def _nothing(_: discord.Interaction[discord.Client]) -> None:
    """A command that does nothing."""
