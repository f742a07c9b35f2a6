"""Articles, quotes and answers for tests: plain ones, and those of a hostile author."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote as percent

import discord
from discord.http import handle_message_parameters
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.answer import Answer, Coverage, Lack, Quote, Reason, Role, Sentence, cited
from bot.finding import ArticleHit
from bot.told import Told
from corpus.article import Article, ArticleError, Change, Kind, check_url
from corpus.sentences import sentences
from corpus.text import body, tidy
from index.filters import Filters

DAY = datetime(2024, 3, 14, 6, 0, tzinfo=UTC)
DAY_STAMP = "<t:1710396000:D>"
COVERAGE = Coverage(articles=2, earliest=DAY, latest=DAY, indexed=DAY, model="words")
# For properties: how long an example takes says nothing on a busy machine.
unhurried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
IDS = tuple(f"aaaaaaaaa{letter}" for letter in "abcdefgh")


def article(text: str = "The council met.", number: int = 0, **fields: Any) -> Article:
    """An article; `number` makes its id and its URL."""
    return Article(
        **{
            "id": IDS[number],
            "revision": 1,
            "title": f"Title {number}",
            "text": text,
            "outlet": "The Courier",
            "url": f"https://courier.example/{number}",
            "published": DAY,
            **fields,
        }
    )


def quote(source: Article, words: str | None = None) -> Quote:
    """These words of an article, or its first sentence."""
    if words is None:
        return Quote(source, *next(sentences(source.text)))
    start = source.text.index(words)
    return Quote(source, start, start + len(words))


def answer(
    *quotes: Quote,
    question: str = "What happened?",
    roles: Sequence[Role] = (),
    copies: Sequence[Article] = (),
    understood: str | None = None,
) -> Answer:
    """The answer that consists of these quotes; `copies` are copies of every article quoted."""
    order = list(dict.fromkeys(quote.article.id for quote in quotes))
    known = list(roles) or [Role.ANSWERS] * len(quotes)
    return Answer(
        question=question,
        sentences=tuple(
            Sentence(quote, order.index(quote.article.id) + 1, role)
            for quote, role in zip(quotes, known, strict=True)
        ),
        citations=cited(quotes, dict.fromkeys(order, tuple(copies))),
        coverage=COVERAGE,
        reason=None,
        nearest=(),
        understood=understood,
    )


def abstention(
    *nearest: Article,
    question: str = "What happened?",
    reason: Reason = Reason(Lack.ANSWER),  # noqa: B008 - frozen
    understood: str | None = None,
) -> Answer:
    """The answer that there is none."""
    return Answer(question, (), (), COVERAGE, reason, nearest, understood)


def payload(arguments: dict[str, Any]) -> dict[str, Any]:
    """The message that discord.py sends for the arguments of an edit, by a client like ours."""
    with handle_message_parameters(
        **arguments, previous_allowed_mentions=discord.AllowedMentions.none()
    ) as parameters:
        if parameters.multipart:  # with files
            return dict(json.loads(parameters.multipart[0]["value"]))
        return dict(parameters.payload or {})


SIGNS = [
    *"[]()*_|>#@~`<-+:.,&%/\"'",
    "\\",
    " ",
    "[]()*_|>#@everyone<@1>https://x -# 1. \\",
    "@everyone",
    "@here",
    "<@1>",
    "<@&2>",
    "<#3>",
    "<t:0:R>",
    "<:x:1>",
    ":100:",
    "https://evil.example/",
    "日https://evil.example",
    "_http://evil.example_",
    "[[1]](https://evil.example)",
    "\\[1\\]",
    "# ",
    "-# ",
    "1. ",
    "> ",
    ">>> ",
    "```",
    "||",
    "**",
    "*" * 200,
    "Z\u0335\u0322\u0341" * 20,
    "\u202e",
    "\n",
    "\n\n",
]
WORDS = [
    "The council voted on Thursday",
    "Rada miejska przyjęła budżet",
    "市議会は木曜日に予算を可決した。",
    "وافق المجلس على الميزانية",
    "परिषद ने बजट पारित किया।",
    "สภาเทศบาลอนุมัติงบประมาณ",
    "👩‍👩‍👧‍👦🎥",
    "新" * 300,
    ". ",
    "? ",
    "… ",
]


def hostile_text(least: int = 1, most: int = 40) -> st.SearchStrategy[str]:
    """Words of many scripts, everything that Discord reads as more than text, and line ends."""
    pieces = st.one_of(
        st.sampled_from(SIGNS), st.sampled_from(WORDS), st.text(_STORABLE, max_size=8)
    )
    return st.lists(pieces, min_size=least, max_size=most).map("".join)


def hostile_line() -> st.SearchStrategy[str]:
    """The same on one line, as titles, outlets, authors and quotes are."""
    return hostile_text().map(tidy).filter(bool)


def urls() -> st.SearchStrategy[str]:
    """Addresses that the corpus lets in, of up to about 2,000 characters."""
    return st.builds(
        lambda scheme, host, path, length: f"{scheme}://{host}/{path}{'x' * length}",
        st.sampled_from(["http", "https"]),
        st.sampled_from(
            ["courier.example", "münchen.example:8080", "новости.example", "日本.example"]
        ),
        hostile_text(0, 8).map(lambda path: "".join(path.split())),
        st.sampled_from([0, 0, 150, 350, 480, 500, 1980]),
    ).filter(_is_let_in)


@st.composite
def articles(draw: st.DrawFn, number: int = 0) -> Article:
    """An article such as a hostile author, or no author at all, would have it."""
    return article(
        draw(hostile_text().map(body).filter(bool)),
        number,
        title=draw(hostile_line()),
        outlet=draw(st.none() | hostile_line()),
        authors=tuple(draw(st.lists(hostile_line(), max_size=3))),
        url=draw(st.none() | urls()),
        published=draw(st.none() | st.just(DAY) | st.datetimes(timezones=st.just(UTC))),
        kind=draw(st.sampled_from(Kind)),
        revision=draw(st.integers(1, 2000)),
        change=draw(st.none() | st.sampled_from(Change)),
        changed=draw(st.none() | st.datetimes(timezones=st.just(UTC))),
        paywalled=draw(st.booleans()),
    )


@st.composite
def quotes(draw: st.DrawFn, most: int = 4) -> tuple[Quote, ...]:
    """Sentences of one to four articles."""
    sources = [draw(articles(number)) for number in range(draw(st.integers(1, most)))]
    spans = [Quote(source, *span) for source in sources for span in sentences(source.text)]
    return tuple(draw(st.lists(st.sampled_from(spans), min_size=1, max_size=most, unique=True)))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Answers and abstentions."""
    question = draw(hostile_line())
    understood = draw(st.none() | hostile_line())
    if draw(st.integers(0, 9)) == 9:
        nearest = [draw(articles(number)) for number in range(draw(st.integers(0, 3)))]
        return abstention(
            *nearest, question=question, reason=draw(reasons()), understood=understood
        )
    shown = draw(quotes())
    return answer(
        *shown,
        question=question,
        roles=draw(roles_of(len(shown))),
        copies=draw(st.lists(copies_of_articles(), max_size=5)),
        understood=understood,
    )


