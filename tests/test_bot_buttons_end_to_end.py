"""Every button and form, with the real bot in a process: also after a restart, and in trouble."""

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import otters
import pytest
import pytest_asyncio
from bot_process import TOKEN, BotProcess, running_bot
from card_reader import assert_proven, sentences_on, sources_on
from discord_places import SEND_MESSAGES
from discord_server import GUILD_ID, DiscordServer, Interaction, Message, is_components_v2
from serving import (
    ABSTAINED,
    ANSWER,
    FOLLOW_UP,
    NOT_COVERED,
    QUESTION,
    UNDERSTOOD,
    answer,
    articles_in,
    asked,
    button,
    count,
    final,
    labels,
    newcomer,
    served,
)
from slow_bot import SLOWLY

from corpus.home import Home
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL
from index.rebuild import rebuild
from index.torch_embedder import SentenceEmbedder

pytestmark = pytest.mark.asyncio(loop_scope="module")

GONE = "That answer is gone"
SEARCHING = "Searching "
TROUBLES: tuple[tuple[str, dict[str, float]], ...] = (
    ("rate_limit", {"retry_after": 0.2}),
    ("fail", {"status": 503}),
    ("slow", {"seconds": 0.5}),
)
FOREIGN = GUILD_ID + 3_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(token=TOKEN, guild_id=GUILD_ID) as server:
        yield server


@pytest.fixture(scope="module")
def home(
    sample_home: Home, tmp_path_factory: pytest.TempPathFactory, model: SentenceEmbedder
) -> Home:
    """The sample coverage, and much about otters."""
    made = served(sample_home, tmp_path_factory.mktemp("buttons"))
    with ArticleStore(made.articles) as store:
        for number, content in enumerate(otters.otters()):
            store.add([f"file:otter-{number}"], content)
        rebuild(store, made.index, DEFAULT_MODEL, lambda _: model)
    return made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(discord: DiscordServer, home: Home) -> AsyncIterator[BotProcess]:
    """One bot for the tests that leave it as it was. It takes its time when asked to."""
    async with running_bot(home, discord, module="slow_bot") as process:
        yield process


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def nothing_refused(discord: DiscordServer, bot: BotProcess) -> AsyncIterator[None]:
    """After each test: Discord had nothing to refuse, and nobody was pinged."""
    yield
    assert_well(discord)


def assert_well(discord: DiscordServer) -> None:
    assert discord.violations == []
    assert [message.pings for message in discord.messages if message.pings] == []


async def press(discord: DiscordServer, card: Message, label: str, **how: Any) -> Message:
    """What pressing a button shows."""
    return await final(await discord.click(card, button(card, label), **how))


async def fill_in(
    discord: DiscordServer, card: Message, label: str, values: dict[str, str], **how: Any
) -> Message:
    """What sending in the form of a button shows."""
    opened = await discord.click(card, button(card, label), **how)
    return await final(await discord.submit(opened, values))


async def follow_up(discord: DiscordServer, card: Message, words: str = FOLLOW_UP) -> Message:
    return await fill_in(discord, card, "Follow up", {"question": words})


def votes(home: Home, card: Message) -> tuple[int, int]:
    """For and against."""
    answer_id = button(card, "Helpful").rpartition(":")[2]
    cast = "SELECT count(*) FROM votes WHERE answer_id = ? AND helpful = ?"
    return count(home, cast, answer_id, 1), count(home, cast, answer_id, 0)


def filed(home: Home, question: str) -> int:
    """How often a question is before the newsroom."""
    return count(home, "SELECT count(*) FROM filed WHERE question = ?", question)


def lose(home: Home, card: Message) -> None:
    """Forget an answer, as after 90 days."""
    answer_id = button(card, "Follow up").rpartition(":")[2]
    with closing(sqlite3.connect(home.records)) as db:
        db.execute("PRAGMA foreign_keys = ON")
        assert db.execute("DELETE FROM answers WHERE id = ?", (answer_id,)).rowcount == 1
        db.commit()


# Passages and sources


