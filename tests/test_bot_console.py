"""The same answer in a terminal."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from newsroom import COVERAGE, DAY, abstention, answer, answers, article, quote, unhurried
from rich.console import Console

from bot import wording
from bot.answer import Answer, Lack, Quote, Reason, Role
from bot.console import ago, as_json, print_answer
from corpus.article import Kind

COURIER = article(
    "The council met. It voted.",
    0,
    title="Council meets",
    authors=("A. Writer", "B. Critic"),
    kind=Kind.OPINION,
)
HERALD = article("The mayor left.", 1, title="Mayor leaves", outlet=None, published=None, url=None)
ANSWER = answer(quote(COURIER), quote(HERALD), quote(COURIER, "It voted."))

DIFFERING = answer(
    quote(COURIER),
    quote(COURIER, "It voted."),
    quote(HERALD),
    quote(article("The end.", 2)),
    roles=[Role.CONTRADICTS, Role.DIFFERS, Role.DIFFERS, Role.ANSWERS],
    copies=[article(number=2)],
)


def printed(of: Answer, width: int = 100) -> str:
    """What stands in a terminal of this width, trailing spaces aside."""
    screen = io.StringIO()
    print_answer(Console(file=screen, width=width, highlight=False), of)
    return "\n".join(line.rstrip() for line in screen.getvalue().split("\n"))


def test_the_json_of_an_answer() -> None:
    """Its shape is promised in the README: things may be added, nothing may change."""
    assert as_json(replace(ANSWER, confidence=0.87654)) == {
        "question": "What happened?",
        "abstained": False,
        "reason": None,
        "lack": None,
        "lacking": None,
        "understood": None,
        "confidence": 0.877,
        "sentences": [
            {"text": "The council met.", "citation": 1, "role": "answers"},
            {"text": "The mayor left.", "citation": 2, "role": "answers"},
            {"text": "It voted.", "citation": 1, "role": "answers"},
        ],
        "citations": [
            {
                "number": 1,
                "article": "aaaaaaaaaa",
                "revision": 1,
                "title": "Council meets",
                "outlet": "The Courier",
                "authors": ["A. Writer", "B. Critic"],
                "published": "2024-03-14T06:00:00+00:00",
                "kind": "opinion",
                "change": None,
                "changed": None,
                "paywalled": False,
                "corrections": [],
                "url": "https://courier.example/0",
                "link": "https://courier.example/0#:~:text=The%20council%20met.",
                "quotes": [
                    {
                        "start": 0,
                        "end": 16,
                        "text": "The council met.",
                        "link": "https://courier.example/0#:~:text=The%20council%20met.",
                    },
                    {
                        "start": 17,
                        "end": 26,
                        "text": "It voted.",
                        "link": "https://courier.example/0#:~:text=It%20voted.",
                    },
                ],
                "copies": [],
            },
            {
                "number": 2,
                "article": "aaaaaaaaab",
                "revision": 1,
                "title": "Mayor leaves",
                "outlet": None,
                "authors": [],
                "published": None,
                "kind": "report",
                "change": None,
                "changed": None,
                "paywalled": False,
                "corrections": [],
                "url": None,
                "link": None,
                "quotes": [{"start": 0, "end": 15, "text": "The mayor left.", "link": None}],
                "copies": [],
            },
        ],
        "nearest": [],
        "coverage": {
            "articles": 2,
            "earliest": "2024-03-14T06:00:00+00:00",
            "latest": "2024-03-14T06:00:00+00:00",
            "indexed": "2024-03-14T06:00:00+00:00",
            "model": "words",
        },
    }


def test_the_json_of_an_abstention() -> None:
    undated = replace(COVERAGE, earliest=None, latest=None)
    shown = as_json(replace(abstention(HERALD), coverage=undated))
    assert shown["abstained"] is True
    assert (shown["lack"], shown["lacking"]) == ("answer", None)
    assert shown["reason"] == wording.because(Reason(Lack.ANSWER))
    assert (shown["sentences"], shown["citations"]) == ([], [])
    assert shown["nearest"] == [
        {
            "article": "aaaaaaaaab",
            "revision": 1,
            "title": "Mayor leaves",
            "outlet": None,
            "authors": [],
            "published": None,
            "kind": "report",
            "change": None,
            "changed": None,
            "paywalled": False,
            "corrections": [],
            "url": None,
        }
    ]
    assert shown["coverage"] == {
        "articles": 2,
        "earliest": None,
        "latest": None,
        "indexed": "2024-03-14T06:00:00+00:00",
        "model": "words",
    }


def test_the_json_says_in_words_and_by_key_what_is_lacking() -> None:
    shown = as_json(abstention(reason=Reason(Lack.NAME, "Fairhaven ferry")))
    assert shown["reason"] == "No article mentions “Fairhaven ferry”."
    assert (shown["lack"], shown["lacking"]) == ("name", "Fairhaven ferry")


def test_the_json_says_how_the_question_was_understood() -> None:
    assert as_json(replace(ANSWER, understood="What met?"))["understood"] == "What met?"


def test_the_json_says_why_a_sentence_is_shown_and_who_copies_its_article() -> None:
    shown = json.loads(json.dumps(as_json(DIFFERING)))
    assert [sentence["role"] for sentence in shown["sentences"]] == [
        "contradicts",
        "differs",
        "differs",
        "answers",
    ]
    assert [copy["title"] for copy in shown["citations"][0]["copies"]] == ["Title 2"]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason(Lack.ARTICLES), "There are no articles in our coverage yet."),
        (Reason(Lack.NAME, "Fairhaven ferry"), "No article mentions “Fairhaven ferry”."),
        (Reason(Lack.OUTLET, "Reuters"), "Our coverage holds nothing from “Reuters”."),
        (
            Reason(Lack.TIME, "since 1 June"),
            "Nothing that answers this was published “since 1 June”.",
        ),
        (
            Reason(Lack.ANSWER),
            "No passage in our coverage is close enough to this question to answer it.",
        ),
        (Reason(Lack.NAME, "very " * 30), f"No article mentions “{'very ' * 14}very…”."),
        (Reason(Lack.NAME, "{words} {0} %s"), "No article mentions “{words} {0} %s”."),
    ],
)
def test_why_there_is_no_answer(reason: Reason, sentence: str) -> None:
    assert printed(abstention(reason=reason)).split("\n")[1] == sentence


def test_what_contradicts_and_what_differs_stands_apart_under_headings() -> None:
    assert printed(DIFFERING).startswith(
        """\
