"""The catalog: what can be chosen while it is typed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.catalog import LONGEST_NAME, MOST, Catalog, Entry
from index.typeahead import Typeahead

DAY = datetime(2024, 5, 1, tzinfo=UTC)


def entry(
    title: str,
    outlet: str | None = "The Courier",
    section: str | None = None,
    authors: tuple[str, ...] = (),
    days: int | None = 0,
) -> Entry:
    published = None if days is None else DAY + timedelta(days=days)
    return Entry(f"id of {title}", title, outlet, section, authors, published)


def found(names: list[str], typed: str, most: int = MOST) -> list[str]:
    return [names[number] for number in Typeahead(names).find(typed, most)]


# --- Names that are typed


def test_names_come_in_tiers() -> None:
    """Those that begin so, those with a word that does, those that hold it, the mistyped."""
    names = ["Offset", "A feet", "Overfeeding", "New feed", "Zoo", "Feed the birds", "Fed up"]
    assert found(names, "fee") == ["Feed the birds", "A feet", "New feed", "Overfeeding", "Fed up"]


def test_a_word_that_is_known_is_not_taken_for_a_mistyped_one() -> None:
    assert found(["New ferry", "The ferri wheel"], "ferry") == ["New ferry"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("coun app", "The council approves it"),
        ("APPROVES council", "The council approves it"),
        ("cuncil", "The council approves it"),  # a letter is missing
        ("councill", "The council approves it"),  # one too many
        ("concuil", "The council approves it"),  # exchanged
        ("xouncil approves", "The council approves it"),  # the first is wrong
        ("zuni", "Zúñiga wins"),
        ("Zúñ", "Zuniga wins"),
        ("mayor's", "The mayor’s plan"),
        ("市長", "新しい市長の計画"),
        ("мэр", "Новый мэр города"),
    ],
)
def test_a_name_is_found_by_what_people_type(typed: str, name: str) -> None:
    assert found(["Bridge closed", name, "Herring prices"], typed) == [name]


@pytest.mark.parametrize("typed", ["xyz", "council xyzzyx", "zz", "?!"])
def test_what_no_name_is_like_is_not_found(typed: str) -> None:
    assert found(["The council approves it", "Bridge closed"], typed) == []


def test_fewer_slips_come_first() -> None:
    assert found(["Harvest", "Harbor"], "harbur") == ["Harbor"]
    assert found(["bananes", "banana"], "bananna") == ["banana", "bananes"]


def test_nothing_typed_is_the_preferred_ones() -> None:
    assert found(["b", "c", "a"], "", 2) == ["b", "c"]
    assert found(["b", "c", "a"], "  ", 2) == ["b", "c"]


def test_only_what_is_allowed_is_found() -> None:
    names = Typeahead(["Ferry one", "A ferry", "Ferry two", "Ferri"])
    assert names.find("ferry", 9, np.array([False, True, True, False])) == [2, 1]
    assert names.find("", 9, np.array([False, True, True, False])) == [1, 2]


def test_of_no_names_none_is_found() -> None:
    assert [found([], typed) for typed in ("", "a", "ab", "abc")] == [[], [], [], []]


@given(st.lists(st.text(max_size=20), max_size=8), st.text(max_size=12), st.integers(1, 5))
def test_each_name_is_found_once_at_most_and_never_too_many(
    names: list[str], typed: str, most: int
) -> None:
    numbers = Typeahead(names).find(typed, most)
    assert len(set(numbers)) == len(numbers) <= most
    assert all(0 <= number < len(names) for number in numbers)


@pytest.mark.parametrize("name", [":\r\x08", "Port\tArdell", "Port\u00a0Ardell", " Port  Ardell "])
def test_white_space_is_white_space(name: str) -> None:
    assert name in found([name, "Other"], name)
    assert name in found([name, "Other"], " ".join(name.split()))


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=8), st.data())
def test_a_name_is_found_by_all_of_it(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names))
    assert name in found(names, name)


# --- A coverage


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog(
        [
            entry("Old ferry", "The Courier", "City", ("Bo Lind",), 1),
            entry("Newest ferry", "The Herald", "Sport", ("Ilse Marran", "Bo Lind"), 3),
            entry("Undated ferry", "The Courier", "City", (), None),
            entry("New ferry", None, None, ("Tor Vik",), 2),
        ]
    )


def titles(entries: list[Entry]) -> list[str]:
    return [one.title for one in entries]


@pytest.mark.parametrize("typed", ["", "ferry"])
def test_titles_are_offered_the_newest_first_and_the_undated_last(
    catalog: Catalog, typed: str
) -> None:
    assert titles(catalog.titles(typed)) == [
        "Newest ferry",
        "New ferry",
        "Old ferry",
        "Undated ferry",
    ]


def test_names_are_offered_by_how_many_articles_have_them(catalog: Catalog) -> None:
    assert catalog.outlets("") == ["The Courier", "The Herald"]
    assert catalog.sections("") == ["City", "Sport"]
    assert catalog.authors("") == ["Bo Lind", "Ilse Marran", "Tor Vik"]


def test_names_are_offered_by_what_is_typed(catalog: Catalog) -> None:
    assert catalog.outlets("her") == ["The Herald"]
    assert catalog.sections("spor") == ["Sport"]
    assert catalog.authors("marran") == ["Ilse Marran"]
    assert catalog.authors("Ilse Maran") == ["Ilse Marran"]


def test_of_a_collection_only_what_is_its_own_is_offered(catalog: Catalog) -> None:
    among = ("The Herald",)
    assert titles(catalog.titles("", among)) == ["Newest ferry"]
    assert catalog.outlets("", among) == ["The Herald"]
    assert catalog.sections("", among) == ["Sport"]
    assert catalog.authors("", among) == ["Bo Lind", "Ilse Marran"]
    assert catalog.authors("tor", among) == []


def test_of_a_collection_that_has_nothing_nothing_is_offered(catalog: Catalog) -> None:
    among = ("The Gazette",)
    assert (catalog.titles("", among), catalog.outlets("", among)) == ([], [])
    assert titles(catalog.titles("", ("The Gazette", "The Herald"))) == ["Newest ferry"]


def test_an_entry_is_found_by_the_id_of_its_article(catalog: Catalog) -> None:
    assert catalog.entry("id of Old ferry") == entry(
        "Old ferry", "The Courier", "City", ("Bo Lind",), 1
    )
    assert catalog.entry("zzzzzzzzzz") is None
    assert len(catalog) == 4


def test_no_more_is_offered_than_discord_shows() -> None:
    many = Catalog(
        entry(f"Ferry {n}", f"Outlet {n}", f"Part {n}", (f"Name {n}",)) for n in range(99)
    )
    offers: list[Callable[[str], list[str] | list[Entry]]] = [
        many.titles,
        many.outlets,
        many.sections,
        many.authors,
    ]
    for offered in offers:
        assert len(offered("")) == MOST
    assert len(many.titles("ferry")) == len(many.outlets("utlet")) == MOST


def test_a_name_that_is_too_long_to_be_handed_back_is_not_offered() -> None:
    longest = "a" * LONGEST_NAME
    offered = Catalog([entry("x", longest), entry("y", longest + "a")]).outlets("a")
    assert offered == [longest]


def test_an_empty_coverage_offers_nothing() -> None:
    empty = Catalog([])
    assert (len(empty), empty.titles("a"), empty.authors(""), empty.outlets("", ("x",))) == (
        0,
        [],
        [],
        [],
    )