async def test_passages_of_many_quotes_have_pages(discord: DiscordServer) -> None:
    card = await answer(discord, otters.QUESTION)
    numbers = set(sources_on(card.text))
    first = await press(discord, card, "Passages")
    assert first.ephemeral
    assert "Page 1 of" in first.text
    assert "Back" not in labels(first)
    second = await press(discord, first, "Next")
    assert second is first  # one's own page is turned in its place
    assert "Page 2 of" in second.text
    assert set(sources_on(second.text)) < numbers
    first = await press(discord, second, "Back")
    assert "Page 1 of" in first.text


async def test_more_sources_are_others_and_go_on(discord: DiscordServer) -> None:
    card = await answer(discord)
    first = await press(discord, card, "More sources")
    assert first.ephemeral
    assert sources_on(first.text) == {}  # they have no numbers: nothing is quoted by them
    assert "Council approves 640 smart cameras" not in first.text
    before = first.text
    assert (await press(discord, first, "More sources")).text != before


async def test_search_results_are_leafed_through(discord: DiscordServer) -> None:
    results = await (await discord.slash("search", {"query": "harbour cameras"})).answered()
    first = sources_on(results.text)
    assert list(first) == [1, 2, 3, 4, 5]
    own = await press(discord, results, "Next")
    assert own.ephemeral  # the page of all stays as it is
    assert list(sources_on(own.text)) == [6, 7, 8, 9, 10]
    own = await press(discord, own, "Next")
    assert min(sources_on(own.text)) == 11
    own = await press(discord, own, "Back")
    own = await press(discord, own, "Back")
    assert sources_on(own.text) == first


# Following up


async def test_a_follow_up_knows_what_it_follows(discord: DiscordServer) -> None:
    second = await follow_up(discord, await answer(discord))
    assert UNDERSTOOD in second.text
    assert "cameras" in second.text
    assert not second.ephemeral


async def test_a_follow_up_of_a_private_answer_is_private(discord: DiscordServer) -> None:
    by = await newcomer(discord)
    card = await answer(discord, by=by, private=True)
    assert card.ephemeral
    assert (await follow_up(discord, card)).ephemeral


# Votes


async def test_a_member_has_one_vote_and_can_change_it(discord: DiscordServer, home: Home) -> None:
    question = "When did Storm Hedda cross Port Ardell?"
    card = await answer(discord, question)
    one, other = await newcomer(discord), await newcomer(discord)
    thanks = await press(discord, card, "Helpful", by=one)
    assert thanks.ephemeral
    await press(discord, card, "Helpful", by=other)
    assert votes(home, card) == (2, 0)
    thanks = await fill_in(
        discord, card, "Not helpful", {"reason": "outdated", "remark": "It is 641."}, by=one
    )
    assert thanks.ephemeral
    assert votes(home, card) == (1, 1)
    assert filed(home, question) == 1
    await press(discord, card, "Helpful", by=one)
    assert votes(home, card) == (2, 0)
    assert filed(home, question) == 0  # taken back


async def test_a_form_that_is_not_sent_in_is_a_vote_all_the_same(
    discord: DiscordServer, home: Home
) -> None:
    card = await answer(discord)
    form = await (await discord.click(card, button(card, "Not helpful"))).asked_back()
    assert form["title"] == "Not helpful"
    await press(discord, card, "Passages")
    assert votes(home, card) == (0, 1)


async def test_a_double_click_is_one_click(discord: DiscordServer) -> None:
    card = await answer(discord, by=await newcomer(discord))
    first, second = [await discord.click(card, button(card, "Passages")) for _ in range(2)]
    await first.answered()
    await second.acknowledged()
    assert second.messages == []


async def test_an_interaction_that_is_told_twice_is_answered_once(
    discord: DiscordServer, home: Home
) -> None:
    before = count(home, "SELECT count(*) FROM answers")
    question = await asked(discord)
    card = await final(question)
    await discord.deliver_again(question)
    await answer(discord)
    assert count(home, "SELECT count(*) FROM answers") == before + 2
    assert question.messages == [card]
    forgive(discord, "40060")


# Private answers and abstentions


async def test_a_private_answer_is_shared(discord: DiscordServer, home: Home) -> None:
    by = await newcomer(discord)
    card = await answer(discord, by=by, private=True)
    shared = await press(discord, card, "Share")
    assert not shared.ephemeral
    assert "Share" not in labels(shared)
    assert QUESTION in shared.text
    assert any(ANSWER in one.words for one in assert_proven(shared.text, articles_in(home)))
    follow = await discord.write(FOLLOW_UP, by=by, reply_to=shared, mentions_bot=True)
    assert UNDERSTOOD in (await follow.replied()).text


