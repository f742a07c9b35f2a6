"""Passages: whole paragraphs of an article packed to the size that an embedding model reads well.

Sizes are counted in the model's own word pieces, by a function handed in: word counts are wrong
by a factor of two between languages.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.article import Article
from corpus.sentences import sentences

Span = tuple[int, int]
Count = Callable[[str], int]
Cutter = Callable[[str, Span], Iterator[Span]]


@dataclass(frozen=True, slots=True)
class Size:
    """Word pieces of a passage with its header: `target` is aimed at, `limit` never exceeded."""

    target: int = 200
    limit: int = 240

    def within(self, model_limit: int) -> "Size":
        """The same proportions for a model that reads at most `model_limit` word pieces."""
        limit = min(self.limit, model_limit)
        return Size(min(self.target, limit * 5 // 6), limit)


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of one revision: `article.text[start:end] == text`."""

    article_id: str
    revision: int
    start: int
    end: int
    text: str


def header(article: Article, count: Count, size: Size) -> str:
    """What is embedded above each passage of `article` and never quoted: its title.

    Cut at a word when it would take more than a quarter of the passage.
    """
    words = article.title.split()
    while len(words) > 1 and count(" ".join(words)) > size.limit // 4:
        words.pop()
    title = " ".join(words)
    return title if count(title) <= size.limit // 4 else ""


def split(article: Article, count: Count, size: Size) -> Iterator[Passage]:
    """The passages of `article`, in order, together covering all of its text exactly once.

    Paragraphs stay whole unless one alone exceeds the limit; then it is cut between sentences,
    a sentence between words, a word between characters. A heading stays with what follows it.
    """
    room = count(header(article, count, size))
    target, limit = size.target - room, size.limit - room
    units = [
        (span, count(article.text[slice(*span)])) for span in _units(article.text, count, limit)
    ]
    for start, end in _packed(_headings_joined(article.text, units, limit), target):
        yield Passage(article.id, article.revision, start, end, article.text[start:end])


def _packed(units: Iterable[tuple[Span, int]], target: int) -> Iterator[Span]:
    """Neighbouring units joined while their pieces sum to at most `target`."""
    pack: list[tuple[Span, int]] = []
    for unit in units:
        if pack and sum(pieces for _, pieces in pack) + unit[1] > target:
            yield pack[0][0][0], pack[-1][0][1]
            pack = []
        pack.append(unit)
    if pack:
        yield pack[0][0][0], pack[-1][0][1]


def _headings_joined(
    text: str, units: list[tuple[Span, int]], limit: int
) -> Iterator[tuple[Span, int]]:
    """The units, each subhead joined to the paragraph below it where both fit."""
    waiting: tuple[Span, int] | None = None
    for span, pieces in units:
        if waiting and waiting[1] + pieces <= limit:
            span, pieces = (waiting[0][0], span[1]), waiting[1] + pieces
        elif waiting:
            yield waiting
        waiting = (span, pieces)
        if not _is_heading(text[slice(*span)]):
            yield waiting
            waiting = None
    if waiting:
        yield waiting


def _is_heading(paragraph: str) -> bool:
    return len(paragraph.split()) <= 12 and paragraph[-1].isalnum()


def _units(text: str, count: Count, limit: int) -> Iterator[Span]:
    """Spans that may not be cut further: paragraphs, or parts of one that is over the limit."""
    for line in re.finditer(r"\S(?:[^\n]*\S)?", text):
        yield from _fitting(text, line.span(), count, limit, (_sentences, _words, _halves))


def _fitting(
    text: str, span: Span, count: Count, limit: int, cutters: tuple[Cutter, ...]
) -> Iterator[Span]:
    """`span` if it is within the limit, else its parts by the first cutter, re-packed."""
    if count(text[slice(*span)]) <= limit:
        yield span
        return
    cut, *finer = cutters
    parts = [
        (part, count(text[slice(*part)]))
        for rough in cut(text, span)
        for part in _fitting(text, rough, count, limit, tuple(finer) or cutters)
    ]
    yield from _packed(parts, limit)


def _sentences(text: str, span: Span) -> Iterator[Span]:
    for start, end in sentences(text[slice(*span)]):
        yield span[0] + start, span[0] + end


def _words(text: str, span: Span) -> Iterator[Span]:
    for word in re.compile(r"\S+").finditer(text, *span):
        yield word.span()


def _halves(_: str, span: Span) -> Iterator[Span]:
    middle = (span[0] + span[1] + 1) // 2
    yield span[0], middle
    if middle < span[1]:
        yield middle, span[1]
