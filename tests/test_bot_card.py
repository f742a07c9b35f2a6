"""An answer as Discord shows it."""

import re
from dataclasses import replace

import pytest
from card_reader import as_shown, sentences_on
from discord_limits import MAX_TEXT_WEIGHT, Json, message_problems, pings, text_weight, texts, walk
from hypothesis import given
from newsroom import (
    COVERAGE,
    DAY_STAMP,
    abstention,
    answer,
    answers,
    article,
    joined,
    longest,
    payload,
    quote,
    unhurried,
)

from bot import wording
from bot.answer import Answer, Lack, Quote, Reason, Role
from bot.card import about_forms, about_text, answer_forms
from bot.markdown import escape
from bot.references import refer, unpack
from bot.told import Told
from corpus.article import Article

COURIER = article("The council met. It voted.\n\nA third thing.", 0, title="Council meets")
HERALD = article("The mayor left.", 1, title="Mayor leaves", outlet=None, published=None)
DIFFERING = answer(
    Quote(article("It met. It rained.", url=None), 0, 7),
    quote(article("Five left.", 1, url=None)),
    quote(article("Six left.", 2, url=None, published=None)),
    Quote(article("It met. It rained.", url=None), 8, 18),
    roles=[Role.CONTRADICTS, Role.DIFFERS, Role.DIFFERS, Role.ANSWERS],
)
PLAIN_ANSWER = answer(quote(COURIER), quote(HERALD), quote(COURIER, "It voted."))


def sent(of: Answer) -> list[Json]:
    """The message of each form: card, embed, plain text."""
    return [payload(form.make()) for form in answer_forms(Told(of))]


def card(of: Answer) -> Json:
    return sent(of)[0]


def markdown(message: Json) -> str:
    """All text of a message in any form."""
    embeds = [embed["description"] for embed in message.get("embeds") or []]
    return joined([*texts(message), *embeds, message.get("content") or ""])


def buttons(message: Json) -> list[Json]:
    return [item for _, item in walk(message.get("components")) if item["type"] == 2]


def titles(message: Json) -> dict[int, str]:
    """Number -> title of each source in any form."""
    row = re.compile(r"^\*\*(\d+) · ((?:\\.|[^*\\])+)\*\*", re.MULTILINE)
    return {int(number): as_shown(title) for number, title in row.findall(markdown(message))}


def wordy(number: int) -> Article:
    """An article of one sentence that takes about 950 characters of a card."""
    return article(f"{'word ' * 158}word.", number)


def test_a_card_of_an_answer() -> None:
    expected = [
        "### What happened?",
        joined(
            [
                "> The council met. [[1]](https://courier.example/0#:~:text=The%20council%20met.)",
                "> The mayor left. [[2]](https://courier.example/1#:~:text=The%20mayor%20left.)",
                "> It voted. [[1]](https://courier.example/0#:~:text=It%20voted.)",
            ]
        ),
        f"-# Based on 2 articles, {DAY_STAMP}, some undated · index updated <t:1710396000:R>",
        f"**1 · Council meets**\n-# The Courier · {DAY_STAMP}",
        "**2 · Mayor leaves**\n-# outlet unknown · date unknown",
        "-# Each sentence is quoted word for word from the article it links to.",
    ]
    assert texts(card(PLAIN_ANSWER)) == expected


def test_the_buttons_of_a_card_open_the_quoted_words_and_the_passages() -> None:
    opening, other, passages = buttons(card(PLAIN_ANSWER))
    assert opening["url"] == "https://courier.example/0#:~:text=The%20council%20met."
    assert other["url"] == "https://courier.example/1#:~:text=The%20mayor%20left."
    assert (opening["label"], passages["label"]) == ("Open", "Passages")


def test_the_passages_button_stands_for_the_quotes_in_the_order_of_the_citations() -> None:
    packed = buttons(card(PLAIN_ANSWER))[-1]["custom_id"].removeprefix("fn:p:")
    quotes = [quote(COURIER), quote(COURIER, "It voted."), quote(HERALD)]
    assert unpack(packed) == [refer(words) for words in quotes]