Our coverage says otherwise:
  The council met. [1]

Reports differ:
  14 March 2024:
  It voted. [1]

  date unknown:
  The mayor left. [2]

Also in our coverage:
  The end. [3]

[1] Council meets
"""
    )


def test_the_question_as_it_was_understood_stands_first() -> None:
    for of in (ANSWER, abstention()):
        lines = printed(replace(of, understood="  What\nhappened [b]then[/b]?")).split("\n")
        assert lines[:2] == ["Understood as: What happened [b]then[/b]?", ""]


def test_copies_are_named_below_the_facts() -> None:
    copies = [article(outlet="Wire"), article(outlet="Gazette"), article(outlet="Wire")]
    lines = printed(answer(quote(COURIER), copies=copies)).split("\n")
    assert lines[lines.index("[1] Council meets") + 2] == "    Also printed by: Wire, Gazette"


def test_an_answer_in_a_terminal() -> None:
    fresh = replace(ANSWER, coverage=replace(COVERAGE, indexed=datetime.now(UTC)))
    assert (
        printed(fresh)
        == """\
  The council met. [1]

  The mayor left. [2]

  It voted. [1]

[1] Council meets
    The Courier · 14 March 2024 · A. Writer, B. Critic · Opinion
    https://courier.example/0#:~:text=The%20council%20met.
[2] Mayor leaves
    outlet unknown · date unknown

Based on 2 articles, 14 March 2024, some undated · index updated just now
"""
    )


def test_an_abstention_in_a_terminal() -> None:
    fresh = replace(abstention(COURIER), coverage=replace(COVERAGE, indexed=datetime.now(UTC)))
    assert (
        printed(fresh)
        == """\
Our coverage doesn't say.
No passage in our coverage is close enough to this question to answer it.

The closest articles, as suggestions and not as sources:
  Council meets
  The Courier · 14 March 2024 · A. Writer, B. Critic · Opinion

Searched 2 articles · index updated just now
"""
    )


def test_a_link_is_never_broken_over_lines() -> None:
    source = article(url=f"https://courier.example/{'x' * 300}")
    assert f"    {quote(source).link}\n" in printed(answer(quote(source)), width=40)


def test_a_long_sentence_is_wrapped() -> None:
    lines = printed(answer(quote(article(f"{'word ' * 30}end."))), width=40).split("\n")
    assert all(len(line) <= 40 for line in lines if line.startswith("  word"))


@pytest.mark.parametrize(
    "words",
    [
        "[bold]Not markup[/bold].",
        "[/] [link=https://x]a[/link].",
        "Scores of 3:100:2 :smile: :cat:.",
        "A backslash \\ [1] \\[2].",
        "市議会は可決した。",
    ],
)
def test_words_are_shown_as_they_are(words: str) -> None:
    source = article(words, title=words, outlet=words, authors=(words,))
    whole = Quote(source, 0, len(words))
    assert printed(answer(whole), 400).count(words) == 4
    assert printed(abstention(source), 400).count(words) == 3


@given(answers())
@unhurried
def test_any_answer_can_be_printed_and_its_json_reads_back(any_answer: Answer) -> None:
    shown = as_json(any_answer)
    assert json.loads(json.dumps(shown, ensure_ascii=False)) == shown
    screen = printed(any_answer, 4000)
    for sentence in any_answer.sentences:
        assert f"  {sentence.quote.text} [{sentence.number}]\n" in screen


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=400), "400 days ago"),
        (timedelta(seconds=-5), "just now"),  # clocks differ
    ],
)
def test_ago(passed: timedelta, expected: str) -> None:
    assert ago(DAY, DAY + passed) == expected
