"""Files and folders: what is found in them, by which keys, and what is refused and why."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.article import Content, Kind
from corpus.fields import Found, Refused
from corpus.formats import read

URL = "https://courier.example/a"
LEAD = "The council approved 640 cameras on Thursday, by 24 votes to 19."


def write(name: str, text: str | bytes) -> Path:
    """A file in the test's own folder, which is the current one."""
    path = Path(name).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def found(path: Path, **defaults: object) -> Found:
    [item] = read(path, defaults)
    assert isinstance(item, Found)
    return item


def content(path: Path, **defaults: object) -> Content:
    return found(path, **defaults).content


def refusal(path: Path, **defaults: object) -> str:
    [item] = read(path, defaults)
    assert isinstance(item, Refused)
    assert item.where == str(path)
    return item.reason


def markdown(front_matter: str = "title: Cameras", text: str = LEAD) -> Path:
    return write("a.md", f"---\n{front_matter}\n---\n\n{text}\n")


def lines(*items: object) -> Path:
    return write("a.jsonl", "".join(f"{json.dumps(item)}\n" for item in items))


def line(**fields: object) -> Content:
    return content(lines(fields))


def test_markdown_with_everything() -> None:
    path = markdown(
        f"title: Cameras\noutlet: Courier\nurl: {URL}\ndate: 2024-03-14T09:30:00+01:00\n"
        "updated: 2024-03-15\nauthors: [Anna, Ben]\nsection: News\ntags: [council, cameras]\n"
        "kind: Opinion\nnotice: not ours"
    )
    assert found(path) == Found(
        (f"url:{URL}", path.as_uri()),
        str(path),
        Content(
            title="Cameras",
            text=LEAD,
            outlet="Courier",
            url=URL,
            authors=("Anna", "Ben"),
            section="News",
            tags=("council", "cameras"),
            published=datetime.fromisoformat("2024-03-14T09:30:00+01:00"),
            updated=datetime(2024, 3, 15, 12, tzinfo=UTC),
            kind=Kind.OPINION,
        ),
    )


def test_provenance_names_the_source_of_each_field() -> None:
    path = markdown("title: Cameras\nsection: News\nnotice: not ours")
    assert content(path, outlet="Courier").provenance == {
        "title": "front matter",
        "section": "front matter",
        "outlet": "option",
    }


def test_an_undated_article_is_legal() -> None:
    assert content(markdown()).published is None


@pytest.mark.parametrize("date", ["2024-03-14T09:30", "2024-03-14 09:30:00"])
def test_a_date_without_a_zone_is_utc(date: str) -> None:
    published = content(markdown(f"title: Cameras\ndate: {date}")).published
    assert published == datetime(2024, 3, 14, 9, 30, tzinfo=UTC)


def test_the_heading_is_the_title_where_front_matter_has_none() -> None:
    assert content(write("a.md", f"# Cameras\n\n{LEAD}")).title == "Cameras"
    assert content(markdown("title:\nsection: News", f"# Cameras\n\n{LEAD}")).title == "Cameras"


def test_front_matter_wins_over_the_heading() -> None:
    path = markdown("title: Cameras approved", f"# Cameras\n\n{LEAD}")
    assert (content(path).title, content(path).text) == ("Cameras approved", LEAD)


def test_field_names_may_be_written_large() -> None:
    article = content(markdown("Title: Cameras\nDATE: 2024-03-14\nAuthor: Anna"))
    assert (article.title, article.authors) == ("Cameras", ("Anna",))
    assert article.published == datetime(2024, 3, 14, 12, tzinfo=UTC)


def test_options_fill_only_what_the_file_does_not_say() -> None:
    path = markdown("title: Cameras\noutlet: Courier")
    article = content(path, outlet="Other", title="Other", url=URL, date="2024-03-14")
    assert (article.outlet, article.title, article.url) == ("Courier", "Cameras", URL)
    assert article.published == datetime(2024, 3, 14, 12, tzinfo=UTC)


def test_a_url_option_is_the_strongest_key() -> None:
    path = markdown()
    assert found(path, url=URL).keys == (f"url:{URL}", path.as_uri())


def test_one_author_needs_no_list() -> None:
    assert content(markdown("title: Cameras\nauthors: Anna Example")).authors == ("Anna Example",)


def test_plain_text_has_its_headline_first() -> None:
    article = content(write("a.txt", f"Council approves cameras\r\n\r\n{LEAD}\r\n"))
    assert (article.title, article.text) == ("Council approves cameras", LEAD)
    assert article.provenance == {"title": "first lines"}


