"""An evening in a server: thirty members use the bot in every way there is, while much goes wrong.

The script plays against the stand-in for Discord, in an order that a seed decides, many members at
once. It waits for every answer, and knows afterwards what the bot must have kept::

    evening = Evening(discord, seed=1)
    await evening.begin()                     # members, channels, what the manager sets up
    await evening.play(evening.programme())   # until everything that was done is answered
    evening.doors.clear()                     # nobody begins anything new: the bot may be restarted
"""

import asyncio
import json
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot_process import ROOT, running_bot
from discord_server import (
    EDITOR,
    FORUM,
    Channel,
    DiscordServer,
    Guild,
    Interaction,
    Message,
    Person,
    Written,
)

from bot.reindexing import REBUILD, Reindexing, Step
from corpus.article import Content
from corpus.home import Home
from corpus.store import ArticleStore

SURE = "How many smart cameras did the council approve?"
NEWS = "The lighthouse keeper Alba Quist found a meteorite on Gull Island on Sunday."
_QUESTIONS = Path(__file__).with_name("sample_questions.jsonl")
_LOCALES = ("en-US", "en-GB", "de", "fr", "es-ES", "es-419", "pt-BR", "ja", "ar", "pl")
_STOPPED_AFTER = (0.35, 0.7)  # of the evening
_WITHIN = 60.0  # seconds to wait for an answer: the bot may be restarted in between
_OPTIONS: Sequence[Mapping[str, object]] = (
    {"since": "2024-03-01"},
    {"until": "June 2024"},
    {"since": "last week"},
    {"section": "City"},
    {"section": "Transport", "since": "2024-01-01"},
    {"author": "Ilse Marran"},
    {"outlet": "Port Ardell Courier (fictional)", "until": "2025-01-01"},
    {"outlet": "no such outlet"},
    {"since": "the day before the flood"},
    {"since": "2024-01-01", "until": "2024-12-31", "section": "City", "author": "Jory Pellan"},
)
_TOPICS = ("cameras", "face recognition", "ferry", "budget", "Veydral", "no such topic at all")
_CLAIMS = (
    "The council approved 900 cameras in March. The mayor plays the violin every morning.",
    "Face recognition was switched off in November by order of the commissioner.",
    "hello there",
    "@everyone The ferry to Gull Island is free since April <@1> and the tram opened in March.",
)
Act = Callable[[random.Random], Awaitable[None]]


@dataclass(frozen=True)
class Deed:
    """Something that members do, one thing after another, and its own source of chance."""

    name: str
    act: Act
    seed: int

    async def do(self) -> None:
        await self.act(random.Random(self.seed))


@dataclass
class Expected:
    """What the records must hold in the end."""

    votes: dict[str, dict[int, bool]] = field(default_factory=dict)
    """Answer id -> member -> whether it was helpful."""
    filed: Counter[str] = field(default_factory=Counter)
    """How often a question was put before the newsroom, by why."""
    private: set[int] = field(default_factory=set)
    """Members who chose that their answers are private."""


