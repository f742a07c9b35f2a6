"""What lies at an address that an operator names: an article, or what lists articles."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from corpus.article import ArticleError
from corpus.discovery import LinkKind, discover
from corpus.fetch import Fetched, Fetcher, FetchError
from corpus.listing import feed_listing, kind_of, sitemap_listing
from corpus.parsing import Parsers
from corpus.sitemaps import sitemaps_in
from corpus.sources import SourceKind
from corpus.urls import fold
from corpus.wordpress import posts_url, read_posts


@dataclass(frozen=True, slots=True)
class Listed:
    """An address that lists articles, and how."""

    url: str
    kind: SourceKind
    title: str | None = None


class Opener:
    """Finds out what an address is by asking for it."""

    def __init__(self, fetcher: Fetcher, parsers: Parsers) -> None:
        self._fetcher = fetcher
        self._parsers = parsers

    async def open(self, url: str) -> list[Listed]:
        """The sources at an address; none when it is a page like others: an article.

        A site's front page leads to its WordPress interface, else to its feed and sitemaps.
        Raises FetchError when it cannot be had, ArticleError when a front page leads nowhere.
        """
        fetched = await self._fetcher.get(url)
        if fetched.status != 200:
            raise FetchError(f"it is not there ({fetched.status})")
        if leads_to_front(url, fetched.url):
            raise FetchError(
                f"it is not there: the address leads to the front page; add {fetched.url} itself "
                "if you mean the whole site"
            )
        found = await self._listing_at(fetched)
        if found:
            return [found]
        if not is_front(fetched.url):
            return []
        return await self._of_site(fetched)

    async def _listing_at(self, fetched: Fetched) -> Listed | None:
        """What was fetched, if it is itself a listing."""
        kind = kind_of(fetched.body)
        if kind is None:
            return None
        if kind is SourceKind.SITEMAP:
            await self._parsers.run(sitemap_listing, fetched.body, fetched.url)
            return Listed(fetched.url, kind)
        listing = await self._parsers.run(
            feed_listing, fetched.body, fetched.url, fetched.content_type
        )
        return Listed(fetched.url, kind, listing.title)

    async def _of_site(self, home: Fetched) -> list[Listed]:
        links = await self._parsers.run(discover, home.body, home.url)
        apis = [link.url for link in links if link.kind is LinkKind.WORDPRESS]
        for api in apis:
            if await self._answers(api):
                return [Listed(api, SourceKind.WORDPRESS, urlsplit(home.url).hostname)]
        feeds = [link.url for link in links if link.kind is LinkKind.FEED]
        maps = [link.url for link in links if link.kind is LinkKind.SITEMAP]
        maps += await self._sitemaps(home.url)
        found = [await self._try(url) for url in (*feeds[:1], *dict.fromkeys(maps))]
        sources = [one for one in found if one]
        if not sources:
            raise ArticleError(
                "this site names no feed, sitemap or WordPress interface; give the address of one"
            )
        return sources

    async def _sitemaps(self, home: str) -> list[str]:
        """Those that robots.txt names, else the usual place."""
        try:
            robots = await self._fetcher.get(urljoin(home, "/robots.txt"))
        except FetchError:
            robots = None
        named = sitemaps_in(robots.body.decode("utf-8", "replace")) if robots else ()
        return list(named) or [urljoin(home, "/sitemap.xml")]

    async def _answers(self, api: str) -> bool:
        try:
            fetched = await self._fetcher.get(posts_url(api, 1))
            if fetched.status == 200:
                await self._parsers.run(read_posts, fetched.body)
                return True
        except (FetchError, ArticleError):
            pass  # many sites switch the interface off; there is the feed
        return False

    async def _try(self, url: str) -> Listed | None:
        try:
            fetched = await self._fetcher.get(url)
            return await self._listing_at(fetched) if fetched.status == 200 else None
        except (FetchError, ArticleError):
            return None


def is_front(url: str) -> bool:
    """Whether an address is a site's front page."""
    parts = urlsplit(fold(url))
    return not parts.path.strip("/") and not parts.query


def leads_to_front(url: str, ended: str) -> bool:
    """Whether an address of a page ended at the front page, where sites send the lost."""
    return is_front(ended) and not is_front(url)
