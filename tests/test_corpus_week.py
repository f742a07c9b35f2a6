"""A week at a newspaper: what is published, edited, corrected and taken down, and what we answer.

A site with 200 pages, a feed and a sitemap, and a partner that prints its stories, on loopback;
the clock is ours. After each day the index is rebuilt and asked.
"""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from web_server import WebServer
from word_embedder import WordEmbedder, word_model

from corpus.article import Change
from corpus.fetch import Fetcher
from corpus.parsing import Parsers
from corpus.report import BACK, GONE, MISSING, Report
from corpus.sources import SourceKind, Sources
from corpus.store import ArticleStore
from corpus.updating import Updater, due
from index.question import read
from index.rebuild import rebuild
from index.retriever import Hit, open_current

ARTICLES = 200
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
PLACES = "harbour ferry tram library bridge hospital market school theatre prison".split()
DEEDS = "opened closed flooded burned expanded shrank moved merged struck reopened".split()
NAMES = "Ostrander Pellworm Quist Rademaker Sandvik Tiller Umland Verhoeven Wrangel Yarrow".split()


class Piece:
    """An article of ours and the page that shows it."""

    def __init__(self, number: int) -> None:
        random = Random(number)
        place, deed = PLACES[number % 10], DEEDS[number // 10 % 10]
        self.path = f"/2026/{number:04d}-{place}-{deed}"
        self.title = f"The {place} {deed}, and councillor {random.choice(NAMES)} {number} knew"
        self.published = START - timedelta(hours=number + 1)
        self.modified = self.published
        self.canonical: str | None = None
        self.paragraphs = [
            f"Councillor {random.choice(NAMES)} told reporters in case {number}-{line} that the "
            f"{random.choice(PLACES)} had {random.choice(DEEDS)} {random.randint(2, 990)} times, "
            f"which {random.choice(NAMES)} of ward {random.randint(100, 999)} called "
            f"{random.choice(DEEDS)} beyond measure {random.randint(1000, 9999)}."
            for line in range(8)
        ]

    def page(self, site: str, outlet: str) -> str:
        ld = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.title,
            "datePublished": self.published.isoformat(),
            "dateModified": self.modified.isoformat(),
            "author": {"@type": "Person", "name": "Ada Brandt"},
            "publisher": {"@type": "Organization", "name": outlet},
            "mainEntityOfPage": self.canonical or site + self.path,
        }
        body = "".join(f"<p>{escape(text)}</p>" for text in self.paragraphs)
        return (
            f'<html lang="en"><head><title>{escape(self.title)} | {outlet}</title>'
            f'<link rel="canonical" href="{self.canonical or site + self.path}">'
            f'<meta property="og:type" content="article">'
            f'<script type="application/ld+json">{json.dumps(ld)}</script></head><body>'
            f"<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
            f"<article><h1>{escape(self.title)}</h1>{body}</article>"
            f"<aside><h2>Most read</h2><a href='/x'>Something else entirely</a></aside>"
            f"<footer>© {outlet}</footer></body></html>"
        )


class Paper:
    """A site: its pages, its feed with the newest twenty, its sitemap with all."""

    def __init__(self, server: WebServer, host: str, outlet: str) -> None:
        self.server = server
        self.outlet = outlet
        self.site = server.url("", host)
        self.pieces: list[Piece] = []

    def publish(self, *pieces: Piece) -> None:
        for piece in pieces:
            self.pieces.insert(0, piece)
            self.show(piece)
        self.list()

    def show(self, piece: Piece) -> None:
        etag = f'"{hash((piece.modified, *piece.paragraphs)):x}"'
        self.server.page(piece.path, piece.page(self.site, self.outlet), etag=etag)

    def edit(self, piece: Piece, moment: datetime) -> None:
        piece.modified = moment
        self.show(piece)
        self.list()

    def drop(self, piece: Piece) -> None:
        self.pieces.remove(piece)
        self.list()

    def list(self) -> None:
        items = "".join(
            f"<item><title>{escape(p.title)}</title><link>{self.site}{p.path}</link>"
            f"<guid isPermaLink='false'>{p.path[6:10]}</guid>"
            f"<pubDate>{p.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            for p in sorted(self.pieces, key=lambda p: p.published)[::-1][:20]
        )
        feed = f"<rss version='2.0'><channel><title>{self.outlet}</title>{items}</channel></rss>"
        self.server.page("/feed", feed, content_type="application/rss+xml")
        urls = "".join(
            f"<url><loc>{self.site}{p.path}</loc><lastmod>{p.modified.isoformat()}</lastmod></url>"
            for p in self.pieces
        )
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        sitemap = f"<urlset xmlns='{space}'>{urls}</urlset>"
        self.server.page("/sitemap.xml", sitemap, content_type="application/xml")


