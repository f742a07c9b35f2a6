"""What sources list: items to fetch or whole pieces, what is passed over, what is told."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from corpus.fields import Refused
from corpus.listing import ListedItem, feed_listing, kind_of, sitemap_listing, wordpress_listing
from corpus.sources import SourceKind
from corpus.wordpress import Post

FEED = "https://courier.example/feed"
MAP = "https://courier.example/sitemap.xml"
URL = "https://courier.example/a"
NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)
TEXT = " ".join(f"word{number}" for number in range(120)) + "."


def rss(*items: str) -> bytes:
    joined = "".join(f"<item>{item}</item>" for item in items)
    return (
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
        f"<title>The Courier</title><language>en</language>{joined}</channel></rss>"
    ).encode()


def listed(item: str) -> ListedItem:
    [found] = feed_listing(rss(item), FEED).items
    return found


def sitemap(*entries: str) -> bytes:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    joined = "".join(f"<url>{entry}</url>" for entry in entries)
    return f"<urlset xmlns='{space}' xmlns:news='{news}'>{joined}</urlset>".encode()


def test_an_item_says_what_its_feed_says_of_it() -> None:
    item = listed(
        f"<title>Cameras</title><link>{URL}</link><guid isPermaLink='false'>7</guid>"
        "<pubDate>Thu, 14 Mar 2024 12:00:00 +0000</pubDate><category>Council</category>"
    )
    assert (item.url, item.guid, item.text) == (URL, "7", None)
    assert item.fields == {"title": "Cameras", "date": NOON, "tags": ["Council"], "language": "en"}


@pytest.mark.parametrize("changed", ["<title>B</title>", "<description>New.</description>"])
def test_a_stamp_changes_with_what_is_said(changed: str) -> None:
    plain = f"<link>{URL}</link><title>A</title>"
    assert listed(plain).stamp == listed(plain).stamp
    assert listed(plain).stamp != listed(f"<link>{URL}</link>{changed}").stamp


@pytest.mark.parametrize("place", ["content:encoded", "description"])
def test_a_piece_that_is_given_whole_is_a_page(place: str) -> None:
    page = listed(f"<link>{URL}</link><title>Cameras</title><{place}>{TEXT}</{place}>").page()
    assert page is not None
    assert (page.text, page.fields["url"], page.fields["title"]) == (TEXT, URL, "Cameras")


@pytest.mark.parametrize(
    "description",
    ["A short one.", f"{TEXT} And so…", f"{TEXT} [...]", f"{TEXT} Read more", f"{TEXT} […]"],
)
def test_an_excerpt_is_no_page(description: str) -> None:
    assert listed(f"<link>{URL}</link><description>{description}</description>").page() is None


def test_an_item_without_a_link_is_refused() -> None:
    listing = feed_listing(rss("<title>Cameras</title>", f"<link>{URL}</link>"), FEED)
    assert [item.url for item in listing.items] == [URL]
    assert listing.refused == (Refused(f"{FEED}: Cameras", "the feed does not say where it lies"),)


def test_a_sitemap_lists_its_own_site_completely() -> None:
    data = sitemap(f"<loc>{URL}</loc>", "<loc>https://herald.example/a</loc>")
    listing = sitemap_listing(data, MAP)
    assert [item.url for item in listing.items] == [URL]
    assert listing.complete


def test_a_news_sitemap_lists_two_days_only() -> None:
    news = "<news:news><news:title>Cameras</news:title></news:news>"
    listing = sitemap_listing(sitemap(f"<loc>{URL}</loc>{news}"), MAP)
    assert listing.items[0].fields == {"title": "Cameras"}
    assert not listing.complete


def test_a_sitemap_of_sitemaps_leads_on() -> None:
    data = (
        "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap>"
        f"<loc>{MAP}?1</loc><lastmod>2024-03-14</lastmod></sitemap><sitemap>"
        "<loc>https://herald.example/map.xml</loc></sitemap></sitemapindex>"
    ).encode()
    listing = sitemap_listing(data, MAP)
    assert (listing.more, listing.complete) == (((f"{MAP}?1", NOON),), False)


def test_posts_are_listed_whole() -> None:
    post = Post(URL, "7", "Cameras", TEXT, ("Ada Brandt",), None, (), NOON, NOON)
    [item] = wordpress_listing([post]).items
    page = item.page()
    assert page is not None
    assert (page.text, page.fields["authors"]) == (TEXT, ["Ada Brandt"])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (rss(), SourceKind.FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", SourceKind.FEED),
        (
            json.dumps({"version": "https://jsonfeed.org/version/1.1"}).encode(),
            SourceKind.FEED,
        ),
        (sitemap(), SourceKind.SITEMAP),
        (gzip.compress(sitemap()), SourceKind.SITEMAP),
        (b"<html><body>rss</body></html>", None),
        (b"{}", None),
        (b"", None),
    ],
)
def test_listings_are_told_by_how_they_start(data: bytes, kind: SourceKind | None) -> None:
    assert kind_of(data) is kind
