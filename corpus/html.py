"""An HTML page -> article fields: body by trafilatura, metadata as the page itself declares it.

Order of trust, field by field: JSON-LD, then OpenGraph and meta tags, then the visible page.
A date is taken from declared metadata only, never from the text.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

import trafilatura
from lxml import etree, html

from corpus.article import ArticleError, Kind, check_url
from corpus.dates import parse_date
from corpus.text import body, tidy

_ARTICLE_TYPES = frozenset(
    """Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle
    BackgroundNewsArticle ReviewNewsArticle AdvertiserContentArticle LiveBlogPosting BlogPosting
    Report""".split()
)
_KINDS = {
    "OpinionNewsArticle": Kind.OPINION,
    "ReviewNewsArticle": Kind.OPINION,
    "AnalysisNewsArticle": Kind.ANALYSIS,
    "LiveBlogPosting": Kind.LIVE,
    "AdvertiserContentArticle": Kind.SPONSORED,
}
Node = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of its article: `fields` named as in front matter, each with its source."""

    text: str
    fields: Mapping[str, object]
    provenance: Mapping[str, str]


def read_html(source: str) -> Page:
    """The article on a page. Raises ArticleError when there is no page or no body in it."""
    try:
        # As bytes: a text that opens with an XML declaration, as XHTML does, is refused.
        tree = html.document_fromstring(source.encode(), html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError) as error:
        raise ArticleError(f"not an HTML page: {error}") from None
    fields: dict[str, object] = {}
    provenance: dict[str, str] = {}
    for origin, found in (
        ("JSON-LD", _from_json_ld(tree)),
        ("meta tags", _from_meta(tree)),
        ("page", _from_page(tree)),
    ):
        for name, value in found.items():
            if value and name not in fields and _usable(name, str(value)):
                fields[name] = value
                provenance[name] = origin
    return Page(_body(source, str(fields.get("title") or "")), fields, provenance)


def _usable(name: str, value: str) -> bool:
    """Web pages are full of broken metadata: a date or address that cannot be read says nothing."""
    try:
        if name in ("date", "updated"):
            parse_date(value)
        if name == "url":
            check_url(value)
            # The site's front page, named on all its pages, would make them one article.
            return bool(urlsplit(value).path.strip("/") or urlsplit(value).query)
    except ArticleError:
        return False
    return True


def _body(source: str, title: str) -> str:
    found = trafilatura.extract(source, include_comments=False, include_tables=True)
    if not found:
        raise ArticleError("no article text found on the page")
    first, _, rest = found.partition("\n")
    without_title = rest if tidy(first).casefold() == title.casefold() else found
    lines = [line.removeprefix("- ") for line in without_title.split("\n")]
    return body("\n\n".join(lines))


def _from_json_ld(tree: html.HtmlElement) -> dict[str, object]:
    node = next(_article_nodes(tree), None)
    if node is None:
        return {}
    kind = next((kind for name, kind in _KINDS.items() if name in _types(node)), None)
    return {
        "title": _text(node.get("headline")),
        "date": _text(node.get("datePublished")),
        "updated": _text(node.get("dateModified")),
        "authors": _names(node.get("author")),
        "outlet": next(iter(_names(node.get("publisher"))), None),
        "section": next(iter(_names(node.get("articleSection"))), None),
        "tags": _tags(node.get("keywords")),
        "url": _text(node.get("url")) or _text(node.get("mainEntityOfPage")),
        "kind": kind,
    }


def _article_nodes(tree: html.HtmlElement) -> Iterator[Node]:
    for script in tree.xpath('//script[@type="application/ld+json"]/text()'):
        try:
            nodes = list(_nodes(json.loads(str(script), strict=False)))
        except (ValueError, RecursionError):
            continue  # a broken block says nothing; the meta tags may
        yield from (node for node in nodes if _types(node) & _ARTICLE_TYPES)


def _nodes(data: object) -> Iterator[Node]:
    if isinstance(data, list):
        for item in data:
            yield from _nodes(item)
    elif isinstance(data, dict):
        yield data
        yield from _nodes(data.get("@graph"))


def _types(node: Node) -> set[str]:
    kinds = node.get("@type")
    return {str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _from_meta(tree: html.HtmlElement) -> dict[str, object]:
    meta: dict[str, str] = {}
    for tag in tree.xpath("//meta[@content]"):
        name = tag.get("property") or tag.get("name") or ""
        meta.setdefault(name.lower(), tidy(tag.get("content") or ""))
    canonical = tree.xpath('//link[@rel="canonical"]/@href')
    tags = tree.xpath('//meta[@property="article:tag"]/@content')
    return {
        "title": meta.get("og:title"),
        "date": meta.get("article:published_time") or meta.get("date"),
        "updated": meta.get("article:modified_time"),
        "authors": _names([name for name in [meta.get("author")] if name]),
        "outlet": meta.get("og:site_name"),
        "section": meta.get("article:section"),
        "tags": _tags([str(tag) for tag in tags]),
        "url": str(canonical[0]) if canonical else meta.get("og:url"),
    }


def _from_page(tree: html.HtmlElement) -> dict[str, object]:
    headings = [tidy(str(heading.text_content())) for heading in tree.xpath("//h1")]
    titles = [tidy(str(title.text_content())) for title in tree.xpath("//head/title")]
    times = tree.xpath("//article//time[@pubdate]/@datetime")
    return {
        "title": next((text for text in headings + titles if text), None),
        "date": str(times[0]) if times else None,
    }


def _text(value: object) -> str | None:
    if isinstance(value, dict):
        return _text(value.get("@id") or value.get("url") or value.get("name"))
    return tidy(unescape(value)) or None if isinstance(value, str) else None


def _names(value: object) -> list[str]:
    """Names of persons or organisations, given as strings or nodes; addresses are not names."""
    found = []
    for item in value if isinstance(value, list) else [value]:
        name = _text(item.get("name")) if isinstance(item, dict) else _text(item)
        if name and "://" not in name and name not in found:
            found.append(name)
    return found


def _tags(value: object) -> list[str]:
    words = list(value) if isinstance(value, list) else str(value or "").split(",")
    return [tidy(word) for word in words if isinstance(word, str) and tidy(word)]
