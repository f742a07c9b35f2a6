"""Fields as sources give them: people and tags told apart."""

import pytest

from corpus.article import ArticleError
from corpus.fields import content_of
from corpus.page import Page


def content(**fields: object) -> object:
    return content_of(Page("The council met.", {"title": "Cameras", **fields}, {}), {})


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ("Ada Brandt and Bo Li", ("Ada Brandt", "Bo Li")),
        (["Ada Brandt Jr.", "Bo Li."], ("Ada Brandt Jr.", "Bo Li.")),
        ("By Ada Brandt.", ("Ada Brandt",)),
        ("By Ada Brandt", ("Ada Brandt",)),
        ("Ada Brandt, Bo Li", ("Ada Brandt", "Bo Li")),
        (["By Ada Brandt", "Bo Li"], ("Ada Brandt", "Bo Li")),
        (["Brandt, Ada"], ("Brandt, Ada",)),
        ({"name": "Ada Brandt"}, ("Ada Brandt",)),
    ],
)
def test_authors_are_people(told: object, names: tuple[str, ...]) -> None:
    assert content(authors=told).authors == names  # type: ignore[attr-defined]  # a Content


@pytest.mark.parametrize("told", ["ferry, harbour", "ferry; harbour", ["ferry", "harbour"]])
def test_tags_are_words(told: object) -> None:
    assert content(tags=told).tags == ("ferry", "harbour")  # type: ignore[attr-defined]  # a Content


def test_an_article_with_accents_in_heaps_is_refused() -> None:
    with pytest.raises(ArticleError, match="a hundred accents"):
        content_of(Page("a" + "\u0301" * 100, {"title": "x"}, {}), {})
