"""The quotes of an answer where they stand."""

import re

import pytest
from card_reader import as_shown
from discord_limits import MAX_TEXT_WEIGHT, Json, message_problems, pings, text_weight, texts, walk
from hypothesis import given
from newsroom import DAY_STAMP, article, joined, longest, payload, quote, quotes, unhurried

from bot.answer import Quote
from bot.desk import Found
from bot.passages_card import passages_forms
from bot.references import refer

COURIER = article("One. Two. Three.\n\nFour.", 0, title="Council meets")
HERALD = article("Five.", 1, title="Mayor leaves", url=None)
BOLD = re.compile(r"^> .*?\*\*((?:\\.|[^*\\])+)\*\*", re.MULTILINE)


def found(*shown: Quote) -> list[Found]:
    return [Found(refer(words), words) for words in shown]


def gone(words: Quote) -> Found:
    return Found(refer(words), None)


def sent(items: list[Found]) -> list[Json]:
    """The message of each form: card, plain text."""
    return [payload(form.make()) for form in passages_forms(items)]


def markdown(message: Json) -> str:
    return joined([*texts(message), message.get("content") or ""])


def test_a_card_of_passages() -> None:
    items = found(quote(COURIER, "Two."), quote(COURIER, "Four."), quote(HERALD))
    assert texts(sent(items)[0]) == [
        f"**1 · Council meets**\n-# The Courier · {DAY_STAMP}",
        "> One. **Two.** Three.\n-# paragraph 1 of 2\n> **Four.**\n-# paragraph 2 of 2",
        f"**2 · Mayor leaves**\n-# The Courier · {DAY_STAMP}",
        "> **Five.**\n-# paragraph 1 of 1",
    ]


def test_plain_text_of_passages() -> None:
    items = found(quote(COURIER, "Two."), quote(HERALD))
    assert sent(items)[1]["content"] == (
        f"**1 · Council meets** · The Courier · {DAY_STAMP} "
        "[Open](<https://courier.example/0#:~:text=Two.>)\n"
        "> One. **Two.** Three.\n-# paragraph 1 of 2\n"
        f"**2 · Mayor leaves** · The Courier · {DAY_STAMP}\n"
        "> **Five.**\n-# paragraph 1 of 1"
    )


def test_an_article_opens_at_the_first_of_its_quotes() -> None:
    items = found(quote(COURIER, "Two."), quote(COURIER, "Four."))
    (button,) = [item for _, item in walk(sent(items)[0]["components"]) if item["type"] == 2]
    assert button["url"] == "https://courier.example/0#:~:text=Two."


def test_what_was_revised_or_taken_down_keeps_its_number_and_shows_no_words() -> None:
    for message in sent([gone(quote(COURIER)), *found(quote(HERALD))]):
        assert "**1** · This article has been revised or taken down" in markdown(message)
        assert "**2 · Mayor leaves**" in markdown(message)
        assert "One." not in markdown(message)


def test_without_room_the_context_goes_first() -> None:
    long = [f"{letter * 700} {letter}." for letter in "abcdef"]
    source = article(" ".join(long).replace(". ", ". X"))
    (words,) = BOLD.findall(markdown(sent(found(quote(source, f"X{long[1]}")))[1]))
    assert words == f"X{long[1]}"


def test_without_room_whole_quotes_are_left_out_and_counted() -> None:
    sources = [article(f"{'word ' * 140}end.", number) for number in range(4)]
    card, plain = sent(found(*map(quote, sources)))
    assert len(BOLD.findall(markdown(card))) == 4
    assert len(BOLD.findall(markdown(plain))) == 2
    assert markdown(plain).endswith("-# 2 more quotes: open the articles to read them.")


@pytest.mark.parametrize("sign", ["*", "🎥", "市", "x"])
def test_the_longest_parts_fit_every_form(sign: str) -> None:
    sources = [longest(number, sign) for number in range(4)]
    for message in sent(found(*map(quote, sources))):
        assert message_problems(message) == []
        assert text_weight(message) <= MAX_TEXT_WEIGHT
        assert as_shown(BOLD.findall(markdown(message))[0]) == sources[0].text


@given(quotes())
@unhurried
def test_discord_takes_every_form_of_any_passages_and_nobody_is_pinged(
    shown: tuple[Quote, ...],
) -> None:
    for message in sent(found(*shown)):
        assert message_problems(message) == []
        assert text_weight(message) <= MAX_TEXT_WEIGHT
        assert pings(message) == set()


@given(quotes())
@unhurried
def test_every_quote_of_any_passages_is_shown_whole_or_counted(shown: tuple[Quote, ...]) -> None:
    ordered = sorted(shown, key=lambda words: words.article.id)  # as the citations have them
    for message in sent(found(*ordered)):
        words = [as_shown(bold) for bold in BOLD.findall(markdown(message))]
        assert words == [words.text for words in ordered][: len(words)]
        counted = re.findall(r"^-# (\d+) more quote", markdown(message), re.MULTILINE)
        assert counted == ([str(len(ordered) - len(words))] if len(words) < len(ordered) else [])