def test_plain_text_without_a_headline_takes_the_title_option() -> None:
    article = content(write("a.txt", LEAD), title="Cameras")
    assert (article.title, article.text) == ("Cameras", LEAD)


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.jsonl"])
def test_a_byte_order_mark_is_passed_over(name: str) -> None:
    source = {
        "a.md": f"---\ntitle: Council approves cameras\n---\n{LEAD}",
        "a.txt": f"Council approves cameras\n\n{LEAD}",
        "a.jsonl": json.dumps({"title": "Council approves cameras", "text": LEAD}),
    }[name]
    article = content(write(name, b"\xef\xbb\xbf" + source.encode()))
    assert (article.title, article.text) == ("Council approves cameras", LEAD)


def test_html_pages_tell_where_each_field_was_read() -> None:
    path = write(
        "a.html",
        '<html><head><meta property="og:site_name" content="Courier"></head>'
        f"<body><h1>Cameras</h1><article><p>{LEAD}</p></article></body></html>",
    )
    article = content(path, date="2024-03-14")
    assert (article.title, article.text, article.outlet) == ("Cameras", LEAD, "Courier")
    assert article.provenance == {"title": "page", "outlet": "meta tags", "date": "option"}


@pytest.mark.parametrize("name", ["A.MD", "a.Markdown", "a.markdown"])
def test_suffixes_may_be_written_large(name: str) -> None:
    assert content(write(name, f"# Cameras\n\n{LEAD}")).title == "Cameras"


def test_json_lines_are_an_article_each() -> None:
    path = lines({"title": "One", "text": "First."}, {"title": "Two", "text": "Second."})
    items = list(read(path, {}))
    assert [item.where for item in items] == [f"{path}:1", f"{path}:2"]
    assert [item.content.title for item in items if isinstance(item, Found)] == ["One", "Two"]


def test_a_bad_line_is_refused_and_the_rest_goes_on() -> None:
    good = json.dumps({"title": "Cameras", "text": LEAD})
    path = write(
        "a.jsonl", f'{good}\n\n{{"title": "Broken\n[1]\n{{"title": "Empty"}}\r\n{good}\r\n'
    )
    items = list(read(path, {}))
    refused = {item.where: item.reason for item in items if isinstance(item, Refused)}
    assert refused.pop(f"{path}:3").startswith("not JSON: ")
    assert refused == {
        f"{path}:4": "not a JSON object",
        f"{path}:5": "no text (looked for text, body, content, articleBody, html)",
    }
    assert [item.where for item in items if isinstance(item, Found)] == [f"{path}:1", f"{path}:6"]


@pytest.mark.parametrize("value", ["1" * 5000, "[" * 100_000, '"\\ud800"'])
def test_a_line_nobody_would_write_is_refused_like_any_other(value: str) -> None:
    path = write("a.jsonl", f'{{"title": "Cameras", "text": "{LEAD}", "section": {value}}}\n')
    [item] = read(path, {})
    assert isinstance(item, Refused)


def test_other_programs_names_are_understood() -> None:
    article = line(
        headline="Cameras",
        articleBody=LEAD,
        link=URL,
        datePublished="2024-03-14",
        dateModified="2024-03-15",
        byline="Anna",
        source={"id": None, "name": "Courier"},
        category="News",
        keywords=["council"],
    )
    assert article == Content(
        title="Cameras",
        text=LEAD,
        url=URL,
        published=datetime(2024, 3, 14, 12, tzinfo=UTC),
        updated=datetime(2024, 3, 15, 12, tzinfo=UTC),
        authors=("Anna",),
        outlet="Courier",
        section="News",
        tags=("council",),
    )


def test_our_own_name_wins_over_other_programs_names() -> None:
    assert line(title="Cameras", headline="Other", text=LEAD, body="Other.").title == "Cameras"
    assert line(headline="Other", title="Cameras", body="Other.", text=LEAD).text == LEAD


def test_an_empty_field_does_not_hide_a_filled_one() -> None:
    article = line(headline="Cameras", name="", title=None, body=LEAD, content="", text="")
    assert (article.title, article.text) == ("Cameras", LEAD)


def test_paragraphs_of_a_json_text_are_found() -> None:
    assert line(title="Cameras", text="One.\r\nTwo.\r\n\r\nThree.").text == "One.\n\nTwo.\n\nThree."


def test_html_in_json_is_read_as_a_page() -> None:
    page = f"<html><body><article><p>{LEAD}</p></article></body></html>"
    assert line(title="Cameras", html=page).text == LEAD


def test_a_line_is_known_by_its_url_and_its_id() -> None:
    path = lines({"title": "Cameras", "text": LEAD, "url": URL, "guid": 7})
    assert found(path).keys == (f"url:{URL}", f'{path.as_uri()}#"7"')


