"""Scraped pages of text: headline and body, nothing else; a clean text stays as it is."""

import re
import textwrap
from collections.abc import Callable
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_scripts import TEXTS
from newsroom import unhurried

from corpus.scraped import clean
from corpus.template import learn
from corpus.text import paragraphs

HEADLINE = "Harbour camera project meets criticism, and a lawsuit from its own builder"
_TEXT = """
The camera project in the old harbour of Port Ardell, which includes six hundred lenses with
face recognition, is raising concerns among residents and some members of the council.

According to a report by the Courier, the project met with criticism from several quarters,
among them the commissioner for data protection, as there is no legal ground for it yet.

A partnership agreement was signed in the spring between the council and the maker, with the
announcement of a first hundred cameras at twelve places around the fish market.

Builder goes to court over the Saltgate contract

Meanwhile the maker faces a legal battle for allegedly taking plans from a contractor in the
course of the works at Saltgate, the Gazette wrote in its edition of Wednesday.

In a lawsuit filed in the county court, the contractor further alleged that it was pressed to
build a second system, through which the maker could have read the records of residents.

The maker has denied any wrongdoing and told the Gazette that there is no evidence of that.
"""
BODY = tuple(" ".join(part.split()) for part in _TEXT.split("\n\n"))
TEASERS = (
    ("Growing role of turnstiles demands response", "Turnstiles are becoming common in offices,"),
    ("Quillan widens its ferry terminal for lorries", "The government of Quillan is making its"),
    ("Orlop reaches a milestone in stadium gates", "Orlop Gates has enabled more than a million"),
    ("Following its flotation Rennick invests at home", "In February Rennick closed the first big"),
)
TEASED = [
    line
    for headline, text in TEASERS
    for line in (headline, f"{text} though not as fast as some would have wished for the top…")
]
LINES = [
    "FB pixel",
    HEADLINE,
    HEADLINE,
    "\xa0",
    *BODY,
    "Article Topics",
    " |   |   |   | ",
    "Latest Harbour News",
    *TEASED,
    "Comments",
    "Leave a Reply",
    "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
    "Most Viewed This Week",
    "Featured Company",
    "Harbour White Papers",
]
PAGE = "\n\n".join(LINES)
COMMENTS = (
    "Comments\n\nJohn D.\n\nI do not think that this is a good idea at all. The cameras in our "
    "street were useless, and nobody asked us.\n\nReply\n\nMaria K.\n\nThank you for this report, "
    "which explains the matter better than the others have done so far.\n"
)
COOKIES = (
    "We use cookies to improve your visit. By continuing you accept our privacy policy.\n\n"
    "Accept\n\nReject all\n\nHome\n\nNews\n\nEvents\n\nContact\n\nSubscribe\n\nSearch\n\n"
)


def wrapped(width: int) -> Callable[[str], str]:
    return lambda page: "\n".join(
        "\n".join(textwrap.wrap(line, width)) if line.strip() else line for line in page.split("\n")
    )


def teasers_first(page: str) -> str:
    teasers = "\n\n".join(["Latest Harbour News", *TEASED])
    return page.replace("FB pixel", f"FB pixel\n\n{teasers}").replace(
        f"{teasers}\n\nComments", "Comments"
    )


VARIANTS: dict[str, Callable[[str], str]] = {
    "as it is": lambda page: page,
    "teasers first": teasers_first,
    "comments": lambda page: page.replace("Comments\n", COMMENTS),
    "cookies": lambda page: COOKIES + page,
    "60 columns": wrapped(60),
    "78 columns": wrapped(78),
    "100 columns": wrapped(100),
    "CRLF": lambda page: page.replace("\n", "\r\n"),
    "odd spaces": lambda page: page.replace("\n\n", "\n\xa0\n"),
}


