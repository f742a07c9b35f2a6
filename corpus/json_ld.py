"""JSON-LD of a page: its nodes, repaired where sites break them, and the one of its article."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from urllib.parse import urljoin, urlsplit

from lxml import html

from corpus.headline import agree
from corpus.text import tidy
from corpus.urls import fold

Node = Mapping[str, object]
ARTICLE_TYPES = frozenset(
    """Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle
    BackgroundNewsArticle ReviewNewsArticle AskPublicNewsArticle AdvertiserContentArticle
    SatiricalArticle LiveBlogPosting BlogPosting Report TechArticle ScholarlyArticle
    Review""".split()
)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|"
    r"(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_DEEPEST = 40  # levels of nesting that are followed


def nodes(tree: html.HtmlElement) -> list[Node]:
    """All nodes of all blocks, in the page's order; a block beyond repair says nothing."""
    found: list[Node] = []
    for script in tree.iter("script"):
        kind = (script.get("type") or "").partition(";")[0].strip().lower()
        if kind == "application/ld+json" and script.text:
            found.extend(_nodes(_parsed(script.text), 0))
    return found


def article_node(found: list[Node], url: str | None, titles: Sequence[str]) -> Node | None:
    """The article's node: the one that gives the page's address, else the first complete one.

    `titles` are what the page calls itself elsewhere. A node with another address is another
    article's, unless its headline agrees with one of them: addresses have several spellings.
    """
    articles = [node for node in found if types(node) & ARTICLE_TYPES]
    wanted = fold(url) if url is not None else None
    for node in articles:
        if wanted and wanted in _addresses(node, url) and node.get("headline"):
            return node
    agreeing = [node for node in articles if _is_titled(node, titles)]
    told = bool(titles) or wanted is not None
    own = agreeing or [node for node in articles if not (told and _addresses(node, url))]
    complete = [node for node in own if node.get("headline") and node.get("datePublished")]
    return next(iter(complete or own), None)


def _is_titled(node: Node, titles: Sequence[str]) -> bool:
    headline = text(node.get("headline"))
    return headline is not None and any(agree(headline, title) for title in titles)


def _addresses(node: Node, page: str | None) -> set[str]:
    """The addresses that a node gives itself, folded; a front page is nobody's."""
    values = (node.get("url"), node.get("mainEntityOfPage"), node.get("@id"))
    return {folded for value in values if (folded := _folded(value, page))}


def types(node: Node) -> set[str]:
    """The types of a node, without the vocabulary's address."""
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {str(kind).rpartition("/")[2] for kind in listed if kind}


def text(value: object, depth: int = 0) -> str | None:
    """A value as one line: of a node its name, of a list its first."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return next((found for item in value if (found := text(item, depth + 1))), None)
    if isinstance(value, dict):
        return text(value.get("name") or value.get("@value"), depth + 1)
    return tidy(unescape(unescape(value))) or None if isinstance(value, str) else None


def address(value: object, depth: int = 0) -> str | None:
    """A value as an address: of a node its @id or url."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return next((found for item in value if (found := address(item, depth + 1))), None)
    if isinstance(value, dict):
        return address(value.get("@id") or value.get("url"), depth + 1)
    return value.strip() or None if isinstance(value, str) else None


def by_id(found: list[Node], node: Node | None) -> Node | None:
    """What a node that is only a reference refers to."""
    if node is None or len(node) > 1 or "@id" not in node:
        return node
    return next((one for one in found if one.get("@id") == node["@id"] and len(one) > 1), node)


def _folded(value: object, page: str | None) -> str | None:
    given = (address(value) or "").partition("#")[0]
    try:
        url = urljoin(page or "", given) if given else ""
        folded = fold(url) if url.startswith("http") else None
    except ValueError:
        return None
    return folded if folded and urlsplit(folded)[2:4] not in (("", ""), ("/", "")) else None


def _parsed(block: str) -> object:
    source = _WRAPPING.sub("", block).strip().rstrip(";")
    for repaired in (source, _TRAILING_COMMA.sub("", source), unescape(source)):
        try:
            return json.loads(repaired, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(data: object, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for item in data:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):  # lists name other articles
            if isinstance(data.get(name), dict | list):
                yield from _nodes(data[name], depth + 1)
