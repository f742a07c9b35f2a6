"""Locks that others hold, two at once, and clocks that are set."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import faulty_company
import pytest
from faulty import Seen

from corpus.article import Content
from corpus.identity import url_key
from corpus.sources import KnownPage, Source, SourceKind, Sources
from corpus.store import ArticleStore
from corpus.updating import due
from corpus.urls import fold

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NEXT_YEAR = NOW + timedelta(days=365)


def test_a_lock_that_is_not_given_back_is_told(tmp_path: Path) -> None:
    assert faulty_company.locked(tmp_path, patient=False).broken == ()


@pytest.mark.parametrize(
    "together",
    [
        faulty_company.two_rebuilds,
        faulty_company.rebuild_beside_import,
        faulty_company.rollback_beside_rebuild,
        faulty_company.dead_owner,
    ],
)
def test_two_at_once_leave_the_newest(
    together: Callable[[Path, int], Seen], tmp_path: Path
) -> None:
    assert together(tmp_path, 1).broken == ()


def test_all_goes_on_after_a_clock_was_set_back(tmp_path: Path) -> None:
    assert faulty_company.clock_set(tmp_path, "to before the snapshots").broken == ()


def test_a_source_that_was_looked_at_by_a_clock_ahead_is_due() -> None:
    seen = Source(
        id=1, url="u", kind=SourceKind.FEED, checked=NEXT_YEAR, due=NEXT_YEAR + timedelta(hours=1)
    )
    assert due([seen], NOW) == [seen]


def test_a_page_that_was_looked_at_by_a_clock_ahead_is_due(tmp_path: Path) -> None:
    url = "https://courier.example/1"
    with ArticleStore(tmp_path / "articles.sqlite3") as store:
        added = store.add([url_key(url)], Content(title="T", text="Words.", url=url))
    with Sources(tmp_path / "articles.sqlite3") as sources:
        sources.save_page(
            KnownPage(
                url=fold(url),
                address=url,
                article_id=added.article_id,
                checked=NEXT_YEAR,
                due=NEXT_YEAR,
            )
        )
        assert [page.url for page in sources.due_pages(NOW, NOW, 10)] == [fold(url)]
