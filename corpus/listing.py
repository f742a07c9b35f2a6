"""What a source lists, whatever its form: items to fetch, or whole articles."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from corpus.feeds import Feed, Item, read_feed
from corpus.fields import Refused
from corpus.fragment import html_text
from corpus.page import Page
from corpus.sitemaps import Listed, read_sitemap
from corpus.sources import SourceKind
from corpus.urls import same_site
from corpus.wordpress import Post

_WHOLE = 100  # words of a text in a feed that can stand for the page, when that cannot be had
# How a summary ends that is the start of something longer.
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.{3})\]|\b(?:read|find out|learn|see) more|"
    r"continue reading(?:\s.{0,200})?|read the (?:full|whole) (?:story|article)|weiterlesen|"
    r"mehr lesen|lire la suite|leer más|leggi tutto|lees verder)\W*$",
    re.IGNORECASE,
)
_ENDING = 400  # characters at the end of a text that are looked at for it
_START = 2000  # bytes in which a listing shows what it is
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)\b")
_JSON_FEED = re.compile(rb'^\s*\{.*"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org', re.DOTALL)


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A page that a source lists. `stamp` changes when the source says something else of it.

    `fields` are what the source says of the article; `text` is the article, where it gives all.
    """

    url: str
    stamp: str
    guid: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    text: str | None = None

    def page(self) -> Page | None:
        """The article as the source gives it; None when that is an excerpt or nothing."""
        if self.text is None or len(self.text.split()) < _WHOLE:
            return None
        return Page(self.text, {"url": self.url, **self.fields}, dict.fromkeys(self.fields, "feed"))


@dataclass(frozen=True, slots=True)
class Listing:
    """One answer of a source. `more` are further listings to read, with when they changed.

    `refused` are what it lists without saying where it lies.
    """

    kind: SourceKind
    items: tuple[ListedItem, ...]
    title: str | None = None
    more: tuple[tuple[str, datetime | None], ...] = ()
    wait: float | None = None  # seconds until it may be asked again
    complete: bool = False  # an article that is not in it is no longer there
    refused: tuple[Refused, ...] = ()


def kind_of(data: bytes) -> SourceKind | None:
    """What kind of listing the bytes are, if they are one."""
    start = data[:_START]
    if data.startswith(b"\x1f\x8b") or _SITEMAP.search(start):
        return SourceKind.SITEMAP  # nothing else is offered packed
    if _FEED.search(start) and b"<html" not in start.lower():
        return SourceKind.FEED
    return SourceKind.FEED if _JSON_FEED.match(start) else None


def feed_listing(data: bytes, url: str, content_type: str | None = None) -> Listing:
    """Of a feed. Raises ArticleError when it is none."""
    feed = read_feed(data, url, content_type)
    items = tuple(_of_feed(item, feed) for item in feed.items if item.url)
    refused = tuple(_without_link(item, url) for item in feed.items if not item.url)
    more = ((feed.next, None),) if feed.next else ()
    return Listing(SourceKind.FEED, items, feed.title, more, feed.ttl, refused=refused)


def sitemap_listing(data: bytes, url: str) -> Listing:
    """Of a sitemap; only pages of its own site count. Raises ArticleError when it is none."""
    sitemap = read_sitemap(data, url)
    items = tuple(_of_sitemap(page) for page in sitemap.pages if same_site(page.url, url))
    more = tuple(child for child in sitemap.children if same_site(child[0], url))
    news = any(page.title for page in sitemap.pages)  # such a sitemap lists two days only
    return Listing(SourceKind.SITEMAP, items, more=more, complete=bool(items) and not news)


def wordpress_listing(posts: Iterable[Post]) -> Listing:
    """Of posts that a WordPress site gives, whole."""
    items = tuple(
        ListedItem(
            post.url,
            _stamp(post.modified, post.title, post.text),
            post.guid,
            _said(
                title=post.title,
                date=post.published,
                updated=post.modified,
                authors=list(post.authors),
                section=post.section,
                tags=list(post.tags),
            ),
            post.text,
        )
        for post in posts
    )
    return Listing(SourceKind.WORDPRESS, items)


def _of_feed(item: Item, feed: Feed) -> ListedItem:
    text = html_text(item.html) if item.html else _whole(item.summary)
    fields = _said(
        title=item.title,
        date=item.published,
        updated=item.updated,
        authors=list(item.authors),
        tags=list(item.tags),
        language=feed.language,
    )
    stamp = _stamp(item.title, item.published, item.updated, item.html or item.summary)
    return ListedItem(str(item.url), stamp, item.guid, fields, text)


def _whole(summary: str | None) -> str | None:
    """A summary that is the whole piece: some feeds have no other place for it."""
    text = html_text(summary) if summary else ""
    return text if len(text.split()) >= _WHOLE and not _CUT_OFF.search(text[-_ENDING:]) else None


def _without_link(item: Item, url: str) -> Refused:
    name = item.title or item.guid or "an item without a title"
    return Refused(f"{url}: {name}", item.refusal or "the feed does not say where it lies")


def _of_sitemap(page: Listed) -> ListedItem:
    fields = _said(
        title=page.title, date=page.published, outlet=page.outlet, language=page.language
    )
    return ListedItem(page.url, _stamp(page.modified, page.title, page.published), None, fields)


def _said(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}


def _stamp(*said: object) -> str:
    return hashlib.blake2b(repr(said).encode("utf-8", "replace"), digest_size=16).hexdigest()
