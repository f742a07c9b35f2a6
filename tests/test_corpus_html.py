"""HTML pages: the body, and metadata in the order in which it is trusted."""

import json

import pytest

from corpus.article import ArticleError, Kind
from corpus.html import read_html

FIRST = "The council of Port Ardell approved 640 cameras on Thursday, by 24 votes to 19."
SECOND = "The mayor said that nothing would change for the people of Saltgate before the summer."
TEXT = f"{FIRST}\n\n{SECOND}"
BODY = f"<article><p>{FIRST}</p><p>{SECOND}</p></article>"


def page(head: str = "", body: str = BODY) -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def json_ld(**fields: object) -> str:
    return script(json.dumps({"@type": "NewsArticle", **fields}))


def script(source: str) -> str:
    return f'<script type="application/ld+json">{source}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_the_body_is_its_paragraphs() -> None:
    assert read_html(page()).text == TEXT


def test_the_title_is_not_repeated_in_the_body() -> None:
    found = read_html(page("<title>Cameras</title>", f"<h1>Cameras</h1>{BODY}"))
    assert (found.fields["title"], found.text) == ("Cameras", TEXT)


def test_what_surrounds_the_article_is_left_out() -> None:
    surrounded = (
        '<nav><a href="/">Home</a><a href="/sport">Sport</a></nav>'
        f"<h1>Cameras</h1>{BODY}<footer>Copyright Courier. All rights reserved.</footer>"
    )
    assert read_html(page(body=surrounded)).text == TEXT


def test_lists_are_read_without_their_marks() -> None:
    found = read_html(
        page(body=f"<article><p>{FIRST}</p><ul><li>One</li><li>Two</li></ul></article>")
    )
    assert found.text == f"{FIRST}\n\nOne\n\nTwo"


def test_a_line_break_does_not_glue_words_together() -> None:
    found = read_html(page(body=f"<article><p>{FIRST}</p><p>One<br>two</p></article>"))
    assert found.text == f"{FIRST}\n\nOne\n\ntwo"


def test_json_ld_says_everything() -> None:
    found = read_html(
        page(
            json_ld(
                headline="Cameras",
                datePublished="2024-03-14T09:30:00+01:00",
                dateModified="2024-03-15T09:30:00+01:00",
                author=[{"@type": "Person", "name": "Anna"}, "Ben", "https://courier.example/ben"],
                publisher={"@type": "Organization", "name": "Courier"},
                articleSection=["News"],
                keywords="council, cameras",
                url="https://courier.example/a",
            )
        )
    )
    assert found.fields == {
        "title": "Cameras",
        "date": "2024-03-14T09:30:00+01:00",
        "updated": "2024-03-15T09:30:00+01:00",
        "authors": ["Anna", "Ben"],
        "outlet": "Courier",
        "section": "News",
        "tags": ["council", "cameras"],
        "url": "https://courier.example/a",
    }
    assert set(found.provenance.values()) == {"JSON-LD"}


def test_meta_tags_say_everything() -> None:
    found = read_html(
        page(
            meta("og:title", "Cameras")
            + meta("article:published_time", "2024-03-14T09:30:00+01:00")
            + meta("article:modified_time", "2024-03-15")
            + '<meta name="author" content="Anna">'
            + meta("og:site_name", "Courier")
            + meta("article:section", "News")
            + meta("article:tag", "council")
            + meta("article:tag", "cameras")
            + meta("og:url", "https://courier.example/og")
            + '<link rel="canonical" href="https://courier.example/a">'
        )
    )
    assert found.fields == {
        "title": "Cameras",
        "date": "2024-03-14T09:30:00+01:00",
        "updated": "2024-03-15",
        "authors": ["Anna"],
        "outlet": "Courier",
        "section": "News",
        "tags": ["council", "cameras"],
        "url": "https://courier.example/a",
    }
    assert set(found.provenance.values()) == {"meta tags"}


def test_a_page_without_metadata_has_its_heading() -> None:
    found = read_html(
        page("<title>Cameras – Courier</title>", f"<h1>Cameras\n approved</h1>{BODY}")
    )
    assert found.fields == {"title": "Cameras approved"}
    assert found.provenance == {"title": "page"}


def test_a_page_without_a_heading_has_its_title() -> None:
    assert read_html(page("<title>Cameras – Courier</title>")).fields == {
        "title": "Cameras – Courier"
    }


