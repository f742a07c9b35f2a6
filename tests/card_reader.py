"""Reads a card back as a sceptical member would: every marker to the words of the article."""

import re
from dataclasses import dataclass

from corpus.article import Article

_MARKED = re.compile(
    r"^> (?P<words>.+) (?:\[\[(?P<linked>\d+)\]\]\(<?(?P<url>[^\s<>]+)>?\)|\\\[(?P<bare>\d+)\\\])$"
)
_ROW = re.compile(r"^\*\*(?P<number>\d+) · (?P<title>(?:\\.|[^*\\])+)\*\*", re.MULTILINE)


@dataclass(frozen=True)
class Shown:
    """A sentence on a card: its words as Discord shows them, its number, its link."""

    words: str
    number: int
    url: str | None


def sentences_on(card: str) -> list[Shown]:
    """The quoted sentences in a card's text, in order."""
    found = (_MARKED.match(line) for line in card.split("\n"))
    return [
        Shown(as_shown(match["words"]), int(match["linked"] or match["bare"]), match["url"])
        for match in found
        if match
    ]


def sources_on(card: str) -> dict[int, str]:
    """The numbered sources in a card's text: number -> title."""
    return {int(match["number"]): as_shown(match["title"]) for match in _ROW.finditer(card)}


def as_shown(markdown: str) -> str:
    """What a member sees of escaped markdown."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markdown)


def assert_proven(card: str, articles: list[Article]) -> list[Shown]:
    """Every sentence on the card stands word for word in the article that its number names."""
    by_title = {article.title: article for article in articles}
    sources = sources_on(card)
    shown = sentences_on(card)
    for sentence in shown:
        article = by_title[sources[sentence.number]]
        assert sentence.words in article.text
        assert sentence.url is None or sentence.url.startswith(f"{article.url}#:~:text=")
    return shown
