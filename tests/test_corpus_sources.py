"""Sources and their pages: what was learned of them is there the next time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from corpus.article import Content
from corpus.database import StoreError
from corpus.sources import KnownPage, Source, SourceKind, Sources
from corpus.store import ArticleStore

FEED = "https://courier.example/feed.xml"
PAGE = "https://courier.example/2024/cameras"
NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.sqlite3"


@pytest.fixture
def sources(path: Path) -> Iterator[Sources]:
    with Sources(path) as opened:
        yield opened


@pytest.fixture
def article_id(path: Path) -> str:
    with ArticleStore(path) as store:
        return store.add(["file:a"], Content(title="T", text="The council met.")).article_id


def feed(sources: Sources, url: str = FEED) -> Source:
    return sources.add(url, SourceKind.FEED)[0]


def page(name: str = "", **fields: object) -> KnownPage:
    plain = KnownPage(url=f"{PAGE}{name}", address=f"{PAGE}{name}")
    return replace(plain, **fields)  # type: ignore[arg-type]  # each test names fields of KnownPage


def test_a_source_is_new_once(sources: Sources) -> None:
    source, new = sources.add(FEED, SourceKind.FEED, "Courier")
    assert (source.url, source.kind, source.title, new) == (FEED, SourceKind.FEED, "Courier", True)
    assert sources.add(FEED, SourceKind.FEED) == (source, False)


def test_an_outlet_that_is_named_later_is_kept(sources: Sources) -> None:
    feed(sources)
    assert sources.add(FEED, SourceKind.FEED, outlet="The Courier")[0].outlet == "The Courier"
    assert feed(sources).outlet == "The Courier"


def test_a_new_source_was_never_looked_at(sources: Sources) -> None:
    source = feed(sources)
    assert (source.checked, source.succeeded, source.due, source.errors) == (None, None, None, 0)


def test_sources_come_oldest_first(sources: Sources) -> None:
    added = [feed(sources, f"{FEED}?{name}") for name in "cab"]
    assert sources.all() == added


def test_a_source_is_found_by_number_and_address(sources: Sources) -> None:
    source = feed(sources)
    assert sources.find(str(source.id)) == sources.find(FEED) == source


def test_a_source_that_is_not_there_is_told(sources: Sources) -> None:
    with pytest.raises(StoreError) as error:
        sources.find("7")
    assert str(error.value) == "there is no source '7'; see `footnote corpus sources`"


def test_what_was_learned_of_a_source_is_kept(path: Path) -> None:
    with Sources(path) as sources:
        learned = replace(
            feed(sources),
            paused="three errors in a row",
            checked=NOON,
            succeeded=NOON - HOUR,
            due=NOON + HOUR,
            errors=3,
            error="not found",
            etag='"1"',
            last_modified="Thu, 14 Mar 2024 12:00:00 GMT",
            since=NOON,
        )
        sources.save(learned)
    with Sources(path) as sources:
        assert sources.all() == [learned]


def test_moments_of_other_zones_are_the_same_moments(sources: Sources) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=9)))
    sources.save(replace(feed(sources), checked=there))
    assert feed(sources).checked == NOON


def test_a_page_is_found_however_its_address_is_spelled(sources: Sources) -> None:
    sources.save_page(page())
    assert sources.page("http://www.courier.example/2024/cameras/?utm_source=x") == page()
    assert sources.page(f"{PAGE}-2") is None


def test_what_was_learned_of_a_page_takes_the_place_of_what_was_known(sources: Sources) -> None:
    sources.save_page(page(stamp="one", checked=NOON))
    learned = page(stamp="two", checked=NOON + HOUR, etag='"2"', absent=NOON + HOUR)
    sources.save_page(learned)
    assert sources.page(PAGE) == learned


def test_the_pages_of_a_source_are_its_own(sources: Sources) -> None:
    one, other = feed(sources), feed(sources, f"{FEED}?b")
    sources.save_page(page("-1", source_id=one.id))
    sources.save_page(page("-2", source_id=other.id))
    assert [known.url for known in sources.pages(one.id)] == [f"{PAGE}-1"]


def test_articles_of_a_source_are_counted(sources: Sources, article_id: str) -> None:
    source = feed(sources)
    sources.save_page(page("-1", source_id=source.id, article_id=article_id))
    sources.save_page(page("-2", source_id=source.id))
    assert sources.count_pages(source.id) == 1


def test_pages_are_due_the_longest_overdue_first(sources: Sources, article_id: str) -> None:
    for name, hours in (("-1", 2), ("-2", 3), ("-3", -1)):
        due = NOON - hours * HOUR
        sources.save_page(page(name, article_id=article_id, due=due, checked=NOON - 9 * HOUR))
    found = sources.due_pages(NOON, NOON, -1)
    assert [known.url for known in found] == [f"{PAGE}-2", f"{PAGE}-1"]
    assert [known.url for known in sources.due_pages(NOON, NOON, 1)] == [f"{PAGE}-2"]


def test_a_page_that_was_just_looked_at_is_not_due(sources: Sources, article_id: str) -> None:
    sources.save_page(page(article_id=article_id, due=NOON - HOUR, checked=NOON))
    assert sources.due_pages(NOON, NOON, -1) == []


def test_a_page_without_an_article_is_not_due(sources: Sources) -> None:
    sources.save_page(page(due=NOON - HOUR, checked=NOON - HOUR))
    assert sources.due_pages(NOON, NOON, -1) == []


def test_pages_of_a_paused_source_are_not_due(sources: Sources, article_id: str) -> None:
    source = feed(sources)
    overdue = page(article_id=article_id, source_id=source.id, due=NOON - HOUR, checked=NOON - HOUR)
    sources.save_page(overdue)
    sources.save(replace(source, paused="by hand"))
    assert sources.due_pages(NOON, NOON, -1) == []
    sources.save(source)
    assert sources.due_pages(NOON, NOON, -1) == [overdue]


def test_a_removed_source_leaves_its_articles(
    sources: Sources, path: Path, article_id: str
) -> None:
    source = feed(sources)
    sources.save_page(page(source_id=source.id, article_id=article_id))
    sources.remove(source)
    assert (sources.all(), sources.page(PAGE)) == ([], None)
    with ArticleStore(path) as store:
        assert store.count() == 1