def test_a_line_without_an_id_is_known_by_its_title_and_date() -> None:
    first, second, again = (
        keys_of({"title": "Police log", "text": text, "date": date})
        for text, date in (("A.", "2024-03-14"), ("B.", "2024-03-15"), ("C.", "2024-03-14"))
    )
    assert first == again
    assert first != second


def keys_of(item: dict[str, str]) -> tuple[str, ...]:
    return found(lines(item)).keys


def test_lines_that_nothing_tells_apart_are_refused() -> None:
    log = {"title": "Police log", "text": "One theft."}
    path = lines(log, {**log, "text": "Two thefts."}, log)
    first, second, third = read(path, {})
    assert isinstance(first, Found)
    assert second == Refused(
        f"{path}:2", "a line above has this title and date too; give each an id or a url"
    )
    assert isinstance(third, Found)  # the same again does no harm


def test_lines_with_ids_may_share_a_title() -> None:
    log = {"title": "Police log", "text": "One theft.", "id": "a"}
    keys = [
        item.keys for item in read(lines(log, {**log, "id": "b"}), {}) if isinstance(item, Found)
    ]
    assert len(set(keys)) == 2


def test_an_id_nobody_would_give_can_be_stored() -> None:
    keys = found(lines({"title": "Cameras", "text": LEAD, "id": "\ud800 \n#"})).keys
    assert keys[0].isascii()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", "no text"),
        ("# Cameras\n", "no text"),
        (LEAD, "no title; give one with --title"),
        (f"---\ntitle: [\n---\n{LEAD}", "front matter is not YAML in line 3"),
        (f"---\ntitle: [a, b]\n---\n{LEAD}", "title is not a text: ['a', 'b']"),
    ],
)
def test_markdown_that_is_no_article_is_refused_with_its_reason(source: str, reason: str) -> None:
    assert refusal(write("a.md", source)).startswith(reason)


UNREAD = [
    ("date", "soon", "date 'soon' is not understood"),
    ("date", "03/04/2024", "date '03/04/2024' is not understood"),
    ("updated", "soon", "date 'soon' is not understood"),
    ("url", "/a", "URL '/a' is not an http or https address"),
    ("kind", "rumour", "kind 'rumour' is not one of report, analysis"),
    ("authors", [["a"]], "not a text: ['a']"),
]


@pytest.mark.parametrize(("name", "value", "reason"), UNREAD)
@pytest.mark.parametrize("form", ["JSON", "front matter"])
def test_a_field_that_cannot_be_read_is_left_out_and_told(
    form: str, name: str, value: object, reason: str
) -> None:
    if form == "JSON":
        item = found(lines({"title": "Cameras", "text": LEAD, name: value}))
    else:
        item = found(markdown(f"title: Cameras\n{name}: {json.dumps(value)}"))
    assert item.content == Content(title="Cameras", text=LEAD)
    [unread] = item.dropped
    assert unread.text == name
    assert unread.reason.startswith(reason)


@pytest.mark.parametrize(
    ("told", "kind"),
    [("Editorial", Kind.OPINION), ("NewsArticle", Kind.REPORT), ("LiveBlogPosting", Kind.LIVE)],
)
def test_kinds_have_other_names_elsewhere(told: str, kind: Kind) -> None:
    assert line(title="Cameras", text=LEAD, kind=told).kind is kind


@pytest.mark.parametrize(
    "moment", [1710408615, 1710408615000, "1710408615", "2024-03-14 10:30:15 CET"]
)
def test_moments_of_other_programs_are_understood(moment: object) -> None:
    article = line(title="Cameras", text=LEAD, timestamp=moment)
    assert article.published == datetime(2024, 3, 14, 9, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "marked"),
    [
        ({"isAccessibleForFree": False}, True),
        ({"isAccessibleForFree": "False"}, True),
        ({"isAccessibleForFree": True}, False),
        ({"paywalled": True}, True),
        ({"paywalled": "false"}, False),
    ],
)
def test_what_is_not_free_is_marked(told: dict[str, object], marked: bool) -> None:
    assert line(title="Cameras", text=LEAD, **told).paywalled is marked


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<p>One &amp; two.</p><script>x()</script><p>Three.</p>", "One & two.\n\nThree."),
        ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One.\n\nTwo."),
        ("One &amp; “two”.\n\nThree&#39;s.", "One & “two”.\n\nThree's."),
        ("The <b>council</b> met.\n\nIt <a href='/x'>left</a>.", "The council met.\n\nIt left."),
        ("<!DOCTYPE html><html><body><article><p>One.</p></article></body></html>", "One."),
        ("If a < b and c > d.\n\nThen R&D.", "If a < b and c > d.\n\nThen R&D."),
    ],
)
def test_markup_in_a_json_text_is_read_not_kept(text: str, read: str) -> None:
    assert line(title="Cameras &amp; more", body=text) == Content(title="Cameras & more", text=read)


