"""What can be an article, what is refused in which words, and what makes a new revision."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from corpus.article import ArticleError, Content, Kind, check_url

NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)


def content(
    title: str = "Cameras",
    text: str = "The council met.",
    url: str | None = None,
    authors: tuple[str, ...] = (),
    section: str | None = None,
    tags: tuple[str, ...] = (),
    outlet: str | None = None,
) -> Content:
    return Content(
        title=title,
        text=text,
        url=url,
        authors=authors,
        section=section,
        tags=tags,
        outlet=outlet,
    )


def test_title_and_text_are_enough() -> None:
    plain = content()
    assert plain.published is None
    assert plain.updated is None
    assert plain.outlet is None
    assert plain.url is None
    assert plain.kind is Kind.REPORT


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_no_text_is_refused(text: str) -> None:
    with pytest.raises(ArticleError, match=r"^no text$"):
        content(text=text)


@pytest.mark.parametrize("title", ["", " "])
def test_no_title_is_refused_and_says_how_to_give_one(title: str) -> None:
    with pytest.raises(ArticleError, match=r"^no title; give one with --title$"):
        content(title=title)


def test_a_publication_date_without_a_zone_is_refused() -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ArticleError, match=r"^date 2024-03-14 12:00:00 has no time zone$"):
        Content(title="Cameras", text="The council met.", published=naive)


def test_an_update_without_a_zone_is_refused() -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ArticleError, match=r"^updated 2024-03-14 12:00:00 has no time zone$"):
        Content(title="Cameras", text="The council met.", updated=naive)


@pytest.mark.parametrize(
    "broken",
    [
        {"title": "Half \ud83d"},
        {"text": "Half \ud83d"},
        {"outlet": "Half \ud83d"},
        {"section": "Half \ud83d"},
    ],
)
def test_half_a_character_is_refused_wherever_it_is(broken: dict[str, str]) -> None:
    with pytest.raises(ArticleError, match=r"cannot be stored \(U\+D83D\)$"):
        content(**broken)  # type: ignore[arg-type]  # only texts are given


def test_half_a_character_is_refused_in_names_and_tags() -> None:
    with pytest.raises(ArticleError, match="cannot be stored"):
        content(authors=("Anna", "\udfff"))
    with pytest.raises(ArticleError, match="cannot be stored"):
        content(tags=("council", "\ud800"))


def test_whole_emoji_are_kept() -> None:
    assert content(title="Half \U0001f600").title == "Half 😀"


@pytest.mark.parametrize(
    "url",
    [
        "https://courier.example/a",
        "http://courier.example",
        "HTTPS://Courier.Example:8443/a?b=c#d",
        "https://courier.example/straße/日本",
        "https://courier.example/@anna",
        "https://[2001:db8::1]/a",
    ],
)
def test_plain_web_addresses_pass(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("courier.example/a", "is not an http or https address"),
        ("/2024/a", "is not an http or https address"),
        ("ftp://courier.example/a", "is not an http or https address"),
        ("javascript:alert(1)", "is not an http or https address"),
        ("https:///a", "is not an http or https address"),
        ("https://", "is not an http or https address"),
        ("https://[::1/a", "is not an address"),
        ("https://courier.example/a b", "holds spaces or control characters"),
        ("https://courier.example/a\nb", "holds spaces or control characters"),
        ("https://courier.example/\u202egpj", "holds spaces or control characters"),
        ("https://courier.example/\ud800", "holds spaces or control characters"),
    ],
)
def test_other_addresses_are_refused(url: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://anna:hunter2@courier.example/a",
        "https://anna@courier.example/a",
        "https://:hunter2@courier.example/a",
        "https://@courier.example/a",
        "https://anna:hunter2@courier.example/a b",
    ],
)
def test_credentials_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ArticleError) as refusal:
        check_url(url)
    assert str(refusal.value) == "URL has a user name or password in it: courier.example"


def test_an_article_checks_its_url() -> None:
    with pytest.raises(ArticleError, match="is not an http or https address"):
        content(url="courier.example")


def test_equal_contents_have_equal_digests() -> None:
    assert content().digest() == content().digest()


@pytest.mark.parametrize(
    "other",
    [
        content(title="Camera"),
        content(text="The council met!"),
        content(outlet="Courier"),
        content(url="https://courier.example/a"),
        content(authors=("Anna",)),
        content(section="News"),
        content(tags=("council",)),
        Content(title="Cameras", text="The council met.", published=NOON),
        Content(title="Cameras", text="The council met.", kind=Kind.OPINION),
    ],
)
def test_whatever_a_reader_can_see_changes_the_digest(other: Content) -> None:
    assert other.digest() != content().digest()


def test_the_zone_of_a_date_can_be_seen() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=2)))
    here, there = (
        Content(title="Cameras", text="The council met.", published=moment)
        for moment in (NOON, elsewhere)
    )
    assert here.digest() != there.digest()


def test_neighbouring_fields_do_not_run_into_each_other() -> None:
    assert content(authors=("Anna", "Ben")).digest() != content(authors=("Anna, Ben",)).digest()
    assert content(authors=("a",)).digest() != content(tags=("a",)).digest()


def test_where_a_field_was_read_is_not_part_of_the_content() -> None:
    told = Content(title="Cameras", text="The council met.", provenance={"title": "option"})
    assert told == content()
    assert told.digest() == content().digest()