async def test_dates_that_stood_in_the_way_are_widened(discord: DiscordServer) -> None:
    card = await answer(discord, since="2030-01-01", until="2031")
    assert ABSTAINED in card.text
    assert "since 2030-01-01, until 2031-12-31" in card.text
    wide = await press(discord, card, "Widen dates")
    assert ANSWER in wide.text
    assert "Only:" not in wide.text


async def test_the_newsroom_is_told_once(discord: DiscordServer, home: Home) -> None:
    by = await newcomer(discord)
    card = await answer(discord, NOT_COVERED, by=by)
    assert filed(home, NOT_COVERED) == 0
    thanks = await press(discord, card, "Tell the newsroom")
    assert thanks.ephemeral
    assert "Thank you" in thanks.text
    assert filed(home, NOT_COVERED) == 1


# Answers that are gone


@pytest.mark.parametrize("label", ["More sources", "Follow up", "Helpful", "Not helpful", "Share"])
async def test_a_button_of_an_answer_that_is_gone_says_so(
    discord: DiscordServer, home: Home, label: str
) -> None:
    card = await answer(discord, by=await newcomer(discord), private=True)
    lose(home, card)
    told = await press(discord, card, label)
    assert GONE in told.text
    assert told.ephemeral


@pytest.mark.parametrize("label", ["Widen dates", "Tell the newsroom"])
async def test_a_button_of_an_abstention_that_is_gone_says_so(
    discord: DiscordServer, home: Home, label: str
) -> None:
    card = await answer(discord, since="2030-01-01")
    lose(home, card)
    assert GONE in (await press(discord, card, label)).text


async def test_a_page_of_results_that_are_gone_stays_and_says_so(
    discord: DiscordServer, home: Home
) -> None:
    results = await (await discord.slash("search", {"query": "harbour cameras"})).answered()
    own = await press(discord, results, "Next")
    before = own.text
    with closing(sqlite3.connect(home.records)) as db:
        db.execute("DELETE FROM answers WHERE way = 'search'")
        db.commit()
    turned = await discord.click(own, button(own, "Next"))
    told = await turned.answered(when=lambda message: message is not own)
    assert GONE in told.text
    assert told.ephemeral
    assert own.text == before


async def test_passages_need_no_record(discord: DiscordServer, home: Home) -> None:
    card = await answer(discord)
    lose(home, card)
    assert ANSWER in (await press(discord, card, "Passages")).text


async def test_what_is_sent_in_after_the_answer_is_gone(discord: DiscordServer, home: Home) -> None:
    """A question is answered by what its card says; a vote has nothing to be for."""
    card = await answer(discord, by=await newcomer(discord))
    asks = await discord.click(card, button(card, "Follow up"))
    complains = await discord.click(card, button(card, "Not helpful"))
    await asks.asked_back()
    await complains.asked_back()
    lose(home, card)
    second = await final(await discord.submit(asks, {"question": FOLLOW_UP}))
    assert UNDERSTOOD in second.text
    told = await final(await discord.submit(complains, {"reason": "wrong"}))
    assert GONE in told.text


# Trouble


Refuse = Callable[[Callable[[Any], bool]], None]


def refusing(discord: DiscordServer, method: str, path: str) -> Refuse:
    def refuse(when: Callable[[Any], bool]) -> None:
        discord.refuse(method=method, path_contains=path, when=when, times=1)

    return refuse


async def by_mention(discord: DiscordServer) -> Message:
    by = await newcomer(discord)
    return await (await discord.write(QUESTION, by=by, mentions_bot=True)).replied()


@pytest.mark.parametrize("mentioned", [False, True])
async def test_a_refused_card_becomes_an_embed_then_plain_text(
    discord: DiscordServer, home: Home, mentioned: bool
) -> None:
    where = ("POST", "/channels/") if mentioned else ("PATCH", "@original")
    refuse = refusing(discord, *where)

    async def ask() -> Message:
        return await (by_mention(discord) if mentioned else answer(discord))

    refuse(is_components_v2)
    embed = await ask()
    assert embed.body["embeds"]
    assert_proven(embed.text, articles_in(home))
    assert ANSWER in (await press(discord, embed, "Passages")).text
    assert UNDERSTOOD in (await follow_up(discord, embed)).text

    refuse(is_components_v2)
    refuse(lambda body: bool(body.get("embeds")))
    plain = await ask()
    assert ANSWER in plain.content
    assert_proven(plain.text, articles_in(home))


