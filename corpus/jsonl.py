"""JSON lines, packed or not: one article a line, with the names that other programs use."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from html import unescape
from typing import BinaryIO, cast

from corpus.fragment import html_text

_LONGEST = 16 * 1024 * 1024  # bytes of a line
Fields = Mapping[str, object]
_BLOCK = re.compile(
    r"<(?:p|div|br|h[1-6]|ul|ol|li|blockquote|article|section|table)\b[^<>]*>", re.IGNORECASE
)
_ALONE = re.compile(
    r"<(?:p|div|br|h[1-6]|ul|ol|li|blockquote|article|section|table|img)\b[^<>]*>", re.IGNORECASE
)
_PAIRED = re.compile(
    r"<(a|b|i|u|em|strong|span|small|sup|sub|q|cite|code|font)\b[^<>]*>", re.IGNORECASE
)
_HIDING = re.compile(r"<(?:(script|style|iframe)\b|!--)", re.IGNORECASE)

ALIASES = {
    "headline": "title",
    "name": "title",
    "body": "text",
    "content": "text",
    "articlebody": "text",
    "article_text": "text",
    "maintext": "text",
    "content_html": "html",
    "link": "url",
    "canonical_url": "url",
    "source_url": "url",
    "published": "date",
    "publishedat": "date",
    "published_at": "date",
    "published_date": "date",
    "publish_date": "date",
    "publication_date": "date",
    "date_publish": "date",
    "date_published": "date",
    "datepublished": "date",
    "pubdate": "date",
    "pub_date": "date",
    "timestamp": "date",
    "modified": "updated",
    "datemodified": "updated",
    "date_modified": "updated",
    "updatedat": "updated",
    "updated_at": "updated",
    "author": "authors",
    "byline": "authors",
    "source": "outlet",
    "publisher": "outlet",
    "site_name": "outlet",
    "category": "section",
    "articlesection": "section",
    "keywords": "tags",
    "inlanguage": "language",
    "guid": "id",
    "articletype": "kind",
    "article_type": "kind",
    "premium": "paywalled",
    "is_premium": "paywalled",
    "paywall": "paywalled",
}
"""What other programs call our fields; upper and lower case are the same."""


def named(fields: Fields) -> dict[str, object]:
    """The fields under our names. What is empty says nothing; our own name wins over others."""
    filled = {name.lower(): value for name, value in fields.items() if value}
    others: dict[str, object] = {}
    for name, value in filled.items():
        if name in ALIASES:
            others.setdefault(ALIASES[name], value)
    return {**others, **{name: value for name, value in filled.items() if name not in ALIASES}}


def read_lines(stream: BinaryIO) -> Iterator[tuple[int, Fields | str]]:
    """(number of the line, its object as it is, or why it is none) of each line with something.

    `stream` is at its start and can be sought. One line is held at a time. What
    cannot be unpacked ends it, as a reason.
    """
    number = 0
    try:
        for number, line in enumerate(_lines(_unpacked(stream)), start=1):
            if line is None:
                yield number, "longer than 16 MiB"
            elif line.strip():
                yield number, _object(line, first=number == 1)
    except (OSError, EOFError, zlib.error) as error:
        yield number + 1, f"cannot be unpacked further: {error}"


def plain(text: str) -> str:
    """A text without the markup that many programs leave in it."""
    text = _seen(text)
    if not _is_marked_up(text) and _is_marked_up(unescape(text)):
        text = unescape(text)  # written twice over
    if _BLOCK.search(text):
        return html_text(text)
    if _is_marked_up(text):
        lines = (html_text(line) if _is_marked_up(line) else line for line in text.split("\n"))
        text = "\n".join(lines)
    return unescape(text)


def _is_marked_up(text: str) -> bool:
    """Whether it has elements: those that are closed count when they are."""
    if _ALONE.search(text):
        return True
    lower = text.lower()
    last: dict[str, int] = {}  # where an element is closed for the last time
    for opened in _PAIRED.finditer(text):
        name = opened[1].lower()
        if name not in last:
            last[name] = lower.rfind(f"</{name}>")
        if last[name] >= opened.end():
            return True
    return False


def _seen(text: str) -> str:
    """Without comments and what is no text, a space in the place of each; unended ones stay."""
    kept: list[str] = []
    at = 0
    unended: set[str] = set()
    for opened in _HIDING.finditer(text):
        name = (opened[1] or "").lower()
        if opened.start() < at or name in unended:
            continue
        end = re.compile(rf"</{name}\s*>" if name else "-->", re.IGNORECASE)
        closed = end.search(text, opened.end())
        if closed is None:
            unended.add(name)
            continue
        kept += [text[at : opened.start()], " "]
        at = closed.end()
    return "".join([*kept, text[at:]])


def _object(line: bytes, *, first: bool) -> Fields | str:
    try:
        item = json.loads(line.decode("utf-8-sig" if first else "utf-8"))
    except UnicodeDecodeError as error:
        return f"not UTF-8 text (byte 0x{line[error.start]:02x} at {error.start})"
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    return item if isinstance(item, dict) else "not a JSON object"


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines; None in place of one that is too long."""
    while line := stream.readline(_LONGEST + 1):
        if len(line) <= _LONGEST:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_LONGEST + 1)
        yield None


def _unpacked(stream: BinaryIO) -> BinaryIO:
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    return cast(BinaryIO, gzip.open(stream)) if packed else stream