class Desk:
    """Fetches, rebuilds and asks, at a time of its own."""

    def __init__(self, home: Path, fetcher: Fetcher, parsers: Parsers) -> None:
        self.now = START
        self.index = home / "index"
        self._model = word_model(home / "words")
        self.store = ArticleStore(home / "articles.sqlite3")
        self.sources = Sources(home / "articles.sqlite3")
        self._fetcher = fetcher
        self._parsers = parsers

    async def fetch(self, **later: float) -> Report:
        """One run, some time later; the index follows."""
        self.now += timedelta(**later)
        report = Report()
        updater = Updater(
            self.store, self.sources, self._fetcher, self._parsers, report, lambda: self.now
        )
        await updater.run(due(self.sources.all(), self.now))
        rebuild(self.store, self.index, self._model, WordEmbedder)
        return report

    def indexed(self) -> dict[str, str]:
        """The text of each article in the published index, by its address."""
        told: dict[str, str] = {}
        for hit in self.hits():
            told[str(hit.article.url)] = hit.article.text
        return told

    def search(self, question: str) -> list[Hit]:
        """The passages that are found for a question."""
        retriever = open_current(self.index, WordEmbedder)
        return retriever.search(read(question, self.now, retriever.facets), 10)

    def hits(self) -> list[Hit]:
        """Every passage."""
        return open_current(self.index, WordEmbedder).nearest("councillor", 5000)