def test_json_ld_is_trusted_before_meta_tags_field_by_field() -> None:
    said_twice = json_ld(headline="From JSON-LD") + meta("og:title", "From OpenGraph")
    found = read_html(page(said_twice + meta("og:site_name", "Courier")))
    assert found.fields == {"title": "From JSON-LD", "outlet": "Courier"}
    assert found.provenance == {"title": "JSON-LD", "outlet": "meta tags"}


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ("OpinionNewsArticle", Kind.OPINION),
        (["NewsArticle", "OpinionNewsArticle"], Kind.OPINION),
        ("ReviewNewsArticle", Kind.OPINION),
        ("AnalysisNewsArticle", Kind.ANALYSIS),
        ("LiveBlogPosting", Kind.LIVE),
        ("AdvertiserContentArticle", Kind.SPONSORED),
        ("NewsArticle", None),
    ],
)
def test_the_kind_is_declared_by_the_type(types: object, kind: Kind | None) -> None:
    found = read_html(page(script(json.dumps({"@type": types, "headline": "Cameras"}))))
    assert found.fields.get("kind") == kind


def test_the_article_is_found_in_a_graph_among_others() -> None:
    graph = [{"@type": "WebSite", "name": "Courier"}, {"@type": "Article", "headline": "Cameras"}]
    found = read_html(page(script(json.dumps([{"@graph": graph}]))))
    assert found.fields == {"title": "Cameras"}


def test_json_ld_of_other_things_says_nothing() -> None:
    found = read_html(page(script('{"@type": "Organization", "name": "Courier", "url": "x"}')))
    assert found.fields == {}


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "NewsArticle", "headline": "Broken"',
        "",
        "null",
        "[" * 100_000,
        "[" * 990 + "]" * 990,
        '{"@type": "NewsArticle", "headline": "Broken", "n": ' + "1" * 5000 + "}",
    ],
)
def test_broken_json_ld_leaves_the_meta_tags(broken: str) -> None:
    found = read_html(page(script(broken) + meta("og:title", "Cameras")))
    assert (found.fields, found.text) == ({"title": "Cameras"}, TEXT)


def test_a_broken_block_does_not_hide_a_good_one() -> None:
    found = read_html(page(script("{") + json_ld(headline="Cameras")))
    assert found.fields == {"title": "Cameras"}


def test_line_breaks_inside_json_ld_strings_are_borne() -> None:
    source = '{"@type": "NewsArticle", "headline": "Cameras\n approved"}'
    assert read_html(page(script(source))).fields == {"title": "Cameras approved"}


@pytest.mark.parametrize("date", ["14. März", "yesterday", "2024-13-45", "{{ date }}"])
def test_an_unreadable_date_is_no_date(date: str) -> None:
    found = read_html(page(json_ld(headline="Cameras", datePublished=date)))
    assert found.fields == {"title": "Cameras"}


def test_an_unreadable_date_does_not_hide_a_readable_one() -> None:
    head = json_ld(datePublished="14. März") + meta("article:published_time", "2024-03-14")
    found = read_html(page(head))
    assert (found.fields["date"], found.provenance["date"]) == ("2024-03-14", "meta tags")


def test_no_date_is_taken_from_the_visible_text() -> None:
    body = f"<p>Published 14 March 2024</p><time datetime='2024-03-14'>14 March</time>{BODY}"
    assert "date" not in read_html(page(body=body)).fields


def test_a_publication_time_marked_as_such_is_read() -> None:
    body = BODY.replace("<p>", '<time pubdate datetime="2024-03-14">14 March</time><p>', 1)
    assert read_html(page(body=body)).fields == {"date": "2024-03-14"}


@pytest.mark.parametrize(
    "address",
    [
        "/2024/a",
        "courier.example/a",
        "#article",
        "https://anna:hunter2@courier.example/a",
        "https://courier.example",  # the front page, on every page of some sites
        "https://courier.example/",
    ],
)
def test_an_unusable_address_does_not_hide_a_usable_one(address: str) -> None:
    head = json_ld(url=address) + '<link rel="canonical" href="https://courier.example/a">'
    assert read_html(page(head)).fields == {"url": "https://courier.example/a"}


def test_an_address_may_be_all_query() -> None:
    found = read_html(page(json_ld(url="https://courier.example/?p=123")))
    assert found.fields == {"url": "https://courier.example/?p=123"}


@pytest.mark.parametrize(
    "entity", [{"@id": "https://courier.example/a"}, "https://courier.example/a"]
)
def test_the_main_entity_is_the_address_where_there_is_no_url(entity: object) -> None:
    found = read_html(page(json_ld(mainEntityOfPage=entity)))
    assert found.fields == {"url": "https://courier.example/a"}


def test_xhtml_with_a_declaration_is_read() -> None:
    source = '<?xml version="1.0" encoding="utf-8"?>\n' + page("<title>Caméras</title>")
    found = read_html(source)
    assert (found.fields, found.text) == ({"title": "Caméras"}, TEXT)


