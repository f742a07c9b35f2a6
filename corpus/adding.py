"""The one door: whatever an operator names, file, folder or address, comes in here."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from corpus.article import ArticleError
from corpus.fetch import Fetcher, FetchError
from corpus.fields import Fields
from corpus.formats import read
from corpus.home import Home
from corpus.listing import ListedItem
from corpus.opening import Opener
from corpus.pages import Lead
from corpus.parsing import Parsers
from corpus.report import REFUSED, Line, Report, take
from corpus.settings import FetchSettings, read_settings
from corpus.sources import Source, Sources
from corpus.store import ArticleStore
from corpus.updating import Updater
from corpus.urls import without_user


def is_address(name: str) -> bool:
    """Whether what was named lies on the web."""
    return name.lower().startswith(("http://", "https://"))


def add_all(
    store: ArticleStore,
    home: Home,
    names: Sequence[str],
    options: Fields,
    report: Report,
    *,
    keep: bool = True,
) -> None:
    """Add all that is named, item by item; `options` fill what the items do not say.

    Without `keep` nothing is added, and the report says what would be.
    """
    for name in names:
        if not name.strip():  # an unset variable of a script; Path("") is the current folder
            report.add(Line(REFUSED, repr(name), reason="names nothing; `.` is this folder"))
        elif not is_address(name):
            for item in read(Path(name), options):
                report.add(take(store, item, keep=keep))
    addresses = [name for name in names if is_address(name)]
    if addresses:
        asyncio.run(_from_web(store, home, addresses, options, report, keep))


async def _from_web(
    store: ArticleStore,
    home: Home,
    addresses: Sequence[str],
    options: Fields,
    report: Report,
    keep: bool,
) -> None:
    async with fetcher_of(read_settings(FetchSettings)) as fetcher, Parsers() as parsers:
        with Sources(home.articles) as sources:
            opener = Opener(fetcher, parsers)
            updater = Updater(store, sources, fetcher, parsers, report, keep=keep)
            chosen: list[Source] = []
            for address in addresses:
                try:
                    listed = await opener.open(address)
                except (FetchError, ArticleError) as error:
                    report.add(Line(REFUSED, without_user(address), reason=str(error)))
                    continue
                for one in listed:
                    outlet = str(options.get("outlet") or "") or None
                    chosen.append(
                        sources.add(one.url, one.kind, one.title, outlet)[0]
                        if keep
                        else Source(id=0, url=one.url, kind=one.kind)
                    )
                if not listed:
                    await updater.pages.follow(Lead(ListedItem(address, ""), options=options))
            await updater.update(chosen)


def fetcher_of(settings: FetchSettings) -> Fetcher:
    """The fetcher that the operator's settings describe."""
    return Fetcher(settings.contact, settings.allow_hosts)
