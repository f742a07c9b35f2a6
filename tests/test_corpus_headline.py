"""The headline that a page shows, and the date beside it: the article's, never a neighbour's."""

import pytest

from corpus.article import ArticleError
from corpus.html import read_html

LEAD = "The council of Port Ardell approved 640 cameras on Thursday evening, by 24 votes to 19, "
PROSE = f"<p>{LEAD}after a debate of four hours.</p><p>{LEAD}and went home.</p>"
TITLE = "Swimming hall to close for good"
TIME = '<time datetime="2024-05-14T09:00:00+02:00">14 May</time>'
OTHER = '<time datetime="2020-02-02">2 February</time>'


def fields(body: str, head: str = "") -> dict[str, object]:
    return dict(read_html(f"<html><head>{head}</head><body>{body}</body></html>").fields)


@pytest.mark.parametrize(
    "by",
    [
        f"<header><h1>{TITLE}</h1>{TIME}</header>{PROSE}",
        f"<header>{TIME}<h1>{TITLE}</h1></header>{PROSE}",
        f"<h1>{TITLE}</h1><p class=by>By Ada Brandt, {TIME}</p>{PROSE}",
        f"<h1>{TITLE}</h1><p>Bathers are angry about it.</p><div>{TIME}</div>{PROSE}",
        (
            f"<header><h1>{TITLE}</h1><p>Bathers are angry about it.</p></header><div>{TIME}</div>"
            f"{PROSE}"
        ),
        f'<h1>{TITLE}</h1><span><a href="/swim" rel="bookmark">{TIME}</a></span>{PROSE}',
    ],
)
def test_a_time_between_the_headline_and_the_first_paragraph_is_the_articles(by: str) -> None:
    assert fields(f"<article>{by}</article>")["date"] == "2024-05-14T09:00:00+02:00"


@pytest.mark.parametrize(
    "beside",
    [
        (
            f"<div class=wrap><div class=main><h1>{TITLE}</h1>{PROSE}</div>"
            f'<div class="more-stories"><a href="/w">Whale {OTHER}</a></div></div>'
        ),
        (
            f"<div class=wrap><div class=main><h1>{TITLE}</h1>{PROSE}</div>"
            f'<div class="sidebar">{OTHER}</div></div>'
        ),
        (
            f"<div><div><h1>{TITLE}</h1><p>It closes on Friday, they say.</p></div>"
            f"<div>{OTHER}</div></div>"
        ),
        f"<h1>{TITLE}</h1>{PROSE}{OTHER}",
        f"<h1>{TITLE}</h1><div><h3>Whale</h3>{OTHER}</div>{PROSE}",
        f"<h1>{TITLE}</h1><ul><li>Whale {OTHER}</li></ul>{PROSE}",
        f'<h1>{TITLE}</h1><a href="/w" rel="bookmark">Whale {OTHER}</a>{PROSE}',
        f"<h1>{TITLE}</h1><aside>{OTHER}</aside>{PROSE}",
        f'<h1>{TITLE}</h1><time class="updated" datetime="2020-02-02">2 Feb</time>{PROSE}',
        (
            f'<h1>{TITLE}</h1>{PROSE}<div itemscope><b>Whale</b><meta itemprop="datePublished" '
            'content="2020-02-02"></div>'
        ),
    ],
)
def test_a_time_elsewhere_is_not(beside: str) -> None:
    assert "date" not in fields(beside)


WORDPRESS = (
    '<header><div class="site-branding"><h1 class="site-title"><a href="/">The Velmora Post</a>'
    f'</h1></div></header><article><header class="entry-header"><h1 class="entry-title">{TITLE}'
    '</h1><a href="/swim" rel="bookmark"><time class="entry-date" '
    f'datetime="2024-05-14T09:00:00+02:00">14 May</time></a></header>{PROSE}</article>'
)


@pytest.mark.parametrize(
    "head",
    [
        "",
        f"<title>{TITLE} – The Velmora Post</title>",
        (
            f"<title>{TITLE} | The Velmora Post</title>"
            f'<meta property="og:title" content="{TITLE}">'
            '<meta property="og:site_name" content="The Velmora Post">'
        ),
    ],
)
@pytest.mark.parametrize("classes", [True, False], ids=["with classes", "without"])
def test_the_name_of_the_site_is_no_headline(head: str, classes: bool) -> None:
    body = WORDPRESS if classes or not head else WORDPRESS.replace("-title", "-x")
    found = fields(body, head)
    assert (found["title"], found["date"]) == (TITLE, "2024-05-14T09:00:00+02:00")


def test_a_headline_of_level_two_is_found_where_the_site_has_level_one() -> None:
    body = (
        f'<h1 class="logo">The Velmora Post</h1><h2 class="entry-title">{TITLE}</h2>{PROSE}'
        "<h2>Archive</h2>"
    )
    assert fields(body, "<title>The Velmora Post</title>")["title"] == TITLE


def test_a_page_with_the_name_of_its_site_for_a_heading_has_its_title() -> None:
    found = fields(
        f"<h1>The Velmora Post</h1>{PROSE}", f"<title>{TITLE} | The Velmora Post</title>"
    )
    assert found["title"] == TITLE


def test_a_short_headline_after_the_name_of_the_site_is_kept() -> None:
    found = fields(f"<h1>Storm over Tamm</h1>{PROSE}", "<title>Courier | Storm over Tamm</title>")
    assert found["title"] == "Storm over Tamm"


def test_what_follows_the_end_of_the_page_is_by_no_headline() -> None:
    with pytest.raises(ArticleError, match="no article text"):
        read_html("<h1>></html><p>e | o | r")
