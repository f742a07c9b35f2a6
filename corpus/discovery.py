"""What a page says of the feeds, sitemaps and interfaces of its site."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin

from lxml import etree, html

from corpus.article import ArticleError, check_url


class LinkKind(StrEnum):
    """What lies at the end of a link."""

    FEED = "feed"
    SITEMAP = "sitemap"
    WORDPRESS = "wordpress"


@dataclass(frozen=True, slots=True)
class Link:
    """One of them, in the order in which the page names them."""

    url: str
    kind: LinkKind
    title: str | None = None


_FEEDS = frozenset(
    """application/rss+xml application/atom+xml application/feed+json application/rdf+xml
    application/json""".split()
)


def discover(data: bytes, url: str) -> tuple[Link, ...]:
    """The links that a page declares; comment feeds are not among them."""
    try:
        tree = html.document_fromstring(data)
    except (etree.ParserError, ValueError):
        return ()
    found: dict[str, Link] = {}
    for link in tree.iter("link"):
        kind = _kind(link)
        title = link.get("title")
        address = _usable(url, link.get("href") or "")
        comments = "comment" in (title or "").lower() or "/comments/" in (address or "")
        if kind and address and not comments:
            found.setdefault(address, Link(address, kind, title))
    return tuple(found.values())


def _kind(link: html.HtmlElement) -> LinkKind | None:
    rels = (link.get("rel") or "").lower().split()
    type_ = (link.get("type") or "").partition(";")[0].strip().lower()
    if "https://api.w.org/" in rels:
        return LinkKind.WORDPRESS
    if "sitemap" in rels:
        return LinkKind.SITEMAP
    if ("alternate" in rels or "feed" in rels) and type_ in _FEEDS:
        wordpress = "/wp-json/" in (link.get("href") or "")  # the page's own entry, as JSON
        return None if wordpress or "oembed" in (link.get("href") or "") else LinkKind.FEED
    return None


def _usable(base: str, link: str) -> str | None:
    try:
        url = urljoin(base, link)
        check_url(url)
    except (ArticleError, ValueError):
        return None
    return url
