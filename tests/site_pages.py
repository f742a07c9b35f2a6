"""News sites that do not exist: pages with known articles, as HTML and as converters' plain text.

A page is a row of pieces: those of its site (menu, teasers, footer) around those of its article.
Both renderings come from that row, so what is the article's is known without reading either.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from html import escape
from textwrap import wrap

from site_words import LANGUAGES, Language


class Rendering(StrEnum):
    """The forms in which converters put a page into plain text."""

    BLANK_LINES = "a blank line between blocks"
    DENSE = "no blank lines"
    CRLF = "line ends of Windows"
    NBSP = "lines of a no-break space between blocks"
    WRAPPED_72 = "hard-wrapped at 72"
    WRAPPED_80 = "hard-wrapped at 80"
    WRAPPED_100 = "hard-wrapped at 100"


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page and the truth about it; `text` is the page in `rendering`."""

    html: str
    text: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    authors: tuple[str, ...]
    outlet: str
    url: str
    template: str
    rendering: Rendering


@dataclass(frozen=True, slots=True)
class _Article:
    title: str
    paragraphs: tuple[tuple[str, str], ...]  # tag and text
    published: datetime
    author: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block of a page: `part` is the element around it, `tag` its own."""

    part: str
    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class _Site:
    name: str
    outlet: str
    host: str
    language: Language
    lay_out: Callable[["_Site", _Article, random.Random], list[_Piece]]


def pages(seed: int, count: int, rendering: Rendering | None = None) -> Iterator[SitePage]:
    """Pages of all templates in turn; without `rendering`, each in one that chance names.

    The articles are the same whatever the rendering.
    """
    for number in range(count):
        yield _page(_SITES[number % len(_SITES)], f"{seed}/{number}", rendering)


def siblings(page: SitePage, count: int, seed: int = 0) -> Iterator[SitePage]:
    """Other pages of the same site, in the same rendering."""
    site = next(site for site in _SITES if site.name == page.template)
    for number in range(count):
        yield _page(site, f"{page.url}/{seed}/{number}", page.rendering)


def rendered(blocks: list[str], rendering: Rendering) -> str:
    """Blocks of text as one text."""
    match rendering:
        case Rendering.DENSE:
            return "\n".join(blocks)
        case Rendering.CRLF:
            return "\r\n\r\n".join(blocks)
        case Rendering.NBSP:
            return "\n\u00a0\n".join(blocks)
        case Rendering.BLANK_LINES:
            return "\n\n".join(blocks)
    width = int(rendering.name.removeprefix("WRAPPED_"))
    return "\n\n".join(
        "\n".join(wrap(block, width, break_long_words=False, break_on_hyphens=False))
        for block in blocks
    )


def _page(site: _Site, seed: str, rendering: Rendering | None) -> SitePage:
    chance = random.Random(f"{site.name}/{seed}")
    article = _article(site.language, chance)
    pieces = site.lay_out(site, article, chance)
    form = rendering or chance.choice(list(Rendering))
    url = f"https://{site.host}/{article.published:%Y/%m}/{chance.randrange(10**6, 10**7)}.html"
    return SitePage(
        html=_as_html(site, article, pieces, url),
        text=rendered([piece.text for piece in pieces], form),
        title=article.title,
        paragraphs=tuple(text for _, text in article.paragraphs),
        published=article.published,
        authors=(article.author,),
        outlet=site.outlet,
        url=url,
        template=site.name,
        rendering=form,
    )


def _article(language: Language, chance: random.Random) -> _Article:
    paragraphs = [("p", _paragraph(language, chance)) for _ in range(chance.randint(5, 12))]
    if chance.random() < 0.5:
        paragraphs.insert(len(paragraphs) // 2, ("h2", language.subhead(chance)))
    since = timedelta(minutes=chance.randrange(60 * 24 * 700))
    return _Article(
        title=language.title(chance),
        paragraphs=tuple(paragraphs),
        published=datetime(2022, 1, 3, 6, tzinfo=UTC) + since,
        author=chance.choice(language.people),
    )


def _paragraph(language: Language, chance: random.Random) -> str:
    return " ".join(language.sentence(chance) for _ in range(chance.randint(2, 4)))


def _teasers(site: _Site, chance: random.Random, count: int) -> list[_Piece]:
    """Headlines of other articles, each with a text that breaks off."""
    found = []
    for _ in range(count):
        words = _paragraph(site.language, chance).split()
        found += [
            _Piece("aside", "h3", site.language.title(chance)),
            _Piece("aside", "p", f"{' '.join(words[: chance.randint(14, 22)])} …"),
        ]
    return found


def _heads(site: _Site, chance: random.Random, count: int) -> list[_Piece]:
    return [_Piece("aside", "li", site.language.title(chance)) for _ in range(count)]


def _in(part: str, tag: str, *texts: str) -> list[_Piece]:
    return [_Piece(part, tag, text) for text in texts]


def _body(article: _Article) -> list[_Piece]:
    return [_Piece("article", tag, text) for tag, text in article.paragraphs]


def _top(site: _Site, article: _Article) -> list[_Piece]:
    """The headline with who wrote it, and when."""
    words = site.language
    return [
        *_in("article", "h1", article.title),
        *_in("article", "address", f"{words.by} {article.author}"),
        *_in("article", "time", words.date(article.published)),
    ]


def _end(site: _Site) -> list[_Piece]:
    return _in("footer", "p", f"© 2024 {site.outlet}", *site.language.footer)


def _news(site: _Site, article: _Article, chance: random.Random) -> list[_Piece]:
    """Teasers below, as on the page in the seed."""
    words = site.language
    return [
        *_in("nav", "a", *words.menu),
        *_top(site, article),
        *_body(article),
        *_in("aside", "h2", words.topics),
        *_in("aside", "p", " | ".join(words.menu)),
        *_in("aside", "h2", words.latest),
        *_teasers(site, chance, 5),
        *_end(site),
    ]


def _blog(site: _Site, article: _Article, chance: random.Random) -> list[_Piece]:
    """The readers have the last word."""
    words = site.language
    readers = [
        piece
        for _ in range(chance.randint(1, 3))
        for piece in _in("footer", "p", chance.choice(words.people), words.remark(chance))
    ]
    return [
        *_in("nav", "a", *words.menu[:3]),
        *_top(site, article),
        *_body(article),
        *_in("footer", "h2", words.comments),
        *readers,
        *_in("footer", "h2", words.reply),
        *_end(site),
    ]


def _wire(site: _Site, article: _Article, chance: random.Random) -> list[_Piece]:
    """Hardly more than the article."""
    return [
        *_in("nav", "a", site.outlet),
        *_top(site, article),
        *_body(article),
        *_in("aside", "h2", site.language.related),
        *_heads(site, chance, 3),
        *_end(site),
    ]


def _magazine(site: _Site, article: _Article, chance: random.Random) -> list[_Piece]:
    """A cookie notice, and a sidebar above the article as well as below it."""
    words = site.language
    return [
        *_in("nav", "p", words.cookies),
        *_in("nav", "a", *words.menu),
        *_in("aside", "h2", words.latest),
        *_teasers(site, chance, 3),
        *_top(site, article),
        *_body(article),
        *_in("aside", "h2", words.most_read),
        *_heads(site, chance, 6),
        *_end(site),
    ]


_SITES = (
    _Site("news", "The Ardell Courier", "courier.example", LANGUAGES["en"], _news),
    _Site("blog", "Notes from Saltgate", "saltgate.example", LANGUAGES["en"], _blog),
    _Site("wire", "Northern Wire", "wire.example", LANGUAGES["en"], _wire),
    _Site("magazine", "Tamm Monthly", "tamm.example", LANGUAGES["en"], _magazine),
    _Site("zeitung", "Tammer Bote", "bote.example", LANGUAGES["de"], _news),
    _Site("diario", "Diario de Almar", "almar.example", LANGUAGES["es"], _magazine),
)


def _as_html(site: _Site, article: _Article, pieces: list[_Piece], url: str) -> str:
    inner, part = "", ""
    for piece in pieces:
        if piece.part != part:
            inner += f"</{part}>\n<{piece.part}>\n" if part else f"<{piece.part}>\n"
            part = piece.part
        inner += f"<{piece.tag}>{escape(piece.text)}</{piece.tag}>\n"
    title = escape(article.title)
    return (
        f'<!DOCTYPE html><html lang="{site.language.code}"><head><meta charset="utf-8">'
        f"<title>{title} - {escape(site.outlet)}</title>"
        f'<link rel="canonical" href="{url}"><meta property="og:title" content="{title}">'
        f'<script type="application/ld+json">{_linked_data(site, article, url)}</script>'
        f"</head><body>\n{inner}</{part}></body></html>"
    )


def _linked_data(site: _Site, article: _Article, url: str) -> str:
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.title,
            "url": url,
            "mainEntityOfPage": {"@type": "WebPage", "@id": url},
            "datePublished": article.published.isoformat(),
            "inLanguage": site.language.code,
            "author": [{"@type": "Person", "name": article.author}],
            "publisher": {"@type": "NewsMediaOrganization", "name": site.outlet},
        },
        ensure_ascii=False,
    )