def test_a_card_of_an_abstention() -> None:
    assert texts(card(abstention(COURIER))) == [
        "### What happened?",
        f"**{wording.abstained()}**\n{wording.because(Reason(Lack.ANSWER))}",
        "-# Searched 2 articles · index updated <t:1710396000:R>",
        "The closest articles, as suggestions and not as sources:",
        f"**Council meets**\n-# The Courier · {DAY_STAMP}",
    ]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason(Lack.NAME, "Fairhaven ferry"), "No article mentions *Fairhaven ferry*."),
        (Reason(Lack.OUTLET, "Reuters"), "Our coverage holds nothing from *Reuters*."),
        (Reason(Lack.TIME, "last week"), "Nothing that answers this was published *last week*."),
        (Reason(Lack.NAME, "*a* <@1>"), r"No article mentions *\*a\* \<\@1\>*."),
        (Reason(Lack.NAME, "very " * 30), f"No article mentions *{'very ' * 14}very…*."),
    ],
)
def test_what_is_lacking_is_named_in_every_form(reason: Reason, sentence: str) -> None:
    for message in sent(abstention(reason=reason)):
        assert sentence in markdown(message).split("\n")


def test_the_question_as_it_was_understood_stands_below_the_one_that_was_asked() -> None:
    for whole in (PLAIN_ANSWER, abstention()):
        for message in sent(replace(whole, understood="<@1> met?")):
            asked, understood = markdown(message).split("\n")[:2]
            assert "What happened?" in asked
            assert understood == r"-# Understood as: \<\@1\> met?"


def test_a_long_understanding_is_clipped() -> None:
    shown = texts(card(replace(PLAIN_ANSWER, understood="why " * 100)))[0]
    assert shown.endswith(f"\n-# Understood as: {'why ' * 48}why…")


def test_groups_of_sentences_stand_apart_under_headings_with_the_dates_that_differ() -> None:
    assert texts(card(DIFFERING))[1:4] == [
        "**Our coverage says otherwise:**\n> It met. \\[1\\]",
        joined(
            [
                "**Reports differ:**",
                f"-# {DAY_STAMP}:",
                "> Five left. \\[2\\]",
                "-# date unknown:",
                "> Six left. \\[3\\]",
            ]
        ),
        "**Also in our coverage:**\n> It rained. \\[1\\]",
    ]


def test_every_form_says_what_contradicts_and_what_differs() -> None:
    for message in sent(DIFFERING):
        lines = markdown(message).split("\n")
        assert [line for line in lines if line.endswith(":**")] == [
            "**Our coverage says otherwise:**",
            "**Reports differ:**",
            "**Also in our coverage:**",
        ]
        assert (f"-# {DAY_STAMP}:" in lines, "-# date unknown:" in lines) == (True, True)


def test_plain_answers_that_come_first_have_no_heading() -> None:
    whole = answer(*(s.quote for s in DIFFERING.sentences), roles=[Role.ANSWERS] * 4)
    assert ":**" not in markdown(card(whole))


def test_every_form_names_who_prints_copies() -> None:
    whole = answer(quote(COURIER), copies=[article(outlet="Wire")])
    for message in sent(whole):
        assert "-# Also printed by: Wire" in markdown(message).split("\n")


def test_copies_go_before_a_sentence_does() -> None:
    sources = [article(f"{'word ' * 158}word.", number) for number in range(3)]
    copies = [article(outlet=f"{number}{'*' * 58}") for number in range(3)]
    message = card(answer(*map(quote, sources), copies=copies))
    assert len(sentences_on(markdown(message))) == 3
    assert "Also printed" not in markdown(message)


def test_it_is_said_that_reports_differ_when_what_differs_has_no_room() -> None:
    whole = answer(*(quote(wordy(number)) for number in range(4)), roles=[Role.DIFFERS] * 4)
    for message in sent(whole):
        missing = 4 - len(sentences_on(markdown(message)))
        assert f"Reports differ; {missing} more sentence" in markdown(message)


def test_it_is_not_said_that_reports_differ_when_only_others_have_no_room() -> None:
    pair = [Role.DIFFERS, Role.DIFFERS, Role.ANSWERS, Role.ANSWERS]
    message = card(answer(*(quote(wordy(number)) for number in range(4)), roles=pair))
    assert texts(message)[-1].endswith("links to. 1 more sentence under “Passages”.")


def test_an_abstention_has_no_passages_button_and_opens_articles_at_the_top() -> None:
    assert [b["url"] for b in buttons(card(abstention(COURIER)))] == ["https://courier.example/0"]


