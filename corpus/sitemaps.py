"""Sitemaps (sitemaps.org), with Google's news extension -> pages and further sitemaps."""

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast
from urllib.parse import urljoin

from lxml import etree

from corpus.article import ArticleError, check_url
from corpus.dates import parse_date
from corpus.xml import elements, local_name, text_of

_MOST_BYTES = 50 * 1024 * 1024  # the format's own limits
_MOST_URLS = 50_000
_ROBOTS = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page in a sitemap; all but its address is what a news sitemap may add."""

    url: str
    modified: datetime | None = None
    title: str | None = None
    published: datetime | None = None
    outlet: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists: pages, or further sitemaps, each with when it changed."""

    pages: tuple[Listed, ...]
    children: tuple[tuple[str, datetime | None], ...]


def read_sitemap(data: bytes, url: str) -> Sitemap:
    """Of XML or plain text, packed or not. Raises ArticleError when it is no sitemap."""
    stream = _unpacked(data)
    start = stream.read(512)
    stream.seek(0)
    if b"<" not in start:
        return Sitemap(_of_text(stream, url), ())
    pages: list[Listed] = []
    children: list[tuple[str, datetime | None]] = []
    for element in elements(stream, frozenset(("url", "sitemap"))):
        address = _address(text_of(element, "loc"), url)
        if address is None:
            continue
        modified = _date(text_of(element, "lastmod"))
        if local_name(element) == "sitemap":
            children.append((address, modified))
        else:
            pages.append(_page(element, address, modified))
        if len(pages) + len(children) >= _MOST_URLS:
            break
    if not pages and not children and b"urlset" not in start and b"sitemapindex" not in start:
        raise ArticleError("not a sitemap: it lists nothing")
    return Sitemap(tuple(pages), tuple(children))


def sitemaps_in(robots: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names."""
    return tuple(dict.fromkeys(found for found in _ROBOTS.findall(robots) if _usable(found)))


def _page(element: etree._Element, address: str, modified: datetime | None) -> Listed:
    news = next((child for child in element if local_name(child) == "news"), None)
    if news is None:
        return Listed(address, modified)
    publication = next((child for child in news if local_name(child) == "publication"), None)
    return Listed(
        address,
        modified,
        text_of(news, "title"),
        _date(text_of(news, "publication_date")),
        None if publication is None else text_of(publication, "name"),
        None if publication is None else text_of(publication, "language"),
    )


def _of_text(stream: BinaryIO, url: str) -> tuple[Listed, ...]:
    lines = stream.read().decode("utf-8-sig", "replace").split()
    pages = tuple(Listed(line) for line in lines[:_MOST_URLS] if _usable(line))
    if not pages:
        raise ArticleError("not a sitemap: it lists nothing")
    return pages


def _unpacked(data: bytes) -> BinaryIO:
    if not data.startswith(b"\x1f\x8b"):
        return io.BytesIO(data)
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            whole = packed.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ArticleError(f"a sitemap that cannot be unpacked: {error}") from None
    if len(whole) > _MOST_BYTES:
        raise ArticleError("a sitemap of more than 50 MiB")
    return cast(BinaryIO, io.BytesIO(whole))


def _address(text: str | None, base: str) -> str | None:
    try:
        address = urljoin(base, text or "")
    except ValueError:  # brackets that are no IPv6 address
        return None
    return address if text and _usable(address) else None


def _usable(url: str) -> bool:
    try:
        check_url(url)
    except ArticleError:
        return False
    return True


def _date(text: str | None) -> datetime | None:
    try:
        return parse_date(text) if text else None
    except ArticleError:
        return None