async def test_trouble_with_messages_loses_none(discord: DiscordServer) -> None:
    for trouble, how in (*TROUBLES, ("lose_answer", {})):
        getattr(discord, trouble)(method="POST", path_contains="/messages", **how)
        by = await newcomer(discord)
        written = await discord.write(QUESTION, by=by, mentions_bot=True)
        assert ANSWER in (await written.replied()).text
        await answer(discord)
        assert len(written.replies) == 1


async def test_being_seen_typing_is_not_worth_an_answer(discord: DiscordServer) -> None:
    discord.fail(method="POST", path_contains="/typing", status=500, times=5)
    assert ANSWER in (await by_mention(discord)).text


async def test_trouble_with_buttons_loses_none(discord: DiscordServer) -> None:
    card = await answer(discord)
    for trouble, how in TROUBLES:
        for method, path in (("POST", "callback"), ("PATCH", "@original")):
            getattr(discord, trouble)(method=method, path_contains=path, **how)
            by = await newcomer(discord)
            assert ANSWER in (await press(discord, card, "Passages", by=by)).text


def too_late(discord: DiscordServer) -> None:
    """The next answer finds its token expired."""
    discord.refuse(
        method="PATCH",
        path_contains="@original",
        status=401,
        code=50027,
        message="Invalid Webhook Token",
        times=1,
    )


async def test_after_fifteen_minutes_a_message_takes_the_answers_place(
    discord: DiscordServer,
) -> None:
    channel = await discord.add_channel("late")
    by = await newcomer(discord)
    too_late(discord)
    await asked(discord, by=by, channel=channel)
    card = await discord.posted(channel)
    assert ANSWER in card.text
    assert UNDERSTOOD in (await follow_up(discord, card)).text


async def test_too_late_where_the_bot_may_not_write_it_writes_directly_and_says_why(
    discord: DiscordServer,
) -> None:
    channel = await discord.add_channel("silent", deny=SEND_MESSAGES)
    by = await newcomer(discord)
    too_late(discord)
    await asked(discord, by=by, channel=channel)
    dm = discord.dm(by)
    assert "“Send Messages”" in (await discord.posted(dm)).text
    assert ANSWER in (await discord.posted(dm, when=lambda one: bool(one.components))).text


async def test_too_late_a_private_answer_stays_private(discord: DiscordServer) -> None:
    channel = await discord.add_channel("late and private")
    by = await newcomer(discord)
    too_late(discord)
    await asked(discord, by=by, channel=channel, private=True)
    assert ANSWER in (await discord.posted(discord.dm(by))).text
    seen = [one for one in discord.messages if one.channel is channel and not one.ephemeral]
    assert seen == []


async def test_too_late_where_the_bot_is_a_guest_it_writes_directly(
    discord: DiscordServer,
) -> None:
    by = discord.person(FOREIGN + 5)
    too_late(discord)
    await asked(discord, by=by, guild_id=FOREIGN, user_installed=True, private=False)
    dm = discord.dm(by)
    assert "You asked me in <#" in (await discord.posted(dm)).text
    assert ANSWER in (await discord.posted(dm, when=lambda one: bool(one.components))).text


def forgive(discord: DiscordServer, code: str) -> None:
    """Take back the one refusal that the bot could not know of before."""
    found = [one for one in discord.violations if code in one]
    assert len(found) == 1
    discord.violations.remove(found[0])


# Taking its time


def stages(interaction: Interaction) -> list[str]:
    """What a member saw, one state after the other; nothing while the bot was “thinking…”."""
    (message,) = interaction.messages
    return [str(version["content"]) for version in message.versions]


async def test_a_long_search_is_told_of_until_the_answer_is_there(discord: DiscordServer) -> None:
    question = await asked(discord, f"{QUESTION} {SLOWLY}")
    card = await question.answered(when=lambda message: bool(sentences_on(message.text)))
    assert [words.partition(" ")[2][:9] for words in stages(question)] == ["", SEARCHING[:9], ""]
    assert "49 articles" in stages(question)[1]
    assert SEARCHING not in card.text


