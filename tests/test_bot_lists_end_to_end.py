"""Lists, timelines, what the bot says of itself, and languages, with the real bot in a process."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from bot_process import TOKEN, BotProcess, running_bot
from card_reader import as_shown, assert_proven, sources_on
from discord_server import GUILD_ID, DiscordServer, Message, Person
from serving import (
    ANSWER,
    NOT_COVERED,
    QUESTION,
    answer,
    articles_in,
    button,
    count,
    final,
    labels,
    newcomer,
    served,
)

from bot.server import ServerSettings
from corpus.home import Home

pytestmark = pytest.mark.asyncio(loop_scope="module")

SERBIAN, NARROW = GUILD_ID + 1_000, GUILD_ID + 2_000
POST = "Norrish Valley Post (fictional)"
COURIER = "Port Ardell Courier (fictional)"
HALT = "Commissioner halts face-recognition pilot in Port Ardell"
CAMERAS = "Council approves 640 smart cameras for the harbour district"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(token=TOKEN, guild_id=GUILD_ID) as server:
        yield server


@pytest.fixture(scope="module")
def home(sample_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    servers = {SERBIAN: ServerSettings(language="sr"), NARROW: ServerSettings(collection=(POST,))}
    return served(sample_home, tmp_path_factory.mktemp("lists"), servers)


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def bot(discord: DiscordServer, home: Home) -> AsyncIterator[BotProcess]:
    async with running_bot(home, discord) as process:
        yield process


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def nothing_refused(discord: DiscordServer) -> AsyncIterator[None]:
    """After each test: Discord had nothing to refuse, and nobody was pinged."""
    yield
    assert discord.violations == []
    assert [message.pings for message in discord.messages if message.pings] == []


async def use(
    discord: DiscordServer, command: str, *, by: Person | None = None, **options: Any
) -> Message:
    """What a command shows; `locale`, `guild_id` and `channel` say where it is used."""
    where = {key: options.pop(key) for key in ("locale", "guild_id", "channel") if key in options}
    by = by or await newcomer(discord)
    return await final(await discord.slash(command, options, by=by, **where))


def quotes(card: Message) -> list[str]:
    """The lines that are quoted."""
    lines = as_shown(card.text).split("\n")
    return [line.removeprefix("> ") for line in lines if line.startswith("> ")]


# Articles


async def test_search_lists_articles_each_with_a_sentence_of_its_own(
    discord: DiscordServer, home: Home
) -> None:
    card = await use(discord, "search", query="harbour cameras")
    assert "### harbour cameras" in card.text
    texts = {article.title: article.text for article in articles_in(home)}
    titles = list(sources_on(card.text).values())
    assert len(titles) == 5
    assert set(titles) <= set(texts)
    assert all(any(quote in text for text in texts.values()) for quote in quotes(card))
    assert "1 to 5 of " in card.text
    assert labels(card) == ["Next"]


async def test_search_keeps_to_the_options(discord: DiscordServer) -> None:
    card = await use(discord, "search", query="face recognition", outlet=POST, since="2024-11")
    assert "Only: since 2024-11-01, outlet Norrish Valley Post" in as_shown(card.text)
    assert COURIER not in as_shown(card.text).split("Also printed by", maxsplit=1)[0]


async def test_what_is_no_date_is_said_to_be_none(discord: DiscordServer) -> None:
    for command in ("search", "ask", "timeline"):
        option = {"ask": "question", "search": "query", "timeline": "topic"}[command]
        options: dict[str, Any] = {option: "cameras", "since": "*soon*"}
        card = await use(discord, command, **options)
        assert "“*soon*” is not a date" in as_shown(card.text)


async def test_nothing_is_found_of_what_is_not_covered(discord: DiscordServer) -> None:
    card = await use(discord, "search", query="quantum chromodynamics")
    assert "No article in our coverage is about this." in card.text
    assert labels(card) == []


async def test_an_article_is_shown_with_who_else_printed_it_and_what_is_like_it(
    discord: DiscordServer, home: Home
) -> None:
    [chosen] = await suggested(discord, "article", "title", HALT)
    card = await use(discord, "article", title=chosen["value"])
    assert HALT in as_shown(card.text)
    assert f"Also printed by: {POST}" in as_shown(card.text)
    assert "Similar articles" in card.text
    [article] = [one for one in articles_in(home) if one.title == HALT]
    assert quotes(card)
    assert all(quote in article.text for quote in quotes(card))
    assert card.links


async def test_a_title_that_was_typed_and_not_chosen_is_found(discord: DiscordServer) -> None:
    assert CAMERAS in as_shown((await use(discord, "article", title="council approves 640")).text)


async def test_a_title_that_is_not_covered_is_said_to_be_so(discord: DiscordServer) -> None:
    card = await use(discord, "article", title="Xyzzyx plugh qwertz")
    assert "Our coverage has no such article" in card.text


async def test_latest_lists_the_newest_of_all_or_of_a_topic(
    discord: DiscordServer, home: Home
) -> None:
    dated = {one.published: one for one in articles_in(home) if one.published}
    newest = dated[max(dated)]
    card = await use(discord, "latest")
    assert "Latest articles" in card.text
    assert sources_on(card.text)[1] == newest.title
    about = await use(discord, "latest", topic="ferry")
    assert "### ferry" in about.text
    assert any("ferry" in title.casefold() for title in sources_on(about.text).values())


# Timelines


async def test_a_timeline_is_a_picture_with_its_numbers_below(discord: DiscordServer) -> None:
    card = await use(discord, "timeline", topic="smart cameras")
    [(name, picture)] = card.files.items()
    assert name.endswith(".png")
    assert picture.startswith(b"\x89PNG")
    [attached] = card.body["attachments"]
    assert "Bar chart: articles about “smart cameras”" in attached["description"]
    [gallery] = [item for item in card.components if item["type"] == 12]
    assert gallery["items"][0]["description"] == attached["description"]
    assert sorted(sources_on(card.text)) == list(range(1, len(sources_on(card.text)) + 1))
    assert "in all" in card.text
    assert card.links


async def test_a_timeline_begins_when_it_is_told_to(discord: DiscordServer) -> None:
    card = await use(discord, "timeline", topic="smart cameras", since="2025")
    assert card.files
    assert CAMERAS not in as_shown(card.text)


async def test_where_nothing_is_covered_a_timeline_is_one_sentence(discord: DiscordServer) -> None:
    card = await use(discord, "timeline", topic="quantum chromodynamics")
    assert "Our coverage has no articles about “quantum chromodynamics”." in as_shown(card.text)
    assert card.files == {}


async def test_a_refused_picture_leaves_the_list(discord: DiscordServer) -> None:
    discord.refuse(
        method="PATCH", path_contains="@original", when=lambda body: "attachments" in body, times=1
    )
    card = await use(discord, "timeline", topic="smart cameras")
    assert card.files == {}
    assert len(sources_on(card.text)) > 1


# Completing what is typed


async def suggested(
    discord: DiscordServer, command: str, option: str, typed: str, **where: Any
) -> list[dict[str, Any]]:
    found = await discord.autocomplete(command, option, typed, **where)
    return await found.suggested()


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("option", "typed", "expected"),
    [
        ("section", "cou", "Courts"),
        ("author", "marran", "Ilse Marran"),
        ("author", "Ilze Maran", "Ilse Marran"),
        ("outlet", "norr", POST),
    ],
)
async def test_names_are_completed(
    discord: DiscordServer, command: str, option: str, typed: str, expected: str
) -> None:
    values = [one["value"] for one in await suggested(discord, command, option, typed)]
    assert values[0] == expected
    assert len(values) <= 25
    option_text = "question" if command == "ask" else "query"
    words: dict[str, Any] = {option_text: "cameras", option: expected}
    assert expected in as_shown((await use(discord, command, **words)).text)


async def test_titles_are_completed_the_newest_first(discord: DiscordServer) -> None:
    everything = await suggested(discord, "article", "title", "")
    assert len(everything) == 25
    assert "Eighteen months" in everything[0]["name"]
    cameras = await suggested(discord, "article", "title", "camera")
    assert all("camera" in one["name"].casefold() for one in cameras[:2])


async def test_a_server_completes_and_finds_only_what_is_in_its_collection(
    discord: DiscordServer,
) -> None:
    guild = await discord.add_guild("Narrow", guild_id=NARROW)
    where: dict[str, Any] = {"guild_id": guild.id}
    assert [one["value"] for one in await suggested(discord, "ask", "outlet", "", **where)] == [
        POST
    ]
    assert await suggested(discord, "article", "title", CAMERAS, **where) == []
    card = await use(discord, "search", query="face recognition", **where)
    assert COURIER not in as_shown(card.text)
    card = await use(discord, "article", title=CAMERAS, **where)
    assert CAMERAS not in as_shown(card.text)


# What the bot says of itself, and forgets


async def test_help_names_the_commands_as_links(discord: DiscordServer) -> None:
    card = await use(discord, "help")
    assert card.ephemeral
    number = next(one["id"] for one in discord.commands if one["name"] == "ask")
    assert f"</ask:{number}>" in card.text


async def test_privacy_says_what_is_kept(discord: DiscordServer) -> None:
    card = await use(discord, "privacy")
    assert card.ephemeral
    assert "**Your questions** are not kept." in card.text
    assert "90 days" in card.text


async def test_forget_me_deletes_at_once(discord: DiscordServer, home: Home) -> None:
    by = await newcomer(discord)
    card = await answer(discord, NOT_COVERED, by=by, private=True)
    await final(await discord.click(card, button(card, "Tell the newsroom")))
    answered = await answer(discord, by=by)
    assert answered.ephemeral  # as remembered
    await final(await discord.click(answered, button(answered, "Helpful")))
    rows = "SELECT (SELECT count(*) FROM filed) + (SELECT count(*) FROM votes)"
    before = count(home, rows)
    done = await use(discord, "forget-me", by=by)
    assert done.ephemeral
    assert "Done." in done.text
    assert count(home, rows) == before - 2
    assert not (await answer(discord, by=by)).ephemeral


# Languages


@pytest.mark.parametrize(
    ("locale", "button_label", "basis", "since"),
    [
        ("de", "Nachfragen", "Grundlage: ", "seit 2024-01-01"),
        ("fr", "Poursuivre", "D’après", "depuis le 2024-01-01"),
        ("es-ES", "Seguir preguntando", "Según", "desde 2024-01-01"),
        ("es-419", "Seguir preguntando", "Según", "desde 2024-01-01"),
        ("pt-BR", "Continuar perguntando", "Com base", "desde 2024-01-01"),
    ],
)
async def test_a_member_is_spoken_to_in_the_own_language(
    discord: DiscordServer,
    home: Home,
    locale: str,
    button_label: str,
    basis: str,
    since: str,
) -> None:
    by = await newcomer(discord)
    card = await answer(discord, by=by, locale=locale, since="2024")
    assert any(ANSWER in one.words for one in assert_proven(card.text, articles_in(home)))
    assert button_label in labels(card)
    assert since in card.text
    assert "Only:" not in card.text
    assert "Based on" not in card.text
    follow = await discord.click(card, button(card, button_label), by=by, locale=locale)
    assert (await follow.asked_back())["title"] == button_label


async def test_a_server_can_have_a_language_of_its_own(discord: DiscordServer) -> None:
    guild = await discord.add_guild("Srpski", guild_id=SERBIAN)
    by = await discord.add_member(guild=guild)
    card = await answer(discord, by=by, guild_id=guild.id, locale="de")
    assert "Pitaj dalje" in labels(card)
    channel = next(iter(guild.channels.values()))
    written = await discord.write(QUESTION, by=by, channel=channel, mentions_bot=True)
    assert "Pitaj dalje" in labels(await written.replied())


async def test_a_timeline_speaks_the_members_language(discord: DiscordServer) -> None:
    card = await use(discord, "timeline", topic="smart cameras", locale="de")
    assert "Balkendiagramm" in card.body["attachments"][0]["description"]


async def test_commands_are_described_in_every_language(discord: DiscordServer) -> None:
    ask = discord.command("ask", GUILD_ID)
    assert {"de", "fr", "es-ES", "pt-BR"} <= set(ask["description_localizations"])
    assert ask["name_localizations"] in (None, {})
