"""WordPress: its REST interface and its export, published posts only."""

import io
import json
from datetime import UTC, datetime

import pytest

from corpus.article import ArticleError
from corpus.fields import Refused
from corpus.page import Page
from corpus.wordpress import posts_url, read_posts
from corpus.wxr import read_wxr

NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)


def post(**changes: object) -> dict[str, object]:
    return {
        "id": 7,
        "link": "https://courier.example/cameras",
        "guid": {"rendered": "https://courier.example/?p=7"},
        "status": "publish",
        "title": {"rendered": "Cameras &#8211; approved"},
        "content": {"rendered": "<p>One.</p><figure>Photo</figure><p>Two.</p>", "protected": False},
        "date_gmt": "2024-03-14T12:00:00",
        "modified_gmt": "2024-03-14T12:00:00",
        "_embedded": {
            "author": [{"name": "Ada Brandt"}],
            "wp:term": [
                [{"taxonomy": "category", "name": "Council"}],
                [{"taxonomy": "post_tag", "name": "cameras"}],
            ],
        },
        **changes,
    }


def test_a_post_is_read_whole() -> None:
    [[read], refused] = read_posts(json.dumps([post()]).encode())
    assert (read.title, read.text) == ("Cameras – approved", "One.\n\nTwo.")
    assert (read.authors, read.section, read.tags) == (("Ada Brandt",), "Council", ("cameras",))
    assert (read.published, read.modified) == (NOON, NOON)
    assert refused == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "draft"}, "not published (draft)"),
        ({"content": {"rendered": "", "protected": True}}, "behind a password"),
        ({"content": {"rendered": ""}}, "no text"),
    ],
)
def test_what_is_not_for_all_is_left_out(changes: dict[str, object], reason: str) -> None:
    posts, [refused] = read_posts(json.dumps([post(**changes)]).encode())
    assert posts == ()
    assert refused.reason == reason


@pytest.mark.parametrize("data", [b"", b"<html>", b'{"code": "rest_no_route"}', b"[" * 100_000])
def test_another_answer_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError):
        read_posts(data)


def test_only_what_was_modified_since_is_asked_for() -> None:
    url = posts_url("https://courier.example/wp-json/", 2, NOON)
    assert url.startswith("https://courier.example/wp-json/wp/v2/posts?")
    assert "modified_after=2024-03-14T12%3A00%3A00Z" in url
    assert "&page=2&" in url


ITEM = """<item><title>{title}</title><link>https://courier.example/{number}</link>
<dc:creator>ada</dc:creator><content:encoded><![CDATA[{content}]]></content:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>{date}</wp:post_date_gmt>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>
<wp:post_password>{password}</wp:post_password>
<category domain="category">Council</category></item>"""
POST = {
    "title": "Cameras",
    "number": "1",
    "content": "One.\n\nTwo [sic].",
    "date": "2024-03-14 12:00:00",
    "status": "publish",
    "kind": "post",
    "password": "",
}


def export(*items: dict[str, str], version: str = "1.2") -> io.BytesIO:
    body = "".join(ITEM.format(**{**POST, **item}) for item in items)
    return io.BytesIO(
        f'<?xml version="1.0"?><rss version="2.0" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:wp="http://wordpress.org/export/{version}/"><channel><title>The Courier</title>'
        f"<wp:base_blog_url>https://courier.example</wp:base_blog_url><wp:author>"
        f"<wp:author_login>ada</wp:author_login>"
        f"<wp:author_display_name>Ada Brandt</wp:author_display_name></wp:author>"
        f"{body}</channel></rss>".encode()
    )


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_an_export_of_any_version(version: str) -> None:
    [(number, page)] = read_wxr(export({}, version=version), "a.xml")
    assert isinstance(page, Page)
    assert (number, page.text) == ("1", "One.\n\nTwo [sic].")
    assert page.fields == {
        "title": "Cameras",
        "url": "https://courier.example/1",
        "date": NOON,
        "authors": ["Ada Brandt"],
        "outlet": "The Courier",
        "section": "Council",
    }


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"status": "draft"}, "not published (a draft)"),
        ({"status": "future"}, "not published (scheduled)"),
        ({"status": "private"}, "not published (private)"),
        ({"password": "x"}, "behind a password"),
        ({"content": "[gallery ids='1,2']"}, "no text"),
    ],
)
def test_what_of_an_export_is_left_out_is_told(item: dict[str, str], reason: str) -> None:
    [(_, refused)] = read_wxr(export(item), "a.xml")
    assert isinstance(refused, Refused)
    assert refused.reason == reason


@pytest.mark.parametrize("kind", ["page", "attachment", "nav_menu_item"])
def test_parts_of_the_site_are_passed_over(kind: str) -> None:
    assert list(read_wxr(export({"kind": kind}), "a.xml")) == []


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<!-- wp:paragraph --><p>One.</p><!-- /wp:paragraph -->", "One."),
        ("One.[caption id='1']<img> A camera[/caption]\n\nTwo.", "One.\n\nTwo."),
        ("[gallery ids='1']One.", "One."),
        ("[youtube https://video.example/watch?v=1&w=640]One.", "One."),
        ("“[The mayor] agreed,” he said.", "“[The mayor] agreed,” he said."),
    ],
)
def test_shortcodes_go_and_brackets_stay(content: str, text: str) -> None:
    [(_, page)] = read_wxr(export({"content": content}), "a.xml")
    assert isinstance(page, Page)
    assert page.text == text


def test_a_date_of_zeros_says_nothing() -> None:
    [(_, page)] = read_wxr(export({"date": "0000-00-00 00:00:00"}), "a.xml")
    assert isinstance(page, Page)
    assert "date" not in page.fields


@pytest.mark.parametrize("data", [b"", b"<rss/>", b"no", b'<!DOCTYPE x [<!ENTITY a "b">]><rss/>'])
def test_what_is_no_export_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError):
        list(read_wxr(io.BytesIO(data), "a.xml"))


def test_what_is_not_closed_takes_nothing_with_it() -> None:
    text = "[caption] One.\n\n[caption id=1]photo[/caption]Two [sic] [b]three[/b]. <!-- wp:x four"
    told = exported(text)
    assert "Two [sic] three." in told
    assert "One." in told
    assert "photo" not in told


def exported(content: str) -> str:
    """The text of the one post of an export."""
    names = (
        'xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    item = (
        "<title>x</title><wp:post_type>post</wp:post_type><content:encoded>"
        f"<![CDATA[{content}]]></content:encoded>"
    )
    data = f"<rss {names}><channel><item>{item}</item></channel></rss>".encode()
    [(_, page)] = read_wxr(io.BytesIO(data), "a.xml")
    assert isinstance(page, Page)
    return page.text
