"""Every way of asking, with the real bot in a process: what Discord delivers is answered."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from bot_process import TOKEN, BotProcess, running_bot
from card_reader import assert_proven, sentences_on
from discord_places import (
    EVERYTHING,
    MANAGE_THREADS,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    USE_EXTERNAL_APPS,
)
from discord_server import (
    FORUM,
    GUILD_ID,
    MEMBER,
    MESSAGE_CONTENT,
    Channel,
    DiscordServer,
    Message,
    Written,
    is_components_v2,
)
from serving import (
    ABSTAINED,
    ANSWER,
    FOLLOW_UP,
    NOT_COVERED,
    QUESTION,
    UNDERSTOOD,
    answer,
    articles_in,
    count,
    final,
    labels,
    newcomer,
    served,
)

from bot.server import ServerSettings
from corpus.home import Home

pytestmark = pytest.mark.asyncio(loop_scope="module")

PICKY, FOREIGN = GUILD_ID + 1_000, GUILD_ID + 3_000
UNREADABLE = "I cannot read replies to this answer."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[DiscordServer]:
    """Where the application may not read what is not meant for it."""
    async with DiscordServer(token=TOKEN, guild_id=GUILD_ID) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def wanted(discord: DiscordServer) -> Channel:
    """The one channel where a picky server wants questions."""
    guild = await discord.add_guild("Picky", guild_id=PICKY)
    return await discord.add_channel("questions", guild=guild)


@pytest.fixture(scope="module")
def home(sample_home: Home, tmp_path_factory: pytest.TempPathFactory, wanted: Channel) -> Home:
    picky = ServerSettings(channels=frozenset({wanted.id}), per_minute=2)
    return served(sample_home, tmp_path_factory.mktemp("ways"), {PICKY: picky})


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def bot(discord: DiscordServer, home: Home) -> AsyncIterator[BotProcess]:
    async with running_bot(home, discord) as process:
        yield process


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reading() -> AsyncIterator[DiscordServer]:
    """Where the operator opted in to reading everything."""
    async with DiscordServer(
        token=TOKEN, guild_id=GUILD_ID, privileged_intents=MESSAGE_CONTENT
    ) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def forum(reading: DiscordServer) -> Channel:
    """The forum whose posts are answered unasked."""
    return await reading.add_channel("help", kind=FORUM)


@pytest.fixture(scope="module")
def reading_home(
    sample_home: Home, tmp_path_factory: pytest.TempPathFactory, forum: Channel
) -> Home:
    server = ServerSettings(auto_channels=frozenset({forum.id}), keep_questions=True)
    return served(sample_home, tmp_path_factory.mktemp("reading"), {GUILD_ID: server})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader(reading: DiscordServer, reading_home: Home) -> AsyncIterator[BotProcess]:
    async with running_bot(reading_home, reading, FOOTNOTE_MESSAGE_CONTENT="1") as process:
        yield process


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def nothing_refused(discord: DiscordServer, reading: DiscordServer) -> AsyncIterator[None]:
    """After each test: Discord had nothing to refuse, and nobody was pinged."""
    yield
    for server in (discord, reading):
        assert server.violations == []
        assert [message.pings for message in server.messages if message.pings] == []


async def mentioned(
    discord: DiscordServer, question: str = QUESTION, channel: Channel | None = None
) -> Message:
    """What somebody who mentions the bot gets."""
    by = await newcomer(discord)
    written = await discord.write(question, by=by, channel=channel, mentions_bot=True)
    return await written.replied()


def thinks_of(card: Message) -> bool:
    """Whether the question was read as one that follows up the question about cameras."""
    return UNDERSTOOD in card.text and "cameras" in card.text


# Mentions and replies


async def test_a_mention_is_replied_to_with_a_card_and_without_a_ping(
    discord: DiscordServer, home: Home
) -> None:
    by = await newcomer(discord)
    written = await discord.write(f"hey, {QUESTION}", by=by, mentions_bot=True)
    card = await written.replied()
    assert card.replies_to == written.id
    assert is_components_v2(card.body)
    assert any(ANSWER in one.words for one in assert_proven(card.text, articles_in(home)))
    assert written.typing


async def test_a_mention_without_a_question_is_told_how_to_ask(discord: DiscordServer) -> None:
    assert "mention me with a question" in (await mentioned(discord, "")).text


async def test_a_mention_that_is_not_covered_gets_an_abstention(discord: DiscordServer) -> None:
    card = await mentioned(discord, NOT_COVERED)
    assert ABSTAINED in card.text
    assert "Tell the newsroom" in labels(card)


async def test_a_reply_to_an_answer_follows_it_up(discord: DiscordServer) -> None:
    first = await mentioned(discord)
    by = await newcomer(discord)
    second = await (await discord.write(FOLLOW_UP, by=by, reply_to=first)).replied()
    assert thinks_of(second)
    third = await (await discord.write("And by whom?", by=by, reply_to=second)).replied()
    assert thinks_of(third)


async def test_a_reply_whose_words_are_kept_from_us_is_told_so_once(
    discord: DiscordServer,
) -> None:
    """Nobody can ping what answers a command, so its replies arrive without words."""
    card = await answer(discord, by=await newcomer(discord))
    by = await newcomer(discord)
    first = await discord.write(FOLLOW_UP, by=by, reply_to=card)
    assert UNREADABLE in (await first.replied()).text
    second = await discord.write("Anybody?", by=by, reply_to=card)
    third = await discord.write(FOLLOW_UP, by=by, reply_to=card, mentions_bot=True)
    assert thinks_of(await third.replied())
    assert second.replies == []


async def test_members_talking_to_each_other_are_left_alone(discord: DiscordServer) -> None:
    by = await newcomer(discord)
    talk = await discord.write(QUESTION, by=by)
    reply = await discord.write("No idea.", reply_to=talk)
    await mentioned(discord)
    assert talk.replies == reply.replies == []


# Direct messages


async def test_a_direct_message_is_a_question_and_the_next_follows_it_up(
    discord: DiscordServer,
) -> None:
    dm = discord.dm(await newcomer(discord))
    by = dm.people[0]

    async def write(words: str) -> Message:
        return await (await discord.write(words, by=by, channel=dm)).replied()

    assert ANSWER in (await write(QUESTION)).text
    assert thinks_of(await write(FOLLOW_UP))
    alone = await write(QUESTION)
    assert UNDERSTOOD not in alone.text
    assert "Answered <t:" in alone.text  # the very question of before, from memory


async def test_a_direct_message_follows_up_what_only_its_writer_saw(
    discord: DiscordServer,
) -> None:
    by = await newcomer(discord)
    dm = discord.dm(by)
    card = await answer(discord, by=by, channel=dm, private=True)
    assert card.ephemeral
    written = await discord.write(FOLLOW_UP, by=by, channel=dm)
    assert thinks_of(await written.replied())


async def test_a_command_works_in_direct_messages(discord: DiscordServer) -> None:
    by = await newcomer(discord)
    card = await answer(discord, by=by, channel=discord.dm(by))
    assert ANSWER in card.text
    assert not card.ephemeral


# Threads


async def test_in_a_thread_a_mention_follows_up_what_was_answered_there(
    discord: DiscordServer,
) -> None:
    thread = await discord.start_thread("Cameras")
    first = await mentioned(discord, QUESTION, thread)
    assert first.channel is thread
    assert thinks_of(await mentioned(discord, FOLLOW_UP, thread))


async def test_in_a_channel_a_mention_stands_for_itself(discord: DiscordServer) -> None:
    await mentioned(discord)
    assert UNDERSTOOD not in (await mentioned(discord, FOLLOW_UP)).text


async def test_a_command_in_a_thread_can_be_followed_up_there(discord: DiscordServer) -> None:
    thread = await discord.start_thread("Cameras again")
    assert ANSWER in (await answer(discord, by=await newcomer(discord), channel=thread)).text
    assert thinks_of(await mentioned(discord, FOLLOW_UP, thread))


async def test_a_question_brings_a_thread_back_from_the_archive(discord: DiscordServer) -> None:
    thread = await discord.start_thread("Old")
    await discord.archive(thread)
    assert ANSWER in (await mentioned(discord, QUESTION, thread)).text


# Where the bot lacks a permission


async def directly(discord: DiscordServer, written: Written) -> str:
    """What the bot wrote to somebody directly."""
    return (await discord.posted(discord.dm(written.placed.person))).text


@pytest.mark.parametrize(
    ("denied", "in_thread", "name"),
    [
        (SEND_MESSAGES, False, "Send Messages"),
        (SEND_MESSAGES_IN_THREADS, True, "Send Messages in Threads"),
    ],
)
async def test_a_missing_permission_is_told_directly_by_its_name(
    discord: DiscordServer, denied: int, in_thread: bool, name: str
) -> None:
    channel = await discord.add_channel("silent", deny=denied)
    place = await discord.start_thread("t", channel=channel) if in_thread else channel
    by = await newcomer(discord)
    written = await discord.write(QUESTION, by=by, channel=place, mentions_bot=True)
    told = await directly(discord, written)
    assert f"“{name}”" in told
    assert place.mention in told
    assert written.replies == []


async def test_a_locked_thread_takes_a_permission_too(discord: DiscordServer) -> None:
    thread = await discord.start_thread("Locked")
    await discord.archive(thread, locked=True)
    by = await discord.add_member("Warden", permissions=MANAGE_THREADS)
    written = await discord.write(QUESTION, by=by, channel=thread, mentions_bot=True)
    assert "“Manage Threads”" in await directly(discord, written)


async def test_who_takes_no_direct_messages_is_not_told(discord: DiscordServer) -> None:
    channel = await discord.add_channel("silent", deny=SEND_MESSAGES)
    by = await newcomer(discord)
    discord.refuse_dms(by)
    written = await discord.write(QUESTION, by=by, channel=channel, mentions_bot=True)
    await mentioned(discord)
    assert written.replies == []


async def test_a_command_needs_no_permission_of_the_bots(discord: DiscordServer) -> None:
    channel = await discord.add_channel("silent", deny=SEND_MESSAGES)
    card = await answer(discord, by=await newcomer(discord), channel=channel)
    assert ANSWER in card.text


# Where the server has its rules


async def test_questions_are_answered_where_the_server_wants_them(
    discord: DiscordServer, wanted: Channel
) -> None:
    guild = wanted.guild
    elsewhere = await discord.add_channel("elsewhere", guild=guild)
    by = await discord.add_member(guild=guild)
    refused = await answer(discord, by=by, channel=elsewhere)
    assert wanted.mention in refused.text
    written = await discord.write(QUESTION, by=by, channel=elsewhere, mentions_bot=True)
    assert wanted.mention in (await written.replied()).text
    thread = await discord.start_thread("t", channel=wanted)
    assert ANSWER in (await answer(discord, by=by, channel=thread)).text


async def test_who_asked_enough_is_told_when_to_ask_again(
    discord: DiscordServer, wanted: Channel
) -> None:
    guild, here = wanted.guild, wanted
    by = await discord.add_member(guild=guild)
    for _ in range(2):
        assert sentences_on((await answer(discord, by=by, channel=here)).text)
    assert "Ask again <t:" in (await answer(discord, by=by, channel=here)).text
    written = await discord.write(QUESTION, by=by, channel=here, mentions_bot=True)
    assert "Ask again <t:" in (await written.replied()).text
    editor = await discord.add_member(guild=guild, permissions=EVERYTHING)
    for _ in range(3):
        assert sentences_on((await answer(discord, by=editor, channel=here)).text)


# Where only the member has the bot


async def test_in_a_group_the_answer_is_private_unless_it_is_wanted_for_all(
    discord: DiscordServer,
) -> None:
    by, other = await newcomer(discord), await newcomer(discord)
    group = discord.group(by, other)
    card = await answer(discord, by=by, channel=group, user_installed=True)
    assert card.ephemeral
    assert ANSWER in card.text
    assert "Share" in labels(card)
    shown = await answer(discord, by=by, channel=group, user_installed=True, private=False)
    assert not shown.ephemeral
    assert "Share" not in labels(shown)


async def test_in_a_server_without_the_bot_the_answer_is_private(
    discord: DiscordServer,
) -> None:
    by = discord.person(FOREIGN + 5)
    where: dict[str, Any] = {"by": by, "guild_id": FOREIGN, "user_installed": True}
    assert (await answer(discord, **where)).ephemeral
    assert not (await answer(discord, **where, private=False)).ephemeral
    forced = await answer(discord, **where, private=False, permissions=MEMBER & ~USE_EXTERNAL_APPS)
    assert forced.ephemeral


# A message's menu


async def test_a_message_is_asked_about(discord: DiscordServer) -> None:
    by = await newcomer(discord)
    card = await final(await discord.use_on_message("Ask about this", QUESTION, by=by))
    assert ANSWER in card.text
    assert not card.ephemeral


async def test_a_message_is_checked_claim_by_claim(discord: DiscordServer) -> None:
    by = await newcomer(discord)
    words = "The council approved 640 smart cameras. @everyone Storm Hedda hit Mars in 2020."
    checked = await discord.use_on_message("Check against coverage", words, by=by)
    card = await final(checked)
    assert "Checked against our coverage" in card.text
    assert ANSWER in card.text
    assert ABSTAINED in card.text


@pytest.mark.parametrize("menu", ["Ask about this", "Check against coverage"])
async def test_a_message_without_words_gets_one_sentence(discord: DiscordServer, menu: str) -> None:
    by = await newcomer(discord)
    card = await final(await discord.use_on_message(menu, "", by=by))
    assert "Please write a question" in card.text or "no statement" in card.text


@pytest.mark.parametrize("menu", ["Ask about this", "Check against coverage"])
async def test_the_menus_work_where_only_the_member_has_the_bot(
    discord: DiscordServer, menu: str
) -> None:
    by = discord.person(FOREIGN + 6)
    used = await discord.use_on_message(
        menu,
        "The council approved 640 smart cameras.",
        by=by,
        guild_id=FOREIGN,
        user_installed=True,
    )
    card = await final(used)
    assert card.ephemeral
    assert ANSWER in card.text


# With the message-content intent


async def test_in_a_thread_answered_in_no_mention_is_needed(
    reading: DiscordServer, reader: BotProcess
) -> None:
    thread = await reading.start_thread("Cameras")
    await mentioned(reading, QUESTION, thread)
    by = await newcomer(reading)
    assert thinks_of(await (await reading.write(FOLLOW_UP, by=by, channel=thread)).replied())


async def test_in_a_thread_what_is_said_to_somebody_else_is_left_alone(
    reading: DiscordServer, reader: BotProcess
) -> None:
    thread = await reading.start_thread("Cameras")
    await mentioned(reading, QUESTION, thread)
    by, other = await newcomer(reading), await newcomer(reading)
    to_other = await reading.write(f"<@{other.id}> {QUESTION}", by=by, channel=thread)
    reply = await reading.write("Why?", by=by, reply_to=to_other)
    await mentioned(reading, QUESTION, thread)
    assert to_other.replies == reply.replies == []


async def test_other_threads_and_channels_are_left_alone(
    reading: DiscordServer, reader: BotProcess
) -> None:
    thread = await reading.start_thread("Gossip")
    by = await newcomer(reading)
    written = [
        await reading.write(QUESTION, by=by, channel=thread),
        await reading.write(QUESTION, by=by),
    ]
    await mentioned(reading)
    assert [one.replies for one in written] == [[], []]


async def test_a_readable_reply_to_a_commands_answer_follows_it_up(
    reading: DiscordServer, reader: BotProcess
) -> None:
    card = await answer(reading, by=await newcomer(reading), guild_id=GUILD_ID)
    by = await newcomer(reading)
    assert thinks_of(await (await reading.write(FOLLOW_UP, by=by, reply_to=card)).replied())


async def test_mentioned_below_somebodys_words_it_answers_those(
    reading: DiscordServer, reader: BotProcess
) -> None:
    by, other = await newcomer(reading), await newcomer(reading)
    words = await reading.write(QUESTION, by=other)
    written = await reading.write("", by=by, reply_to=words, ping=False, mentions_bot=True)
    assert ANSWER in (await written.replied()).text


async def test_a_post_is_answered_where_the_server_wants_that(
    reading: DiscordServer, reader: BotProcess, forum: Channel, reading_home: Home
) -> None:
    by = await newcomer(reading)
    post = await reading.post(forum, "Cameras", QUESTION + " " * 9, by=by)
    card = await post.replied()
    assert card.replies_to == post.id
    assert any(ANSWER in one.words for one in assert_proven(card.text, articles_in(reading_home)))


async def test_a_post_that_is_not_covered_costs_nobody_anything(
    reading: DiscordServer, reader: BotProcess, forum: Channel, reading_home: Home
) -> None:
    """No reply, nothing kept of it, nothing put before the newsroom, no quota."""
    by = await newcomer(reading)
    answers, filed = "SELECT count(*) FROM answers", "SELECT count(*) FROM filed"
    before = count(reading_home, answers), count(reading_home, filed)
    posts = [await reading.post(forum, "Moons", NOT_COVERED, by=by) for _ in range(6)]
    written = await reading.write(QUESTION, by=by, mentions_bot=True)
    assert ANSWER in (await written.replied()).text
    assert [post.replies for post in posts] == [[]] * 6
    after = count(reading_home, answers), count(reading_home, filed)
    assert after == (before[0] + 1, before[1])


async def test_a_long_post_is_read_as_far_as_a_question_goes(
    reading: DiscordServer, reader: BotProcess, forum: Channel
) -> None:
    long = f"{QUESTION} " + "Thanks in advance to everybody who looks it up for me. " * 20
    post = await reading.post(forum, QUESTION, long, by=await newcomer(reading))
    assert ANSWER in (await post.replied()).text


async def test_posts_of_other_forums_are_left_alone(
    reading: DiscordServer, reader: BotProcess
) -> None:
    other = await reading.add_channel("elsewhere", kind=FORUM)
    post = await reading.post(other, "Cameras", QUESTION, by=await newcomer(reading))
    await mentioned(reading)
    assert post.replies == []


async def test_without_reading_history_an_answer_comes_without_being_a_reply(
    discord: DiscordServer,
) -> None:
    channel = await discord.add_channel("forgetful", deny=READ_MESSAGE_HISTORY)
    card = await mentioned(discord, QUESTION, channel)
    assert ANSWER in card.text
    assert card.replies_to is None
