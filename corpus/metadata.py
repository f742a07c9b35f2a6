"""What a page declares of its article, field by field, and where.

Order of trust: JSON-LD, then OpenGraph and meta tags, then what is marked up on the visible page.
A date is taken from declared metadata only, never from running text or a neighbouring teaser.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from lxml import html

from corpus import json_ld
from corpus.article import ArticleError, DeceitfulUrl, Kind, check_url
from corpus.bylines import names_in
from corpus.dates import parse_date
from corpus.headline import (
    agree,
    best,
    headings,
    is_beside,
    is_of,
    marked_date,
    text_of,
    without_name,
)
from corpus.json_ld import Node
from corpus.text import tidy
from corpus.urls import fold, same_site

_KINDS = {
    "OpinionNewsArticle": Kind.OPINION,
    "ReviewNewsArticle": Kind.OPINION,
    "Review": Kind.OPINION,
    "AnalysisNewsArticle": Kind.ANALYSIS,
    "BackgroundNewsArticle": Kind.ANALYSIS,
    "LiveBlogPosting": Kind.LIVE,
    "AdvertiserContentArticle": Kind.SPONSORED,
}
_SECTIONS = (
    (
        (
            r"opinions?|editorials?|comment(?:ary)?|columns?|columnists?|op-ed|letters|meinung|"
            r"kommentare?|opini[óo]n|opinião|tribune|éditorial|opinioni"
        ),
        Kind.OPINION,
    ),
    (r"analys[ie]s|analyse|análisis|análise|explainers?", Kind.ANALYSIS),
    (
        (
            r"sponsored|advertorial|paid (?:post|content)|partner content|brand ?voice|promoted|"
            r"anzeige|publireportage|contenido patrocinado"
        ),
        Kind.SPONSORED,
    ),
)
_DATES = """
    article:published_time og:article:published_time og:published_time published_time
    datepublished parsely-pub-date sailthru.date dc.date.issued dcterms.issued dcterms.created
    dc.date.created dc.date dcterms.date article.published publish-date publish_date publishdate
    publication_date publicationdate cxenseparse:recs:publishtime pubdate date created
    vr:published_time bt:pubdate shareaholic:article_published_time
""".split()
_UPDATES = """
    article:modified_time og:article:modified_time og:updated_time datemodified dcterms.modified
    dc.date.modified last-modified article.updated lastmod shareaholic:article_modified_time
""".split()
_AUTHORS = """
    author article:author parsely-author sailthru.author dc.creator dcterms.creator dc.author
    byl article.author cxenseparse:author bt:author article:author_name og:article:author
    authors citation_author vr:author shareaholic:article_author_name
""".split()
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/-]|$)")
_SUFFIX = re.compile(r"\s+[|–—·»-]\s+|\s*[|»]\s*")
_TOMORROW = timedelta(days=2)
Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class Declared:
    """The fields of a page's article, where each was read, and what the page says that it is."""

    fields: Fields
    provenance: dict[str, str]
    article: bool
    video: bool


def read_metadata(tree: html.HtmlElement, url: str | None) -> Declared:
    """What the page that was fetched from `url` declares.

    Broken metadata says nothing: an address, a date or a language that cannot be read. Raises
    DeceitfulUrl for an address that hides where it leads, if none is known that the page lies at.
    """
    shown = headings(tree)
    meta = _meta(tree, shown)
    canonical = _canonical(tree, meta, url)
    found = json_ld.nodes(tree)
    titles = _titles(tree, meta)
    called = [*titles, *map(text_of, shown)]
    node = json_ld.article_node(found, canonical or url, called)
    linked = canonical is not None
    canonical = canonical or _own_address(node, url)
    kind = meta.get("og:type", "").lower()
    video = node is None and any("VideoObject" in json_ld.types(one) for one in found)
    fields: Fields = {}
    provenance: dict[str, str] = {}
    linked_data = _from_json_ld(node, found) if node else {}
    outlet = str(linked_data.get("outlet") or meta.get("og:site_name") or "")
    heading = best(shown, titles, outlet)
    for origin, told in (
        ("JSON-LD", linked_data),
        ("meta tags", _from_meta(tree, meta)),
        ("page", _from_page(tree, heading)),
        ("address", {"date": _url_day(canonical or url)}),
    ):
        for name, value in told.items():
            if value and name not in fields and _usable(name, value):
                fields[name] = value
                provenance[name] = origin
    _settle_title(heading, titles, fields, provenance)
    _settle_address(canonical, url, "meta tags" if linked else "JSON-LD", fields, provenance)
    _settle_authors(fields)
    _settle_kind(fields, provenance)
    article = node is not None or kind.startswith("article")
    return Declared(fields, provenance, article, video or kind.startswith("video"))