class Names(AbstractResolver):
    """Every name is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        here = ResolveResult(
            hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0
        )
        return [here]

    async def close(self) -> None:
        pass


class World:
    """A paper, its partner, and our desk."""

    def __init__(self, paper: Paper, partner: Paper, desk: Desk) -> None:
        self.paper = paper
        self.partner = partner
        self.desk = desk


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(WebServer()) for _ in range(2)]
        hosts = ("courier.example", "gazette.example")
        allowed = frozenset(f"{h}:{s.port}" for h, s in zip(hosts, servers, strict=True))
        fetcher = await stack.enter_async_context(Fetcher(None, allowed, resolver=Names()))
        parsers = await stack.enter_async_context(Parsers())
        paper = Paper(servers[0], hosts[0], "The Courier")
        partner = Paper(servers[1], hosts[1], "The Gazette")
        desk = Desk(tmp_path, fetcher, parsers)
        stack.callback(desk.store.close)
        stack.enter_context(desk.sources)
        yield World(paper, partner, desk)


async def test_a_week_of_coverage(world: World) -> None:
    paper, partner, desk = world.paper, world.partner, world.desk
    paper.publish(*(Piece(number) for number in reversed(range(ARTICLES))))
    partner.publish(Piece(900))
    for house in (paper, partner):
        desk.sources.add(f"{house.site}/feed", SourceKind.FEED)
        desk.sources.add(f"{house.site}/sitemap.xml", SourceKind.SITEMAP)

    # Monday: the first run brings everything, and none of it is news.
    report = await desk.fetch()
    assert report.counts["added"] == ARTICLES + 1, report.counts
    assert list(desk.store.news(START - timedelta(days=900))) == []
    assert len(desk.indexed()) == ARTICLES + 1
    [first] = [a for a in desk.store.articles() if a.url == paper.site + paper.pieces[0].path]
    assert first.title == paper.pieces[0].title
    assert first.text == "\n\n".join(paper.pieces[0].paragraphs)
    assert first.published == paper.pieces[0].published
    assert (first.outlet, first.authors) == ("The Courier", ("Ada Brandt",))

    # Nothing happened since: nothing is fetched but the lists.
    assert not (await desk.fetch(minutes=5)).changed

    # Tuesday: three new pieces are news; a mere save is no revision.
    fresh = [Piece(number) for number in (301, 302, 303)]
    for piece in fresh:
        piece.published = piece.modified = desk.now + timedelta(hours=1)
    paper.publish(*fresh)
    saved = paper.pieces[50]
    paper.edit(saved, desk.now)
    report = await desk.fetch(days=1)
    assert (report.counts["added"], report.counts["revised"]) == (3, 0), report.counts
    assert len(list(desk.store.news(START - timedelta(days=900)))) == 3

    # Wednesday: an edit in the text is an update; no new article.
    edited = paper.pieces[60]
    edited.paragraphs[3] = "The council will now vote on Friday instead, the clerk said in a note."
    paper.edit(edited, desk.now)
    report = await desk.fetch(days=1)
    assert (report.counts["added"], report.counts["revised"]) == (0, 1), report.counts
    [found] = [hit for hit in desk.hits() if hit.article.url == paper.site + edited.path][:1]
    assert "vote on Friday" in found.article.text
    assert found.article.change is Change.UPDATED

    # Thursday: a correction is honoured: the old figure is nowhere, the card can say corrected.
    wrong = paper.pieces[70]
    wrong.paragraphs[0] = "The tram cost 4.1 million, not the sum that was printed here before it."
    wrong.paragraphs.append("Correction: An earlier version of this article gave a wrong sum.")
    old = desk.indexed()[paper.site + wrong.path].split("\n\n")[0]
    paper.edit(wrong, desk.now)
    await desk.fetch(days=1)
    [found] = [hit for hit in desk.hits() if hit.article.url == paper.site + wrong.path][:1]
    assert found.article.change is Change.CORRECTED
    assert old not in "\n".join(desk.indexed().values())
    assert [one.text.split("\n\n")[0] for one in desk.store.revisions(found.article.id)][1] == old

    # Friday: a takedown is noted at first sight, and carried out when it is seen again.
    gone = paper.pieces[5]
    paper.drop(gone)
    paper.server.gone(gone.path)
    noted = await desk.fetch(days=1)
    assert noted.counts.get(MISSING) == 1, noted.counts
    assert paper.site + gone.path in desk.indexed()
    carried_out = await desk.fetch(minutes=5)
    assert carried_out.counts.get(GONE) == 1, carried_out.counts
    assert paper.site + gone.path not in desk.indexed()

    # Saturday: the partner prints two of ours; one story each, ours is the one that is found.
    for piece in (paper.pieces[20], paper.pieces[21]):
        copy = Piece(0)
        copy.title, copy.path = f"From our partner: {piece.title}", f"/p{piece.path}"
        copy.paragraphs = piece.paragraphs[:-1]
        copy.published = copy.modified = piece.published + timedelta(hours=3)
        partner.publish(copy)
    report = await desk.fetch(days=1)
    assert report.counts["added"] == 2, report.counts
    [found] = desk.search(paper.pieces[20].paragraphs[0])[:1]
    assert found.article.url == paper.site + paper.pieces[20].path
    assert {copy.outlet for copy in found.copies} == {"The Gazette"}
    assert not any("/p/" in url for url in desk.indexed())

    # Sunday: what was taken down by mistake is back; a piece sent to the front page is not there.
    paper.publish(gone)
    hidden = paper.pieces[30]
    paper.drop(hidden)
    paper.server.page("/", "<html><body><h1>The Courier</h1></body></html>")
    paper.server.redirect(hidden.path, "/")
    report = await desk.fetch(days=1)
    assert report.counts.get(BACK) == 1, report.counts
    await desk.fetch(minutes=5)
    assert paper.site + gone.path in desk.indexed()
    assert paper.site + hidden.path not in desk.indexed()
    assert desk.store.count() == ARTICLES + 1 + 3 + 2 - 1


async def test_a_site_that_fails_all_at_once_takes_nothing_down(world: World) -> None:
    paper, desk = world.paper, world.desk
    paper.publish(*(Piece(number) for number in range(12)))
    desk.sources.add(f"{paper.site}/sitemap.xml", SourceKind.SITEMAP)
    await desk.fetch()
    for piece in paper.pieces:
        paper.server.gone(piece.path, 404)
    for _ in range(3):
        await desk.fetch(days=1)
    assert len(desk.indexed()) == 12


async def test_three_errors_pause_a_source_and_say_why(world: World) -> None:
    paper, desk = world.paper, world.desk
    source, _ = desk.sources.add(f"{paper.site}/feed", SourceKind.FEED)
    paper.publish(Piece(1))
    await desk.fetch()
    paper.server.error("/feed", 503)
    for _ in range(3):
        await desk.fetch(days=1)
    paused = desk.sources.find(str(source.id))
    assert paused.paused is not None
    assert "503" in paused.paused
    assert len(desk.indexed()) == 1