class Evening:
    """What happens, and what came of it."""

    def __init__(self, discord: DiscordServer, seed: int, at_once: int = 20) -> None:
        """`at_once`: how many deeds go on at the same time."""
        self.discord = discord
        self.expected = Expected()
        self.done: Counter[str] = Counter()
        self.took: list[float] = []
        """Seconds from an interaction being delivered to its answer, of each that has one."""
        self.delivered_again: set[str] = set()
        self.lost_callbacks = 0
        self.doors = asyncio.Event()
        """While they are closed nobody begins anything; what was begun goes on."""
        self.doors.set()
        self.failures: list[str] = []
        self._seed = seed
        self._chance = random.Random(seed)
        self._free = asyncio.Semaphore(at_once)
        self._begun = 0
        self._one_more = asyncio.Event()
        self._public: list[Message] = []

    # Before

    async def begin(self, members: int = 30) -> None:
        """Who and what there is: members of many languages, some with a role, and channels."""
        discord = self.discord
        self.guild: Guild = discord.guild
        staff = await discord.add_role("Newsroom")
        self.people = [
            await discord.add_member(
                f"Reader {number}",
                locale=_LOCALES[number % len(_LOCALES)],
                roles=(staff,) if number % 7 == 0 else (),
            )
            for number in range(members)
        ]
        self.discreet = self.people[:4]
        """They ask for private answers, always."""
        self.leaving = self.people[4:6]
        """They have all that is kept of them deleted, and nothing else is expected of them."""
        self.readers = self.people[6:]
        self.manager = await discord.add_member("Manager", permissions=EDITOR)
        self.channels = [await discord.add_channel(name) for name in ("general", "city", "harbour")]
        self.forum = await discord.add_channel("questions", kind=FORUM)
        self.elsewhere = discord.places.guild(self.guild.id + 100)

    async def set_up(self) -> None:
        """The manager goes through the panel; forum posts are answered from then on."""
        panel = await self.slash("footnote setup", by=self.manager)
        await self._choose(panel, "fn:set:auto_channels", str(self.forum.id))
        await self._press(panel, "fn:do:page:newsroom", by=self.manager)
        await self._press(panel, "fn:do:keep_questions:on", by=self.manager)
        await self._press(panel, "fn:do:page:members", by=self.manager)
        await self._choose(panel, "fn:set:per_day", "500")

    async def set_up_more(self) -> None:
        """Later that evening, on a new panel."""
        panel = await self.slash("footnote setup", by=self.manager)
        await self._press(panel, "fn:do:page:members", by=self.manager)
        await self._choose(panel, "fn:set:per_minute", "30")

    def programme(self) -> list[Deed]:
        """Everything that is done, in the order of chance."""
        acts = [(name, act) for name, act, count in self._acts() for _ in range(count)]
        self._chance.shuffle(acts)
        return [
            Deed(name, act, self._seed * 10_000 + number) for number, (name, act) in enumerate(acts)
        ]

    async def play(self, deeds: Sequence[Deed]) -> None:
        """All of them; what failed is told in `failures`."""
        await asyncio.gather(*map(self._play_one, deeds))

    async def begun(self, count: int) -> None:
        """Waits until so many deeds of the evening have begun."""
        while self._begun < count:
            self._one_more.clear()
            await self._one_more.wait()

    async def _play_one(self, deed: Deed) -> None:
        async with self._free:
            await self._enter()
            self._begun += 1
            self._one_more.set()
            try:
                await deed.do()
            except (TimeoutError, LookupError, AssertionError, RuntimeError) as error:
                self.failures.append(f"{deed.name}: {error!r}")

    def _acts(self) -> Iterator[tuple[str, Act, int]]:
        yield "ask and read", self._ask_and_read, 14
        yield "ask and judge", self._ask_and_judge, 14
        yield "ask and follow up", self._ask_and_follow_up, 10
        yield "ask with options", self._ask_with_options, 20
        yield "ask in private", self._ask_in_private, 8
        yield "ask what is not covered", self._ask_what_is_not_covered, 8
        yield "press an older button", self._press_an_older_button, 12
        yield "search", self._search, 14
        yield "latest", self._latest, 8
        yield "article", self._article, 8
        yield "timeline", self._timeline, 4
        yield "about the bot", self._about, 9
        yield "complete", self._complete, 14
        yield "menu", self._menu, 14
        yield "mention", self._mention, 10
        yield "direct message", self._direct_message, 6
        yield "thread", self._thread, 4
        yield "post", self._post, 3
        yield "guest", self._guest, 6
        yield "manage", self._manage, 5
        yield "leave", self._leave, 2
        yield from ((name, act, count) for name, act, count in self._troubles())

    # Asking

    async def _ask_and_read(self, chance: random.Random) -> None:
        asker = chance.choice(self.readers)
        card = await self.ask(chance, asker)
        if passages := await self._press_kind(card, "fn:p:", by=self._anyone(chance, card, asker)):
            await self._press_kind(passages, "fn:pn:", by=passages.placed.person)
        further = await self._press_kind(card, "fn:m:", by=self._anyone(chance, card, asker))
        if further:
            await self._press_kind(further, "fn:m:", by=further.placed.person)

    async def _ask_and_judge(self, chance: random.Random) -> None:
        asker = chance.choice(self.readers)
        card = await self.ask(chance, asker, question=SURE)
        first, second = chance.sample(self.readers, 2)
        if await self._press_kind(card, "fn:h:", by=first):
            self._voted(card, first, helpful=True)
        reason = chance.choice(["wrong", "outdated", "missing article", "bad source", "other"])
        values = {"reason": reason, "remark": "@everyone **no**"}
        if await self._fill_in(card, "fn:n:", values, by=second):
            self._voted(card, second, helpful=False)
            self.expected.filed["not helpful"] += 1

    async def _ask_and_follow_up(self, chance: random.Random) -> None:
        asker = chance.choice(self.readers)
        card = await self.ask(chance, asker)
        again = await self._fill_in(
            card, "fn:f:", {"question": "And who voted against it?"}, by=asker
        )
        if again and chance.random() < 0.5:
            await self._fill_in(again, "fn:f:", {"question": "When was that?"}, by=asker)

    async def _ask_with_options(self, chance: random.Random) -> None:
        asker = chance.choice(self.readers)
        card = await self.ask(chance, asker, chance.choice(_OPTIONS))
        await self._press_kind(card, "fn:w:", by=asker)

    async def _ask_in_private(self, chance: random.Random) -> None:
        asker = chance.choice(self.discreet)
        card = await self.ask(chance, asker, {"private": True})
        self.expected.private.add(asker.id)
        assert card.ephemeral
        await self._press_kind(card, "fn:s:", by=asker)

    async def _ask_what_is_not_covered(self, chance: random.Random) -> None:
        asker = chance.choice(self.readers)
        subject = chance.choice(["Jupiter", "the Thames", "chess", "Brackwater's mayor"])
        card = await self.slash(
            "ask", {"question": f"How old is {subject}? {chance.random()}"}, by=asker
        )
        if await self._press_kind(card, "fn:t:", by=self._anyone(chance, card, asker)):
            self.expected.filed["filed"] += 1

    async def _press_an_older_button(self, chance: random.Random) -> None:
        if not self._public:
            return
        card = chance.choice(self._public)
        kind = chance.choice(["fn:p:", "fn:m:", "fn:h:"])
        who = chance.choice(self.readers)
        if kind == "fn:h:" and who.id in self.expected.votes.get(_answer_id(card), {}):
            return
        if await self._press_kind(card, kind, by=who) and kind == "fn:h:":
            self._voted(card, who, helpful=True)

    # Looking

    async def _search(self, chance: random.Random) -> None:
        options = {"query": chance.choice(_TOPICS), **chance.choice([*_OPTIONS, {}, {}, {}])}
        asker = chance.choice(self.readers)
        page = await self.slash("search", options, by=asker, channel=self._somewhere(chance))
        if following := await self._press_kind(page, "fn:g:", by=asker):
            await self._press_kind(following, "fn:b:", by=following.placed.person)

    async def _latest(self, chance: random.Random) -> None:
        options = chance.choice([{}, {"topic": chance.choice(_TOPICS)}])
        asker = chance.choice(self.readers)
        page = await self.slash("latest", options, by=asker, channel=self._somewhere(chance))
        await self._press_kind(page, "fn:g:", by=asker)

    async def _article(self, chance: random.Random) -> None:
        asker = chance.choice(self.readers)
        choices = await self.complete("article", "title", chance.choice(["ferr", "Cou", ""]), asker)
        title = chance.choice([*(choice["value"] for choice in choices), "no such title"])
        await self.slash("article", {"title": title}, by=asker, channel=self._somewhere(chance))

    async def _timeline(self, chance: random.Random) -> None:
        options = {"topic": chance.choice(_TOPICS), **chance.choice([{}, {"since": "2024-06-01"}])}
        await self.slash("timeline", options, by=chance.choice(self.readers))

    async def _about(self, chance: random.Random) -> None:
        await self.slash(chance.choice(["about", "help", "privacy"]), by=chance.choice(self.people))

    async def _complete(self, chance: random.Random) -> None:
        option = chance.choice(["section", "author", "outlet"])
        typed = chance.choice(["", "c", "Port", "ilse", "zzz", "@everyone"])
        await self.complete(chance.choice(["ask", "search"]), option, typed, self.readers[0])

    async def _menu(self, chance: random.Random) -> None:
        who, author = chance.sample(self.readers, 2)
        name, words = chance.choice(
            [
                ("Ask about this", chance.choice(_known_questions())),
                ("Check against coverage", chance.choice(_CLAIMS)),
            ]
        )
        await self._enter()
        self.done[name] += 1
        await self._answer(
            await self.discord.use_on_message(
                name, words, by=who, author_id=author.id, channel=self._somewhere(chance)
            )
        )

    async def _leave(self, chance: random.Random) -> None:
        member = chance.choice(self.leaving)
        card = await self.slash("ask", {"question": SURE, "private": True}, by=member)
        await self._press_kind(card, "fn:h:", by=member)
        await self.slash("forget-me", by=member)

    # Writing

    async def _mention(self, chance: random.Random) -> None:
        author = chance.choice(self.readers)
        question = chance.choice(_known_questions())
        answered = await self.write(question, author, self._somewhere(chance), mentions_bot=True)
        await self._press_kind(answered, "fn:p:", by=chance.choice(self.readers))
        if chance.random() < 0.6:
            await self.write("And why is that?", author, answered.channel, reply_to=answered)

    async def _direct_message(self, chance: random.Random) -> None:
        author = chance.choice(self.readers)
        channel = self.discord.dm(author)
        await self.write(chance.choice(_known_questions()), author, channel)

    async def _thread(self, chance: random.Random) -> None:
        author = chance.choice(self.readers)
        await self._enter()
        thread = await self.discord.start_thread(
            "About the cameras", channel=self._somewhere(chance), by=author
        )
        await self.write(SURE, author, thread, mentions_bot=True)
        await self.write("And what do they cost?", author, thread)

    async def _post(self, chance: random.Random) -> None:
        await self._enter()
        self.done["post"] += 1
        written = await self.discord.post(
            self.forum, "Cameras", SURE, by=chance.choice(self.readers)
        )
        await self._reply(written)

    # Elsewhere, and those who run the place

    async def _guest(self, chance: random.Random) -> None:
        """Where only the member installed the bot: another server, a group, its own messages."""
        one, two = chance.sample(self.readers, 2)
        channel = chance.choice(
            [next(iter(self.elsewhere.channels.values())), self.discord.group(one, two)]
        )
        await self._enter()
        self.done["guest"] += 1
        asked = await self.discord.slash(
            "ask",
            {"question": chance.choice(_known_questions())},
            by=one,
            channel=channel,
            user_installed=True,
        )
        card = await self._answer(asked)
        assert card.ephemeral or channel.guild is None

    async def _manage(self, chance: random.Random) -> None:
        name = chance.choice(["status", "export", "gaps", "reset"])
        if chance.random() < 0.2:
            await self.slash(f"footnote {name}", by=self.readers[0], enforce=False)
            return
        page = await self.slash(f"footnote {name}", by=self.manager)
        if name == "gaps":
            await self._press_kind(page, "fn:gt:", by=self.manager)

    # What goes wrong

    def _troubles(self) -> Iterator[tuple[str, Act, int]]:
        discord = self.discord
        original, messages = "@original", "/messages"

        def limit(path: str, method: str) -> None:
            discord.rate_limit(method=method, path_contains=path, retry_after=0.3)

        def lose_callback() -> None:
            """Of a deferral: modals and suggestions have no second try."""
            self.lost_callbacks += 1
            discord.lose_answer(
                method="POST", path_contains="callback", when=lambda data: "flags" in data
            )

        for name, count, cause in (
            ("a rate limit on answers", 3, lambda: limit(original, "PATCH")),
            ("a rate limit on messages", 2, lambda: limit(messages, "POST")),
            ("502 for an answer", 3, lambda: discord.fail(method="PATCH", path_contains=original)),
            ("503 for a callback", 2, lambda: _fail_callback(discord)),
            ("502 for a message", 1, lambda: discord.fail(method="POST", path_contains=messages)),
            ("slow answers", 3, lambda: _slow(discord, "PATCH", original, 1.0)),
            ("slow callbacks", 3, lambda: _slow(discord, "POST", "callback", 0.7)),
            ("a lost callback", 3, lose_callback),
            ("a lost answer", 3, lambda: _lose(discord, "PATCH", original)),
            ("a lost message", 2, lambda: _lose(discord, "POST", messages)),
        ):
            yield name, _at_once(cause), count
        yield "dropped sockets", lambda _chance: discord.drop_connections(), 2
        yield "asked to reconnect", lambda _chance: discord.ask_reconnect(), 2
        yield "invalid session", self._invalidate, 1
        yield "delivered again", self._deliver_again, 5

    async def _invalidate(self, _chance: random.Random) -> None:
        """A session that is over: until there is a new one Discord delivers nothing."""
        await self._enter()
        self.doors.clear()
        await self.discord.invalidate_session(resumable=False)
        await self.discord.connected(within=_WITHIN)
        self.doors.set()

    async def _deliver_again(self, chance: random.Random) -> None:
        """Discord tells of an interaction twice, as it may after a reconnect."""
        await self._enter()
        self.done["ask"] += 1
        asked = await self.discord.slash(
            "ask", {"question": f"{SURE} {chance.random()}"}, by=chance.choice(self.readers)
        )
        self.delivered_again.add(asked.id)
        await self.discord.deliver_again(asked)
        card = await self._answer(asked)
        assert asked.messages == [card]

    # What members do, and what they wait for

    async def hear_the_news(self, within: float = 30) -> None:
        """Asks for what only this evening's index knows until the bot answers from that."""
        async with asyncio.timeout(within):
            while True:
                question = {"question": "Who found a meteorite?"}
                card = await self.slash("ask", question, by=self.readers[0])
                if NEWS in card.text:
                    return
                await asyncio.sleep(0.5)

    async def ask(
        self,
        chance: random.Random,
        asker: Person,
        options: Mapping[str, object] | None = None,
        question: str | None = None,
    ) -> Message:
        asked = question or chance.choice(_known_questions())
        card = await self.slash(
            "ask",
            {"question": asked, **(options or {})},
            by=asker,
            channel=self._somewhere(chance),
        )
        if not card.ephemeral and _button(card, "fn:h:"):
            self._public.append(card)
        return card

    async def slash(
        self,
        name: str,
        options: Mapping[str, object] | None = None,
        *,
        by: Person,
        channel: Channel | None = None,
        enforce: bool = True,
    ) -> Message:
        await self._enter()
        self.done[name] += 1
        return await self._answer(
            await self.discord.slash(name, options, by=by, channel=channel, enforce=enforce)
        )

    async def complete(
        self, name: str, option: str, typed: str, by: Person
    ) -> list[dict[str, str]]:
        await self._enter()
        self.done["complete"] += 1
        filled = {} if name == "article" else {"question" if name == "ask" else "query": "x"}
        typing = await self.discord.autocomplete(name, option, typed, filled, by=by)
        return await typing.suggested(within=_WITHIN)

    async def write(
        self,
        words: str,
        by: Person,
        channel: Channel,
        *,
        mentions_bot: bool = False,
        reply_to: Message | None = None,
    ) -> Message:
        await self._enter()
        self.done["write"] += 1
        return await self._reply(
            await self.discord.write(
                words, by=by, channel=channel, mentions_bot=mentions_bot, reply_to=reply_to
            )
        )

    async def _press_kind(self, card: Message, prefix: str, *, by: Person) -> Message | None:
        """What a button of this kind is answered with; None where there is none."""
        button = _button(card, prefix)
        return await self._press(card, button, by=by) if button else None

    async def _press(self, card: Message, custom_id: str, *, by: Person) -> Message:
        await self._enter()
        self.done["press"] += 1
        return await self._answer(await self.discord.click(card, custom_id, by=by))

    async def _choose(self, panel: Message, custom_id: str, value: str) -> None:
        await self._enter()
        self.done["choose"] += 1
        await self._answer(
            await self.discord.click(panel, custom_id, by=self.manager, values=[value])
        )

    async def _fill_in(
        self, card: Message, prefix: str, values: Mapping[str, object], *, by: Person
    ) -> Message | None:
        """Opens a form, fills it in, and sends it, maybe to a bot that did not open it."""
        button = _button(card, prefix)
        if button is None:
            return None
        await self._enter()
        self.done["press"] += 1
        opened = await self.discord.click(card, button, by=by)
        await opened.asked_back(within=_WITHIN)
        await self._enter()
        self.done["fill in"] += 1
        return await self._answer(await self.discord.submit(opened, values))

    async def _enter(self) -> None:
        await self.doors.wait()

    async def _answer(self, asked: Interaction) -> Message:
        message = await asked.answered(within=_WITHIN, when=_is_final)
        if asked.sent_at is not None:
            self.took.append(time.monotonic() - asked.sent_at)
        return message

    async def _reply(self, written: Written) -> Message:
        return await written.replied(within=_WITHIN, when=_is_final)

    def _anyone(self, chance: random.Random, card: Message, asker: Person) -> Person:
        """Whoever can see the card."""
        return asker if card.ephemeral else chance.choice(self.readers)

    def _somewhere(self, chance: random.Random) -> Channel:
        return chance.choice(self.channels)

    def _voted(self, card: Message, who: Person, *, helpful: bool) -> None:
        self.expected.votes.setdefault(_answer_id(card), {})[who.id] = helpful


