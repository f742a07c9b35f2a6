"""The pages that articles come from: fetched, read, looked at again, and found to be gone."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from corpus.article import ArticleError
from corpus.fetch import Fetched, Fetcher, FetchError
from corpus.fields import Fields, Found, found
from corpus.identity import url_key
from corpus.listing import ListedItem
from corpus.opening import leads_to_front
from corpus.page import Page
from corpus.parsing import Parsers
from corpus.reading import read_body
from corpus.report import BACK, GONE, MISSING, REFUSED, Line, Report, take, why_not
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
_AT_FIRST = timedelta(minutes=30)  # a page that gives no article; then after as long again


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

    def is_news(self, item: ListedItem) -> bool:
        """Whether a listed page is new, is said to be changed, or is to be tried again."""
        known = self._sources.page(item.url)
        if known is None or known.stamp != item.stamp:
            return True
        tried = known.article_id is None and known.error is not None
        return tried and known.due is not None and known.due <= self._now()

    async def follow(self, lead: Lead) -> bool:
        """Fetch a page that is new or was changed, and add what is on it.

        False when it could not be asked for: it is to be tried again soon.
        """
        item, source = lead.item, lead.source
        known = (self._sources.page(item.url) if self._keep else None) or KnownPage(
            url=fold(item.url), address=item.url, source_id=source.id if source else None
        )
        known = self._with_article(replace(known, stamp=item.stamp))
        whole = item.page() if source and source.kind is SourceKind.WORDPRESS else None
        if whole is not None:
            try:
                self._seen(known, self._add(whole, known, lead))
            except ArticleError as error:
                self._report.add(Line(REFUSED, known.address, known.article_id, reason=str(error)))
            return True
        try:
            fetched = await self._fetcher.get(
                item.url, etag=known.etag, last_modified=known.last_modified
            )
        except FetchError as error:
            self._without_page(known, lead, str(error), wait=error.retry_after)
            return error.permanent
        if not _is_gone(fetched, known):
            await self._read(fetched, known, lead)
        elif known.article_id is None or _is_in_feed_only(known):
            self._without_page(known, lead, _not_there(fetched), for_good=True)
        else:
            self._missing(known, fetched)
        return True

    def _with_article(self, known: KnownPage) -> KnownPage:
        """The page as it is known; of an article of which no text is left it is fetched anew."""
        if known.article_id is None or self._store.withdrawal(known.article_id):
            return known
        if self._store.revisions(known.article_id):
            return known
        return replace(known, etag=None, last_modified=None)

    def look_soon(self, page: KnownPage) -> None:
        """Its source says no more of it: it is due at once."""
        self._save(replace(page, due=self._now()))

    async def recheck(self, before: datetime, *, everything: bool = False) -> None:
        """Look again at the pages that are due, or at all, but not at those seen since `before`."""
        moment = self._now()
        until = datetime.max.replace(tzinfo=moment.tzinfo) if everything else moment
        most = -1 if everything else _MOST_RECHECKS
        looked: dict[str, int] = {}
        resting: set[str] = set()
        gone: dict[str, list[tuple[KnownPage, Fetched]]] = {}
        for page in self._sources.due_pages(until, before, most):
            host = urlsplit(page.address).netloc
            if host in resting:
                continue
            looked[host] = looked.get(host, 0) + 1
            try:
                fetched = await self._look_again(page)
            except FetchError as error:
                self._could_not_look(page, error)
                if error.retry_after is not None:
                    resting.add(host)
                continue
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
        """Take what changed on a page; what was answered instead, if it is gone.

        Raises FetchError.
        """
        fetched = await self._fetcher.get(
            page.address, etag=page.etag, last_modified=page.last_modified
        )
        if _is_gone(fetched, page):
            return fetched
        source = None if page.source_id is None else self._sources.find(str(page.source_id))
        if source and source.kind is SourceKind.WORDPRESS:
            self._welcome_back(page)
            self._seen(page, Line(Outcome.UNCHANGED.value, page.address, page.article_id))
        else:
            await self._read(fetched, page, Lead(ListedItem(page.address, ""), source))
        return None

    def _could_not_look(self, page: KnownPage, error: FetchError) -> None:
        """A page of an article that could not be asked for says nothing of the article."""
        line = Line(REFUSED, page.address, page.article_id, reason=f"not looked at again: {error}")
        self._report.add(line)
        wait = max(_AFTER_AN_ERROR, timedelta(seconds=error.retry_after or 0))
        self._save(replace(page, error=str(error), due=self._now() + wait))

    async def _read(self, fetched: Fetched, known: KnownPage, lead: Lead) -> None:
        """Read a page that was fetched, and add the article on it."""
        if fetched.status == 304:
            self._welcome_back(known)
            line = Line(Outcome.UNCHANGED.value, known.address, known.article_id)
            if why := known.article_id and why_not(self._store, known.article_id):
                line = replace(line, outcome=REFUSED, reason=why)
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
            self._without_page(known, lead, str(error), for_good=True)
            return
        known = replace(
            known,
            address=fetched.moved or known.address,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
        )
        self._seen(known, line)

    def _without_page(
        self,
        known: KnownPage,
        lead: Lead,
        reason: str,
        *,
        for_good: bool = False,
        wait: float | None = None,
    ) -> None:
        """A page that cannot be had: the text in the feed stands for it, if that is all of it.

        Where it stands `for_good`, the page is not asked for any more: that it is not there says
        nothing of the article.
        """
        page = lead.item.page()
        if page is not None and (known.article_id is None or _is_in_feed_only(known)):
            try:
                self._seen(known, self._add(page, known, lead), again=not for_good)
            except ArticleError as error:
                reason = str(error)
            else:
                return
        self._report.add(Line(REFUSED, known.address, known.article_id, reason=reason))
        moment = self._now()
        pause = max(_AT_FIRST, timedelta(seconds=wait or 0))
        if known.article_id is None:  # ever more seldom
            known = replace(known, absent=known.absent or moment)
            pause = max(pause, min(moment - (known.absent or moment), _OLD))
        elif for_good:
            pause = self._interval(known.article_id, moment)
        self._save(replace(known, error=reason, checked=moment, due=moment + pause))

    def _add(self, page: Page, known: KnownPage, lead: Lead, ended: str | None = None) -> Line:
        """Add what is on a page that was reached at the address `ended`.

        Raises ArticleError when it is no article.
        """
        self._welcome_back(known)
        one = found(page, lead.defaults, url_key(known.address), known.address)
        one = self._at_own_address(one, known, ended)
        also = [url_key(ended)] if ended else []
        if lead.item.guid and lead.source:
            also.append(f"guid:{registered_domain(lead.source.url)}#{lead.item.guid}")
        keys = tuple(dict.fromkeys((*one.keys[:-1], *also)))
        place = one.keys[-1]
        keys = (*(key for key in keys if key != place), place)
        line = take(self._store, replace(one, keys=keys), news=lead.news, keep=self._keep)
        self._report.add(line)
        return line

    def _at_own_address(self, one: Found, known: KnownPage, ended: str | None) -> Found:
        """What was found; a canonical address that is another article's is none of it.

        Some sites name the front page of a section as that of all its articles.
        """
        given, own = one.content.url, ended or known.address
        if given is None or url_key(given) in (url_key(known.address), url_key(own)):
            return one
        holder = self._store.at(given)
        if holder is None:
            return one
        if holder == known.article_id:
            if not self._was_moved_away(holder, given, own):
                return one
        elif self._store.is_another(holder, one.content):
            self._move_away(holder, given)
        else:
            return one
        origin = {**one.content.provenance, "url": "address"}
        content = replace(one.content, url=own, provenance=origin)
        return replace(one, keys=one.keys[-1:], content=content)

    def _was_moved_away(self, article_id: str, url: str, own: str) -> bool:
        """Whether an article that is known by this address was given that of its page."""
        article = self._store.current(article_id)
        return bool(article and article.url and fold(article.url) == fold(own) != fold(url))

    def _move_away(self, article_id: str, url: str) -> None:
        """The article that came first has the same wrong address: it gets that of its page."""
        article = self._store.current(article_id)
        if not (self._keep and article and article.url and fold(article.url) == fold(url)):
            return
        page = self._sources.page_of(article_id)
        if page is None or page.url == fold(url):  # it does lie there
            return
        origin = {**article.provenance, "url": "address"}
        moved = replace(article, url=page.address, provenance=origin)
        added = self._store.add([url_key(page.address)], moved)
        self._report.add(Line(added.outcome.value, page.address, article_id, article.title))

    def _welcome_back(self, page: KnownPage) -> None:
        """Answer again from an article that was only withdrawn because its page was gone."""
        if not (self._keep and page.absent and page.article_id):
            return
        if self._store.restore(page.article_id, Withdrawal.GONE):
            self._report.add(Line(BACK, page.address, page.article_id))

    def _seen(self, known: KnownPage, line: Line, *, again: bool = True) -> None:
        """Remember a page that was looked at, and when to look at it `again`, if at all."""
        moment = self._now()
        article_id = line.article_id or known.article_id
        if line.outcome != REFUSED:
            known = replace(known, error=None, absent=None)
        due = moment + self._interval(article_id, moment) if again else None
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
        if page.absent is None:
            self._report.add(line)
        elif page.article_id and self._store.withdraw(page.article_id, Withdrawal.GONE):
            self._report.add(replace(line, outcome=GONE))
        wait = timedelta(0) if page.absent is None else _OLD
        absent = page.absent or moment
        self._save(replace(page, absent=absent, checked=moment, due=moment + wait))


def _is_gone(fetched: Fetched, page: KnownPage) -> bool:
    """Not there; or sent to the front page, as sites do with what they took down."""
    return fetched.status in _GONE or leads_to_front(page.address, fetched.url)


def _is_in_feed_only(page: KnownPage) -> bool:
    """Whether a feed's text stands for a page that is not asked for any more."""
    return page.article_id is not None and page.due is None


def _not_there(fetched: Fetched) -> str:
    if fetched.status in _GONE:
        return f"the page is not there ({fetched.status})"
    return "the page is not there (its address leads to the front page)"


def _with(page: Page, item: ListedItem) -> Page:
    """The page, with what its source says where it says nothing itself."""
    more = {name: value for name, value in item.fields.items() if not page.fields.get(name)}
    origin = {**page.provenance, **dict.fromkeys(more, "feed")}
    return replace(page, fields={**page.fields, **more}, provenance=origin)
