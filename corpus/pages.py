"""The pages that articles come from: fetched, read, looked at again, and found to be gone."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from corpus.article import ArticleError
from corpus.fetch import Fetched, Fetcher, FetchError
from corpus.fields import Fields, found
from corpus.identity import url_key
from corpus.listing import ListedItem
from corpus.page import Page
from corpus.parsing import Parsers
from corpus.reading import read_body
from corpus.report import BACK, GONE, MISSING, REFUSED, Line, Report, take
from corpus.sources import KnownPage, Source, SourceKind, Sources
from corpus.store import ArticleStore, Outcome, Withdrawal
from corpus.urls import fold, registered_domain

_MOST_RECHECKS = 500  # in one run
_TROUBLE = 5  # pages of one host that are gone at once, and half of those looked at: not believed
_GONE = (404, 410)
# How long after publication a page is looked at how often.
_CALENDAR = (
    (timedelta(days=2), timedelta(hours=1)),
    (timedelta(days=14), timedelta(hours=6)),
    (timedelta(days=90), timedelta(days=2)),
)
_OLD = timedelta(days=14)
_AFTER_AN_ERROR = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Lead:
    """An item to follow up: which source lists it, None for a page that was named by itself.

    `news`: it is new to the source as well, which tells it from all that a first run finds.
    """

    item: ListedItem
    source: Source | None = None
    options: Fields = field(default_factory=dict)
    news: bool = False

    @property
    def defaults(self) -> Fields:
        """What fills the gaps of its page."""
        return {"outlet": self.source and self.source.outlet, **self.options}


class Pages:
    """Keeps what is learned of pages in `store` and `sources`, and tells it to `report`.

    Without `keep` it only tells what it would do.
    """

    def __init__(
        self,
        store: ArticleStore,
        sources: Sources,
        fetcher: Fetcher,
        parsers: Parsers,
        report: Report,
        now: Callable[[], datetime],
        keep: bool = True,
    ) -> None:
        self._store = store
        self._sources = sources
        self._fetcher = fetcher
        self._parsers = parsers
        self._report = report
        self._now = now
        self._keep = keep

    async def follow(self, lead: Lead) -> None:
        """Fetch a page that is new or was changed, and add what is on it."""
        item, source = lead.item, lead.source
        known = (self._sources.page(item.url) if self._keep else None) or KnownPage(
            url=fold(item.url), address=item.url, source_id=source.id if source else None
        )
        whole = item.page() if source and source.kind is SourceKind.WORDPRESS else None
        if whole is not None:
            self._seen(replace(known, stamp=item.stamp), self._add(whole, known, lead))
            return
        try:
            fetched = await self._fetcher.get(
                item.url, etag=known.etag, last_modified=known.last_modified
            )
        except FetchError as error:
            self._without_page(known, lead, str(error))
            return
        if _is_gone(fetched, known) and known.article_id is None:
            self._without_page(known, lead, _not_there(fetched))
        elif _is_gone(fetched, known):
            self._missing(known, fetched)
        else:
            await self._read(fetched, replace(known, stamp=item.stamp), lead)

    def look_soon(self, page: KnownPage) -> None:
        """Its source says no more of it: it is due at once."""
        self._save(replace(page, due=self._now()))

    async def recheck(self, before: datetime, *, everything: bool = False) -> None:
        """Look again at the pages that are due, or at all, but not at those seen since `before`."""
        moment = self._now()
        until = datetime.max.replace(tzinfo=moment.tzinfo) if everything else moment
        most = -1 if everything else _MOST_RECHECKS
        looked: dict[str, int] = {}
        gone: dict[str, list[tuple[KnownPage, Fetched]]] = {}
        for page in self._sources.due_pages(until, before, most):
            host = urlsplit(page.address).netloc
            looked[host] = looked.get(host, 0) + 1
            fetched = await self._look_again(page)
            if fetched is not None:
                gone.setdefault(host, []).append((page, fetched))
        for host, missing in gone.items():
            if len(missing) > _TROUBLE and len(missing) * 2 > looked[host]:
                reason = f"{len(missing)} pages are gone at once: taken for trouble at the site"
                self._report.add(Line(REFUSED, host, reason=reason))
            else:
                for page, fetched in missing:
                    self._missing(page, fetched)

    async def _look_again(self, page: KnownPage) -> Fetched | None:
        """Take what changed on a page; what was answered instead, if it is gone."""
        try:
            fetched = await self._fetcher.get(
                page.address, etag=page.etag, last_modified=page.last_modified
            )
        except FetchError as error:
            due = self._now() + _AFTER_AN_ERROR
            self._save(replace(page, error=str(error), due=due))
            return None
        if _is_gone(fetched, page):
            return fetched
        source = None if page.source_id is None else self._sources.find(str(page.source_id))
        if source and source.kind is SourceKind.WORDPRESS:
            self._welcome_back(page)
            self._seen(page, Line(Outcome.UNCHANGED.value, page.address, page.article_id))
        else:
            await self._read(fetched, page, Lead(ListedItem(page.address, ""), source))
        return None

    async def _read(self, fetched: Fetched, known: KnownPage, lead: Lead) -> None:
        """Read a page that was fetched, and add the article on it."""
        if fetched.status == 304:
            self._welcome_back(known)
            line = Line(Outcome.UNCHANGED.value, known.address, known.article_id)
            self._report.add(line)
            self._seen(known, line)
            return
        try:
            page = await self._parsers.run(
                read_body, fetched.body, fetched.url, fetched.content_type, fetched.charset
            )
            better = lead.item.page() if page.doubts else None
            line = self._add(better or _with(page, lead.item), known, lead, fetched.url)
        except ArticleError as error:
            self._without_page(known, lead, str(error))
            return
        known = replace(
            known,
            address=fetched.moved or known.address,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
        )
        self._seen(known, line)

    def _without_page(self, known: KnownPage, lead: Lead, reason: str) -> None:
        """A page that cannot be had: the text in the feed stands for it, if that is all of it."""
        page = lead.item.page()
        if page is not None and known.article_id is None:
            line = self._add(page, known, lead)
        else:
            line = Line(REFUSED, known.address, known.article_id, reason=reason)
            self._report.add(line)
        self._seen(replace(known, error=reason), line)

    def _add(self, page: Page, known: KnownPage, lead: Lead, ended: str | None = None) -> Line:
        """Add what is on a page that was reached at the address `ended`.

        Raises ArticleError when it is no article.
        """
        self._welcome_back(known)
        one = found(page, lead.defaults, url_key(known.address), known.address)
        also = [url_key(ended)] if ended else []
        if lead.item.guid and lead.source:
            also.append(f"guid:{registered_domain(lead.source.url)}#{lead.item.guid}")
        keys = tuple(dict.fromkeys((*one.keys[:-1], *also)))
        place = one.keys[-1]
        keys = (*(key for key in keys if key != place), place)
        line = take(self._store, replace(one, keys=keys), news=lead.news, keep=self._keep)
        self._report.add(line)
        return line

    def _welcome_back(self, page: KnownPage) -> None:
        """Answer again from an article that was only withdrawn because its page was gone."""
        if not (self._keep and page.absent and page.article_id):
            return
        if self._store.restore(page.article_id, Withdrawal.GONE):
            self._report.add(Line(BACK, page.address, page.article_id))

    def _seen(self, known: KnownPage, line: Line) -> None:
        """Remember a page that was looked at, and when to look at it again."""
        moment = self._now()
        article_id = line.article_id or known.article_id
        if line.outcome != REFUSED:
            known = replace(known, error=None, absent=None)
        due = moment + self._interval(article_id, moment)
        self._save(replace(known, article_id=article_id, checked=moment, due=due))

    def _save(self, page: KnownPage) -> None:
        if self._keep:
            self._sources.save_page(page)

    def _interval(self, article_id: str | None, moment: datetime) -> timedelta:
        published = self._store.published(article_id) if article_id else None
        age = moment - (published or moment)
        return next((every for until, every in _CALENDAR if age <= until), _OLD)

    def _missing(self, page: KnownPage, fetched: Fetched) -> None:
        """A page that is gone: noted the first time, its article withdrawn the second."""
        moment = self._now()
        line = Line(MISSING, page.address, page.article_id, reason=_not_there(fetched))
        wait = timedelta(0)
        if page.absent is None:
            self._report.add(line)
        elif page.article_id and self._store.withdraw(page.article_id, Withdrawal.GONE):
            self._report.add(replace(line, outcome=GONE))
            wait = _OLD
        absent = page.absent or moment
        self._save(replace(page, absent=absent, checked=moment, due=moment + wait))


def _is_gone(fetched: Fetched, page: KnownPage) -> bool:
    """Not there; or sent to the front page, as sites do with what they took down."""
    front = not urlsplit(fetched.url).path.strip("/") and not urlsplit(fetched.url).query
    moved_to_front = front and bool(urlsplit(page.address).path.strip("/"))
    return fetched.status in _GONE or moved_to_front


def _not_there(fetched: Fetched) -> str:
    if fetched.status in _GONE:
        return f"the page is not there ({fetched.status})"
    return "the page is not there (its address leads to the front page)"


def _with(page: Page, item: ListedItem) -> Page:
    """The page, with what its source says where it says nothing itself."""
    more = {name: value for name, value in item.fields.items() if not page.fields.get(name)}
    origin = {**page.provenance, **dict.fromkeys(more, "feed")}
    return replace(page, fields={**page.fields, **more}, provenance=origin)
