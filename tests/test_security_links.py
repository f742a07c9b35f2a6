"""Links that lead elsewhere than they say: refused on every way in, harmless on every way out."""

import gzip
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from card_reader import as_shown
from hypothesis import given
from newsroom import hostile_line, unhurried, urls

from bot.links import quote_link, safe
from bot.markdown import escape
from corpus.adding import add_all
from corpus.article import Content
from corpus.backup import restore, write_backup
from corpus.fields import Found, Refused
from corpus.formats import read
from corpus.home import Home
from corpus.listing import feed_listing
from corpus.report import REFUSED, Report
from corpus.store import ArticleStore
from corpus.wordpress import read_posts

TEXT = "The council approved 640 cameras on Thursday, by 24 votes to 19, after three long hours."
LONG = " ".join([TEXT] * 9)
DECEITFUL = [
    "https://bank.com@evil.example/",
    "https://user:pw@evil.example/",
    "https://evil.example\\@bank.com/",
    "https://evil.example\\.bank.com/",
    "https://bаnk.example/",
    "https://аррӏе.example/",
    "https://xn--80ak6aa92e.example/",
    "https://2130706433/",
    "https://0x7f.0.0.1/",
    "https://https://evil.example/",
    "https://courier.example/\u202egpj.exe",
    "https://cou\u200brier.example/",
]
every = pytest.mark.parametrize("url", DECEITFUL)
# Where a text is tidied first, what has no width is gone by then: the address is what is seen.
but_the_unseen = pytest.mark.parametrize("url", DECEITFUL[:-1])


def refused(path: Path, **options: object) -> str:
    """Why the only thing in a file is refused."""
    [item] = read(path, options)
    assert isinstance(item, Refused)
    return item.reason


def written(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@every
def test_front_matter_with_a_deceitful_address_is_refused(tmp_path: Path, url: str) -> None:
    source = f"---\ntitle: Cameras\nurl: {json.dumps(url)}\n---\n\n{TEXT}\n"
    assert refused(written(tmp_path, "a.md", source)).startswith("URL ")


@every
def test_a_json_line_with_a_deceitful_address_is_refused(tmp_path: Path, url: str) -> None:
    line = json.dumps({"title": "Cameras", "text": TEXT, "url": url})
    path = written(tmp_path, "a.jsonl", line)
    assert refused(path).startswith("URL ")


@every
def test_a_deceitful_original_is_refused_like_an_address(tmp_path: Path, url: str) -> None:
    line = json.dumps({"title": "Cameras", "text": TEXT, "original": url})
    assert refused(written(tmp_path, "a.jsonl", line)).startswith("URL ")


@every
def test_a_saved_page_with_a_deceitful_canonical_is_refused(tmp_path: Path, url: str) -> None:
    page = (
        f'<html><head><link rel="canonical" href="{url}a"><title>Cameras</title></head>'
        f"<body><article><h1>Cameras</h1><p>{LONG}</p></article></body></html>"
    )
    assert refused(written(tmp_path, "a.html", page)).startswith("URL ")


@every
def test_a_saved_page_with_a_deceitful_address_in_json_ld_is_refused(
    tmp_path: Path, url: str
) -> None:
    told = json.dumps({"@type": "NewsArticle", "headline": "Cameras", "url": f"{url}a"})
    page = (
        f'<html><head><script type="application/ld+json">{told}</script></head>'
        f"<body><article><h1>Cameras</h1><p>{LONG}</p></article></body></html>"
    )
    assert refused(written(tmp_path, "a.html", page)).startswith("URL ")


@every
def test_of_a_page_that_was_fetched_its_own_address_counts(tmp_path: Path, url: str) -> None:
    page = (
        f'<html><head><link rel="canonical" href="{url}a"><title>Cameras</title></head>'
        f"<body><article><h1>Cameras</h1><p>{LONG}</p></article></body></html>"
    )
    line = json.dumps({"title": "Cameras", "html": page, "url": "https://courier.example/a"})
    [item] = read(written(tmp_path, "a.jsonl", line), {})
    assert isinstance(item, Found)
    assert item.content.url == "https://courier.example/a"


@every
def test_a_feed_s_item_with_a_deceitful_link_is_refused(tmp_path: Path, url: str) -> None:
    feed = (
        '<rss version="2.0"><channel><title>C</title><item><title>Cameras</title>'
        f"<link>{url}</link><guid>https://courier.example/a</guid>"
        f"<description>{LONG}</description></item></channel></rss>"
    )
    assert refused(written(tmp_path, "a.rss", feed)).startswith("URL ")


@every
def test_a_json_feed_s_item_with_a_deceitful_link_is_refused(url: str) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "C",
        "items": [{"id": "1", "url": url, "content_html": LONG}],
    }
    listing = feed_listing(json.dumps(feed).encode(), "https://courier.example/feed")
    assert listing.items == ()
    assert [one.reason.startswith("URL ") for one in listing.refused] == [True]