async def test_what_is_told_of_a_search_never_comes_after_the_answer(
    discord: DiscordServer,
) -> None:
    discord.slow(method="PATCH", path_contains="@original", seconds=1.5)
    question = await asked(discord, f"{QUESTION} {SLOWLY} now")
    await question.answered(when=lambda message: bool(sentences_on(message.text)))
    await answer(discord)
    assert SEARCHING not in stages(question)[-1]
    assert SEARCHING in stages(question)[1]


async def test_a_short_search_is_not_told_of(discord: DiscordServer) -> None:
    question = await asked(discord)
    await final(question)
    assert not any(SEARCHING in words for words in stages(question))


# Restarts, and two processes


async def test_everything_works_after_a_restart(home: Home, tmp_path: Path) -> None:
    copy = served(home, tmp_path)
    async with DiscordServer(token=TOKEN, guild_id=GUILD_ID) as discord:
        by = await newcomer(discord)
        async with running_bot(copy, discord, FOOTNOTE_SYNC="always") as bot:
            card = await answer(discord, by=by)
            chain = await follow_up(discord, card)
            many = await answer(discord, otters.QUESTION, by=by)
            first = await press(discord, many, "Passages")
            private = await answer(discord, by=by, private=True)
            dated = await answer(discord, by=by, since="2030", private=False)
            results = await (
                await discord.slash("search", {"query": "harbour cameras"}, by=by)
            ).answered()
            asks = await discord.click(card, button(card, "Follow up"))
            complains = await discord.click(card, button(card, "Not helpful"))
            await asks.asked_back()
            await complains.asked_back()
            assert await bot.stop(signal.SIGTERM) == 0
        async with running_bot(copy, discord, FOOTNOTE_SYNC="always"):
            assert UNDERSTOOD in (await follow_up(discord, chain, "And by whom?")).text
            sent = await discord.submit(asks, {"question": FOLLOW_UP})
            assert UNDERSTOOD in (await final(sent)).text
            sent = await discord.submit(complains, {"reason": "bad source"})
            assert "Thank you" in (await final(sent)).text
            assert filed(copy, QUESTION) == 1
            assert "Page 2 of" in (await press(discord, first, "Next")).text
            assert ANSWER in (await press(discord, card, "Passages")).text
            assert (await press(discord, card, "More sources")).ephemeral
            assert "Thank you" in (await press(discord, card, "Helpful")).text
            assert votes(copy, card) == (1, 0)
            shared = await press(discord, private, "Share")
            assert QUESTION in shared.text
            assert ANSWER in (await press(discord, dated, "Widen dates")).text
            assert "Thank you" in (await press(discord, dated, "Tell the newsroom")).text
            assert min(sources_on((await press(discord, results, "Next")).text)) == 6
            reply = await discord.write(FOLLOW_UP, by=by, reply_to=card, mentions_bot=True)
            assert UNDERSTOOD in (await reply.replied()).text
        assert_well(discord)


async def test_two_processes_on_one_home_answer_once(discord: DiscordServer, home: Home) -> None:
    rounds, kept = 3, "SELECT count(*) FROM answers"
    before = count(home, kept)
    async with running_bot(home, discord, beside=1, FOOTNOTE_SYNC="never"):
        for number in range(rounds):
            by = await newcomer(discord)
            question = await asked(discord, f"{QUESTION} {number}", by=by)
            search = await discord.slash("search", {"query": "harbour cameras"}, by=by)
            written = await discord.write(f"{QUESTION} {number}", by=by, mentions_bot=True)
            card = await final(question)
            pressed = await discord.click(card, button(card, "Follow up"), by=by)
            asks = await discord.submit(pressed, {"question": FOLLOW_UP})
            for one in (question, search, asks):
                await final(one)
                assert len(one.messages) == 1
            await written.replied()
            assert len(written.replies) == 1
        await asyncio.gather(*(answer(discord, f"{QUESTION} {n}") for n in range(rounds)))
        assert count(home, kept) == before + 5 * rounds
    # One of the two is always late.
    discord.violations[:] = [one for one in discord.violations if "40060" not in one]
