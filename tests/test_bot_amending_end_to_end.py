"""Cards whose articles are corrected or taken down while the real bot runs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from bot_process import TOKEN, running_bot
from card_reader import as_shown, sentences_on
from discord_server import GUILD_ID, DiscordServer, Message, is_components_v2
from serving import QUESTION, answer, button, final, labels, newcomer, served

from corpus.article import Content
from corpus.home import Home
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL
from index.rebuild import rebuild
from index.torch_embedder import SentenceEmbedder

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOUND = "Who found a meteorite on Gull Island?"
SOLD = "Who sold the ferry Petrel to a circus?"
SANG = "Which choir won the lantern song prize?"
FELL = "Who fell into the fountain on Tollgate Square?"
WRONG = "The lighthouse keeper Alba Quist found a meteorite of nine kilograms on Gull Island."
RIGHT = "The lighthouse keeper Alba Quist found a meteorite of four kilograms on Gull Island."
TAKEN_DOWN = "The ferryman Otto Brand sold the ferry Petrel to a circus on Monday."
CHOIR = "The choir Aurelia from Tarwharf won the lantern song prize on Friday."
OTHER_CHOIR = "In the other valley the choir Bellona of Norrish won the lantern song prize."
FOUNTAIN = "The councillor Ewan Plume fell into the fountain on Tollgate Square."
TITLE = "A meteorite on Gull Island"
CORRECTED, WITHDRAWN = (
    "Corrected since this answer:",
    "An article behind this answer was taken down",
)


@dataclass
class Evening:
    """The cards that were given before the articles changed, and how often each was edited."""

    discord: DiscordServer
    slash: Message
    mention: Message
    direct: Message
    archived: Message
    embed: Message
    shared: Message
    german: Message
    private: Message
    of_ferry: Message
    of_choirs: Message
    of_fountain: Message
    unconcerned: Message
    edits: dict[str, list[int]] = field(default_factory=dict)

    @property
    def about_meteorite(self) -> list[Message]:
        """Those that all can see, or that were written directly."""
        return [self.slash, self.mention, self.direct, self.archived, self.embed, self.shared]

    def note_edits(self) -> None:
        """How many states each card has been in by now."""
        for name, card in vars(self).items():
            if isinstance(card, Message):
                self.edits.setdefault(name, []).append(len(card.versions))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evening(
    sample_home: Home, tmp_path_factory: pytest.TempPathFactory, model: SentenceEmbedder
) -> AsyncIterator[Evening]:
    """One article is corrected, twice, and one taken down, each with a new index."""
    home = served(sample_home, tmp_path_factory.mktemp("amending"))

    def publish(change: Callable[[ArticleStore], object]) -> None:
        with ArticleStore(home.articles) as store:
            change(store)
            rebuild(store, home.index, DEFAULT_MODEL, lambda _: model)

    def write(store: ArticleStore) -> None:
        store.add(["file:meteorite"], Content(title=TITLE, text=WRONG))
        store.add(["file:ferry"], Content(title="The Petrel is sold", text=TAKEN_DOWN))
        store.add(["file:choir"], Content(title="Aurelia wins", text=CHOIR))
        store.add(["file:other"], Content(title="Bellona wins", text=OTHER_CHOIR))
        store.add(["file:fountain"], Content(title="A wet councillor", text=FOUNTAIN))

    def take_down(store: ArticleStore, text: str) -> None:
        [article] = [one for one in store.articles() if one.text == text]
        assert store.withdraw(article.id)

    def correct(notice: str) -> Callable[[ArticleStore], object]:
        said = Content(title=TITLE, text=RIGHT, corrections=(notice,))
        return lambda store: store.add(["file:meteorite"], said)

    def correct_and_take_down(store: ArticleStore) -> None:
        correct("It weighs four kilograms, not nine.")(store)
        take_down(store, TAKEN_DOWN)
        take_down(store, CHOIR)

    def correct_again(store: ArticleStore) -> None:
        correct("It weighs four kilograms, not nine. It fell on Sunday.")(store)
        take_down(store, FOUNTAIN)

    publish(write)
    async with (
        DiscordServer(token=TOKEN, guild_id=GUILD_ID) as discord,
        running_bot(home, discord) as bot,
    ):
        night = await ask_everywhere(discord)
        night.note_edits()
        await asyncio.to_thread(publish, correct_and_take_down)
        for card in night.about_meteorite:
            await edited(discord, card, CORRECTED)
        await edited(discord, night.of_ferry, WITHDRAWN)
        await edited(discord, night.of_choirs, WITHDRAWN)
        await edited(discord, night.german, "berichtigt")
        night.note_edits()
        await asyncio.to_thread(publish, correct_again)
        await edited(discord, night.of_fountain, WITHDRAWN)  # the oldest card, looked at last
        night.note_edits()
        yield night
    assert discord.violations == []
    assert [message.pings for message in discord.messages if message.pings] == []
    assert not any("Traceback" in line for line in bot.log)


async def ask_everywhere(discord: DiscordServer) -> Evening:
    fountain = await answer(discord, FELL, by=await newcomer(discord))
    by = await newcomer(discord)
    thread = await discord.start_thread("Stones from the sky")
    archived = await answer(discord, FOUND, by=by, channel=thread)
    await discord.archive(thread)
    dm = discord.dm(by)
    direct = await discord.write(FOUND, by=by, channel=dm)
    mention = await discord.write(FOUND, by=by, mentions_bot=True)
    discord.refuse(method="PATCH", path_contains="@original", when=is_components_v2, times=1)
    embed = await answer(discord, FOUND, by=by)
    private = await answer(discord, FOUND, by=by, private=True)
    other = await answer(discord, FOUND, by=by, private=True)
    shared = await final(await discord.click(other, button(other, "Share")))
    return Evening(
        discord,
        slash=await answer(discord, FOUND, by=by, private=False),
        mention=await mention.replied(),
        direct=await direct.replied(),
        archived=archived,
        embed=embed,
        shared=shared,
        german=await answer(discord, FOUND, by=await newcomer(discord), locale="de"),
        private=private,
        of_fountain=fountain,
        of_choirs=await answer(discord, SANG, by=await newcomer(discord)),
        of_ferry=await answer(discord, SOLD, by=await newcomer(discord)),
        unconcerned=await answer(discord, QUESTION, by=await newcomer(discord)),
    )


async def edited(discord: DiscordServer, card: Message, words: str) -> None:
    """Wait until a card says something."""

    def says() -> bool | None:
        return words in card.text or None

    await discord.mail.signal.until(says, 60, lambda: card.text)


async def test_every_card_says_in_words_that_an_article_was_corrected(evening: Evening) -> None:
    for card in evening.about_meteorite:
        assert f"{CORRECTED}** “{TITLE}”" in card.text
        assert "Ask again" in card.text
        assert FOUND in as_shown(card.text)


async def test_nothing_that_was_corrected_is_quoted_any_more(evening: Evening) -> None:
    for card in [*evening.about_meteorite, evening.german]:
        assert sentences_on(card.text) == []
        assert "nine kilograms" not in card.text


async def test_what_was_taken_down_is_not_quoted_any_more(evening: Evening) -> None:
    card = evening.of_ferry
    assert WITHDRAWN in card.text
    assert "Otto Brand" not in card.text
    assert SOLD in as_shown(card.text)


async def test_what_still_holds_stays_and_can_be_followed_up(evening: Evening) -> None:
    card = evening.of_choirs
    assert WITHDRAWN in card.text
    assert [one.words for one in sentences_on(card.text)] == [OTHER_CHOIR]
    assert "Aurelia" not in card.text
    assert {"Passages", "Follow up", "Helpful"} <= set(labels(card))


async def test_the_note_is_in_the_language_of_the_card(evening: Evening) -> None:
    assert "Seit dieser Antwort berichtigt" in evening.german.text


async def test_a_card_is_edited_once_to_say_the_same(evening: Evening) -> None:
    for name in ("slash", "mention", "direct", "archived", "embed", "shared", "german", "of_ferry"):
        given, told, after = evening.edits[name]
        assert (told, after) == (given + 1, given + 1), name


async def test_other_cards_and_private_ones_are_left_as_they_are(evening: Evening) -> None:
    for name in ("private", "unconcerned"):
        assert len(set(evening.edits[name])) == 1
    assert "nine kilograms" in evening.private.text


async def test_what_was_an_embed_becomes_a_card(evening: Evening) -> None:
    assert is_components_v2(evening.embed.body)
