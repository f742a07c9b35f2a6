"""Bringing sources up to date: what is new, what was edited, what is gone.

source -> listing -> pages that are new, or said to be changed -> fetch -> read -> store
pages that are due -> fetch -> read -> store; gone twice in a row: withdrawn
"""

import asyncio
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from corpus.article import ArticleError
from corpus.backoff import next_check
from corpus.fetch import Fetched, Fetcher, FetchError
from corpus.listing import (
    ListedItem,
    Listing,
    feed_listing,
    sitemap_listing,
    wordpress_listing,
)
from corpus.pages import Lead, Pages
from corpus.parsing import Parsers
from corpus.report import REFUSED, Line, Report
from corpus.sources import Source, SourceKind, Sources
from corpus.store import ArticleStore
from corpus.urls import fold
from corpus.wordpress import PER_PAGE, posts_url, read_posts

MOST_ERRORS = 3  # in a row, then a source is paused
_MOST_LISTINGS = 1000  # pages of one feed, parts of one sitemap
_AFTER_AN_ERROR = timedelta(minutes=5)
_OVERLAP = timedelta(days=3)  # clocks differ, and what is known is passed over
_A_DAY = timedelta(days=1)  # parts of a sitemap tell no more exactly when they changed
_AT_ONCE = 8  # sources; requests to one host never are


