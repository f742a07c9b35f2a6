"""Whatever authors and members write: no card breaks one of Discord's limits, a link, or the rule
that nobody is pinged. In every language, for every kind of card, in each of its forms."""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest
from discord_limits import (
    ACTION_ROW,
    BUTTON,
    MAX_TEXT_WEIGHT,
    Json,
    message_problems,
    pings,
    text_weight,
    texts,
    walk,
)
from hypothesis import given
from hypothesis import strategies as st
from newsroom import (
    COVERAGE,
    DAY,
    abstention,
    answers,
    articles,
    filters,
    hits,
    hostile_line,
    joined,
    payload,
    quotes,
    told,
    unhurried,
)

from bot.answer import Answer, Lack, Quote, Reason
from bot.card import about_forms, answer_forms, stage_forms
from bot.delivery import Form
from bot.desk import Found
from bot.finding import ArticleHit, Checked
from bot.languages import ENGLISH, LANGUAGES, speaking
from bot.links import safe
from bot.listing import PAGE, Listing
from bot.listing_card import article_forms, checked_forms, further_forms, listing_forms
from bot.markdown import escape
from bot.pages import forgot_forms, help_forms, privacy_forms
from bot.passages_card import passages_forms
from bot.references import pack, refer
from bot.timeline import MOST_KEY, Span, Timeline, Week
from bot.timeline_card import timeline_forms
from bot.told import Told
from corpus.article import Article
from index.filters import Filters

ANSWER_ID = "abcd2345"
MOST_ROWS, MOST_BUTTONS = 2, 5
LINK = re.compile(r"(?<!\\)\]\(<?(?P<url>[^\s<>()]*)>?\)")
MARKER = re.compile(r"(?m)^> .*?(?:\[\[(\d+)\]\]\(\S+\)|\\\[(\d+)\\\])$")
NUMBERED = re.compile(r"(?m)^\*\*(\d+) · ")
# What Discord would make more of than text, were it not escaped: addresses, mentions, emoji.
ALIVE = re.compile(r"(?<!\\)(?:://|<(?!t:-?\d+:[DR]>)|@)")
Forms = Callable[[], Sequence[Form]]


def sent(forms: Forms) -> Iterator[Json]:
    """The message of each form in each language."""
    for language in LANGUAGES:
        with speaking(language):
            yield from (payload(form.make()) for form in forms())


def markdown(message: Json) -> str:
    """All text of a message in any form."""
    embeds = [embed["description"] for embed in message.get("embeds") or []]
    return joined([*texts(message), *embeds, message.get("content") or ""])


def assert_sound(message: Json, links: Iterable[str | None] = ()) -> None:
    """Discord takes it, it pings nobody, and every link leads where one of `links` does."""
    text = markdown(message)
    assert message_problems(message) == []
    assert text_weight(message) <= MAX_TEXT_WEIGHT
    assert len(text.encode()) <= MAX_TEXT_WEIGHT
    assert pings(message) == set()
    assert message["allowed_mentions"]["parse"] == []
    components = [item for _, item in walk(message.get("components"))]
    rows = [item["components"] for item in components if item["type"] == ACTION_ROW]
    assert len(rows) <= MOST_ROWS
    assert all(len(row) <= MOST_BUTTONS for row in rows)
    assert all(item["label"] for item in components if item["type"] == BUTTON)
    buttons = [item["url"] for item in components if item.get("url")]
    assert {*buttons, *(found["url"] for found in LINK.finditer(text))} <= set(links)
    assert ALIVE.search(LINK.sub("", text)) is None


def assert_marked(pieces: Iterable[str]) -> None:
    """Every marker has its row among the same pieces of a card."""
    text = joined(pieces)
    marked = {one or other for one, other in MARKER.findall(text)}
    assert marked <= set(NUMBERED.findall(text))


def leading_to(found: Iterable[Article], shown: Iterable[Quote] = ()) -> set[str | None]:
    """All links that a card may have to these articles and quotes."""
    return {safe(one.url) for one in found if one.url} | {words.link for words in shown}


def links_of(answer: Answer) -> set[str | None]:
    shown = [sentence.quote for sentence in answer.sentences]
    return leading_to([*(words.article for words in shown), *answer.nearest], shown)


def links_of_hits(found: Iterable[ArticleHit]) -> set[str | None]:
    found = list(found)
    return leading_to((hit.article for hit in found), (hit.quote for hit in found if hit.quote))


def custom_ids(message: Json) -> list[str]:
    components = walk(message.get("components"))
    return [item["custom_id"] for _, item in components if "custom_id" in item]


# Answers


@given(told())
@unhurried
def test_every_form_of_any_answer_is_sound_and_its_markers_have_rows(given_to: Told) -> None:
    for message in sent(lambda: answer_forms(given_to)):
        assert_sound(message, links_of(given_to.answer))
        assert_marked([markdown(message)])
        assert len(set(custom_ids(message))) == len(custom_ids(message))


@given(hostile_line(), st.lists(articles(), max_size=3), filters(), st.booleans())
@unhurried
def test_every_form_of_any_abstention_is_sound(
    words: str, near: list[Article], chosen: Filters, private: bool
) -> None:
    for lack in Lack:
        whole = abstention(*near, question=words, reason=Reason(lack, words), understood=words)
        shown = Told(whole, ANSWER_ID, private, chosen)
        for message in sent(partial(answer_forms, shown)):
            assert_sound(message, links_of(whole))


# Lists of articles


