"""The real bot in its own process, discord.py and model included, against the stand-in."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from bot_process import TOKEN, BotProcess, running_bot
from card_reader import assert_proven, sentences_on
from discord_server import READER_ID, DiscordServer, Message, is_components_v2
from serving import final, served

from corpus.article import Article, Content
from corpus.home import Home
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL
from index.rebuild import rebuild
from index.torch_embedder import SentenceEmbedder

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "How many smart cameras did the council approve?"
NOT_COVERED = "How many moons does Jupiter have?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(token=TOKEN) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(
    discord: DiscordServer, sample_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BotProcess]:
    """One bot for the tests that leave it as it was."""
    home = served(sample_home, tmp_path_factory.mktemp("bot"))
    async with running_bot(home, discord) as process:
        yield process


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def nothing_refused(discord: DiscordServer) -> AsyncIterator[None]:
    """After each test: Discord had nothing to refuse, and nobody was pinged."""
    yield
    assert discord.violations == []
    assert [message.pings for message in discord.messages if message.pings] == []


async def answer(discord: DiscordServer, question: str = QUESTION) -> Message:
    return await final(await discord.slash("ask", {"question": question}))


def articles_in(home: Home) -> list[Article]:
    with ArticleStore(home.articles) as store:
        return list(store.articles())


async def test_ask_answers_with_a_card_whose_every_marker_reads_back(
    discord: DiscordServer, bot: BotProcess, sample_home: Home
) -> None:
    asked = await discord.slash("ask", {"question": QUESTION})
    card = await final(asked)
    assert asked.acknowledged_after is not None
    assert asked.acknowledged_after < 3
    assert is_components_v2(card.body)
    assert not card.ephemeral
    shown = assert_proven(card.text, articles_in(sample_home))
    assert any("640" in sentence.words for sentence in shown)
    assert "Based on" in card.text
    assert "index updated <t:" in card.text


async def test_the_open_buttons_lead_to_the_quoted_words(
    discord: DiscordServer, bot: BotProcess
) -> None:
    card = await answer(discord)
    assert card.links
    assert all("#:~:text=" in link for link in card.links)


async def test_what_is_not_covered_is_said_to_be_so_with_suggestions(
    discord: DiscordServer, bot: BotProcess
) -> None:
    card = await answer(discord, NOT_COVERED)
    assert "Our coverage doesn't say." in card.text
    assert sentences_on(card.text) == []
    assert "suggestions and not as sources" in card.text


async def test_passages_shows_the_quotes_in_context_to_one_member(
    discord: DiscordServer, bot: BotProcess
) -> None:
    card = await answer(discord)
    pressed = await discord.click(card, card.custom_ids[0])
    passages = await pressed.answered()
    assert passages.ephemeral
    assert "paragraph " in passages.text
    for sentence in sentences_on(card.text):
        assert sentence.words.split(",")[0] in passages.text.replace("\\", "")


@pytest.mark.parametrize(
    "question",
    [
        "**Who** _won_ ~~the~~ `contract` ||for|| > the # cameras?",
        "@everyone <@700000000000000004> <@&700000000000000002> who won the contract?",
        "[click](https://evil.example) who won the contract for the cameras?",
        "who won the contract 🎥🤖👩‍👩‍👧‍👦 for the cameras?",
        "من فاز بعقد الكاميرات؟",
        "カメラの契約を獲得したのは誰ですか？",
        "line one\nline two\n- who won?",
        "\u202ewho won the contract\u202c",
        "\\ \\\\ ``` ``` who won",
    ],
)
async def test_any_question_gets_a_card(
    discord: DiscordServer, bot: BotProcess, sample_home: Home, question: str
) -> None:
    card = await answer(discord, question)
    assert is_components_v2(card.body)
    assert_proven(card.text, articles_in(sample_home))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "Please write a question"),
        ("   \n ", "Please write a question"),
        ("?!… 🤖", "Please write a question"),
        ("who won? " * 445, "at most 1,000 characters"),
    ],
)
async def test_what_is_no_question_gets_one_polite_sentence(
    discord: DiscordServer, bot: BotProcess, question: str, said: str
) -> None:
    asked = await discord.slash("ask", {"question": question}, enforce=False)
    assert said in (await asked.answered()).text


async def test_about_says_what_is_covered_and_what_is_kept(
    discord: DiscordServer, bot: BotProcess
) -> None:
    about = await (await discord.slash("about")).answered()
    assert about.ephemeral
    for words in ("42 articles", "<t:", "all-MiniLM-L6-v2", "Privacy:"):
        assert words in about.text


async def test_a_refused_card_becomes_an_embed_and_a_refused_embed_plain_text(
    discord: DiscordServer, bot: BotProcess, sample_home: Home
) -> None:
    def refuse(when: Any) -> None:
        discord.refuse(method="PATCH", path_contains="@original", when=when, times=1)

    refuse(is_components_v2)
    embed = await answer(discord)
    assert embed.body["embeds"]
    assert embed.custom_ids
    assert_proven(embed.text, articles_in(sample_home))

    refuse(is_components_v2)
    refuse(lambda body: bool(body.get("embeds")))
    plain = await answer(discord)
    assert plain.content
    assert not plain.body["embeds"]
    assert_proven(plain.text, articles_in(sample_home))


async def test_trouble_on_the_way_loses_no_question(
    discord: DiscordServer, bot: BotProcess
) -> None:
    discord.rate_limit(method="PATCH", path_contains="@original", retry_after=0.2)
    assert sentences_on((await answer(discord)).text)
    discord.fail(method="PATCH", path_contains="@original", status=502)
    assert sentences_on((await answer(discord)).text)
    discord.fail(method="POST", path_contains="callback", status=503)
    assert sentences_on((await answer(discord)).text)


async def test_a_dropped_connection_is_resumed_and_its_questions_are_answered(
    discord: DiscordServer, bot: BotProcess
) -> None:
    for trouble in (discord.drop_connections, discord.ask_reconnect):
        await trouble()
        asked = await discord.slash("ask", {"question": QUESTION})
        assert sentences_on((await final(asked, within=60)).text)
    assert discord.gateway.resumes


async def test_twenty_questions_at_once_are_all_answered(
    discord: DiscordServer, bot: BotProcess
) -> None:
    asked = [
        await discord.slash("ask", {"question": f"{QUESTION} {n}"}, by=READER_ID + n)
        for n in range(20)
    ]
    cards = await asyncio.gather(*(final(question, within=60) for question in asked))
    assert all(sentences_on(card.text) for card in cards)


async def test_no_token_and_no_question_is_in_the_log(
    discord: DiscordServer, bot: BotProcess
) -> None:
    secret = "zebra crossing subsidies"
    await (await discord.slash("ask", {"question": f"What about {secret}?"})).answered()
    log = "".join(bot.log)
    assert "way=slash outcome=" in log  # it does log
    assert secret not in log
    assert TOKEN not in log


async def test_more_questions_than_the_queue_takes_are_told_to_try_again(
    sample_home: Home, tmp_path: Path
) -> None:
    async with DiscordServer(token=TOKEN) as discord:
        home = served(sample_home, tmp_path)
        async with running_bot(home, discord, FOOTNOTE_QUEUE="1"):
            asked = [await discord.slash("ask", {"question": QUESTION}) for _ in range(8)]
            texts = [(await final(question)).text for question in asked]
        busy = [text for text in texts if "try again" in text]
        assert busy
        assert len(busy) < len(texts)
        assert discord.violations == []


async def test_restarts_commands_buttons_and_the_end(sample_home: Home, tmp_path: Path) -> None:
    """Commands are told once; a button outlives its process; SIGTERM and SIGINT end cleanly."""
    home = served(sample_home, tmp_path)
    async with DiscordServer(token=TOKEN) as discord:
        async with running_bot(home, discord) as bot:
            card = await answer(discord)
            late = await discord.slash("ask", {"question": QUESTION})
            await late.acknowledged()
            assert await bot.stop(signal.SIGTERM) == 0
        assert sentences_on((await late.answered(within=1)).text)
        assert discord.syncs == 1
        async with running_bot(home, discord) as bot:
            pressed = await discord.click(card, card.custom_ids[0])
            assert "paragraph " in (await pressed.answered()).text
            assert await bot.stop(signal.SIGINT) == 0
            assert "Traceback" not in "".join(bot.log)
        assert discord.syncs == 1
        assert discord.violations == []


async def test_a_bot_without_an_index_says_so_and_answers_once_there_is_one(
    sample_home: Home, tmp_path: Path
) -> None:
    home = Home(tmp_path / "empty")
    home.root.mkdir()
    async with DiscordServer(token=TOKEN) as discord, running_bot(home, discord) as bot:
        early = await answer(discord)
        assert "no coverage to answer from yet" in early.text
        assert any("footnote index rebuild" in line for line in bot.log)
        served(sample_home, home.root)
        await bot.told("now answering from index")
        assert sentences_on((await answer(discord)).text)


async def test_a_published_index_is_swapped_in_without_losing_a_question(
    sample_home: Home, tmp_path: Path, model: SentenceEmbedder
) -> None:
    home = served(sample_home, tmp_path)
    news = "The lighthouse keeper Alba Quist found a meteorite on Gull Island on Sunday."
    with ArticleStore(home.articles) as store:
        store.add(["file:new"], Content(title="Meteorite on Gull Island", text=news))
    async with DiscordServer(token=TOKEN) as discord, running_bot(home, discord):
        stop = asyncio.Event()

        async def keep_asking() -> list[str]:
            texts = []
            while not stop.is_set():
                asked = await discord.slash("ask", {"question": QUESTION})
                texts.append((await final(asked)).text)
            return texts

        asking = asyncio.create_task(keep_asking())

        def publish() -> None:
            with ArticleStore(home.articles) as store:
                rebuild(store, home.index, DEFAULT_MODEL, lambda _: model)

        await asyncio.to_thread(publish)
        async with asyncio.timeout(10):
            while True:
                asked = await discord.slash("ask", {"question": "Who found a meteorite?"})
                if news in (await final(asked)).text.replace("\\", ""):
                    break
        stop.set()
        texts = await asking
        assert texts
        assert all(sentences_on(text) for text in texts)
        assert discord.violations == []


async def test_a_wrong_token_ends_with_one_line(sample_home: Home) -> None:
    async with DiscordServer(token="another") as discord:
        async with running_bot(sample_home, discord, connected=False) as bot:
            assert await bot.ended() == 1
        log = "".join(bot.log)
        assert "Discord does not accept the token" in log
        assert "Traceback" not in log
