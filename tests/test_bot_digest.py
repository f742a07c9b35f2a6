"""The week's gaps, told to a channel once a week."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from discord_limits import message_problems, texts
from discord_places import SEND_MESSAGES
from front_office import fronted
from interactions import refusal
from managing import GUILD_ID, WordsDesk, channel, server
from newsroom import payload

from bot import wording
from bot.desk import Busy
from bot.digest import digest, is_due
from bot.front import Front
from bot.gap_groups import GapGroups
from bot.languages import speaking
from bot.server import ServerSettings

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class Sent:
    """What a channel was sent; `refusals` are what it makes of the first tries."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    made = Sent()

    async def send(_channel: Any, **arguments: Any) -> None:
        if made.refusals:
            raise made.refusals.pop(0)
        made.messages.append(arguments)

    monkeypatch.setattr(discord.TextChannel, "send", send)
    return made


async def wanting(front: Front, *, gaps: int = 1, **settings: Any) -> None:
    """The server wants a digest, and has something to tell."""
    await front.remembered.save_server(GUILD_ID, ServerSettings(digest_channel=1, **settings))
    for number in range(gaps):
        await ask(front, f"Who is the mayor of {number}?", MONDAY)


async def ask(front: Front, question: str, before: datetime) -> None:
    """Somebody asks what is not answered, the day before."""
    at = before - timedelta(days=1)
    await front.do(lambda records: records.file(question, GUILD_ID, "anna", "filed", None, at))


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (MONDAY, True),
        (MONDAY.replace(hour=23, minute=59), True),
        (MONDAY.replace(hour=7, minute=59), False),
        (MONDAY + timedelta(days=1), False),
        (MONDAY - timedelta(days=1), False),
    ],
)
def test_it_is_due_on_mondays_from_the_morning_on(moment: datetime, due: bool) -> None:
    assert is_due(moment) is due


async def test_the_gaps_of_the_week_are_told(tmp_path: Path, sent: Sent) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await wanting(front)
        assert await digest([server(channel(1))], front, GapGroups(front), MONDAY) == 1
        message = payload(sent.messages[0])
        assert message_problems(message) == []
        assert "Who is the mayor of 0?" in "\n".join(texts(message))


async def test_it_is_told_once_a_week_and_by_one_process(tmp_path: Path, sent: Sent) -> None:
    async with AsyncExitStack() as stack:
        fronts = [await stack.enter_async_context(fronted(tmp_path, WordsDesk())) for _ in range(2)]
        await wanting(fronts[0])
        for hours in (0, 1):
            for front in fronts:
                await front.open()
                now = MONDAY + timedelta(hours=hours)
                await digest([server(channel(1))], front, GapGroups(front), now)
        assert len(sent.messages) == 1


async def test_the_next_week_has_its_own(tmp_path: Path, sent: Sent) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await wanting(front)
        for monday in (MONDAY, MONDAY + timedelta(days=7)):
            await ask(front, "Where is the bridge?", monday)
            await digest([server(channel(1))], front, GapGroups(front), monday)
        assert len(sent.messages) == 2


async def test_nothing_is_told_where_there_are_no_gaps(tmp_path: Path, sent: Sent) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await wanting(front, gaps=0)
        assert await digest([server(channel(1))], front, GapGroups(front), MONDAY) == 0
        assert sent.messages == []


async def test_nothing_is_told_where_nobody_wants_it(tmp_path: Path, sent: Sent) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await wanting(front)
        await front.remembered.save_server(GUILD_ID, ServerSettings())
        assert await digest([server(channel(1))], front, GapGroups(front), MONDAY) == 0


async def test_where_the_bot_may_not_write_it_does_not_try(
    tmp_path: Path, sent: Sent, caplog: pytest.LogCaptureFixture
) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await wanting(front)
        guild = server(channel(1, deny=SEND_MESSAGES))
        assert await digest([guild], front, GapGroups(front), MONDAY) == 0
        assert sent.messages == []
        assert "lacks Send Messages" in caplog.text
        assert await digest([server(channel(1))], front, GapGroups(front), MONDAY) == 1


async def test_a_refused_card_becomes_plain_text(tmp_path: Path, sent: Sent) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await wanting(front)
        sent.refusals.append(refusal(400))
        assert await digest([server(channel(1))], front, GapGroups(front), MONDAY) == 1
        assert "Who is the mayor of 0?" in sent.messages[0]["content"]


@pytest.mark.parametrize("error", [refusal(403), refusal(503)])
async def test_trouble_in_one_server_does_not_keep_others_from_theirs(
    tmp_path: Path, sent: Sent, error: Exception
) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await wanting(front)
        sent.refusals += [error, error]
        assert await digest([server(channel(1))], front, GapGroups(front), MONDAY) == 0


async def test_a_busy_desk_is_asked_again_the_next_hour(tmp_path: Path, sent: Sent) -> None:
    desk = WordsDesk(error=Busy())
    async with fronted(tmp_path, desk) as front:
        await wanting(front)
        assert await digest([server(channel(1))], front, GapGroups(front), MONDAY) == 0
        desk.error = None
        assert await digest([server(channel(1))], front, GapGroups(front), MONDAY) == 1


async def test_it_is_told_in_the_language_of_the_server(tmp_path: Path, sent: Sent) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await wanting(front, language="de")
        await digest([server(channel(1))], front, GapGroups(front), MONDAY)
        with speaking("de"):
            assert wording.digest_title() in "\n".join(texts(payload(sent.messages[0])))