def test_an_abstention_without_suggestions_says_why() -> None:
    empty = abstention(reason=Reason(Lack.ARTICLES))
    assert "There are no articles in our coverage yet." in markdown(card(empty))
    assert "suggestions" not in markdown(card(empty))


def test_the_embed_and_the_plain_text_show_the_same_sentences_and_sources() -> None:
    for message in sent(PLAIN_ANSWER)[1:]:
        shown = [(found.words, found.number) for found in sentences_on(markdown(message))]
        assert shown == [("The council met.", 1), ("The mayor left.", 2), ("It voted.", 1)]
        assert titles(message) == {1: "Council meets", 2: "Mayor leaves"}


def test_the_embed_has_the_passages_button_and_the_plain_text_none() -> None:
    _, embed, plain = sent(PLAIN_ANSWER)
    assert [button["label"] for button in buttons(embed)] == ["Passages"]
    assert (plain["components"], plain["embeds"]) == ([], [])


def test_each_form_is_made_afresh() -> None:
    form = answer_forms(Told(PLAIN_ANSWER))[0]
    assert form.make()["view"] is not form.make()["view"]


def test_a_long_question_is_clipped() -> None:
    asked = replace(PLAIN_ANSWER, question="why " * 100)
    assert texts(card(asked))[0] == f"### {'why ' * 48}why…"


def test_quotes_are_escaped_in_every_form() -> None:
    source = article("*Go* to <@1>, [a](https://x.example) # 1.", url=None)
    escaped = r"> \*Go\* to \<\@1\>, \[a\](https\://x.example) # 1. \[1\]"
    for message in sent(answer(Quote(source, 0, len(source.text)))):
        assert escaped in markdown(message).split("\n")


def test_sentences_without_room_are_left_out_whole_and_counted() -> None:
    message = card(answer(*(quote(wordy(number)) for number in range(4))))
    assert [found.number for found in sentences_on(markdown(message))] == [1, 2, 3]
    assert texts(message)[-1].endswith("1 more sentence under “Passages”.")


def test_the_passages_button_keeps_what_the_card_leaves_out() -> None:
    message = card(answer(*(quote(wordy(number)) for number in range(4))))
    assert len(unpack(buttons(message)[-1]["custom_id"].removeprefix("fn:p:"))) == 4


def test_plain_text_which_has_no_button_speaks_of_none() -> None:
    plain = markdown(sent(answer(*(quote(wordy(number)) for number in range(4))))[2])
    assert "Passages" not in plain
    assert plain.endswith("3 more sentences did not fit.")


def test_plain_text_gives_up_the_links_of_markers_before_a_sentence() -> None:
    sources = [
        article(f"{'word ' * 20}end.", number, url=f"https://courier.example/{'x' * 200}{number}")
        for number in range(3)
    ]
    shown = sentences_on(markdown(sent(answer(*map(quote, sources)))[2]))
    assert [found.url for found in shown] == [None, None, None]


def test_an_embed_of_long_bytes_is_shortened_too() -> None:
    """4,096 characters of Japanese are 12,288 bytes, which Discord answers with an error 500."""
    sources = [article(f"{'市' * 795}。", number, url=None) for number in range(4)]
    (embed,) = sent(answer(*map(quote, sources)))[1]["embeds"]
    assert len(embed["description"].encode()) <= 9500
    assert "more sentence" in embed["description"]


@pytest.mark.parametrize("roles", [[Role.DIFFERS] * 4, [Role.CONTRADICTS] + [Role.DIFFERS] * 3])
@pytest.mark.parametrize("path", ["", "a" * 600, "a" * 960])
@pytest.mark.parametrize("sign", ["*", "🎥", "市", "ع", "x"])
def test_the_longest_parts_fit_every_form(sign: str, path: str, roles: list[Role]) -> None:
    sources = [longest(number, sign) for number in range(4)]
    if path:
        sources = [replace(source, url=f"https://courier.example/{path}") for source in sources]
    whole = answer(
        *map(quote, sources),
        question=sign * 1000,
        roles=roles,
        copies=[article(outlet=f"{number}{sign * 300}") for number in range(5)],
        understood=sign * 1000,
    )
    for message in sent(whole):
        assert message_problems(message) == []
        assert text_weight(message) <= MAX_TEXT_WEIGHT
        assert sentences_on(markdown(message))[0].words == sources[0].text