@given(hits(), hostile_line() | st.just(""), filters(), st.integers(0, 3))
@unhurried
def test_every_form_of_any_list_is_sound_and_what_it_leaves_out_comes_next(
    found: list[ArticleHit], words: str, chosen: Filters, page: int
) -> None:
    skip, page_of_it = page * PAGE, tuple(found[:PAGE])
    total = skip + len(found)
    listing = Listing(words, chosen, page_of_it, total, skip, ANSWER_ID)
    for message in sent(lambda: listing_forms(listing)):
        assert_sound(message, links_of_hits(page_of_it))
        numbers = [int(number) for number in NUMBERED.findall(markdown(message))]
        assert numbers == list(range(skip + 1, skip + 1 + len(numbers)))
        if message.get("components"):
            rest = f"fn:g:{ANSWER_ID}!{skip + len(numbers)}"
            assert (rest in custom_ids(message)) == (skip + len(numbers) < total)


@given(hits(), st.integers(0, 8))
@unhurried
def test_every_form_of_any_further_articles_is_sound(found: list[ArticleHit], skip: int) -> None:
    for message in sent(lambda: further_forms(found, ANSWER_ID, skip)):
        assert_sound(message, links_of_hits(found))
        for custom_id in custom_ids(message):
            assert skip < int(custom_id.rpartition("!")[2]) < len(found)


@given(articles(), st.lists(articles(), max_size=3), st.lists(hostile_line(), max_size=30))
@unhurried
def test_every_form_of_any_article_is_sound(
    one: Article, like: list[Article], notices: list[str]
) -> None:
    corrected = replace(one, corrections=tuple(notices), updated=DAY)
    for message in sent(lambda: article_forms(corrected, like)):
        assert_sound(message, leading_to([one, *like]))


@given(st.lists(st.builds(Checked, hostile_line(), answers()), max_size=5))
@unhurried
def test_every_form_of_any_checked_message_is_sound_and_each_claim_has_its_rows(
    checked: list[Checked],
) -> None:
    links = {link for one in checked for link in links_of(one.answer)}
    for message in sent(lambda: checked_forms(checked)):
        assert_sound(message, links)
        for claim in claims_on(message):
            assert_marked(claim)


def claims_on(message: Json) -> list[list[str]]:
    """The pieces of a card that belong to one claim: the verdict, and the rows below it."""
    pieces: list[list[str]] = [[]]
    for text in texts(message):
        if MARKER.search(text):
            pieces.append([])
        pieces[-1].append(text)
    return pieces


# Passages


@given(quotes(), st.data())
@unhurried
def test_every_page_of_any_passages_is_sound_and_every_quote_is_on_one(
    shown: tuple[Quote, ...], data: st.DataObject
) -> None:
    references = [refer(words) for words in shown]
    gone = data.draw(st.sets(st.sampled_from(range(len(shown)))))
    found = [
        Found(reference, None if place in gone else words)
        for place, (reference, words) in enumerate(zip(references, shown, strict=True))
    ]
    packed = pack(references, 90)
    there = [item.quote for item in found if item.quote]
    for language in LANGUAGES:
        with speaking(language):
            cards = leafed_through(found, packed)
            plain = payload(passages_forms(found, packed)[1].make())
        for message in (*cards, plain):
            assert_sound(message, leading_to((words.article for words in shown), shown))
        text = joined(map(markdown, cards))
        missing = [words for words in there if f"**{escape(words.text)}**" not in text]
        if language == ENGLISH:
            counted = re.findall(r"^-# (\d+) more quote", text, re.MULTILINE)
            assert sum(map(int, counted)) >= len(missing)


def leafed_through(found: list[Found], packed: str) -> list[Json]:
    """The cards of all pages, by the buttons that turn them."""
    pages = [payload(passages_forms(found, packed)[0].make())]
    while forward := [one for one in custom_ids(pages[-1]) if one.startswith("fn:pn:")]:
        page, _, rest = forward[0].removeprefix("fn:pn:").partition("!")
        assert rest == packed
        pages.append(payload(passages_forms(found, packed, int(page))[0].make()))
    return pages


# Timelines


@given(st.data(), hostile_line(), st.integers(0, 10**6))
@unhurried
def test_every_form_of_any_timeline_is_sound(data: st.DataObject, topic: str, total: int) -> None:
    key = tuple(
        replace(data.draw(articles(number)), published=DAY + timedelta(days=number))
        for number in range(data.draw(st.integers(0, MOST_KEY)))
    )
    weeks = (Week(DAY.date(), total),) if key else ()
    timeline = Timeline(topic, weeks, key, total, total // 2, None, None, Span.WEEK)
    with patch("bot.timeline_card.draw", lambda _timeline: b"a picture"):
        for message in sent(lambda: asyncio.run(timeline_forms(timeline))):
            assert_sound(message, leading_to(key))


# What the bot says of itself


@pytest.mark.parametrize(
    "forms",
    [
        lambda: help_forms({}),
        lambda: privacy_forms(True, 90),
        lambda: privacy_forms(False, 3650),
        lambda: forgot_forms(0),
        lambda: forgot_forms(10**9),
        lambda: about_forms(None),
        lambda: stage_forms(10**9),
        lambda: article_forms(None, ()),
        lambda: checked_forms(()),
    ],
)
def test_what_the_bot_says_of_itself_is_sound(forms: Forms) -> None:
    for message in sent(forms):
        assert_sound(message)


def test_commands_with_ids_are_links_that_discord_draws() -> None:
    ids = dict.fromkeys(["ask", "search", "article", "latest", "timeline"], 10**18)
    for message in sent(lambda: help_forms(ids)):
        assert message_problems(message) == []
        assert f"</ask:{10**18}>" in markdown(message)


@given(hostile_line(), st.integers(0, 10**9))
@unhurried
def test_about_any_index_is_sound(model: str, number: int) -> None:
    coverage = replace(COVERAGE, model=model, articles=number)
    for message in sent(lambda: about_forms(coverage)):
        assert_sound(message)
