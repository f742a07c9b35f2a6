"""Holdings: what is known of articles without opening them."""

import json
import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelved import WIRE, shelved

from corpus.article import Content
from index.catalog import Entry
from index.filters import Filters
from index.holdings import Extent, Holdings
from index.mentions import Facets

DAY = datetime(2024, 5, 1, tzinfo=UTC)
LATER = DAY + timedelta(days=9)
ALL = ("Courier", "Herald", "nobody")

CITY = Content(
    title="City",
    text=WIRE,
    outlet="Courier",
    section="City",
    authors=("Bo", "Ann"),
    tags=("sea",),
    published=DAY,
)
COPY = Content(title="Copy", text=WIRE, outlet="Herald", published=LATER)
OWN = Content(title="Own", text="ferry", outlet="Herald", section="Sport", tags=("sea",))
NONE = Content(title="None", text="boat", published=LATER)


@pytest.fixture(scope="module")
def holdings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Holdings]:
    with shelved(tmp_path_factory.mktemp("shelf"), CITY, COPY, OWN, NONE) as opened:
        yield opened.holdings


def fitting(holdings: Holdings, filters: Filters) -> list[str]:
    fits = holdings.fitting(filters)
    assert not fits[0]
    return sorted(entry.title for number, entry in enumerate(holdings.entries, 1) if fits[number])


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (Filters(), ["City", "Copy", "None", "Own"]),
        (Filters(since=DAY), ["City", "Copy", "None"]),  # the undated is in no time
        (Filters(since=DAY + timedelta(seconds=1)), ["Copy", "None"]),
        (Filters(until=LATER), ["City"]),
        (Filters(until=LATER + timedelta(seconds=1)), ["City", "Copy", "None"]),
        (Filters(since=LATER, until=LATER), []),
        (Filters(outlets=("Herald",)), ["Copy", "Own"]),  # not what it is a copy of
        (Filters(outlets=("Herald", "Courier")), ["City", "Copy", "Own"]),
        (Filters(outlets=("herald",)), []),
        (Filters(outlets=("Herald",), sections=("Sport",)), ["Own"]),
        (Filters(authors=("Bo",)), ["City"]),
        (Filters(authors=("Bo", "Cy")), ["City"]),
        (Filters(among=("Herald",)), ["Copy", "Own"]),
        (Filters(among=("Herald", "Gazette"), outlets=("Courier",)), []),
        (Filters(among=("Gazette",)), []),
    ],
)
def test_what_fits_fits_every_filter(
    holdings: Holdings, filters: Filters, titles: list[str]
) -> None:
    assert fitting(holdings, filters) == titles


def some(*names: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), max_size=2).map(tuple)


MOMENTS = st.none() | st.sampled_from([DAY, DAY + timedelta(days=3), LATER])


@given(
    st.builds(
        Filters,
        since=MOMENTS,
        until=MOMENTS,
        outlets=some(*ALL),
        sections=some("City", "Sport", "city"),
        authors=some("Bo", "Ann", "Cy"),
        among=some(*ALL),
    )
)
def test_what_fits_is_what_one_finds_looking_at_each(holdings: Holdings, filters: Filters) -> None:
    assert fitting(holdings, filters) == sorted(
        entry.title for entry in holdings.entries if fits(entry, filters)
    )


def fits(entry: Entry, filters: Filters) -> bool:
    moment = entry.published
    return (
        (not filters.among or entry.outlet in filters.among)
        and (not filters.outlets or entry.outlet in filters.outlets)
        and (not filters.sections or entry.section in filters.sections)
        and (not filters.authors or bool(set(entry.authors) & set(filters.authors)))
        and (filters.since is None or (moment is not None and moment >= filters.since))
        and (filters.until is None or (moment is not None and moment < filters.until))
    )


def test_an_entry_is_what_the_article_says(holdings: Holdings) -> None:
    entry = holdings.entries[next(iter(holdings.numbers.values())) - 1]
    found = {one.title: one for one in holdings.entries}
    assert holdings.numbers[entry.article_id] == holdings.entries.index(entry) + 1
    assert found["City"] == Entry(
        found["City"].article_id, "City", "Courier", "City", ("Bo", "Ann"), DAY
    )
    assert found["None"].outlet is None
    assert found["Own"].published is None


def test_a_collection_has_its_own_facets(holdings: Holdings) -> None:
    assert holdings.facets == Facets(
        ("Courier", "Herald"), ("City", "Sport"), ("Ann", "Bo"), ("sea",)
    )
    assert holdings.facets_of(("Herald",)) == Facets(("Herald",), ("Sport",), (), ("sea",))
    assert holdings.facets_of(("Gazette",)) == Facets()


