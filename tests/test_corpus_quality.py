"""The quality gate: pages that are no articles are doubted, articles are not."""

import pytest

from corpus.html import read_html

SENTENCE = "The council of Port Ardell approved 640 cameras on Thursday, by 24 votes to 19. "
ARTICLE = (
    '<html><head><title>Cameras approved</title><meta property="og:type" content="article"></head>'
    f"<body><article><h1>Cameras approved</h1><p>{SENTENCE * 3}</p><p>{SENTENCE * 4}</p></article>"
    "</body></html>"
)
URL = "https://courier.example/a"


def doubts(title: str, body: str, head: str = "") -> str:
    page = f"<html><head><title>{title}</title>{head}</head><body><main>{body}</main></body></html>"
    return "; ".join(read_html(page, URL).doubts)


def test_an_article_is_not_doubted() -> None:
    assert read_html(ARTICLE, URL).doubts == ()


def test_a_short_brief_is_an_article() -> None:
    head = '<meta property="og:type" content="article">'
    assert doubts("Storm", f"<h1>Storm</h1><p>{SENTENCE}</p>", head) == ""


@pytest.mark.parametrize(
    ("title", "body", "doubt"),
    [
        (
            "Before you continue",
            "<p>We value your privacy. We and our 842 partners store data.</p><p>Accept all</p>",
            "consent",
        ),
        (
            "Datenschutz",
            "<p>Wir und unsere Partner brauchen Ihre Einwilligung. Alle akzeptieren.</p>",
            "consent",
        ),
        ("Just a moment…", "<p>Checking your browser before accessing. Ray ID: 8</p>", "robots"),
        ("Access denied", "<p>Please verify you are human to go on. Press & hold.</p>", "robots"),
        ("404", "<p>Sorry, the page you are looking for does not exist any more.</p>", "error"),
        ("Seite nicht gefunden", "<p>Leider ist hier nichts mehr, was Sie suchen.</p>", "error"),
        ("Log in", "<p>Sign in to continue. Forgot your password? Create an account.</p>", "login"),
        ("Cameras", f"<p>{SENTENCE}</p><p>Subscribe now to continue reading.</p>", "paywall"),
        ("Kameras", f"<p>{SENTENCE}</p><p>Jetzt weiterlesen mit Plus.</p>", "paywall"),
        ("Clip", "<p>Watch the video of the storm at the harbour wall.</p>", "video"),
        ("Note", "<p>The council met.</p>", "hardly any text"),
    ],
)
def test_what_is_no_article_is_doubted(title: str, body: str, doubt: str) -> None:
    assert doubt in doubts(title, body)


def test_a_page_of_headlines_is_a_list() -> None:
    links = "".join(
        f'<p><a href="/{n}">The council of Port Ardell talks about harbour matter {n}</a></p>'
        for n in range(20)
    )
    assert "a list of articles" in doubts("News", links)


def test_a_front_page_is_a_list() -> None:
    assert "list" in "; ".join(read_html(ARTICLE, "https://courier.example/").doubts)


def test_japanese_has_words_though_no_spaces() -> None:
    sentence = "市議会は木曜日、港湾地区に六百四十台のカメラを設置する計画を承認した。"
    assert (
        doubts("カメラを承認", f"<h1>カメラを承認</h1><p>{sentence * 3} {sentence * 3}</p>") == ""
    )


def test_a_long_beginning_that_says_it_is_for_members_is_a_stub() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Cameras", '
        '"isAccessibleForFree": false}</script>'
    )
    body = f"<p>{SENTENCE * 12}</p><p>Subscribe now to continue reading.</p>"
    assert "paywall" in doubts("Cameras", body, head)
