"""Sources and pages as they are on the web: parts fail, pages are gone, addresses are wrong."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from xml.sax.saxutils import escape

import pytest
from aiohttp import web
from web_server import WebServer

from corpus.article import Article
from corpus.fetch import Fetcher
from corpus.listing import ListedItem
from corpus.pages import Lead
from corpus.parsing import Parsers
from corpus.report import BACK, GONE, MISSING, Report
from corpus.sources import SourceKind, Sources
from corpus.store import ArticleStore
from corpus.updating import Updater, due

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
_Read = TypeVar("_Read")


class Here(Parsers):
    """Reads in this process, which tests can wait for."""

    async def run(self, read: Callable[..., _Read], *arguments: object) -> _Read:
        return read(*arguments)


class Desk:
    """Fetches at a time of its own."""

    def __init__(self, home: Path, fetcher: Fetcher) -> None:
        self.now = START
        self.store = ArticleStore(home / "articles.sqlite3")
        self.sources = Sources(home / "articles.sqlite3")
        self._fetcher = fetcher

    def updater(self, report: Report) -> Updater:
        return Updater(
            self.store, self.sources, self._fetcher, Here(), report, now=lambda: self.now
        )

    async def fetch(self, **later: float) -> Report:
        """One run, some time later."""
        self.now += timedelta(**later)
        report = Report()
        await self.updater(report).run(due(self.sources.all(), self.now))
        return report

    async def add(self, url: str) -> Report:
        """A page that is named by itself."""
        report = Report()
        await self.updater(report).pages.follow(Lead(ListedItem(url, "")))
        return report

    def articles(self) -> dict[str, Article]:
        """What may be answered from, by title."""
        return {article.title: article for article in self.store.articles()}


@pytest.fixture
async def site() -> AsyncIterator[WebServer]:
    async with WebServer() as server:
        yield server


@pytest.fixture
async def desk(site: WebServer, tmp_path: Path) -> AsyncIterator[Desk]:
    async with Fetcher(None, frozenset({f"{site.host}:{site.port}"})) as fetcher:
        opened = Desk(tmp_path, fetcher)
        with opened.store, opened.sources:
            yield opened


def words(name: str, count: int = 160) -> str:
    """A text of which no two names share a run of words."""
    return " ".join(f"{name}{number}" for number in range(count)) + "."


def page(title: str, text: str | None = None, canonical: str | None = None) -> str:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = text or words(title.lower().replace(" ", ""))
    return (
        f'<html lang="en"><head><title>{title}</title>{link}'
        f'<meta property="og:type" content="article"></head>'
        f"<body><article><h1>{title}</h1><p>{body}</p></article></body></html>"
    )


def sitemap(site: WebServer, *paths: str, parts: bool = False, day: str | None = None) -> str:
    outer, inner = ("sitemapindex", "sitemap") if parts else ("urlset", "url")
    modified = f"<lastmod>{day}</lastmod>" if day else ""
    entries = "".join(f"<{inner}><loc>{site.url(path)}</loc>{modified}</{inner}>" for path in paths)
    return f"<{outer} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</{outer}>"


def feed(*items: Mapping[str, str]) -> str:
    told = "".join(
        "<item>"
        + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in item.items())
        + "</item>"
        for item in items
    )
    return f"<rss version='2.0'><channel><title>Courier</title>{told}</channel></rss>"


# --- WordPress


class WordPress:
    """A site's REST interface over `posts`: (number, published, modified)."""

    def __init__(self, site: WebServer) -> None:
        self.site = site
        self.posts: list[tuple[int, datetime, datetime]] = []
        self.untitled: int | None = None
        site.answer("/wp-json/wp/v2/posts", self._answer)

    def publish(self, number: int, published: datetime, modified: datetime | None = None) -> None:
        self.posts.append((number, published, modified or published))
        self.site.page(f"/post/{number}", page(f"Post {number}"))

    async def _answer(self, request: web.Request) -> web.Response:
        asked = request.query
        posts = [
            post
            for post in self.posts
            if _later(post[2], asked.get("modified_after")) and _later(post[1], asked.get("after"))
        ]
        posts.sort(key=lambda post: post[1] if asked["orderby"] == "date" else post[2])
        number, size = int(asked["page"]), int(asked["per_page"])
        shown = posts[(number - 1) * size : number * size]
        if number > 1 and not shown:
            return web.json_response({"code": "rest_post_invalid_page_number"}, status=400)
        return web.json_response([self._post(*post) for post in shown])

    def _post(self, number: int, published: datetime, modified: datetime) -> dict[str, object]:
        return {
            "id": number,
            "link": self.site.url(f"/post/{number}"),
            "title": {"rendered": "" if number == self.untitled else f"Post {number}"},
            "content": {"rendered": f"<p>{words(f'post{number}x', 120)}</p>"},
            "date_gmt": published.strftime("%Y-%m-%dT%H:%M:%S"),
            "modified_gmt": modified.strftime("%Y-%m-%dT%H:%M:%S"),
        }