@pytest.mark.parametrize(("first", "second"), [*combinations_with_replacement(VARIANTS, 2)])
def test_a_page_gives_its_headline_and_its_paragraphs(first: str, second: str) -> None:
    if first.endswith("columns") and second.endswith("columns"):
        return
    if first.endswith("columns"):  # lines are broken last, whatever else was done to the page
        first, second = second, first
    cleaned = clean(VARIANTS[second](VARIANTS[first](PAGE)))
    assert cleaned.headline == HEADLINE
    assert cleaned.paragraphs == BODY
    assert cleaned.doubts == ()


def test_a_page_without_blank_lines_is_read_too() -> None:
    cleaned = clean(re.sub(r"\n\s*", "\n", PAGE))
    assert (cleaned.headline, cleaned.paragraphs) == (HEADLINE, BODY)


def test_everything_left_out_is_told_with_its_reason() -> None:
    dropped = {one.text: one.reason for one in clean(PAGE).dropped}
    assert dropped[TEASED[0]] == "teaser of another article"
    assert dropped["Article Topics"] == "heading of what follows the article"
    assert dropped["FB pixel"] == "promotion or control"


@pytest.mark.parametrize(
    "lines",
    [
        ["Brindle 3 Sorn 1", "Veydral 0 Ardell 0", "Saltgate 2 Quillan 2"],
        [
            "200 g flour",
            "3 eggs",
            "a pinch of salt",
            "Mix it all and wait.",
            "Bake for 20 minutes.",
        ],
        ["The tide goes out", "the lamps go on", "the tide goes out", "and you are gone"],
        ["Q: Who pays for the bridge?", "A: The city does.", "Q: And the tram?", "A: The county."],
        ["09:00 Doors open", "09:30 Mayor speaks", "10:15 Coffee", "11:00 Tour of the harbour"],
    ],
)
def test_a_clean_text_stays_whole(lines: list[str]) -> None:
    text = "\n\n".join(["A headline for what follows here", BODY[0], *lines])
    assert clean(text).paragraphs == (BODY[0], *lines)


def test_a_page_with_hardly_an_article_is_doubted() -> None:
    page = "\n\n".join(["FB pixel", HEADLINE, HEADLINE, BODY[-1], *LINES[11:], *TEASED])
    assert clean(page).doubts


DAYS = ("Monday", "Tuesday", "Friday")


def test_what_the_pages_of_a_site_share_is_left_out() -> None:
    rail = ["Our harbour guide is out now in print", "Members meet on the second Tuesday"]
    pages = [
        "\n\n".join([f"{day} at the harbour", f"{text} Told on {day}.", *rail])
        for day, text in zip(DAYS, BODY, strict=False)
    ]
    template = learn(pages)
    assert all(template.has(line) for line in rail)
    assert not template.has("Monday at the harbour")
    assert not any(template.has(f"{BODY[n]} Told on {DAYS[n]}.") for n in range(3))


def test_pages_of_one_article_teach_nothing() -> None:
    page = "\n\n".join([HEADLINE, *BODY])
    assert learn([page, page, page]).keys == frozenset()


@unhurried
@given(st.lists(st.sampled_from([*LINES, *COOKIES.split("\n\n"), "…", "x"]), max_size=30))
def test_nothing_is_invented_or_told_twice(lines: list[str]) -> None:
    page = "\n\n".join(lines)
    told = list(clean(page).paragraphs)
    blocks = iter(paragraphs(page))
    assert all(paragraph in blocks for paragraph in told)


@unhurried
@given(st.text() | TEXTS)
def test_no_text_breaks_it(text: str) -> None:
    cleaned = clean(text)
    assert 0 <= cleaned.kept <= 1


@pytest.mark.parametrize(
    "page",
    [
        "News\nSport item\n" * 20_000,
        "\n".join(f"line number {number} is here" for number in range(40_000)),
        "word " * 200_000,
        "a…\n" * 20_000,
        "| " * 200_000,
    ],
)
def test_great_pages_come_to_an_end(page: str) -> None:
    assert clean(page).kept <= 1