def _meta(tree: html.HtmlElement, shown: Sequence[html.HtmlElement]) -> dict[str, str]:
    """The first content of each meta tag, by its name in lower case.

    Microdata of something else than what `shown`, the page's headings, head are left out.
    """
    meta: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        content = tidy(tag.get("content") or "")
        own = not tag.get("itemprop") or not shown or any(is_of(tag, one) for one in shown)
        if name and content and own:
            meta.setdefault(name.strip().lower(), content)
    return meta


def _canonical(tree: html.HtmlElement, meta: Mapping[str, str], url: str | None) -> str | None:
    """The address that the page gives itself; not that of a front page, which sites repeat."""
    links: list[str | None] = [
        link.get("href")
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    for given in (*links, meta.get("og:url")):
        address = _joined(url, (given or "").strip())
        if given and _is_address(address, url) and _is_inside(address):
            return address
    return None


def _own_address(node: Node | None, url: str | None) -> str | None:
    """The address that JSON-LD gives the article."""
    for value in (node.get("url"), node.get("mainEntityOfPage")) if node else ():
        address = _joined(url, json_ld.address(value) or "")
        if _is_address(address, url) and _is_inside(address):
            return address
    return None


def _from_json_ld(node: Node, found: list[Node]) -> Fields:
    publisher = node.get("publisher")
    publisher = json_ld.by_id(found, publisher) if isinstance(publisher, dict) else publisher
    kind = next((kind for name, kind in _KINDS.items() if name in json_ld.types(node)), None)
    free = str(node.get("isAccessibleForFree", "")).lower()
    return {
        "title": json_ld.text(node.get("headline")),
        "date": json_ld.text(node.get("datePublished")),
        "updated": json_ld.text(node.get("dateModified")),
        "authors": _people(node.get("author") or node.get("creator"), found),
        "outlet": json_ld.text(publisher),
        "section": json_ld.text(node.get("articleSection")),
        "tags": _words(node.get("keywords")),
        "kind": kind,
        "language": json_ld.text(node.get("inLanguage")),
        "paywalled": free in ("false", "http://schema.org/false", "https://schema.org/false"),
        "corrections": _corrections(node.get("correction")),
    }


def _from_meta(tree: html.HtmlElement, meta: Mapping[str, str]) -> Fields:
    tags = [tag.get("content") for tag in tree.iter("meta") if tag.get("property") == "article:tag"]
    tier = meta.get("article:content_tier", "").lower()
    return {
        "title": meta.get("og:title") or meta.get("twitter:title"),
        "date": _first_date(meta, _DATES),
        "updated": _first_date(meta, _UPDATES),
        "authors": next((names for name in _AUTHORS if (names := _authors(meta.get(name)))), []),
        "outlet": meta.get("og:site_name"),
        "section": meta.get("article:section"),
        "tags": [tidy(tag) for tag in tags if tag and tidy(tag)]
        or _words(meta.get("news_keywords")),
        "language": meta.get("og:locale"),
        "paywalled": tier in ("locked", "metered") and tier == "locked",
    }


def _from_page(tree: html.HtmlElement, heading: html.HtmlElement | None) -> Fields:
    return {
        "title": _head_title(tree) if heading is None else text_of(heading),
        "date": marked_date(tree, heading),
        "authors": _marked_authors(tree),
        "language": tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
    }


def _settle_title(
    heading: html.HtmlElement | None,
    titles: Sequence[str],
    fields: Fields,
    provenance: dict[str, str],
) -> None:
    """Of a title outside JSON-LD, the heading that agrees with it; else it, without the site."""
    if provenance.get("title") in (None, "JSON-LD"):
        return
    shown = None if heading is None else text_of(heading)
    if shown and any(agree(shown, title) for title in map(without_name, titles)):
        fields["title"], provenance["title"] = shown, "page"
    else:
        fields["title"] = _without_site(str(fields["title"]), str(fields.get("outlet") or ""))


def _settle_address(
    canonical: str | None, url: str | None, origin: str, fields: Fields, provenance: dict[str, str]
) -> None:
    """The page's own address; one at another site is that of the original."""
    if canonical and url and not same_site(canonical, url):
        fields["original"], provenance["original"] = canonical, origin
        canonical = None
    if canonical or url:
        fields["url"] = canonical or url
        provenance["url"] = origin if canonical else "address"


def _settle_authors(fields: Fields) -> None:
    """Beside people, the outlet is no author; alone it is: the piece is signed by the house."""
    outlet = tidy(str(fields.get("outlet") or "")).casefold()
    authors = fields.get("authors")
    if isinstance(authors, list):
        fields["authors"] = [one for one in authors if one.casefold() != outlet] or authors


def _settle_kind(fields: Fields, provenance: dict[str, str]) -> None:
    if "kind" in fields:
        return
    places = [str(fields.get("section") or "")]
    places += [part for part in urlsplit(str(fields.get("url") or "")).path.split("/")[1:3] if part]
    for place in places:
        for pattern, kind in _SECTIONS:
            if re.match(rf"(?:{pattern})\b", place, re.IGNORECASE):
                fields["kind"], provenance["kind"] = kind, "section"
                return


def _usable(name: str, value: object) -> bool:
    if name in ("date", "updated"):
        try:
            return parse_date(value) <= datetime.now(UTC) + _TOMORROW
        except ArticleError:
            return False
    if name == "language":
        return bool(re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", str(value)))
    return True


def _first_date(meta: Mapping[str, str], names: list[str]) -> str | None:
    return next(
        (meta[name] for name in names if name in meta and _usable("date", meta[name])), None
    )


def _titles(tree: html.HtmlElement, meta: Mapping[str, str]) -> list[str]:
    """What the page calls itself where readers do not look."""
    found = (meta.get("og:title"), meta.get("twitter:title"), _head_title(tree))
    return [title for title in found if title]


def _head_title(tree: html.HtmlElement) -> str | None:
    return next((tidy(str(one.text_content())) for one in tree.xpath("//head/title")), None) or None


def _without_site(title: str, outlet: str) -> str:
    """A title without the name of the site at its end."""
    parts = _SUFFIX.split(title)
    if len(parts) < 2 or len(parts[0].split()) < 3:
        return title
    last = parts[-1].strip()
    named = outlet and last.casefold() in (outlet.casefold(), f"the {outlet.casefold()}")
    if named or (len(last.split()) <= 3 and last[:1].isupper() and "|" in title):
        return title[: title.rindex(last)].rstrip(" |–—·»-")
    return title


def _people(value: object, found: list[Node]) -> list[str]:
    """Names of authors, given as strings or nodes, one or several."""
    names: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        node = json_ld.by_id(found, item) if isinstance(item, dict) else None
        name = node.get("name") if node else item
        for one in name if isinstance(name, list) else [name]:
            names.extend(_authors(one if isinstance(one, str) else None))
    return list(dict.fromkeys(names))


def _authors(value: str | None) -> list[str]:
    line = json_ld.text(value)
    return names_in(line) if line else []


def _words(value: object) -> list[str]:
    words = value if isinstance(value, list) else str(value or "").split(",")
    found = [json_ld.text(word) for word in words]
    return list(dict.fromkeys(word for word in found if word and len(word) <= 80))[:30]


def _corrections(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    texts = [
        json_ld.text(
            item.get("text") or item.get("description") if isinstance(item, dict) else item
        )
        for item in items
    ]
    return [text for text in texts if text and "://" not in text.split()[0]]


def _marked_authors(tree: html.HtmlElement) -> list[str]:
    """Authors that the page marks as such."""
    marked = tree.xpath(
        '//*[@itemprop="author"]//*[@itemprop="name"]'
        ' | //*[@itemprop="author"][not(.//*[@itemprop])]'
        ' | //a[contains(concat(" ", @rel, " "), " author ")]'
    )
    names: list[str] = []
    for element in marked[:6]:
        if not is_beside(element):
            text = tidy(element.get("content") or str(element.text_content()))
            names.extend(_authors(text) if len(text) < 120 else [])
    return list(dict.fromkeys(names))


def _url_day(url: str | None) -> str | None:
    match = _URL_DAY.search(urlsplit(url).path) if url else None
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else None


def _joined(base: str | None, link: str) -> str:
    try:
        return urljoin(base or "", link)
    except ValueError:  # brackets that are no IPv6 address
        return ""


def _is_address(url: str, known: str | None) -> bool:
    """Whether a page can lie at `url`. Raises DeceitfulUrl when `known`, where it lies, is None."""
    try:
        check_url(url)
    except ArticleError as error:
        if known is None and isinstance(error, DeceitfulUrl):
            raise
        return False
    return True


def _is_inside(url: str) -> bool:
    """Whether an address is more than a site's front page."""
    parts = urlsplit(fold(url))
    return bool(parts.path.strip("/") or parts.query)