def _later(moment: datetime, than: str | None) -> bool:
    return than is None or moment > datetime.fromisoformat(than)


async def test_a_last_page_of_wordpress_that_is_full_is_the_last(
    site: WebServer, desk: Desk
) -> None:
    blog = WordPress(site)
    for number in range(100):
        blog.publish(number, START - timedelta(hours=number + 1))
    source, _ = desk.sources.add(site.url("/wp-json/"), SourceKind.WORDPRESS)
    assert (await desk.fetch()).counts["added"] == 100
    source = desk.sources.find(source.url)
    assert (source.error, source.since) == (None, START - timedelta(hours=1))


async def test_a_post_that_was_scheduled_comes_in_when_it_goes_live(
    site: WebServer, desk: Desk
) -> None:
    blog = WordPress(site)
    blog.publish(1, START - timedelta(hours=1))
    desk.sources.add(site.url("/wp-json/"), SourceKind.WORDPRESS)
    await desk.fetch()
    blog.publish(2, START + timedelta(hours=1), modified=START - timedelta(days=9))
    report = await desk.fetch(hours=2)
    assert [line.title for line in report if line.outcome == "added"] == ["Post 2"]
    assert not (await desk.fetch(hours=2)).lines


async def test_a_post_without_a_headline_leaves_the_others(site: WebServer, desk: Desk) -> None:
    blog = WordPress(site)
    blog.publish(1, START - timedelta(hours=1))
    blog.publish(2, START - timedelta(hours=2))
    blog.untitled = 2
    desk.sources.add(site.url("/wp-json/"), SourceKind.WORDPRESS)
    report = await desk.fetch()
    assert (report.counts["added"], report.counts["refused"]) == (1, 1)


# --- canonical addresses


async def test_one_canonical_address_for_all_pages_is_none_of_theirs(
    site: WebServer, desk: Desk
) -> None:
    titles = ["Cameras approved", "Ferry late", "Tram opened"]
    paths = [f"/en/{number}" for number in range(3)]
    for path, title in zip(paths, titles, strict=True):
        site.page(path, page(title, canonical=site.url("/en/")))
        await desk.add(site.url(path))
    assert {title: found.url for title, found in desk.articles().items()} == {
        title: site.url(path) for path, title in zip(paths, titles, strict=True)
    }
    for path in paths:
        report = await desk.add(site.url(path))
        assert report.counts["unchanged"] == 1, report.lines


async def test_the_canonical_address_of_another_rendering_is_believed(
    site: WebServer, desk: Desk
) -> None:
    site.page("/cameras", page("Cameras approved", canonical=site.url("/cameras")))
    site.page("/printed/1", page("Cameras approved", canonical=site.url("/cameras")))
    await desk.add(site.url("/cameras"))
    assert (await desk.add(site.url("/printed/1"))).counts["unchanged"] == 1
    assert desk.articles()["Cameras approved"].url == site.url("/cameras")


# --- sitemaps


async def test_a_missing_part_of_a_sitemap_leaves_the_others(site: WebServer, desk: Desk) -> None:
    site.page("/sitemap.xml", sitemap(site, "/lost.xml", "/a.xml", parts=True), etag='"1"')
    site.page("/a.xml", sitemap(site, "/cameras"))
    site.page("/cameras", page("Cameras approved"))
    source, _ = desk.sources.add(site.url("/sitemap.xml"), SourceKind.SITEMAP)
    for _ in range(4):
        report = await desk.fetch(days=1)
        [refused] = [line for line in report if line.outcome == "refused"]
        assert refused.where == site.url("/lost.xml")
    source = desk.sources.find(source.url)
    assert (source.paused, source.errors) == (None, 0)
    assert source.error is not None
    assert "/lost.xml" in source.error
    assert list(desk.articles()) == ["Cameras approved"]
    site.page("/lost.xml", sitemap(site, "/ferry"))
    site.page("/ferry", page("Ferry late"))
    await desk.fetch(days=1)
    assert set(desk.articles()) == {"Cameras approved", "Ferry late"}
    assert desk.sources.find(source.url).error is None


async def test_a_part_that_failed_is_read_later_though_it_did_not_change(
    site: WebServer, desk: Desk
) -> None:
    day = (START - timedelta(days=30)).isoformat()
    site.page("/sitemap.xml", sitemap(site, "/a.xml", parts=True, day=day), etag='"1"')
    site.error("/a.xml", 503)
    site.page("/cameras", page("Cameras approved"))
    desk.sources.add(site.url("/sitemap.xml"), SourceKind.SITEMAP)
    await desk.fetch()
    site.page("/a.xml", sitemap(site, "/cameras"))
    await desk.fetch(days=1)
    assert list(desk.articles()) == ["Cameras approved"]
    await desk.fetch(days=1)
    assert len(site.asked("/a.xml")) == 2


async def test_pages_of_a_part_that_was_passed_over_are_not_looked_for(
    site: WebServer, desk: Desk
) -> None:
    day = (START - timedelta(days=30)).isoformat()
    site.page("/sitemap.xml", sitemap(site, "/a.xml", parts=True, day=day))
    site.page("/a.xml", sitemap(site, "/cameras"))
    site.page("/cameras", page("Cameras approved"))
    desk.sources.add(site.url("/sitemap.xml"), SourceKind.SITEMAP)
    await desk.fetch()
    await desk.fetch(minutes=5)
    assert len(site.asked("/cameras")) == 1


# --- pages that cannot be had


async def test_a_dead_page_is_asked_for_ever_more_seldom(site: WebServer, desk: Desk) -> None:
    site.page("/sitemap.xml", sitemap(site, "/dead", "/empty"))
    site.page("/empty", "<html><body></body></html>")
    desk.sources.add(site.url("/sitemap.xml"), SourceKind.SITEMAP)
    assert (await desk.fetch()).counts["refused"] == 2
    assert (await desk.fetch(minutes=5)).counts["refused"] == 0
    for _ in range(24 * 4):
        await desk.fetch(minutes=15)
    assert len(site.asked("/dead")) == len(site.asked("/empty")) < 10
    site.page("/dead", page("Cameras approved"))
    await desk.fetch(days=2)
    assert list(desk.articles()) == ["Cameras approved"]


async def test_a_page_that_was_busy_is_asked_for_again_though_its_feed_is_the_same(
    site: WebServer, desk: Desk
) -> None:
    site.page("/feed", feed({"title": "Cameras", "link": site.url("/cameras")}), etag='"1"')
    site.error("/cameras", 503)
    desk.sources.add(site.url("/feed"), SourceKind.FEED)
    await desk.fetch()
    site.page("/cameras", page("Cameras approved"))
    await desk.fetch(minutes=31)
    assert list(desk.articles()) == ["Cameras approved"]


async def test_a_piece_that_a_feed_gives_whole_does_not_need_its_page(
    site: WebServer, desk: Desk
) -> None:
    item = {"title": "Cameras approved", "link": site.url("/cameras"), "guid": "1"}
    site.page("/feed", feed({**item, "description": words("camera")}))
    desk.sources.add(site.url("/feed"), SourceKind.FEED)
    assert (await desk.fetch()).counts["added"] == 1
    for _ in range(3):
        report = await desk.fetch(days=1)
        assert not report.lines
    assert len(site.asked("/cameras")) == 1
    site.page("/feed", feed({**item, "description": f"{words('camera')} It was 640."}))
    assert (await desk.fetch(days=1)).counts["revised"] == 1
    assert desk.articles()["Cameras approved"].text.endswith("It was 640.")


async def test_an_item_without_a_link_is_told(site: WebServer, desk: Desk) -> None:
    site.page("/feed", feed({"title": "Cameras", "description": words("camera")}))
    desk.sources.add(site.url("/feed"), SourceKind.FEED)
    [line] = await desk.fetch()
    assert (line.outcome, line.reason) == ("refused", "the feed does not say where it lies")


async def test_a_site_that_is_busy_when_pages_are_looked_at_again_is_told_once(
    site: WebServer, desk: Desk
) -> None:
    paths = [f"/{number}" for number in range(4)]
    site.page("/sitemap.xml", sitemap(site, *paths))
    for path in paths:
        site.page(path, page(f"Title number {path[1:]}"))
    source, _ = desk.sources.add(site.url("/sitemap.xml"), SourceKind.SITEMAP)
    await desk.fetch()
    for path in paths:
        site.error(path, 429, retry_after=60)
    report = await desk.fetch(days=1)
    [line] = [line for line in report if line.outcome == "refused"]
    assert line.reason == "not looked at again: the site asks for fewer requests (429)"
    assert line.article_id is not None
    assert len(desk.sources.failing(source.id)) == 1
    assert len(desk.articles()) == 4


# --- what was taken down


async def test_a_removed_page_that_is_added_again_is_refused_with_the_way_back(
    site: WebServer, desk: Desk
) -> None:
    site.page("/cameras", page("Cameras approved"), etag='"1"')
    await desk.add(site.url("/cameras"))
    [article_id] = [article.id for article in desk.store.articles()]
    desk.store.withdraw(article_id)
    [line] = await desk.add(site.url("/cameras"))
    assert line.outcome == "refused"
    assert line.reason == (
        f"was removed before; `footnote corpus restore {article_id}` brings it back"
    )
    assert not (await desk.fetch(days=1)).lines  # nor is it looked at again


async def test_a_rejected_page_that_is_restored_is_read_again(site: WebServer, desk: Desk) -> None:
    consent = (
        "<h1>Before you continue</h1><p>We value your privacy. We and our 842 partners store "
        "information on a device.</p><p>Accept all or reject all; manage your choices in our "
        "cookie policy.</p>"
    )
    site.page("/cameras", f"<html><body>{consent}</body></html>", etag='"1"')
    [held] = await desk.add(site.url("/cameras"))
    assert held.outcome == "held"
    desk.store.review.reject(str(held.article_id))
    desk.store.restore(str(held.article_id))
    [again] = await desk.add(site.url("/cameras"))
    assert again.outcome == "held"


async def test_a_page_that_is_gone_is_missing_then_taken_down_then_back(
    site: WebServer, desk: Desk
) -> None:
    site.page("/sitemap.xml", sitemap(site, "/?p=7", "/b"))
    site.page("/?p=7", page("Cameras approved"), etag='"1"')
    site.page("/b", page("Ferry late"))
    desk.sources.add(site.url("/sitemap.xml"), SourceKind.SITEMAP)
    await desk.fetch()
    site.redirect("/?p=7", "/")
    site.page("/", "<html><body><h1>The Courier</h1></body></html>")
    assert (await desk.fetch(days=1)).counts.get(MISSING) == 1
    assert (await desk.fetch(minutes=5)).counts.get(GONE) == 1
    asked = len(site.asked("/?p=7"))
    for _ in range(2):
        await desk.fetch(days=14)
        await desk.fetch(minutes=5)
    assert len(site.asked("/?p=7")) == asked + 2
    site.page("/?p=7", page("Cameras approved"), etag='"1"')
    assert (await desk.fetch(days=30)).counts.get(BACK) == 1