def reasons() -> st.SearchStrategy[Reason]:
    """Everything that coverage can lack, in the words of a hostile member."""
    return st.builds(Reason, st.sampled_from(Lack), hostile_line())


@st.composite
def roles_of(draw: st.DrawFn, count: int) -> list[Role]:
    """Roles as they stand in an answer: in groups, and never only one that differs."""
    contradict = draw(st.integers(0, count))
    differ = draw(st.integers(0, count - contradict).filter(lambda number: number != 1))
    answering = [Role.ANSWERS] * (count - contradict - differ)
    before = draw(st.booleans())
    differing = [Role.DIFFERS] * differ
    others = answering + differing if before else differing + answering
    return [Role.CONTRADICTS] * contradict + others


def copies_of_articles() -> st.SearchStrategy[Article]:
    """Articles of which only the outlet and the title are shown."""
    return st.builds(
        lambda title, outlet: article(title=title, outlet=outlet),
        hostile_line(),
        st.none() | hostile_line(),
    )


def filters() -> st.SearchStrategy[Filters]:
    """What a hostile member can choose."""
    names = st.lists(hostile_line(), max_size=2).map(tuple)
    moments = st.none() | st.datetimes(DAY.replace(year=1, tzinfo=None), timezones=st.just(UTC))
    return st.builds(Filters, moments, moments, names, names, names, names)


def told() -> st.SearchStrategy[Told]:
    """Answers as they are given: new or from memory, to one or to all, with their notes."""
    return st.builds(
        Told,
        answers(),
        id=st.none() | st.just("abcd2345"),
        private=st.booleans(),
        filters=filters(),
        since=st.none() | st.just(DAY),
        note=st.just("") | st.just("-# Corrected since."),
    )


@st.composite
def hits(draw: st.DrawFn, most: int = 7) -> list[ArticleHit]:
    """Articles that were found, with a sentence of theirs or none."""
    found = []
    for number in range(draw(st.integers(0, most))):
        source = draw(articles(number))
        spans = [Quote(source, *span) for span in sentences(source.text)]
        best = draw(st.none() | st.sampled_from(spans))
        copies = tuple(draw(st.lists(copies_of_articles(), max_size=3)))
        found.append(ArticleHit(source, best, copies))
    return found


def longest(number: int = 0, sign: str = "*") -> Article:
    """An article whose every part is as long on a card as it can get."""
    return article(
        f"{sign * 799}." if sign != "*" else sign * 800,
        number,
        title=sign * 300,
        outlet=sign * 300,
        authors=(sign * 300,),
        url=f"https://courier.example/{number}{percent(sign) * 10}"[:200],
        kind=Kind.SPONSORED,
    )


def joined(lines: Iterable[str]) -> str:
    """Texts of a card, one below the other."""
    return "\n".join(lines)


# What the corpus stores: no lone surrogates.
_STORABLE = st.characters(codec="utf-8")


def _is_let_in(url: str) -> bool:
    try:
        check_url(url)
    except ArticleError:
        return False
    return True
