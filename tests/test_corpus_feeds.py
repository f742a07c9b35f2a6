"""Feeds: what they list, strictly read, whatever is sent."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import ArticleError
from corpus.feeds import Feed, Item, read_feed

URL = "https://courier.example/feed"
NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)


def rss(item: str, channel: str = "") -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>The Courier</title>{channel}<item>{item}</item></channel></rss>"
    ).encode()


def only(data: bytes) -> Item:
    [item] = read_feed(data, URL).items
    return item


def test_an_rss_item() -> None:
    item = only(
        rss(
            "<title>Cameras &amp;amp; more</title><link>/a</link><guid isPermaLink='false'>7</guid>"
            "<pubDate>Thu, 14 Mar 2024 13:00:00 +0100</pubDate><dc:creator>Ada Brandt</dc:creator>"
            "<category>Council</category><description>Short.</description>"
            "<content:encoded><![CDATA[<p>Long.</p>]]></content:encoded>"
        )
    )
    assert (item.url, item.guid, item.title) == ("https://courier.example/a", "7", "Cameras & more")
    assert item.published == NOON
    assert item.updated is None
    assert (item.authors, item.tags) == (("Ada Brandt",), ("Council",))
    assert (item.html, item.summary) == ("<p>Long.</p>", "Short.")


def test_an_atom_entry() -> None:
    data = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title>'
        b'<link rel="next" href="/feed?page=2"/><entry><id>urn:1</id><title>Cameras</title>'
        b'<link href="https://courier.example/a"/><published>2024-03-14T12:00:00Z</published>'
        b"<updated>2024-03-15T12:00:00Z</updated><author><name>Ada Brandt</name></author>"
        b"</entry></feed>"
    )
    feed = read_feed(data, URL)
    [item] = feed.items
    assert feed.next == "https://courier.example/feed?page=2"
    assert (item.guid, item.published, item.authors) == ("urn:1", NOON, ("Ada Brandt",))
    assert item.updated == datetime(2024, 3, 15, 12, tzinfo=UTC)


def test_a_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Courier",
        "items": [
            {
                "id": "1",
                "url": "/a",
                "title": "Cameras",
                "content_html": "<p>Long.</p>",
                "date_published": "2024-03-14T12:00:00Z",
                "authors": [{"name": "Ada Brandt"}],
            }
        ],
    }
    item = only(json.dumps(feed).encode())
    assert item == Item(
        "https://courier.example/a", "1", "Cameras", "<p>Long.</p>", None, ("Ada Brandt",), NOON
    )


def test_a_guid_that_is_an_address_is_one() -> None:
    assert only(rss("<guid>https://courier.example/a</guid>")).url == "https://courier.example/a"


def test_an_author_with_a_mailbox_is_named() -> None:
    item = only(rss("<link>/a</link><author>ada@courier.com (Ada Brandt)</author>"))
    assert item.authors == ("Ada Brandt",)


@pytest.mark.parametrize("date", ["yesterday", "2024-13-40", ""])
def test_a_date_that_cannot_be_read_says_nothing(date: str) -> None:
    assert only(rss(f"<link>/a</link><pubDate>{date}</pubDate>")).published is None


def test_of_a_feed_that_breaks_off_the_whole_items_are_read() -> None:
    data = rss("<link>/a</link><title>One</title></item><item><link>/b</link><title>Two")
    feed = read_feed(data[: data.index(b"<title>Two")], URL)
    assert feed.items[0].url == "https://courier.example/a"
    assert feed.broken


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"/etc/passwd",
        b"https://courier.example/feed",
        b"<html><body><p>Not a feed.</p></body></html>",
        b'{"version": "1"}',
        b"[" * 100_000,
        b"<rss>" + b" " * 70_000 + b'<!DOCTYPE x [<!ENTITY a "b">]></rss>',
    ],
)
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError):
        read_feed(data, URL)


@given(st.integers(0, 400), st.binary(max_size=6))
def test_a_damaged_feed_raises_nothing_else(place: int, damage: bytes) -> None:
    whole = rss("<link>/a</link><pubDate>Thu, 14 Mar 2024 13:00:00 +0100</pubDate>")
    try:
        found = read_feed(whole[:place] + damage + whole[place + len(damage) :], URL)
    except ArticleError:
        return
    assert isinstance(found, Feed)


def test_a_character_that_is_none_refuses_the_feed() -> None:
    with pytest.raises(ArticleError, match="not a feed that can be read"):
        read_feed(rss("<title>&#xD800;</title>"), URL)


def test_a_declaration_without_end_refuses_the_feed() -> None:
    with pytest.raises(ArticleError, match="declaration has no end"):
        read_feed(b"<?xml " + b"encoding='" * 100 + b"<rss>", URL)


def test_a_feed_on_one_line_is_read_in_the_character_set_it_declares() -> None:
    data = "<?xml version='1.0' encoding='cp1252'?><rss version='2.0'><channel><title>Köln</title>"
    assert read_feed(f"{data}</channel></rss>".encode("cp1252"), URL).title == "Köln"