@pytest.mark.parametrize("sign", ["*", "🎥", "x"])
def test_the_longest_suggestions_fit_every_form(sign: str) -> None:
    whole = abstention(
        *(longest(number, sign) for number in range(3)),
        question=sign * 1000,
        reason=Reason(Lack.NAME, sign * 1000),
        understood=sign * 1000,
    )
    for message in sent(whole):
        assert message_problems(message) == []
        assert "Our coverage doesn't say." in markdown(message)


def test_a_marker_whose_link_is_too_long_stands_unlinked() -> None:
    source = article(url=f"https://courier.example/{'x' * 380}")
    message = card(answer(quote(source)))
    assert [found.url for found in sentences_on(markdown(message))] == [None]
    assert buttons(message)[0]["url"] == quote(source).link


def test_a_link_too_long_for_a_button_leads_to_the_top_of_the_page() -> None:
    source = article(url=f"https://courier.example/{'x' * 480}")
    assert buttons(card(answer(quote(source))))[0]["url"] == source.url


def test_an_address_too_long_for_a_button_has_none() -> None:
    source = article(url=f"https://courier.example/{'x' * 2000}")
    assert [button["label"] for button in buttons(card(answer(quote(source))))] == ["Passages"]


@given(answers())
@unhurried
def test_discord_takes_every_form_of_any_answer_and_nobody_is_pinged(any_answer: Answer) -> None:
    for message in sent(any_answer):
        assert message_problems(message) == []
        assert text_weight(message) <= MAX_TEXT_WEIGHT
        assert len(markdown(message).encode()) <= MAX_TEXT_WEIGHT
        assert pings(message) == set()
        assert message["allowed_mentions"]["parse"] == []


@given(answers())
@unhurried
def test_every_marker_of_every_form_reads_back_word_for_word(any_answer: Answer) -> None:
    for message in sent(any_answer):
        shown = sentences_on(markdown(message))
        expected = any_answer.sentences[: len(shown)]
        assert [found.words for found in shown] == [s.quote.text for s in expected]
        assert [found.number for found in shown] == [s.number for s in expected]
        for found, sentence in zip(shown, expected, strict=True):
            title = sentence.quote.article.title
            assert titles(message)[found.number] == (
                title if len(title) <= 150 else shortened(title)
            )
            assert found.url in (None, sentence.quote.link)
            assert f"> {escape(found.words)} " in markdown(message)


@given(answers())
@unhurried
def test_every_form_of_any_answer_counts_the_sentences_it_leaves_out(any_answer: Answer) -> None:
    for message in sent(any_answer):
        shown = sentences_on(markdown(message))
        assert bool(shown) != any_answer.abstained
        missing = len(any_answer.sentences) - len(shown)
        counted = re.findall(r"^-# .*?(\d+) more sentence", markdown(message), re.MULTILINE)
        assert counted == ([str(missing)] if missing else [])


def shortened(title: str) -> str:
    cut = title[:149]
    return f"{cut.rpartition(' ')[0] or cut}…"


def test_about_says_what_is_covered() -> None:
    text = about_text(COVERAGE)
    assert f"**Coverage:** 2 articles, {DAY_STAMP}\n" in text
    assert "**Index:** updated <t:1710396000:R>\n" in text
    assert "**Model:** words\n" in text
    assert "Privacy:" in text


def test_about_without_an_index_says_so() -> None:
    assert "**Coverage:** no articles yet\n" in about_text(None)


def test_about_tells_nobody_in_whose_folder_the_model_lies() -> None:
    text = about_text(replace(COVERAGE, model="/home/alice/models/news-minilm"))
    assert "**Model:** news-minilm\n" in text
    assert "**Model:** org/model\n" in about_text(replace(COVERAGE, model="org/model"))


def test_discord_takes_every_form_of_about() -> None:
    for form in about_forms(replace(COVERAGE, model="*" * 500)):
        assert message_problems(payload(form.make())) == []


def test_links_in_plain_text_do_not_unfurl() -> None:
    *_, plain = sent(PLAIN_ANSWER)
    assert "[[1]](<https://" in plain["content"]
    assert not re.search(r"\]\(https?://", plain["content"])
