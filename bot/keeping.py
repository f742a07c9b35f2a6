"""`footnote corpus fetch`: sources brought up to date, and the index after them.

The bot runs it as a process of its own, so that neither fetching nor embedding slows an answer.
"""

import asyncio
import contextlib
import logging
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

from bot.observing import UNOBSERVED, Observer
from bot.token_file import without_token
from corpus.adding import fetcher_of
from corpus.errors import FootnoteError
from corpus.home import Home
from corpus.parsing import Parsers
from corpus.report import Report
from corpus.report_terminal import reporting, show_report
from corpus.settings import FetchSettings, read_home, read_settings
from corpus.sources import Sources
from corpus.store import ArticleStore
from corpus.terminal import err
from corpus.updating import Updater, due
from index.layout import SnapshotError, read_manifest
from index.publishing import current

log = logging.getLogger(__name__)


def fetch(rebuild: bool, recheck: bool, as_json: bool, background: bool) -> None:
    """One run, reported; with `rebuild` the index follows. In the background it steps back."""
    from index.background import step_back
    from index.commands import bring_up_to_date

    home, settings = read_home(), read_settings(FetchSettings)
    if background:
        step_back()
    with reporting() as report:
        asyncio.run(fetch_once(home, settings, report, recheck=recheck))
    with ArticleStore(home.articles) as store:
        total = store.count()
    show_report(report, total, preview=False, as_json=as_json)
    if rebuild and is_stale(home):
        try:
            bring_up_to_date(background=background)
        except FootnoteError as error:  # the next run tries again
            err.print(f"[yellow]{error}[/]", soft_wrap=True)
            if background:
                raise


def pause(interval: timedelta) -> None:
    """Wait, saying until when."""
    until = datetime.now().astimezone() + interval
    err.print(f"[dim]Next at {until:%H:%M:%S}; Ctrl-C ends.[/]")
    time.sleep(interval.total_seconds())


async def fetch_once(
    home: Home, settings: FetchSettings, report: Report, *, recheck: bool = False
) -> None:
    """Bring all due sources, and the pages that are due, up to date."""
    async with fetcher_of(settings) as fetcher, Parsers() as parsers:
        with ArticleStore(home.articles) as store, Sources(home.articles) as sources:
            updater = Updater(store, sources, fetcher, parsers, report)
            await updater.run(due(sources.all(), datetime.now(UTC)), recheck)


def is_stale(home: Home) -> bool:
    """Whether the published index is not of the coverage as it is now; also when there is none."""
    with ArticleStore(home.articles) as store:
        try:
            return read_manifest(current(home.index)).corpus != store.state()
        except SnapshotError:
            return store.count() > 0


async def keep_current(interval: timedelta, observer: Observer = UNOBSERVED) -> None:
    """Fetch and rebuild in a process beside this one, again and again, until cancelled."""
    command = (sys.executable, "-m", "bot", "corpus", "fetch", "--background")
    while True:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=without_token(),
        )
        try:
            _, told = await process.communicate()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
            raise
        for line in told.decode(errors="replace").splitlines():
            log.info("fetch: %s", line)
        observer.fetched(worked=not process.returncode)
        if process.returncode:
            log.error("fetching or indexing failed; what is indexed goes on serving")
        await asyncio.sleep(interval.total_seconds())
