"""The headline that the visible page shows, and the date that stands by it."""

import re
from collections.abc import Iterator, Sequence

from lxml import html

from corpus.text import tidy, word_count

_SEPARATOR = re.compile(r"\s+[|–—·»-]\s+|\s*[|»]\s*")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BESIDES = frozenset(("aside", "nav", "footer", "form"))
_BESIDES_BY_CLASS = frozenset(
    """related comment comments teaser teasers sidebar more recommended recommendations latest
    popular trending widget promo""".split()
)
_SITE = re.compile(
    r"\b(?:site|blog|masthead|logo)(?:[-_]?(?:title|name|logo|branding|header))?\b", re.IGNORECASE
)
_ENTRY = re.compile(
    r"\b(?:entry|post|article|story)[-_]+(?:title|headline)\b(?!-)|^headline$", re.IGNORECASE
)
_LONGEST = 400  # characters of a headline
_BODY = 20  # words of a paragraph below which no date of the whole article stands
_LINE = 5  # words of a paragraph that is the article's, be it a standfirst


def headings(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """What may be the article's headline, likeliest first: marked as such, else of level one."""
    marked = [
        one
        for one in tree.xpath('//*[@itemprop="headline"] | //h1 | //h2[@class] | //h3[@class]')
        if _is_marked(one) and _shown(one)
    ]
    ones = [one for one in tree.iter("h1") if _shown(one) and not _is_sites(one)]
    first = marked if len(marked) == 1 else []
    return [*first, *(one for one in ones if one not in first)]


def text_of(heading: html.HtmlElement) -> str:
    """The words of a heading, on one line."""
    return tidy(str(heading.text_content()))


def best(
    found: Sequence[html.HtmlElement], titles: Sequence[str], outlet: str
) -> html.HtmlElement | None:
    """The heading that is the article's headline, as far as the page's titles tell.

    The site's name is none, though it be the end of every title.
    """
    own = [one for one in found if not is_site(text_of(one), titles, outlet)]
    bare = [without_name(title) for title in titles]
    agreeing = [one for one in own if any(agree(text_of(one), title) for title in bare)]
    return next(iter(agreeing or own), None)


def is_site(heading: str, titles: Sequence[str], outlet: str) -> bool:
    """Whether a heading is the site's name: the outlet, or the end of a longer title."""
    said = heading.casefold()
    names = {outlet.casefold(), f"the {outlet}".casefold()} if outlet else set()
    for title in titles:
        *rest, last = (part.strip() for part in _SEPARATOR.split(title))
        if rest and word_count(" ".join(rest)) > word_count(last):
            names.add(last.casefold())
    return said in names


def without_name(title: str) -> str:
    """A title without its last part, if that is the shorter: for comparing, not for showing."""
    *rest, last = _SEPARATOR.split(title)
    kept = " - ".join(rest)
    return kept if rest and word_count(kept) >= word_count(last) else title


def agree(heading: str, title: str) -> bool:
    """Whether two forms of a headline mean the same: most words of one are in the other."""
    one, other = set(_tokens(heading)), set(_tokens(title))
    if not one or not other:
        return False
    return len(one & other) >= 0.6 * min(len(one), len(other)) and (
        len(one) >= 3 or len(one & other) == len(one) == len(other)
    )


def marked_date(tree: html.HtmlElement, heading: html.HtmlElement | None) -> str | None:
    """A date that the page marks as the article's: microdata, or by its headline."""
    for element in tree.xpath('//*[@itemprop="datePublished"] | //time[@pubdate]'):
        value = element.get("datetime") or element.get("content")
        if value and not is_beside(element) and is_of(element, heading):
            return str(value)
    return next(_dates_by(heading), None) if heading is not None else None


def is_beside(element: html.HtmlElement) -> bool:
    """Whether an element stands in a sidebar, a menu or a list of comments."""
    return any(one.tag in _BESIDES or _classed_beside(one) for one in element.iterancestors())


def is_of(element: html.HtmlElement, heading: html.HtmlElement | None) -> bool:
    """Whether microdata are of what the headline is the headline of."""
    scope = next((one for one in element.iterancestors() if one.get("itemscope") is not None), None)
    linked = any(one.tag == "a" for one in element.iterancestors())
    if scope is None:
        return not linked
    return heading is None or scope in heading.iterancestors() or not text_of(scope)


def _dates_by(heading: html.HtmlElement) -> Iterator[str]:
    """Dates between a headline, or the header that it is in, and the article's first paragraphs."""
    header = next(heading.iterancestors("header"), None)
    if header is not None and next(header.iter("nav"), None) is not None:
        header = None  # the site's
    start = heading if header is None else header
    around = list(heading.iterancestors())
    held: html.HtmlElement | None = None  # what a paragraph above and the headline are both in
    for element in _from(start):
        if element.tag == "p" and element not in around:
            words = word_count(text_of(element))
            if words >= _BODY:
                return
            if words >= _LINE and held is None:
                held = _both(element, around)
        value = element.get("datetime") if element.tag == "time" else None
        near = value and (held is None or held in element.iterancestors())
        if near and _is_by(element, heading, around):
            yield str(value)


def _from(start: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """An element and all that follows it in the page."""
    yield from (one for one in start.iter() if isinstance(one.tag, str))
    yield from (one for one in start.xpath("following::*") if isinstance(one.tag, str))


def _both(element: html.HtmlElement, around: Sequence[html.HtmlElement]) -> html.HtmlElement:
    held = next((one for one in element.iterancestors() if one in around), element)
    parent = held.getparent()
    return parent if held.tag == "header" and parent is not None else held


def _is_by(
    element: html.HtmlElement, heading: html.HtmlElement, around: Sequence[html.HtmlElement]
) -> bool:
    """Whether a time belongs to the headline and to no other: not to a link, an item, a box."""
    kinds = (element.get("class") or "").lower().split()
    if "updated" in kinds and "published" not in kinds:
        return False
    for one in element.iterancestors():
        if one is heading or one in around:
            return not is_beside(one) and one.tag not in _BESIDES
        own_link = one.tag == "a" and "bookmark" in (one.get("rel") or "").lower()
        alone = own_link and text_of(one) == text_of(element)  # as WordPress links to the article
        if one.tag == "li" or one.tag in _BESIDES or (one.tag == "a" and not alone):
            return False
        if _classed_beside(one) or any(inner.tag in _HEADINGS for inner in one.iter()):
            return False
    return False


def _classed_beside(element: html.HtmlElement) -> bool:
    named = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return element.tag not in ("body", "html") and not _BESIDES_BY_CLASS.isdisjoint(
        re.split(r"[\s_-]+", named)
    )


def _is_marked(heading: html.HtmlElement) -> bool:
    marked = heading.get("itemprop") == "headline" and isinstance(heading.tag, str)
    return marked or any(_ENTRY.search(kind) for kind in (heading.get("class") or "").split())


def _is_sites(heading: html.HtmlElement) -> bool:
    """Whether a heading is marked as the site's name."""
    near = (heading, heading.getparent())
    return any(one is not None and _SITE.search(one.get("class") or "") for one in near)


def _shown(heading: html.HtmlElement) -> bool:
    text = text_of(heading)
    return bool(text) and len(text) < _LONGEST and not is_beside(heading)


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
