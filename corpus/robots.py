"""robots.txt (RFC 9309): what a site lets us fetch, and how slowly."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego
from yarl import URL

from corpus.answers import Answer, FetchError, RedirectError, retry_after

AGENT = "Footnote"
MAX_SIZE = 500 * 1024  # what is beyond is not read; RFC 9309 asks for no more
MAX_DELAY = 60.0  # seconds; a site that wants more is not fetched from in any useful time
_KEPT = 24 * 60 * 60.0
_FAILURE_KEPT = 60.0  # so that a list of pages of a dead site fails at once


@dataclass(frozen=True, slots=True)
class Robots:
    """A site's rules for us; `rules` is None where it has none."""

    rules: Protego | None = None

    def allows(self, url: URL) -> bool:
        return self.rules is None or self.rules.can_fetch(str(url), AGENT)

    @property
    def delay(self) -> float:
        """Seconds between requests that the site asks for; 0 if it does not, at most a minute."""
        asked = self.rules.crawl_delay(AGENT) if self.rules else None
        return min(asked or 0.0, MAX_DELAY)


def read_robots(answer: Answer, now: float) -> Robots:
    """The rules in the answer to a request for robots.txt.

    No such file means no rules. Raises FetchError when the site could not answer: what it forbids
    is then unknown.
    """
    if 200 <= answer.status < 300:
        text = answer.body[:MAX_SIZE].decode("utf-8-sig", errors="replace")
        return Robots(Protego.parse(text))
    if answer.status == 429 or answer.status >= 500:
        raise FetchError(
            f"robots.txt cannot be read ({answer.status}), so nothing is fetched for now",
            retry_after=retry_after(answer.headers, now),
        )
    return Robots()


@dataclass(frozen=True, slots=True)
class _Kept:
    robots: Robots | FetchError
    until: float


class RobotsBook:
    """The rules of every site asked, each read once a day; after a failure again in a minute.

    `ask` fetches a robots.txt, redirects followed; `clock` is in seconds since 1970.
    """

    def __init__(self, ask: Callable[[URL], Awaitable[Answer]], clock: Callable[[], float]) -> None:
        self._ask = ask
        self._clock = clock
        self._kept: dict[URL, _Kept] = {}
        self._locks: dict[URL, asyncio.Lock] = {}

    async def rules(self, url: URL) -> Robots:
        """The rules for `url`. Raises FetchError when they cannot be known."""
        origin = url.origin()
        async with self._locks.setdefault(origin, asyncio.Lock()):
            kept = self._kept.get(origin)
            if kept is None or self._clock() >= kept.until:
                kept = self._kept[origin] = await self._read(origin)
        if isinstance(kept.robots, FetchError):
            failure = kept.robots
            raise FetchError(failure.reason, failure.retry_after, failure.permanent)
        return kept.robots

    async def _read(self, origin: URL) -> _Kept:
        try:
            answer = await self._ask(origin / "robots.txt")
            robots = read_robots(answer, self._clock())
        except RedirectError:
            robots = Robots()  # RFC 9309, 2.3.1.2: as if there were no such file
        except FetchError as failure:
            return _Kept(failure, self._clock() + (failure.retry_after or _FAILURE_KEPT))
        return _Kept(robots, self._clock() + _KEPT)
