"""Gathering: articles by what they are about, by likeness, by date."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shelved import WIRE, shelved
from word_embedder import WordEmbedder

from corpus.article import Content
from index.embedding import Vectors
from index.filters import UNFILTERED, Filters
from index.gathering import Gatherer
from index.retriever import Retriever

NOW = datetime(2024, 6, 12, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def dated(title: str, text: str, days: int | None, outlet: str = "Courier", **more: str) -> Content:
    published = None if days is None else NOW - days * DAY
    tags = (more["tag"],) if "tag" in more else ()
    return Content(title=title, text=text, published=published, outlet=outlet, tags=tags)


ARTICLES = (
    dated("Bridge opens", WIRE, 9),
    dated("Bridge opened", WIRE, 7, outlet="Herald"),
    dated("Cameras", "camera camera mayor", 5),
    dated("Vote", "The vote was close.", 3, tag="Smart cameras"),
    dated("Boats", "ferry\n\nlater a ferry again", 2),
    dated("Mention", f"Somebody saw the ferry.\n\n{'mayor ' * 20}", 1),
    dated("Undated", "Nobody knows when.", None),
    dated("Embargo", "The ferry", -1),
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    with shelved(tmp_path_factory.mktemp("shelf"), *ARTICLES) as retriever:
        yield retriever


@pytest.fixture
def gatherer(opened: Retriever) -> Gatherer:
    return opened.gatherer


def titles(gatherer: Gatherer, numbers: Sequence[int]) -> list[str]:
    return [gatherer.article(number).title for number in numbers]


def about(gatherer: Gatherer, topic: str, filters: Filters = UNFILTERED) -> list[str]:
    return titles(gatherer, [one.number for one in gatherer.about(topic, filters, NOW)])


def test_the_newest_come_first_the_undated_last_and_copies_once(gatherer: Gatherer) -> None:
    assert titles(gatherer, gatherer.newest(Filters(), NOW)) == [
        "Mention",
        "Boats",
        "Vote",
        "Cameras",
        "Bridge opens",
        "Undated",
    ]


def test_of_copies_the_earliest_that_fits_stands_for_all(gatherer: Gatherer) -> None:
    found = gatherer.newest(Filters(outlets=("Herald",)), NOW)
    assert titles(gatherer, found) == ["Bridge opened"]


def test_nothing_is_newer_than_the_question(gatherer: Gatherer) -> None:
    assert titles(gatherer, gatherer.newest(Filters(), NOW + DAY))[0] == "Embargo"
    assert "Embargo" not in about(gatherer, "ferry")


@pytest.mark.parametrize(
    ("topic", "found"),
    [
        ("smart camera", ["Vote"]),  # by its tag
        ("vote", ["Vote"]),  # by its title
        ("bridge", ["Bridge opens", "Bridge opened"]),  # the copy as well
        ("close", ["Vote"]),  # by its only passage
        ("ferry", ["Boats"]),  # by two passages, and not by a mention in passing
        ("auditors", []),
        ("zebra", []),
        ("the", []),
    ],
)
def test_an_article_is_about_what_its_title_tags_and_passages_hold(
    opened: Retriever, topic: str, found: list[str]
) -> None:
    """The embedder knows no word of these topics: all are as near in meaning as words are few."""
    near = Gatherer(opened._snapshot, Unmoved(opened.embedder.model))
    assert sorted(about(near, topic)) == sorted(found)


class Unmoved(WordEmbedder):
    """To whom no text means anything."""

    def question(self, text: str) -> Vectors:
        return super().question(text) * 0


def test_an_article_is_about_what_it_is_very_near_to(gatherer: Gatherer) -> None:
    """`camera` is 0.89 of "camera camera mayor" with its title, and no word of that is needed."""
    assert "Cameras" in about(gatherer, "camera camera mayor police")


def test_a_score_is_half_the_cosine_and_half_where_the_words_stand(gatherer: Gatherer) -> None:
    [best, *_] = gatherer.about("camera", Filters(), NOW)
    assert titles(gatherer, [best.number]) == ["Cameras"]
    assert 0.5 < best.score <= 1


def test_what_one_copy_is_about_all_are(opened: Retriever) -> None:
    near = Gatherer(opened._snapshot, Unmoved(opened.embedder.model))
    assert about(near, "bridge", Filters(outlets=("Herald",))) == ["Bridge opened"]
    assert [one.score for one in near.about("bridge", Filters(), NOW)] == [0.5, 0.5]


def test_copies_are_told_once_in_the_place_of_the_first(opened: Retriever) -> None:
    gatherer = opened.gatherer
    by_title = {entry.title: n for n, entry in enumerate(opened.holdings.entries, 1)}
    order = [by_title[title] for title in ("Bridge opened", "Vote", "Bridge opens")]
    assert titles(gatherer, gatherer.told_once(order)) == ["Bridge opens", "Vote"]
    assert titles(gatherer, gatherer.told_once(order[:2])) == ["Bridge opened", "Vote"]


@pytest.mark.parametrize("of", ["Bridge opens", "Bridge opened"])
def test_what_is_alike_is_no_copy_and_not_itself(opened: Retriever, of: str) -> None:
    ids = {entry.title: entry.article_id for entry in opened.holdings.entries}
    found = titles(opened.gatherer, opened.gatherer.similar(ids[of], Filters(), NOW))
    assert found
    assert not {"Bridge opens", "Bridge opened", "Embargo"} & set(found)
    assert opened.gatherer.similar(ids[of], Filters(sections=("none",)), NOW) == []


def test_nothing_is_like_an_unknown_article(gatherer: Gatherer) -> None:
    assert gatherer.similar("zzzzzzzzzz", Filters(), NOW) == []


@pytest.mark.parametrize("of", ["Bridge opens", "Bridge opened"])
def test_the_sentence_nearest_to_the_words_is_the_articles_own(opened: Retriever, of: str) -> None:
    """Of a copy, too, whose passages are not indexed."""
    gatherer = opened.gatherer
    number = next(n for n, entry in enumerate(opened.holdings.entries, 1) if entry.title == of)
    start, end = next(gatherer.sentences(number, gatherer.question("rusty piles", NOW)))
    assert gatherer.article(number).text[start:end].startswith("Auditors blamed rusty piles")


def test_an_empty_coverage_has_nothing_to_gather(tmp_path: Path) -> None:
    only = dated("Only", "camera", -1)
    with shelved(tmp_path, only) as retriever:
        gatherer = retriever.gatherer
        assert gatherer.newest(Filters(), NOW) == []
        assert gatherer.about("camera", Filters(), NOW) == []