async def played(evening: Evening, home: Home, module: str = "bot") -> list[str]:
    """The evening, with the bot told to stop twice while members wait; what it logged.

    `module` runs the bot. A new index is published beside it in the middle.
    """
    discord, log = evening.discord, []
    deeds = evening.programme()
    ends = [*(int(len(deeds) * part) for part in _STOPPED_AFTER), len(deeds)]
    going_on: list[asyncio.Task[None]] = []
    for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        async with running_bot(
            home, discord, module=module, FOOTNOTE_MESSAGE_CONTENT="1", FOOTNOTE_QUEUE="100"
        ) as bot:
            evening.doors.set()
            await (evening.set_up_more() if number else evening.set_up())
            if number == 1:
                going_on.append(asyncio.create_task(rebuild_beside(home)))
            going_on.append(asyncio.create_task(evening.play(deeds[start:end])))
            await evening.begun(end)
            if end == len(deeds):
                await asyncio.gather(*going_on)
                await evening.hear_the_news()
            evening.doors.clear()
            assert await bot.stop(signal.SIGTERM) == 0
        assert waiting(discord) == []
        await _find_it_down(evening)
        log += bot.log
    return log


def waiting(discord: DiscordServer) -> list[Interaction]:
    """The interactions that a bot was told of and that got nothing."""
    return [
        one
        for one in discord.interactions
        if one.sent_at is not None and one.acknowledged_at is None
    ]