def test_a_charset_that_was_true_before_decoding_is_ignored() -> None:
    found = read_html(page('<meta charset="iso-8859-1"><title>Caméras</title>'))
    assert found.fields == {"title": "Caméras"}


@pytest.mark.parametrize("source", ["", "  \n", "<!-- nothing -->", "<html></html>", page(body="")])
def test_a_page_without_an_article_is_refused(source: str) -> None:
    with pytest.raises(ArticleError, match=r"not an HTML page|no article text found on the page"):
        read_html(source)


def test_half_a_character_breaks_nothing() -> None:
    assert read_html(page("\ud800")).text == TEXT


def test_a_trailing_comma_in_json_ld_is_forgiven() -> None:
    source = script('{"@type": "NewsArticle", "headline": "Cameras",}')
    assert read_html(page(source)).fields["title"] == "Cameras"


RELATED = {
    "@type": "NewsArticle",
    "headline": "Whale seen off Marrow Isle",
    "datePublished": "2020-02-02",
    "author": "Bo Li",
    "url": "https://courier.example/whale",
}


@pytest.mark.parametrize(
    "around",
    [
        {"@type": "ItemList", "itemListElement": [RELATED]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": RELATED}]},
        {"@type": "WebPage", "mainEntity": {"@type": "ItemList", "itemListElement": [RELATED]}},
        RELATED,
    ],
    ids=["a list", "a list of items", "a page with a list", "by itself"],
)
def test_json_ld_of_another_article_says_nothing(around: dict[str, object]) -> None:
    head = script(json.dumps(around)) + meta("og:title", "Council approves cameras")
    found = read_html(page(head), "https://courier.example/cameras")
    assert found.fields == {
        "title": "Council approves cameras",
        "url": "https://courier.example/cameras",
    }


def test_json_ld_of_another_article_says_nothing_on_a_page_without_an_address() -> None:
    found = read_html(page(script(json.dumps(RELATED)) + "<title>Council approves cameras</title>"))
    assert found.fields == {"title": "Council approves cameras"}


def test_json_ld_with_another_spelling_of_the_address_is_known_by_its_headline() -> None:
    own = json_ld(headline="Council approves cameras", url="https://courier.example/amp/17")
    head = script(json.dumps(RELATED)) + own + "<title>Council approves cameras - Courier</title>"
    found = read_html(page(head), "https://courier.example/cameras")
    assert found.fields["title"] == "Council approves cameras"
    assert "date" not in found.fields


def test_json_ld_at_the_front_page_is_the_pages_own() -> None:
    own = json_ld(headline="640 eyes", mainEntityOfPage="https://courier.example/")
    head = own + meta("og:title", "Council approves cameras")
    assert read_html(page(head), "https://courier.example/a").fields["title"] == "640 eyes"


def test_the_rows_of_a_table_are_their_cells() -> None:
    table = (
        "<table><tr><th>Town</th><th>Yes</th><th>No</th></tr>"
        "<tr><td>Tamm | East</td><td>1,203</td><td>998</td></tr></table>"
    )
    found = read_html(page(body=f"<article><p>{FIRST}</p>{table}<p>{SECOND}</p></article>"))
    assert found.text == f"{FIRST}\n\nTown Yes No\n\nTamm | East 1,203 998\n\n{SECOND}"


def test_the_cells_of_a_layout_are_paragraphs() -> None:
    table = f"<table><tr><td>{FIRST}</td><td>{SECOND}</td></tr></table>"
    assert read_html(page(body=f"<article>{table}</article>")).text == TEXT


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ada Brandt, Staff Writer", ["Ada Brandt"]),
        ("Mo Grau, Columnist", ["Mo Grau"]),
        ("Ada Brandt and Bo Li, Environment Correspondents", ["Ada Brandt", "Bo Li"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Ana Sol y Eva Mar", ["Ana Sol", "Eva Mar"]),
        ("Tim Writer", ["Tim Writer"]),
    ],
)
def test_what_an_author_is_is_no_author(byline: str, names: list[str]) -> None:
    assert read_html(page(meta("author", byline))).fields["authors"] == names


def test_linked_data_that_are_nested_ever_deeper_say_nothing() -> None:
    for start, end in (("[", "]"), ('{"name":', "}")):
        deep = start * 900 + '"x"' + end * 900
        data = f'{{"@type": "NewsArticle", "headline": {deep}, "url": {deep}}}'
        page = read_html(
            f'<html><head><title>Cameras approved</title><script type="application/ld+json">{data}'
            f"</script></head><body><p>{'The council approved 640 cameras. ' * 9}</p></body></html>"
        )
        assert page.fields["title"] == "Cameras approved"
