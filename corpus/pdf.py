"""A PDF -> the text in it, without running heads; a scanned one has none, and is said to be so."""

import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

import pypdf
from pypdf.errors import PyPdfError

from corpus.article import ArticleError
from corpus.page import Dropped, Page
from corpus.text import tidy, word_count

# What pypdf raises for damaged files; see tests/benchmarks/fuzz.py.
_UNREADABLE = (
    *(PyPdfError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError),
    *(AssertionError, NotImplementedError, OSError, struct.error, zlib.error),
)
_MOST_PAGES = 500
_HYPHEN = re.compile(r"(?<=[a-zà-öø-ÿа-я])[-\u00ad\u2010]$")
_ENDS = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*$")
_NUMBER = re.compile(r"\d+")
_NO_TITLE = re.compile(
    r"untitled|microsoft word|document\d*$|\.(?:docx?|indd|pdf|tex|qxd)$", re.IGNORECASE
)
_SCANNED = 5  # words a page, below which there are only pictures
_EDGE = 2  # lines at the top and bottom of a page among which running heads stand


def read_pdf(data: bytes) -> Page:
    """The article in a PDF. Its date is unknown: those that a file holds are the file's.

    Raises ArticleError for what is no PDF, is locked, or holds pictures of pages.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is told in our words
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("a PDF behind a password")
        if len(reader.pages) > _MOST_PAGES:
            raise ArticleError(f"a PDF of more than {_MOST_PAGES} pages")
        pages = [_lines(page.extract_text()) for page in reader.pages]
        named = tidy(str(reader.metadata.title or "")) if reader.metadata else ""
    except _UNREADABLE as error:
        raise ArticleError(f"a PDF that cannot be read: {error}") from None
    except RecursionError:
        raise ArticleError("a PDF that is nested without end") from None
    if sum(word_count(line) for page in pages for line in page) < _SCANNED * max(1, len(pages)):
        raise ArticleError("a scanned PDF: pictures of pages without text; run OCR over it first")
    heads = _running_heads(pages)
    dropped = tuple(Dropped(line, "stands on every page") for line in sorted(heads))
    kept = [[line for line in page if _shape(line) not in heads] for page in pages]
    paragraphs = list(_paragraphs([line for page in kept for line in page]))
    title = named if word_count(named) >= 3 and not _NO_TITLE.search(named) else None
    if title is None and paragraphs and word_count(paragraphs[0]) <= 30:
        title = paragraphs.pop(0)
    elif paragraphs and title and tidy(paragraphs[0]).casefold() == title.casefold():
        paragraphs.pop(0)
    return Page("\n\n".join(paragraphs), {"title": title}, {"title": "PDF"}, dropped)


def _lines(text: str) -> list[str]:
    return [line for line in map(tidy, text.split("\n")) if line]


def _running_heads(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """The shapes of lines that stand at the edge of most pages, and of page numbers."""
    if len(pages) < 3:
        return frozenset()
    edges = Counter(
        shape
        for page in pages
        for shape in {_shape(line) for line in (*page[:_EDGE], *page[-_EDGE:])}
    )
    return frozenset(shape for shape, count in edges.items() if count >= max(3, len(pages) // 2))


def _shape(line: str) -> str:
    """A line with its numbers made equal."""
    return _NUMBER.sub("#", line)


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines joined; a paragraph ends where a sentence does in a line that is short."""
    if not lines:
        return
    usual = sorted(map(len, lines))[len(lines) * 3 // 4]
    paragraph = ""
    for number, line in enumerate(lines):
        if _HYPHEN.search(paragraph) and line[:1].islower():
            paragraph = paragraph[:-1] + line
        else:
            paragraph = f"{paragraph} {line}".strip()
        following = lines[number + 1] if number + 1 < len(lines) else ""
        short = len(line) < 0.8 * usual
        heading = short and following[:1].isupper() and not paragraph.endswith((",", "-"))
        if short and (_ENDS.search(line) or (heading and word_count(paragraph) <= 12)):
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph
