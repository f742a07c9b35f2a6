"""What lies at an address that is named: an article, or what lists articles."""

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest
from web_server import WebServer

from corpus.article import ArticleError
from corpus.fetch import Fetcher, FetchError
from corpus.opening import Listed, Opener, is_front, leads_to_front
from corpus.parsing import Parsers
from corpus.sources import SourceKind

RSS = (
    "<rss version='2.0'><channel><title>The Courier</title>"
    "<item><title>Cameras</title><link>/a</link></item></channel></rss>"
)
SITEMAP = (
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{}</loc></url></urlset>"
)
HOME = "<html><head>{}</head><body><h1>The Courier</h1></body></html>"
_Read = TypeVar("_Read")


class Here(Parsers):
    """Reads in this process."""

    async def run(self, read: Callable[..., _Read], *arguments: object) -> _Read:
        return read(*arguments)


@pytest.fixture
async def site() -> AsyncIterator[WebServer]:
    async with WebServer() as server:
        yield server


@pytest.fixture
async def opener(site: WebServer) -> AsyncIterator[Opener]:
    async with Fetcher(None, frozenset({f"{site.host}:{site.port}"})) as fetcher:
        yield Opener(fetcher, Here())


async def test_a_page_like_others_is_an_article(site: WebServer, opener: Opener) -> None:
    site.page("/a", HOME)
    assert await opener.open(site.url("/a")) == []


async def test_a_feed_is_a_source(site: WebServer, opener: Opener) -> None:
    site.page("/feed", RSS, content_type="text/xml")
    assert await opener.open(site.url("/feed")) == [
        Listed(site.url("/feed"), SourceKind.FEED, "The Courier")
    ]


async def test_a_sitemap_is_a_source(site: WebServer, opener: Opener) -> None:
    site.page("/map.xml", SITEMAP.format(site.url("/a")))
    assert await opener.open(site.url("/map.xml")) == [
        Listed(site.url("/map.xml"), SourceKind.SITEMAP)
    ]


async def test_a_front_page_leads_to_its_feed_and_its_sitemap(
    site: WebServer, opener: Opener
) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    site.page("/", HOME.format(link))
    site.page("/feed", RSS)
    site.robots(f"Sitemap: {site.url('/map.xml')}\n")
    site.page("/map.xml", SITEMAP.format(site.url("/a")))
    found = await opener.open(site.url("/"))
    assert [one.kind for one in found] == [SourceKind.FEED, SourceKind.SITEMAP]


async def test_a_front_page_with_a_wordpress_interface_leads_to_nothing_else(
    site: WebServer, opener: Opener
) -> None:
    site.page("/", HOME.format('<link rel="https://api.w.org/" href="/wp-json/">'))
    site.page("/wp-json/wp/v2/posts", "[]", content_type="application/json")
    found = await opener.open(site.url("/"))
    assert found == [Listed(site.url("/wp-json/"), SourceKind.WORDPRESS, site.host)]


async def test_a_front_page_that_leads_nowhere_is_told(site: WebServer, opener: Opener) -> None:
    site.page("/", HOME)
    with pytest.raises(ArticleError, match="names no feed, sitemap or WordPress interface"):
        await opener.open(site.url("/"))


async def test_an_article_that_is_gone_does_not_make_its_site_a_source(
    site: WebServer, opener: Opener
) -> None:
    site.redirect("/a", "/")
    site.page("/", HOME.format('<link rel="alternate" type="application/rss+xml" href="/feed">'))
    site.page("/feed", RSS)
    with pytest.raises(FetchError, match="it is not there: the address leads to the front page"):
        await opener.open(site.url("/a"))


async def test_what_is_not_there_is_told(site: WebServer, opener: Opener) -> None:
    with pytest.raises(FetchError, match=r"^it is not there \(404\)$"):
        await opener.open(site.url("/a"))


@pytest.mark.parametrize(
    "url",
    [
        "https://courier.example",
        "https://courier.example/",
        "https://www.courier.example/index.html",
        "https://courier.example/?utm_source=x",
    ],
)
def test_a_front_page_is_one_however_it_is_spelled(url: str) -> None:
    assert is_front(url)
    assert not leads_to_front(url, "https://courier.example/")


@pytest.mark.parametrize("url", ["https://courier.example/?p=7", "https://courier.example/a"])
def test_a_page_is_no_front_page(url: str) -> None:
    assert not is_front(url)
    assert leads_to_front(url, "https://courier.example/")
