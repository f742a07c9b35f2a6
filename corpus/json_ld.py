"""JSON-LD of a page: its nodes, repaired where sites break them, and the one of its article."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape

from lxml import html

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


def article_node(found: list[Node], url: str | None) -> Node | None:
    """The article's node: the one that gives the page's address, else the first complete one."""
    articles = [node for node in found if types(node) & ARTICLE_TYPES]
    if url is not None:
        wanted = fold(url)
        for node in articles:
            addresses = (node.get("url"), node.get("mainEntityOfPage"), node.get("@id"))
            if any(_folded(address) == wanted for address in addresses) and node.get("headline"):
                return node
    complete = [node for node in articles if node.get("headline") and node.get("datePublished")]
    return next(iter(complete or articles), None)


def types(node: Node) -> set[str]:
    """The types of a node, without the vocabulary's address."""
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {str(kind).rpartition("/")[2] for kind in listed if kind}


def text(value: object) -> str | None:
    """A value as one line: of a node its name, of a list its first."""
    if isinstance(value, list):
        return next((found for item in value if (found := text(item))), None)
    if isinstance(value, dict):
        return text(value.get("name") or value.get("@value"))
    return tidy(unescape(unescape(value))) or None if isinstance(value, str) else None


def address(value: object) -> str | None:
    """A value as an address: of a node its @id or url."""
    if isinstance(value, list):
        return next((found for item in value if (found := address(item))), None)
    if isinstance(value, dict):
        return address(value.get("@id") or value.get("url"))
    return value.strip() or None if isinstance(value, str) else None


def by_id(found: list[Node], node: Node | None) -> Node | None:
    """What a node that is only a reference refers to."""
    if node is None or len(node) > 1 or "@id" not in node:
        return node
    return next((one for one in found if one.get("@id") == node["@id"] and len(one) > 1), node)


def _folded(value: object) -> str | None:
    url = address(value)
    try:
        return fold(url.partition("#")[0]) if url and url.startswith("http") else None
    except ValueError:
        return None


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
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if isinstance(data.get(name), dict | list):
                yield from _nodes(data[name], depth + 1)