class Updater:
    """Looks at sources through `fetcher`, keeping what it learns in `store` and `sources`.

    `now` is the clock. Every item is a line of the `report`; without `keep`, what would be done.
    """

    def __init__(
        self,
        store: ArticleStore,
        sources: Sources,
        fetcher: Fetcher,
        parsers: Parsers,
        report: Report,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        keep: bool = True,
    ) -> None:
        self._store = store
        self._sources = sources
        self._fetcher = fetcher
        self._parsers = parsers
        self._report = report
        self._now = now
        self._keep = keep
        self.pages = Pages(store, sources, fetcher, parsers, report, now, keep)

    async def run(self, chosen: Sequence[Source], recheck: bool = False) -> None:
        """Bring these sources up to date, then the pages that are due; all pages on `recheck`."""
        started = self._now()
        await self.update(chosen)
        await self.pages.recheck(started, everything=recheck)

    async def update(self, chosen: Sequence[Source]) -> None:
        """Take what these sources list anew.

        What fails is a line of the report, and of its source; nothing is raised for it.
        """
        limit = asyncio.Semaphore(_AT_ONCE)

        async def one(source: Source) -> None:
            async with limit:
                await self._update(source)

        async with asyncio.TaskGroup() as group:
            for source in chosen:
                group.create_task(one(source))

    async def _update(self, source: Source) -> None:
        moment = self._now()
        source = replace(source, checked=moment, error=None)
        try:
            if source.kind is SourceKind.WORDPRESS:
                source = await self._read_posts(source)
            else:
                source = await self._read_listings(source)
            source = replace(source, succeeded=moment, errors=0)
        except FetchError as error:
            source = self._failed(source, str(error), error.retry_after)
        except ArticleError as error:
            source = self._failed(source, str(error))
        if self._keep:
            self._sources.save(source)

    def _failed(self, source: Source, reason: str, wait: float | None = None) -> Source:
        self._report.add(Line(REFUSED, source.url, reason=reason))
        errors = source.errors + 1
        paused = f"{errors} errors in a row, the last: {reason}" if errors >= MOST_ERRORS else None
        due = next_check(self._now(), _AFTER_AN_ERROR, errors, wait, random.random)
        return replace(source, errors=errors, error=reason, paused=paused, due=due)

    async def _read_listings(self, source: Source) -> Source:
        """Take what a feed or sitemap lists anew; the source with what was learned of it."""
        started = self._now()
        fetched = await self._get(source.url, source.etag, source.last_modified)
        source = self._moved(source, fetched.moved)
        wait = fetched.wait or 0.0
        etag, modified = fetched.etag or source.etag, fetched.last_modified or source.last_modified
        if fetched.status != 304:
            read = await self._listings(source, fetched)
            for refused in (one for listing in read.listings for one in listing.refused):
                self._report.add(Line(REFUSED, refused.where, reason=refused.reason))
            items = [item for listing in read.listings for item in listing.items]
            taken = [await self._take(source, item) for item in items]
            if read.whole or source.kind is SourceKind.FEED:
                self._look_for_vanished(source, read.listings)
            wait = max(wait, *(listing.wait or 0.0 for listing in read.listings))
            if read.error or read.undated or not all(taken):
                etag = modified = None  # there is more to do, even if this one does not change
            source = replace(
                source,
                title=source.title or read.listings[0].title,
                since=source.since if read.again else started,
                error=read.error,
            )
        return replace(
            source,
            due=self._now() + timedelta(seconds=wait) if wait else None,
            etag=etag,
            last_modified=modified,
        )

    def _moved(self, source: Source, url: str | None) -> Source:
        """The source at the address to which its site has moved it for good."""
        if url is None or any(other.url == url for other in self._sources.all()):
            return source
        return replace(source, url=url)

    async def _listings(self, source: Source, first: Fetched) -> "_Read":
        """What the source lists, with all that its listings lead to.

        A part that cannot be had is told, and the others are read.
        """
        read = _Read([await self._listing(source, first)])
        # A sitemap's parts always; a feed's earlier pages only the first time.
        parts = source.kind is SourceKind.SITEMAP
        waiting = list(read.listings[0].more) if parts or source.succeeded is None else []
        seen = {first.url}
        while waiting and len(seen) < _MOST_LISTINGS:
            url, modified = waiting.pop(0)
            if url in seen:
                continue
            seen.add(url)
            read.undated |= parts and modified is None
            if modified and source.since and modified < source.since - _A_DAY:
                read.whole = False
                continue
            try:
                read.listings.append(await self._listing(source, await self._get(url)))
                waiting += read.listings[-1].more
            except (FetchError, ArticleError) as error:
                self._report.add(Line(REFUSED, url, reason=str(error)))
                read.whole, read.error = False, f"{url}: {error}"
                read.again |= not isinstance(error, _NotThere)
        return read

    async def _listing(self, source: Source, fetched: Fetched) -> Listing:
        if source.kind is SourceKind.SITEMAP:
            return await self._parsers.run(sitemap_listing, fetched.body, fetched.url)
        return await self._parsers.run(
            feed_listing, fetched.body, fetched.url, fetched.content_type
        )

    async def _get(
        self, url: str, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        fetched = await self._fetcher.get(url, etag=etag, last_modified=last_modified)
        if fetched.status in (404, 410):
            raise _NotThere(f"it is no longer there ({fetched.status})")
        return fetched

    async def _read_posts(self, source: Source) -> Source:
        """Take what a WordPress site has modified or published since the last time."""
        modified = await self._posts(source, modified_after=source.since)
        if source.since:
            await self._posts(source, after=source.since - _OVERLAP)
        latest = max((one for one in (source.since, *modified) if one), default=None)
        return replace(source, since=latest and min(latest, self._now()), due=None)

    async def _posts(self, source: Source, **since: datetime | None) -> list[datetime | None]:
        """Take the posts of all pages of an answer; when each was modified."""
        modified: list[datetime | None] = []
        number = 1
        while True:
            try:
                fetched = await self._get(posts_url(source.url, number, **since))
            except FetchError as error:
                if number > 1 and error.permanent:
                    return modified  # WordPress answers 400 to the page after the last
                raise
            posts, refused = await self._parsers.run(read_posts, fetched.body)
            for one in refused:
                self._report.add(Line(REFUSED, one.where, reason=one.reason))
            for item in wordpress_listing(posts).items:
                await self._take(source, item)
            modified += [one.modified for one in posts]
            if len(posts) + len(refused) < PER_PAGE:
                return modified
            number += 1

    async def _take(self, source: Source, item: ListedItem) -> bool:
        """Follow up what is listed, if it is news; False when it is to be tried again soon."""
        if not self.pages.is_news(item):
            return True
        return await self.pages.follow(Lead(item, source, news=source.succeeded is not None))

    def _look_for_vanished(self, source: Source, listings: Sequence[Listing]) -> None:
        """Pages that a listing no longer names, though it should, are due at once."""
        listed = {fold(item.url) for listing in listings for item in listing.items}
        if not listed or source.succeeded is None:
            return
        complete = all(listing.complete for listing in listings if listing.items)
        pages = [page for page in self._sources.pages(source.id) if page.article_id]
        published = {page.url: self._store.published(str(page.article_id)) for page in pages}
        oldest = min((d for url, d in published.items() if d and url in listed), default=None)
        for page in pages:
            day = published[page.url]
            if page.url not in listed and (complete or (day and oldest and day > oldest)):
                self.pages.look_soon(page)


class _NotThere(FetchError):
    """An address at which there is nothing."""


@dataclass(slots=True)
class _Read:
    """What was read of a source. `whole`: every part; the `error` of one that could not be had.

    `again`: such a part may be there the next time. `undated`: parts of which the first listing
    does not say when they changed.
    """

    listings: list[Listing]
    whole: bool = True
    again: bool = False
    undated: bool = False
    error: str | None = None


def due(sources: Iterable[Source], moment: datetime) -> list[Source]:
    """The sources that may be looked at: not paused, and not asked by their site to wait.

    What was last looked at by a clock that was ahead would wait until that moment.
    """
    return [
        source
        for source in sources
        if source.paused is None
        and (
            source.due is None
            or source.due <= moment
            or (source.checked is not None and source.checked > moment)
        )
    ]