async def _find_it_down(evening: Evening) -> None:
    """Who asks while there is no bot hears from Discord that it does not respond."""
    try:
        await evening.discord.slash("help", by=evening.manager)
    except RuntimeError:
        return
    raise AssertionError("the bot is gone, and yet it was told of an interaction")


async def rebuild_beside(home: Home) -> None:
    """An article is added and the index rebuilt, in a process of its own, then published."""
    with ArticleStore(home.articles) as store:
        store.add(["file:meteorite"], Content(title="Meteorite on Gull Island", text=NEWS))
    elsewhere = ("env", f"FOOTNOTE_HOME={home.root}", f"PYTHONPATH={ROOT}")
    await Reindexing((*elsewhere, *REBUILD)).run(_tell_nobody)


async def _tell_nobody(_step: Step) -> None:
    """How far a rebuild is interests nobody."""


def _is_final(message: Message) -> bool:
    """Whether this is an answer, and not the line that one is being searched for."""
    searching = message.content.startswith("-# ") and "\n" not in message.content
    return bool(message.text) and not searching


def _button(card: Message, prefix: str) -> str | None:
    return next((one for one in card.custom_ids if one.startswith(prefix)), None)


def _answer_id(card: Message) -> str:
    return (_button(card, "fn:h:") or "").removeprefix("fn:h:")


def _at_once(cause: Callable[[], None]) -> Act:
    async def act(_chance: random.Random) -> None:
        cause()

    return act


def _fail_callback(discord: DiscordServer) -> None:
    discord.fail(method="POST", path_contains="callback", status=503)


def _slow(discord: DiscordServer, method: str, path: str, seconds: float) -> None:
    discord.slow(method=method, path_contains=path, seconds=seconds)


def _lose(discord: DiscordServer, method: str, path: str) -> None:
    discord.lose_answer(method=method, path_contains=path)


def _known_questions() -> list[str]:
    lines = _QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["question"]) for line in lines]