@pytest.mark.parametrize(
    ("filters", "extent"),
    [
        (Filters(), Extent(4, DAY, LATER)),
        (Filters(among=("Herald",)), Extent(2, LATER, LATER)),
        (Filters(sections=("Sport",)), Extent(1, None, None)),
        (Filters(among=("Gazette",)), Extent(0, None, None)),
    ],
)
def test_how_much_fits_and_from_when_to_when(
    holdings: Holdings, filters: Filters, extent: Extent
) -> None:
    assert holdings.extent(filters) == extent


def test_who_prints_a_copy_reports_it(holdings: Holdings) -> None:
    reported = holdings.of(["Herald"], [], [], [])
    titles = [holdings.entries[number - 1].title for number in reported]
    assert sorted(titles) == ["City", "Copy", "Own"]


def test_what_has_a_copy_that_fits_is_reported(holdings: Holdings) -> None:
    told = holdings.reporting(Filters(outlets=("Herald",)))
    titles = [one.title for number, one in enumerate(holdings.entries, 1) if told[number]]
    assert sorted(titles) == ["City", "Copy", "Own"]


def test_articles_are_labelled_with_the_words_of_their_tags_and_sections(
    holdings: Holdings,
) -> None:
    titles = [holdings.entries[number - 1].title for number in holdings.labelled("sea")]
    assert sorted(titles) == ["City", "Own"]
    assert len(holdings.labelled("sport")) == 1
    assert len(holdings.labelled("bo")) == 0


@pytest.fixture(scope="module")
def many() -> Holdings:
    """Three hundred articles by lot, a third of them of stories that several tell."""
    chance = random.Random(7)
    db = sqlite3.connect(":memory:")
    db.execute(
        "CREATE TABLE articles "
        "(article_id, title, story, outlet, published, section, authors, tags)"
    )
    for number in range(300):
        day = (DAY + timedelta(hours=chance.randrange(9000))).isoformat()
        row = (
            f"id{number:03}",
            f"Title {number}",
            chance.choice([None, None, f"story {chance.randrange(40)}"]),
            chance.choice([None, "A", "B", "C", "D"]),
            chance.choice([None, day]),
            chance.choice([None, "City", "Sea port"]),
            json.dumps(chance.sample(["Bo", "Ann", "Cy", "Di"], chance.randrange(3))),
            json.dumps(chance.sample(["sea", "old port", "tram"], chance.randrange(3))),
        )
        db.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return Holdings(db)


def reported_by(holdings: Holdings, outlet: str) -> set[int]:
    """The outlet's own, and those of the stories that it has one of."""
    entries = list(enumerate(holdings.entries, 1))
    own = {number for number, entry in entries if entry.outlet == outlet}
    stories = {int(holdings.story[number]) for number in own} - {0}
    return own | {number for number, _ in entries if int(holdings.story[number]) in stories}


@given(some("A", "B", "nobody"), some("City", "Sea port"), some("Bo", "Ann"))
def test_what_is_named_is_what_one_finds_looking_at_each(
    many: Holdings, outlets: tuple[str, ...], sections: tuple[str, ...], authors: tuple[str, ...]
) -> None:
    entries = list(enumerate(many.entries, 1))
    found = [
        number
        for number, entry in entries
        if (not outlets or any(number in reported_by(many, outlet) for outlet in outlets))
        and (not sections or entry.section in sections)
        and (not authors or set(entry.authors) & set(authors))
    ]
    named = bool(outlets or sections or authors)
    assert many.of(outlets, sections, authors, ()).tolist() == (found if named else [])


@given(some("A", "B", "C", "nobody"))
def test_the_facets_of_a_collection_are_what_its_articles_name(
    many: Holdings, among: tuple[str, ...]
) -> None:
    inside = [entry for entry in many.entries if not among or entry.outlet in among]
    facets = many.facets_of(among)
    assert facets.outlets == tuple(sorted({one.outlet for one in inside if one.outlet}))
    assert facets.sections == tuple(sorted({one.section for one in inside if one.section}))
    assert facets.authors == tuple(sorted({name for one in inside for name in one.authors}))
    assert many.sources(among) == {name.casefold() for name in facets.authors + facets.outlets}


def test_labels_are_looked_for_by_their_words(many: Holdings) -> None:
    sections = {n for n, one in enumerate(many.entries, 1) if one.section == "Sea port"}
    tagged = set(many.of((), (), (), ("old port",)).tolist())
    assert many.labelled("port").tolist() == sorted(sections | tagged)
    assert set(many.of((), (), (), ("sea",)).tolist()) <= set(many.labelled("sea").tolist())
