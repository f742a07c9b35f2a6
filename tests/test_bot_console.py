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
from bot.answering import Answer, Quote
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


def printed(of: Answer, width: int = 100) -> str:
    """What stands in a terminal of this width, trailing spaces aside."""
    screen = io.StringIO()
    print_answer(Console(file=screen, width=width, highlight=False), of)
    return "\n".join(line.rstrip() for line in screen.getvalue().split("\n"))


def test_the_json_of_an_answer() -> None:
    """Its shape is promised in the README: things may be added, nothing may change."""
    assert as_json(ANSWER) == {
        "question": "What happened?",
        "abstained": False,
        "reason": None,
        "sentences": [
            {"text": "The council met.", "citation": 1},
            {"text": "The mayor left.", "citation": 2},
            {"text": "It voted.", "citation": 1},
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
                "url": None,
                "link": None,
                "quotes": [{"start": 0, "end": 15, "text": "The mayor left.", "link": None}],
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
    assert shown["reason"] == wording.REASONS["nothing close"]
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
