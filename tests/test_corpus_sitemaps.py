"""Sitemaps: pages, further sitemaps, and what is none."""

import gzip
from datetime import UTC, datetime

import pytest

from corpus.article import ArticleError
from corpus.sitemaps import Listed, read_sitemap, sitemaps_in

URL = "https://courier.example/sitemap.xml"
DAY = datetime(2024, 3, 14, 12, tzinfo=UTC)


def urlset(urls: str, more: str = "") -> bytes:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?>{more}<urlset xmlns="{space}">{urls}</urlset>'.encode()


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_pages_with_when_they_changed(pack: type[bytes]) -> None:
    data = urlset("<url><loc> /a </loc><lastmod>2024-03-14T12:00:00Z</lastmod></url>")
    assert read_sitemap(pack(data), URL).pages == (Listed("https://courier.example/a", DAY),)


def test_an_index_leads_to_further_sitemaps() -> None:
    data = (
        b"<sitemapindex><sitemap><loc>https://courier.example/b.xml</loc></sitemap></sitemapindex>"
    )
    assert read_sitemap(data, URL).children == (("https://courier.example/b.xml", None),)


def test_a_news_sitemap_says_more() -> None:
    news = (
        '<url><loc>/a</loc><news:news xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        "<news:publication><news:name>The Courier</news:name><news:language>en</news:language>"
        "</news:publication><news:publication_date>2024-03-14T12:00:00Z</news:publication_date>"
        "<news:title>Cameras</news:title></news:news></url>"
    )
    [page] = read_sitemap(urlset(news), URL).pages
    assert (page.title, page.published) == ("Cameras", DAY)
    assert (page.outlet, page.language) == ("The Courier", "en")


def test_a_list_of_addresses_is_a_sitemap() -> None:
    [page] = read_sitemap(b"https://courier.example/a\n", URL).pages
    assert page.url == "https://courier.example/a"


def test_addresses_that_cannot_be_are_passed_over() -> None:
    data = urlset("<url><loc>http://[x/a</loc></url><url><loc>/a</loc></url>")
    assert [page.url for page in read_sitemap(data, URL).pages] == ["https://courier.example/a"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>No.</body></html>",
        b"\x1f\x8bnot packed",
        b"nothing here",
        b'<!DOCTYPE x [<!ENTITY a "b">]><urlset/>',
    ],
)
def test_what_is_no_sitemap_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError):
        read_sitemap(data, URL)


def test_a_packed_bomb_is_refused() -> None:
    with pytest.raises(ArticleError, match="more than 50 MiB"):
        read_sitemap(gzip.compress(bytes(60 * 1024 * 1024)), URL)


def test_robots_txt_names_sitemaps() -> None:
    robots = (
        "User-agent: *\nDisallow: /x\nSitemap: https://courier.example/s.xml\nsitemap: nothing\n"
    )
    assert sitemaps_in(robots) == ("https://courier.example/s.xml",)
