"""Sources: the feeds, sitemaps and sites that are looked at again and again, and their pages."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.database import Closable, StoreError, open_database, transaction
from corpus.urls import fold


class SourceKind(StrEnum):
    """How a source lists its articles."""

    FEED = "feed"
    SITEMAP = "sitemap"
    WORDPRESS = "wordpress"  # its REST interface


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as it was last seen. Moments are aware; None: never, or not at all.

    `paused` and `error` are reasons in words; `errors` counts those in a row. `due`: the site
    asks not to be asked before. `since`: of what was modified later there is more to fetch.
    """

    id: int
    url: str
    kind: SourceKind
    title: str | None = None
    outlet: str | None = None
    paused: str | None = None
    checked: datetime | None = None
    succeeded: datetime | None = None
    due: datetime | None = None
    errors: int = 0
    error: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """A page that a source listed or that was added by itself (`source_id` None).

    `stamp` is how the source described it when it was last looked at; `absent` is since when it
    is gone or, of a page that gave no article yet, cannot be read. `due` is when to look again:
    None for a page that a feed stands for.
    """

    url: str
    address: str
    source_id: int | None = None
    article_id: str | None = None
    stamp: str | None = None
    checked: datetime | None = None
    due: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    error: str | None = None
    absent: datetime | None = None


class Sources(Closable):
    """The sources in the store at `path`. Raises what ArticleStore raises."""

    def __init__(self, path: Path) -> None:
        self._db = open_database(path)

    def close(self) -> None:
        """Close the file; the sources cannot be used afterwards."""
        self._db.close()

    def add(
        self, url: str, kind: SourceKind, title: str | None = None, outlet: str | None = None
    ) -> tuple[Source, bool]:
        """The source at this address, and whether it is new."""
        with transaction(self._db):
            new = self._db.execute(
                "INSERT OR IGNORE INTO sources (url, kind, title, outlet, added) "
                "VALUES (?, ?, ?, ?, ?)",
                (url, kind.value, title, outlet, _written(datetime.now(UTC))),
            ).rowcount
            if outlet and not new:
                self._db.execute("UPDATE sources SET outlet = ? WHERE url = ?", (outlet, url))
        return self.find(url), bool(new)

    def all(self) -> list[Source]:
        """Every source, the oldest first."""
        return [_source(row) for row in self._db.execute(f"{_SOURCE} ORDER BY id")]

    def find(self, wanted: str) -> Source:
        """The source with this number or address. Raises StoreError when there is none."""
        row = self._db.execute(
            f"{_SOURCE} WHERE url = ?1 OR CAST(id AS TEXT) = ?1", (wanted,)
        ).fetchone()
        if row is None:
            raise StoreError(f"there is no source {wanted!r}; see `footnote corpus sources`")
        return _source(row)

    def save(self, source: Source) -> None:
        """Write what was learned of a source."""
        places = ", ".join(f"{name} = ?" for name in _SOURCE_FIELDS)
        cells = [_cell(getattr(source, name)) for name in _SOURCE_FIELDS]
        self._db.execute(f"UPDATE sources SET {places} WHERE id = ?", (*cells, source.id))  # noqa: S608 - own constants

    def remove(self, source: Source) -> None:
        """Look at a source no more; its articles stay."""
        self._db.execute("DELETE FROM pages WHERE source_id = ?", (source.id,))
        self._db.execute("DELETE FROM sources WHERE id = ?", (source.id,))

    def page(self, url: str) -> KnownPage | None:
        """The page at this address, however it is spelled."""
        row = self._db.execute(f"{_PAGE} WHERE url = ?", (fold(url),)).fetchone()
        return _page(row) if row else None

    def pages(self, source_id: int) -> Iterator[KnownPage]:
        """All pages of a source."""
        return (
            _page(row) for row in self._db.execute(f"{_PAGE} WHERE source_id = ?", (source_id,))
        )

    def due_pages(self, moment: datetime, before: datetime, most: int) -> list[KnownPage]:
        """Pages of articles that are due by `moment`, the longest overdue first.

        None that was looked at since `before`, nor of what an editor took down; at `most` this
        many (-1: all). What was looked at by a clock that was ahead is due as well.
        """
        rows = self._db.execute(
            f"""{_PAGE} WHERE due IS NOT NULL AND (due <= ?1 AND checked < ?2 OR checked > ?1)
                AND article_id IS NOT NULL AND coalesce(
                  (SELECT paused FROM sources WHERE id = source_id), '') = '' AND coalesce(
                  (SELECT reason FROM articles WHERE id = article_id AND withdrawn IS NOT NULL),
                  'gone') = 'gone'
                ORDER BY due LIMIT ?3""",  # noqa: S608 - own constants
            (_written(moment), _written(before), most),
        )
        return [_page(row) for row in rows]

    def save_page(self, page: KnownPage) -> None:
        """Write what was learned of a page."""
        places = ", ".join("?" * len(_PAGE_FIELDS))
        self._db.execute(
            f"INSERT OR REPLACE INTO pages ({', '.join(_PAGE_FIELDS)}) VALUES ({places})",  # noqa: S608 - own constants
            [_cell(getattr(page, name)) for name in _PAGE_FIELDS],
        )

    def page_of(self, article_id: str) -> KnownPage | None:
        """The page that an article came from."""
        row = self._db.execute(f"{_PAGE} WHERE article_id = ? LIMIT 1", (article_id,)).fetchone()
        return _page(row) if row else None

    def failing(self, source_id: int) -> list[KnownPage]:
        """The pages of a source that could not be had when they were last looked at."""
        rows = self._db.execute(
            f"{_PAGE} WHERE source_id = ? AND error IS NOT NULL ORDER BY checked DESC",
            (source_id,),
        )
        return [_page(row) for row in rows]

    def count_pages(self, source_id: int) -> int:
        """How many articles came from a source."""
        return int(
            self._db.execute(
                "SELECT count(*) FROM pages WHERE source_id = ? AND article_id IS NOT NULL",
                (source_id,),
            ).fetchone()[0]
        )


_SOURCE_FIELDS = tuple(name for name in Source.__dataclass_fields__ if name != "id")
_PAGE_FIELDS = tuple(KnownPage.__dataclass_fields__)
_SOURCE = f"SELECT id, {', '.join(_SOURCE_FIELDS)} FROM sources"  # noqa: S608 - own constants
_PAGE = f"SELECT {', '.join(_PAGE_FIELDS)} FROM pages"  # noqa: S608 - own constants
_MOMENTS = frozenset(("checked", "succeeded", "due", "since", "absent"))


def _source(row: sqlite3.Row) -> Source:
    fields = dict(zip(("id", *_SOURCE_FIELDS), row, strict=True))
    return Source(**{name: _read(name, value) for name, value in fields.items()})


def _page(row: sqlite3.Row) -> KnownPage:
    fields = dict(zip(_PAGE_FIELDS, row, strict=True))
    return KnownPage(**{name: _read(name, value) for name, value in fields.items()})


def _read(name: str, value: Any) -> Any:
    if name == "kind":
        return SourceKind(value)
    return datetime.fromisoformat(value) if value and name in _MOMENTS else value


def _cell(value: object) -> object:
    return _written(value) if isinstance(value, datetime) else value


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