def test_a_saved_sitemap_is_called_one() -> None:
    path = write(
        "a.xml",
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        "<url><loc>https://courier.example/a</loc></url></urlset>",
    )
    assert refusal(path) == "a sitemap: it holds no articles; add its address instead"


FEED_TEXT = " ".join(f"word{number}" for number in range(120)) + "."


def feed(*items: str) -> Path:
    joined = "".join(f"<item><title>Cameras</title>{item}</item>" for item in items)
    return write("a.rss", f"<rss version='2.0'><channel>{joined}</channel></rss>")


def test_a_description_may_be_the_whole_piece() -> None:
    path = feed(f"<link>{URL}</link><description>{FEED_TEXT}</description>")
    assert content(path).text == FEED_TEXT


@pytest.mark.parametrize("end", ["…", "[...]", "Read more »", "Continue reading Cameras →"])
def test_a_description_that_is_cut_off_is_an_excerpt(end: str) -> None:
    path = feed(f"<link>{URL}</link><description>{FEED_TEXT} {end}</description>")
    [item] = read(path, {})
    assert item == Refused(URL, "the feed holds an excerpt only; add its address instead")


def test_an_item_of_a_feed_without_a_link_is_told() -> None:
    path = feed(f"<description>{FEED_TEXT}</description>")
    [item] = read(path, {})
    assert item == Refused(f"{path}: Cameras", "the feed does not say where it lies")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_other_encodings_are_read(encoding: str) -> None:
    text = "# Café closes\n\nThe café “Sorn” closes its doors for good."
    [item] = read(write("a.md", text.encode(encoding)), {})
    assert isinstance(item, Found)
    assert (item.content.title, item.content.text) == (
        "Café closes",
        "The café “Sorn” closes its doors for good.",
    )


def test_what_is_no_text_is_refused() -> None:
    assert refusal(write("a.md", b"\x00\x01\x02")) == "not a text: it holds null characters"


def test_a_bad_url_option_is_refused() -> None:
    assert refusal(markdown(), url="courier.example") == (
        "URL 'courier.example' is not an http or https address"
    )


def test_other_kinds_of_file_are_refused_when_named() -> None:
    assert refusal(write("a.docx", "x")) == (
        "not a kind of file that is read here (.atom .htm .html .jsonl .jsonl.gz .markdown .md "
        ".ndjson .ndjson.gz .pdf .rss .txt .wxr .xhtml .xml)"
    )


def test_a_file_that_is_not_there_is_refused() -> None:
    assert refusal(Path("missing.md")) == "no such file or folder"


def test_a_folder_is_read_by_name_and_below() -> None:
    for name in ("b.md", "a.md", "c/d/e.txt"):
        write(f"in/{name}", f"# Council approves cameras\n\n{LEAD}")
    names = [Path(item.where).name for item in read(Path("in"), {})]
    assert names == ["a.md", "b.md", "e.txt"]


def test_hidden_and_other_files_in_a_folder_are_passed_over() -> None:
    for name in (".hidden.md", ".git/a.md", "a.jpg", "README", "notes.md.bak"):
        write(f"in/{name}", f"# Cameras\n\n{LEAD}")
    assert list(read(Path("in"), {})) == []


def test_a_folder_inside_a_hidden_one_can_be_named() -> None:
    write(".drafts/a.md", f"# Cameras\n\n{LEAD}")
    assert [type(item) for item in read(Path(".drafts"), {})] == [Found]


def test_a_folder_named_like_a_file_is_a_folder() -> None:
    write("in/export.html/a.md", f"# Cameras\n\n{LEAD}")
    assert [type(item) for item in read(Path("in"), {})] == [Found]


def test_a_bad_file_in_a_folder_does_not_stop_the_rest() -> None:
    write("in/a.md", b"\xff")
    write("in/b.md", f"# Cameras\n\n{LEAD}")
    Path("in/c.md").symlink_to("nowhere.md")
    assert [type(item) for item in read(Path("in"), {})] == [Refused, Found, Refused]


def test_a_file_name_that_is_not_utf8_has_a_key_that_can_be_stored() -> None:
    path = Path(os.fsdecode(b"caf\xe9.md")).absolute()
    try:
        path.write_text(f"# Cameras\n\n{LEAD}")
    except OSError:
        pytest.skip("this file system only has names in UTF-8")
    assert found(path).keys[0].endswith("/caf%E9.md")


def test_a_file_is_the_same_by_whatever_path() -> None:
    path = markdown()
    Path("in").mkdir()
    assert found(Path("in/../a.md")).keys == found(path).keys
