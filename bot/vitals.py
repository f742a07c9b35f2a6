"""How the bot does at this moment: read here, judged in bot.health, shown by bot.metrics."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.desk import Desk
from bot.gateway import Gateway, Line
from corpus.errors import FootnoteError
from corpus.home import Home
from corpus.sources import Source, Sources
from corpus.store import ArticleStore
from index.layout import Manifest

log = logging.getLogger(__name__)

STATES = ("ok", "failing", "paused")  # of a source
_FRESH = 60.0  # seconds for which what was read of the coverage is good enough


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is in the store. `sources` counts them by state, one of STATES.

    `succeeded` is when a source was last fetched without an error; `state` is the store's.
    """

    sources: Mapping[str, int]
    succeeded: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Vitals:
    """`waiting` of `most` questions wait or are worked on. `behind`: see Examiner."""

    ready: bool
    servers: int
    lines: tuple[Line, ...]
    waiting: int
    most: int
    index: Manifest | None = None
    encoder: str | None = None
    coverage: Coverage | None = None
    behind: float | None = None


def state_of(source: Source) -> str:
    """Whether a source can be fetched from; three errors in a row pause it."""
    if source.paused:
        return "paused"
    return "failing" if source.errors else "ok"


def read_coverage(home: Home) -> Coverage | None:
    """None when there is no store, or it cannot be read."""
    if not home.articles.exists():
        return None
    try:
        with Sources(home.articles) as sources, ArticleStore(home.articles) as store:
            found, state = sources.all(), store.state()
    except FootnoteError as error:
        log.warning("cannot look at the coverage: %s", error)
        return None
    moments = [source.succeeded for source in found if source.succeeded]
    counted = Counter(map(state_of, found))
    return Coverage({name: counted[name] for name in STATES}, max(moments, default=None), state)


class Examiner:
    """Takes the vitals. All methods are for one event loop.

    How long the index lags behind the coverage is known from when that was first seen.
    """

    def __init__(self, home: Home, desk: Desk, gateway: Gateway) -> None:
        self._home = home
        self._desk = desk
        self._gateway = gateway
        self._coverage: Coverage | None = None
        self._read = float("-inf")
        self._reading = asyncio.Lock()
        self._behind_since: datetime | None = None

    def look(self) -> Vitals:
        """What is known without waiting."""
        waiting, most = self._desk.queue
        return Vitals(
            ready=self._gateway.ready,
            servers=self._gateway.servers,
            lines=self._gateway.look(),
            waiting=waiting,
            most=most,
            index=self._desk.manifest,
            encoder=self._desk.encoder,
            coverage=self._coverage,
            behind=self._behind(datetime.now(UTC)),
        )

    async def examine(self) -> Vitals:
        """With the state of the coverage, read off the loop when it is older than a minute."""
        async with self._reading:
            if time.monotonic() - self._read >= _FRESH:
                self._coverage = await asyncio.to_thread(read_coverage, self._home)
                self._read = time.monotonic()
        return self.look()

    def _behind(self, now: datetime) -> float | None:
        index = self._desk.manifest
        if self._coverage is None or index is None:
            return None
        if index.corpus == self._coverage.state:
            self._behind_since = None
            return 0.0
        self._behind_since = self._behind_since or now
        return (now - self._behind_since).total_seconds()