@but_the_unseen
def test_an_export_of_wordpress_with_a_deceitful_link_is_refused(tmp_path: Path, url: str) -> None:
    export = (
        '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>C</title>'
        "<wp:wxr_version>1.2</wp:wxr_version><item><title>Cameras</title>"
        f"<link>{url}</link><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
        f"<content:encoded><![CDATA[<p>{LONG}</p>]]></content:encoded></item></channel></rss>"
    )
    assert refused(written(tmp_path, "a.wxr", export)).startswith("URL ")


@every
def test_a_post_of_wordpress_with_a_deceitful_link_is_refused(url: str) -> None:
    post = {"id": 1, "link": url, "title": {"rendered": "A"}, "content": {"rendered": LONG}}
    posts, left_out = read_posts(json.dumps([post]).encode())
    assert posts == ()
    assert [one.reason.startswith("URL ") for one in left_out] == [True]
    assert "pw" not in str(left_out)


@but_the_unseen
def test_an_option_with_a_deceitful_address_is_refused(tmp_path: Path, url: str) -> None:
    path = written(tmp_path, "a.md", f"# Cameras\n\n{TEXT}\n")
    assert refused(path, url=url).startswith("URL ")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://x.example/a"]
)
def test_an_address_of_another_scheme_costs_the_field(tmp_path: Path, url: str) -> None:
    line = json.dumps({"title": "Cameras", "text": TEXT, "url": url})
    [item] = read(written(tmp_path, "a.jsonl", line), {})
    assert isinstance(item, Found)
    assert item.content.url is None
    assert [unread.reason for unread in item.dropped] == [
        f"URL {url!r} is not an http or https address"
    ]


@every
def test_an_address_that_an_older_version_let_in_is_not_shown(tmp_path: Path, url: str) -> None:
    file = tmp_path / "articles.sqlite3"
    good = Content(title="Cameras", text=TEXT, url="https://courier.example/a")
    with ArticleStore(file) as store:
        store.add(["url:https://courier.example/a"], good)
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("UPDATE revisions SET url = ?, original = ?", (url, url))
    with ArticleStore(file) as store:
        [article] = store.articles()
    assert (article.title, article.url, article.original) == ("Cameras", None, None)


MASKS = [
    "[the bank](https://evil.example/)",
    "Cameras](https://evil.example/) [more",
    "<https://evil.example/>",
    "https://evil.example/",
    "\u202e[knab](https://evil.example/)",
    "[\u200b](https://evil.example/)",
    "[a][b]\n[b]: https://evil.example/",
    "\\[the bank](https://evil.example/)",
    "`[the bank](https://evil.example/)`",
]


@pytest.mark.parametrize("title", MASKS)
def test_a_title_never_becomes_a_link(title: str) -> None:
    shown = escape(title)
    assert as_shown(shown) == title
    alive = re.sub(r"\\.", "", shown)
    assert not set("[]<>`") & set(alive)


@given(urls(), hostile_line())
@unhurried
def test_a_link_to_quoted_words_keeps_the_host(url: str, text: str) -> None:
    host = urlsplit(safe(url)).hostname
    link = urlsplit(quote_link(url, text))
    assert link.hostname == host
    assert link.scheme in ("http", "https")
    assert link.username is None
    assert link.netloc.isascii()


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://müller.example/a", "xn--mller-kva"), ("https://пример.example/", "xn--e1afmkfd")],
)
def test_names_in_another_script_are_shown_as_punycode(url: str, host: str) -> None:
    assert str(urlsplit(safe(url)).hostname).startswith(host)


@every
def test_an_export_of_such_articles_brings_them_back_without_the_address(
    tmp_path: Path, url: str
) -> None:
    with ArticleStore(tmp_path / "a.sqlite3") as store:
        store.add(["url:x"], Content(title="Cameras", text=TEXT, url="https://courier.example/a"))
        store.database.execute("UPDATE revisions SET url = ?", (url,))
        write_backup(store, tmp_path / "out.jsonl.gz")
    with gzip.open(tmp_path / "out.jsonl.gz", "rt", encoding="utf-8") as file:
        [line] = map(json.loads, file)
    with ArticleStore(tmp_path / "b.sqlite3") as other:
        restore(other, line)
        [article] = other.articles()
    assert (article.title, article.url) == ("Cameras", None)


def test_a_password_in_an_address_that_is_typed_is_not_repeated(tmp_path: Path) -> None:
    report = Report()
    home = Home(tmp_path)
    with ArticleStore(home.articles) as store:
        add_all(store, home, ["https://anna:hunter2@courier.example/a"], {}, report)
    [line] = report.lines
    assert line.outcome == REFUSED
    assert "user name or password" in str(line.reason)
    assert "hunter2" not in str(line)
